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

	if (strlen(walk->out->id) != id ||
		memcmp(walk->out->id, words, id) != 0)
		walk->out->attempts = 0;
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

/* ---- issues before ---- */

struct sent_issue {
	const char *sha256, *sending, *sent; /* times; "": not */
	int64_t number; /* of the event that says so */
};

struct search {
	struct arena *arena;
	const char *but; /* the letter's own digest */
	struct sent_issue *issues;
	size_t count, room;
};

static struct sent_issue *issue_of(struct search *search, const char *sha256)
{
	for (size_t i = 0; i < search->count; i++)
		if (strcmp(search->issues[i].sha256, sha256) == 0)
			return &search->issues[i];
	ARENA_RESERVE(search->arena, search->issues, search->count,
		search->room);
	search->issues[search->count] = (struct sent_issue){
		arena_strdup(search->arena, sha256), "", "", 0};
	return &search->issues[search->count++];
}

static bool search_event(void *context, const struct event *event)
{
	struct search *search = context;
	struct sent_issue *issue;

	if (event->kind < EVENT_MAILED ||
		strcmp(event->sha256, search->but) == 0)
		return true;
	issue = issue_of(search, event->sha256);
	switch (event->kind) {
	case EVENT_SENDING:
		issue->sending = arena_strdup(search->arena, event->at);
		break;
	case EVENT_SENT:
	case EVENT_PARTLY:
	case EVENT_SETTLED:
		issue->sent = *issue->sending ? issue->sending
			: arena_strdup(search->arena, event->at);
		issue->number = event->number;
		break;
	case EVENT_BOUNCED:
		issue->sent = "";
		break;
	default:
		break;
	}
	return true;
}

bool delivery_before(struct record *record, const char *key,
	const char *sha256, struct arena *arena, const char **at,
	struct report *report)
{
	struct search search = {.arena = arena, .but = sha256};
	int64_t last = 0;

	*at = "";
	if (!history_of(record, key, search_event, &search, report))
		return false;
	for (size_t i = 0; i < search.count; i++)
		if (*search.issues[i].sent != '\0' &&
			search.issues[i].number > last) {
			last = search.issues[i].number;
			*at = search.issues[i].sent;
		}
	return true;
}

const char *delivery_words(struct arena *arena, const char *id,
	const char *digest)
{
	return arena_printf(arena, "%s %s", id, digest);
}
