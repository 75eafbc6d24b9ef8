/* The word that a message may be sent once more; see release.h. */
#include "dispatch/release.h"

#include <stdlib.h>

#include "dispatch/person.h"
#include "output/delivery.h"

static bool refuse(struct report *report, const char *key, const char *words)
{
	report->recipient = key;
	report_add(report, SEVERITY_ERROR, (struct place){0}, words, NULL);
	report->recipient = NULL;
	return false;
}

static bool may_be(const struct delivery *delivery, const char *key,
	struct report *report)
{
	if (delivery_is_in_doubt(delivery) ||
		delivery->last == EVENT_REFUSED ||
		delivery->last == EVENT_BOUNCED)
		return true;
	if (delivery_is_sent(delivery))
		return refuse(report, key, "its message was sent: who lost it "
			"is best helped by hand");
	return refuse(report, key, "its message is neither in doubt, nor was "
		"it refused, nor did it come back");
}

bool release_check(struct record *record, const char *const *keys,
	size_t key_count, struct report *report)
{
	struct arena arena = {0};
	bool good = true;

	for (size_t i = 0; i < key_count; i++) {
		struct delivery delivery;

		arena_reset(&arena);
		good = delivery_of(record, keys[i], &arena, &delivery,
			report) && may_be(&delivery, keys[i], report) && good;
	}
	arena_clear(&arena);
	return good;
}

static bool add_events(struct record *record, const char *const *keys,
	size_t key_count, const char *who, const char *words,
	struct arena *arena, struct report *report)
{
	for (size_t i = 0; i < key_count; i++) {
		struct event event = {.key = keys[i], .kind = EVENT_RELEASED,
			.who = who, .words = words};
		struct delivery delivery;

		if (!delivery_of(record, keys[i], arena, &delivery, report))
			return false;
		event.sha256 = delivery.sha256;
		if (!history_add(record, &event, report))
			return false;
	}
	return true;
}

bool release_mail(struct record *record, const char *const *keys,
	size_t key_count, const char *by, const char *because, size_t *count,
	struct report *report)
{
	struct arena arena = {0};
	char *who = NULL, *reason = NULL;
	const char *account;
	bool done = release_check(record, keys, key_count, report) &&
		person_words(because, "the reason", &reason, report) &&
		person_find(by, &arena, &who, &account, report) &&
		record_begin(record, report) &&
		add_events(record, keys, key_count, who, reason, &arena,
			report) &&
		record_commit(record, report);

	*count = done ? key_count : 0;
	free(who);
	free(reason);
	arena_clear(&arena);
	return done;
}
