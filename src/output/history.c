/* Whatever happened to a letter; see history.h. */
#include "output/history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "output/store.h"
#include "sign/digest.h"

#define PORTION 64 /* events read at once: no lock is held for a handler */

/* Their numbers stand in records, for good. */
static const struct {
	const char *name;
	int number;
} kinds[EVENT_KINDS] = {
	[EVENT_MADE] = {"made", 1},
	[EVENT_SIGNED] = {"signed", 2},
	[EVENT_FAILED] = {"failed", 3},
	[EVENT_SUPERSEDED] = {"superseded", 4},
	[EVENT_MOVED] = {"moved", 5},
	[EVENT_WITHDRAWN] = {"withdrawn", 6},
	[EVENT_LOOKED] = {"looked", 7},
	[EVENT_APPROVED] = {"approved", 8},
	[EVENT_UNAPPROVED] = {"unapproved", 9},
	[EVENT_MAILED] = {"mailed", 10},
	[EVENT_UNSPOOLED] = {"unspooled", 11},
	[EVENT_RELEASED] = {"released", 12},
	[EVENT_SENDING] = {"sending", 13},
	[EVENT_SENT] = {"sent", 14},
	[EVENT_PARTLY] = {"partly", 15},
	[EVENT_DEFERRED] = {"deferred", 16},
	[EVENT_REFUSED] = {"refused", 17},
	[EVENT_DOUBTED] = {"doubted", 18},
	[EVENT_SETTLED] = {"settled", 19},
	[EVENT_BOUNCED] = {"bounced", 20},
};

const char *event_kind_name(enum event_kind kind)
{
	return kinds[kind].name;
}

enum event_kind event_kind_of(const char *name)
{
	enum event_kind kind = 0;

	while (kind < EVENT_KINDS && strcmp(kinds[kind].name, name) != 0)
		kind++;
	return kind;
}

/* EVENT_KINDS: of none that is known here. */
static enum event_kind kind_of(sqlite3_stmt *s, int column)
{
	int64_t number = sqlite3_column_int64(s, column);
	enum event_kind kind = 0;

	while (kind < EVENT_KINDS && kinds[kind].number != number)
		kind++;
	return kind;
}

/* The parameters that both ways of adding one have, but its number and time. */
static bool bind_event(struct record *record, sqlite3_stmt *add,
	const struct event *event, struct report *report)
{
	int64_t id, issue;

	if (!store_letter(record, event->key, event->sha256, &id, &issue,
		    report))
		return false;
	sqlite3_bind_int64(add, 2, id);
	sqlite3_bind_int(add, 3, kinds[event->kind].number);
	if (issue > 0)
		sqlite3_bind_int64(add, 4, issue);
	else
		store_bind_hex(add, 4, event->sha256, 2 * DIGEST_SIZE);
	store_bind(add, 5, event->who);
	store_bind(add, 7, event->words);
	return true;
}

static int64_t new_number(struct record *record)
{
	sqlite3_stmt *last;

	if (record->next == 0) {
		last = store_statement(record, QUERY_LAST_EVENT);
		record->next = record->first;
		if (sqlite3_step(last) == SQLITE_ROW)
			record->next = sqlite3_column_int64(last, 0) +
				record->stride;
		store_end_reading(record, last);
	}
	return record->next;
}

bool history_add(struct record *record, const struct event *event,
	struct report *report)
{
	sqlite3_stmt *add = store_statement(record, QUERY_ADD_EVENT);
	int64_t number = new_number(record);

	assert(event->key != NULL && event->key[0] != '\0');
	sqlite3_bind_int64(add, 1, number);
	record->next = number + record->stride;
	sqlite3_bind_int64(add, 6, clock_now());
	return bind_event(record, add, event, report) &&
		store_change(record, QUERY_ADD_EVENT, report);
}

bool store_put_event(struct record *record, const struct event *event,
	struct report *report)
{
	sqlite3_stmt *put = store_statement(record, QUERY_PUT_EVENT);
	int64_t at;

	record->next = 0;
	sqlite3_bind_int64(put, 1, event->number);
	if (clock_read(event->at, &at))
		sqlite3_bind_int64(put, 6, at);
	else
		store_bind(put, 6, event->at);
	return bind_event(record, put, event, report) &&
		store_change(record, QUERY_PUT_EVENT, report);
}

/* A number of seconds, or whatever it says. */
static const char *read_time(sqlite3_stmt *s, int column, struct arena *arena)
{
	char at[CLOCK_SIZE];

	if (sqlite3_column_type(s, column) != SQLITE_INTEGER)
		return store_column(s, column, arena);
	clock_print(sqlite3_column_int64(s, column), at);
	return arena_strdup(arena, at);
}

/* The order is that of the columns. False: of an unknown kind, or issue. */
static bool read_event(sqlite3_stmt *s, struct arena *arena,
	struct event *out)
{
	*out = (struct event){
		.number = sqlite3_column_int64(s, 0),
		.key = store_column(s, 1, arena),
		.kind = kind_of(s, 2),
		.sha256 = store_column_hex(s, 3, arena),
		.who = store_column(s, 4, arena),
		.at = read_time(s, 5, arena),
		.words = store_column(s, 6, arena),
	};
	return out->kind != EVENT_KINDS &&
		sqlite3_column_type(s, 3) != SQLITE_INTEGER;
}

#define KINDS_WANTED 3

/* What to read: one letter's, of some kinds, or all. */
struct wanted {
	enum query query;
	const char *key; /* of QUERY_EVENTS alone, else NULL */
	enum event_kind kinds[KINDS_WANTED]; /* of QUERY_EVENTS_OF_KINDS */
};

/* Up to PORTION events that come after this number. */
static size_t read_portion(struct record *record, struct wanted wanted,
	int64_t after, struct arena *arena, struct event events[PORTION])
{
	sqlite3_stmt *list = store_statement(record, wanted.query);
	size_t count = 0;

	sqlite3_bind_int64(list, 1, after);
	sqlite3_bind_int(list, 2, PORTION);
	if (wanted.key != NULL)
		store_bind(list, 3, wanted.key);
	for (int i = 0; i < KINDS_WANTED &&
		wanted.query == QUERY_EVENTS_OF_KINDS; i++)
		sqlite3_bind_int(list, 3 + i, kinds[wanted.kinds[i]].number);
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
	return each(record, (struct wanted){.query = QUERY_EVENTS, .key = key},
		handler, context, report);
}

bool history_sign_offs(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, (struct wanted){.query = QUERY_EVENTS_OF_KINDS,
		.kinds = {EVENT_LOOKED, EVENT_APPROVED, EVENT_UNAPPROVED}},
		handler, context, report);
}

bool history_withdrawn(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, (struct wanted){.query = QUERY_EVENTS_OF_KINDS,
		.kinds = {EVENT_WITHDRAWN, EVENT_WITHDRAWN, EVENT_WITHDRAWN}},
		handler, context, report);
}

bool history_mailed(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	return each(record, (struct wanted){.query = QUERY_EVENTS_OF_KINDS,
		.kinds = {EVENT_MAILED, EVENT_MAILED, EVENT_MAILED}},
		handler, context, report);
}

bool store_each_event(struct record *record, event_handler *handler,
	void *context, struct report *report)
{
	assert(record->shard_count == 0);
	return each(record, (struct wanted){.query = QUERY_ALL_EVENTS},
		handler, context, report);
}
