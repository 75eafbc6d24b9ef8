/* Whatever happened to a letter; see history.h. */
#include "output/history.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "output/store.h"

#define PORTION 64 /* events read at once: no lock is held for a handler */

static const char *const names[EVENT_KINDS] = {
	[EVENT_MADE] = "made",
	[EVENT_SIGNED] = "signed",
	[EVENT_FAILED] = "failed",
	[EVENT_SUPERSEDED] = "superseded",
	[EVENT_MOVED] = "moved",
	[EVENT_WITHDRAWN] = "withdrawn",
	[EVENT_LOOKED] = "looked",
	[EVENT_APPROVED] = "approved",
	[EVENT_UNAPPROVED] = "unapproved",
	[EVENT_MAILED] = "mailed",
	[EVENT_UNSPOOLED] = "unspooled",
	[EVENT_RELEASED] = "released",
	[EVENT_SENDING] = "sending",
	[EVENT_SENT] = "sent",
	[EVENT_PARTLY] = "partly",
	[EVENT_DEFERRED] = "deferred",
	[EVENT_REFUSED] = "refused",
	[EVENT_DOUBTED] = "doubted",
	[EVENT_SETTLED] = "settled",
	[EVENT_BOUNCED] = "bounced",
};

const char *event_kind_name(enum event_kind kind)
{
	return names[kind];
}

bool history_add(struct record *record, const struct event *event,
	struct report *report)
{
	sqlite3_stmt *add = record->statements[QUERY_ADD_EVENT];
	char at[CLOCK_SIZE];

	assert(event->key != NULL && event->key[0] != '\0');
	clock_now(at);
	store_bind(add, 1, event->key);
	store_bind(add, 2, names[event->kind]);
	store_bind(add, 3, event->sha256);
	store_bind(add, 4, event->who);
	store_bind(add, 5, at);
	store_bind(add, 6, event->words);
	return store_change(record, QUERY_ADD_EVENT, report);
}

/* EVENT_KINDS: none that is known here. */
static enum event_kind kind_of(const char *name)
{
	enum event_kind kind = 0;

	while (kind < EVENT_KINDS && strcmp(names[kind], name) != 0)
		kind++;
	return kind;
}

/* The order is that of the columns. False: of an unknown kind. */
static bool read_event(sqlite3_stmt *s, struct arena *arena,
	struct event *out)
{
	*out = (struct event){
		.number = sqlite3_column_int64(s, 0),
		.key = store_column(s, 1, arena),
		.kind = kind_of(store_column(s, 2, arena)),
		.sha256 = store_column(s, 3, arena),
		.who = store_column(s, 4, arena),
		.at = store_column(s, 5, arena),
		.words = store_column(s, 6, arena),
	};
	return out->kind != EVENT_KINDS;
}

/* Up to PORTION events that come after this number. */
static size_t read_portion(struct record *record, enum query query,
	int64_t after, struct arena *arena, struct event events[PORTION])
{
	sqlite3_stmt *list = record->statements[query];
	size_t count = 0;

	sqlite3_bind_int64(list, 1, after);
	sqlite3_bind_int(list, 2, PORTION);
	while (count < PORTION && sqlite3_step(list) == SQLITE_ROW)
		if (read_event(list, arena, &events[count]))
			count++;
		else
			record->fault = SQLITE_CORRUPT;
	store_end_reading(record, list);
	return count;
}

static bool each(struct record *record, enum query query,
	event_handler *handler, void *context, struct report *report)
{
	struct event events[PORTION];
	struct arena arena = {0};
	size_t count = PORTION;
	int64_t last = 0;
	bool wanted = true;

	while (wanted && count == PORTION) {
		arena_reset(&arena);
		count = read_portion(record, query, last, &arena, events);
		for (size_t i = 0; wanted && i < count; i++)
			wanted = handler(context, &events[i]);
		if (count > 0)
			last = events[count - 1].number;
	}
	arena_clear(&arena);
	if (record->fault != SQLITE_OK)
		return store_fail(record, report);
	return wanted;
}

bool history_of(struct record *record, const char *key, event_handler *handler,
	void *context, struct report *report)
{
	sqlite3_stmt *events = record->statements[QUERY_EVENTS];
	bool done;

	store_bind(events, 3, key);
	done = each(record, QUERY_EVENTS, handler, context, report);
	store_bind(events, 3, ""); /* the key is no longer lent */
	return done;
}

bool history_sign_offs(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, QUERY_SIGN_OFFS, handler, context, report);
}

bool history_withdrawn(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, QUERY_WITHDRAWN, handler, context, report);
}

bool history_mailed(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, QUERY_MAILED, handler, context, report);
}
