/* Is this letter approved? See approval.h. */
#include "output/approval.h"

#include <string.h>
#include <strings.h>

#include "output/history.h"

/* Walks through the events with the sign-offs that hold so far. */
struct question {
	const char *sha256;	/* of the bytes in hand */
	const char *signed_off; /* digest of the bytes they are of */
	struct arena *arena;
	struct approval *out;
};

bool approval_same_person(const char *a, const char *b)
{
	for (;;) {
		size_t length;

		a += strspn(a, " ");
		b += strspn(b, " ");
		length = strcspn(a, " ");
		if (length != strcspn(b, " ") || strncasecmp(a, b, length) != 0)
			return false;
		if (length == 0)
			return true;
		a += length;
		b += length;
	}
}

static void end(struct question *question, const char *why)
{
	struct approval *out = question->out;

	if (out->persons == 0)
		return;
	out->persons = 0;
	out->at = "";
	out->ended = why;
}

static void sign_off(struct question *question, const struct event *event)
{
	struct approval *out = question->out;

	if (strcmp(question->signed_off, event->sha256) != 0)
		out->persons = 0;
	for (size_t i = 0; i < out->persons; i++)
		if (approval_same_person(out->by[i], event->who))
			return;
	if (out->persons == APPROVAL_PERSONS_MAX)
		return;
	question->signed_off = arena_strdup(question->arena, event->sha256);
	out->by[out->persons++] = arena_strdup(question->arena, event->who);
	out->at = arena_strdup(question->arena, event->at);
	out->ended = "";
}

static bool consider(void *context, const struct event *event)
{
	struct question *question = context;
	const char *kind = event_kind_name(event->kind);

	switch (event->kind) {
	case EVENT_MADE:
		if (strcmp(question->signed_off, event->sha256) != 0)
			end(question, arena_printf(question->arena,
				"made again: %s", event->words));
		break;
	case EVENT_FAILED:
	case EVENT_UNAPPROVED:
		end(question, arena_printf(question->arena, "%s: %s", kind,
			event->words));
		break;
	case EVENT_WITHDRAWN:
		end(question, "it was withdrawn");
		break;
	case EVENT_LOOKED:
		if (strcmp(question->sha256, event->sha256) == 0)
			question->out->looked = true;
		break;
	case EVENT_APPROVED:
		sign_off(question, event);
		break;
	default:
		break;
	}
	return true;
}

bool approval_of(struct record *record, const char *key, const char *sha256,
	size_t persons, struct arena *arena, struct approval *out,
	struct report *report)
{
	struct question question = {sha256, "", arena, out};

	*out = (struct approval){.at = "", .ended = ""};
	if (!history_of(record, key, consider, &question, report))
		return false;
	if (strcmp(question.signed_off, sha256) != 0)
		end(&question, "its file is not the one that was approved");
	if (out->persons > 0)
		out->state = out->persons >= persons ? APPROVAL_FULL
						     : APPROVAL_PART;
	else if (*out->ended != '\0')
		out->state = APPROVAL_ENDED;
	return true;
}

/* "Ada, Bob" */
static const char *names_of(const struct approval *approval,
	struct arena *arena)
{
	const char *all = approval->by[0];

	for (size_t i = 1; i < approval->persons; i++)
		all = arena_printf(arena, "%s, %s", all, approval->by[i]);
	return all;
}

const char *approval_describe(const struct approval *approval, size_t persons,
	struct arena *arena)
{
	switch (approval->state) {
	case APPROVAL_FULL:
		return arena_printf(arena, "approved by %s",
			names_of(approval, arena));
	case APPROVAL_PART:
		return arena_printf(arena, "approved by %s, %zu more needed",
			names_of(approval, arena),
			persons - approval->persons);
	case APPROVAL_ENDED:
		return arena_printf(arena, "no longer approved (%s)",
			approval->ended);
	default:
		return approval->looked ? "looked at" : "";
	}
}
