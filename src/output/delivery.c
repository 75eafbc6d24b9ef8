/* How far is a letter's message? See delivery.h. */
#include "output/delivery.h"

#include <string.h>

struct walk {
	struct arena *arena;
	struct delivery *out;
};

/* An earlier version told the Message-ID alone. */
const char *delivery_id(struct arena *arena, const char *words)
{
	return arena_strndup(arena, words, strcspn(words, " "));
}

static void take_message(struct walk *walk, const char *words)
{
	size_t id = strcspn(words, " ");

	walk->out->id = delivery_id(walk->arena, words);
	walk->out->digest = arena_strdup(walk->arena,
		words + id + strspn(words + id, " "));
}

static bool follow(void *context, const struct event *event)
{
	struct walk *walk = context;
	struct delivery *out = walk->out;

	if (event->kind == EVENT_WITHDRAWN)
		out->withdrawn = event->number;
	if (event->kind < EVENT_MAILED)
		return true;
	/* A late report of an issue before says nothing of this one. */
	if (event->kind == EVENT_BOUNCED &&
		strcmp(event->sha256, out->sha256) != 0)
		return true;
	if (event->kind == EVENT_MAILED)
		take_message(walk, event->words);
	out->attempts += event->kind == EVENT_SENDING;
	out->last = event->kind;
	out->number = event->number;
	out->sha256 = arena_strdup(walk->arena, event->sha256);
	out->words = arena_strdup(walk->arena, event->words);
	return true;
}

bool delivery_of(struct record *record, const char *key, struct arena *arena,
	struct delivery *out, struct report *report)
{
	struct walk walk = {arena, out};

	*out = (struct delivery){.last = EVENT_KINDS, .sha256 = "",
		.words = "", .id = "", .digest = ""};
	return history_of(record, key, follow, &walk, report);
}

bool delivery_is_waiting(const struct delivery *delivery)
{
	return delivery->last == EVENT_MAILED ||
		delivery->last == EVENT_DEFERRED ||
		delivery->last == EVENT_RELEASED;
}

bool delivery_is_sent(const struct delivery *delivery)
{
	return delivery->last == EVENT_SENT ||
		delivery->last == EVENT_PARTLY ||
		delivery->last == EVENT_SETTLED;
}

bool delivery_is_in_doubt(const struct delivery *delivery)
{
	return delivery->last == EVENT_SENDING ||
		delivery->last == EVENT_DOUBTED;
}

const char *delivery_words(struct arena *arena, const char *id,
	const char *digest)
{
	return arena_printf(arena, "%s %s", id, digest);
}
