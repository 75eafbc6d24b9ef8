/* Whatever happened to a letter; see history.h. */
#include "output/history.h"

#include <assert.h>
#include <stdlib.h>
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
	sqlite3_bind_int64(add, 7, record->first);
	sqlite3_bind_int64(add, 8, record->stride);
	return store_change(record, QUERY_ADD_EVENT, report);
}

bool store_put_event(struct record *record, const struct event *event,
	struct report *report)
{
	sqlite3_stmt *put = record->statements[QUERY_PUT_EVENT];

	sqlite3_bind_int64(put, 1, event->number);
	store_bind(put, 2, event->key);
	store_bind(put, 3, names[event->kind]);
	store_bind(put, 4, event->sha256);
	store_bind(put, 5, event->who);
	store_bind(put, 6, event->at);
	store_bind(put, 7, event->words);
	return store_change(record, QUERY_PUT_EVENT, report);
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

/* What to read: `key` is of QUERY_EVENTS alone, else NULL. */
struct wanted {
	enum query query;
	const char *key;
};

/* Up to PORTION events that come after this number. */
static size_t read_portion(struct record *record, struct wanted wanted,
	int64_t after, struct arena *arena, struct event events[PORTION])
{
	sqlite3_stmt *list = record->statements[wanted.query];
	size_t count = 0;

	sqlite3_bind_int64(list, 1, after);
	sqlite3_bind_int(list, 2, PORTION);
	if (wanted.key != NULL)
		store_bind(list, 3, wanted.key);
	while (count < PORTION && sqlite3_step(list) == SQLITE_ROW)
		if (read_event(list, arena, &events[count]))
			count++;
		else
			store_fault(record, SQLITE_CORRUPT);
	store_end_reading(record, list);
	return count;
}

/* One record's events; those of several are told in the order of numbers. */
struct stream {
	struct record *record;
	struct arena arena; /* of the events */
	struct event events[PORTION];
	size_t at, count;
	int64_t last; /* read */
};

/* The next event; false: there is none. */
static bool find_next(struct stream *stream, struct wanted wanted)
{
	bool at_end = stream->last > 0 && stream->count < PORTION;

	if (stream->at < stream->count)
		return true;
	stream->at = stream->count = 0;
	arena_reset(&stream->arena);
	if (at_end)
		return false;
	stream->count = read_portion(stream->record, wanted, stream->last,
		&stream->arena, stream->events);
	if (stream->count == 0)
		return false;
	stream->last = stream->events[stream->count - 1].number;
	return true;
}

static void stream_free(struct stream *stream)
{
	arena_clear(&stream->arena);
	free(stream);
}

/* Those that have one, started. */
static struct stream **start_all(struct record *record, struct wanted wanted,
	size_t *count)
{
	struct record *holder = wanted.key == NULL ? NULL
		: store_holder(record, wanted.key);
	struct stream **list = memory_new(((size_t)record->shard_count + 1) *
		sizeof(struct stream *));

	*count = 0;
	for (unsigned i = 0; i <= record->shard_count; i++) {
		struct record *member = store_member(record, i);
		struct stream *stream;

		if (member == NULL || (holder != NULL && member != record &&
				member != holder))
			continue;
		stream = memory_new(sizeof(*stream));
		stream->record = member;
		if (find_next(stream, wanted))
			list[(*count)++] = stream;
		else
			stream_free(stream);
	}
	return list;
}

static int64_t next_number(const struct stream *stream)
{
	return stream->events[stream->at].number;
}

/*
 * An event of a shard may be in the job's record already, when a run was killed
 * before it could remove the shard's: it is one and the same.
 */
static bool each(struct record *record, struct wanted what,
	event_handler *handler, void *context, struct report *report)
{
	size_t count, first;
	struct stream **list = start_all(record, what, &count);
	int64_t told = 0;
	bool wanted = true;

	while (wanted && count > 0) {
		first = 0;
		for (size_t i = 1; i < count; i++)
			if (next_number(list[i]) < next_number(list[first]))
				first = i;
		if (next_number(list[first]) != told)
			wanted = handler(context,
				&list[first]->events[list[first]->at]);
		told = next_number(list[first]);
		list[first]->at++;
		if (!find_next(list[first], what)) {
			stream_free(list[first]);
			list[first] = list[--count];
		}
	}
	for (size_t i = 0; i < count; i++)
		stream_free(list[i]);
	free(list);
	if (record->fault != SQLITE_OK)
		return store_fail(record, report);
	return wanted;
}

bool history_of(struct record *record, const char *key, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, (struct wanted){QUERY_EVENTS, key}, handler,
		context, report);
}

bool history_sign_offs(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, (struct wanted){.query = QUERY_SIGN_OFFS}, handler,
		context, report);
}

bool history_withdrawn(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, (struct wanted){.query = QUERY_WITHDRAWN}, handler,
		context, report);
}

bool history_mailed(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, (struct wanted){.query = QUERY_MAILED}, handler,
		context, report);
}

bool store_each_event(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	assert(record->shard_count == 0);
	return each(record, (struct wanted){.query = QUERY_ALL_EVENTS},
		handler, context, report);
}
