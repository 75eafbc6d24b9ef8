/*
 * What the modules on job.db share: its connection and its statements. Private
 * to output/; record.h and history.h are for the others.
 */
#ifndef OUTPUT_STORE_H
#define OUTPUT_STORE_H

#include <sqlite3.h>

#include "base/text.h"
#include "output/history.h"
#include "output/record.h"

#define STORE_PATIENCE_MS 30000 /* to wait for another process's lock */

enum query {
	QUERY_IS_EMPTY,
	QUERY_GET,
	QUERY_OWNERS,
	QUERY_STANDING,
	QUERY_AFTER,
	QUERY_PUT,
	QUERY_SIGN,
	QUERY_REMOVE,
	QUERY_KEEP,
	QUERY_BEFORE,
	QUERY_EARLIER,
	QUERY_PUT_EARLIER,
	QUERY_PARTS,
	QUERY_PUT_PARTS,
	QUERY_PREMISES,
	QUERY_PUT_PREMISES,
	QUERY_DROP_PREMISES,
	QUERY_FILES,
	QUERY_LETTER,
	QUERY_ADD_LETTER,
	QUERY_LAST_EVENT,
	QUERY_ADD_EVENT,
	QUERY_PUT_EVENT,
	QUERY_ALL_EVENTS,
	QUERY_EVENTS,
	QUERY_EVENTS_OF_KINDS,
	QUERY_FORMS,
	QUERY_ADD_FORM,
	QUERY_DICTIONARY,
	QUERY_LAST_DICTIONARY,
	QUERY_ADD_DICTIONARY,
	QUERY_COUNT
};

struct record {
	char *path;
	sqlite3 *database;
	sqlite3_stmt *statements[QUERY_COUNT]; /* store_statement() */
	struct lexicon *lexicon; /* lexicon.h; NULL: nothing read of it yet */
	struct glossary *glossary; /* glossary.h; NULL: nobody asked for it */
	bool is_held;		 /* a transaction is always open */
	bool premises_dropped;	 /* in this transaction */
	int fault; /* of a function without a report; else SQLITE_OK */
	const char *faulty; /* the path of the file with the fault, lent */
	/* Events are numbered first, first + stride, ... */
	int64_t first, stride;
	int64_t next; /* in this transaction; 0: it has to be asked for */
	/* The letter that was put last, if it was none before; id 0: it was. */
	struct {
		int64_t id, issue;
		struct text key, sha256; /* "": it is no issue */
	} added;
	/*
	 * One that is only read reads the records of shards along with it: they
	 * stand for the letters of their shards.
	 */
	struct record **shards; /* by number; NULL: there is none of it */
	unsigned shard_count;	/* into how many the job was parted; 0: none */
	struct record *parts_from; /* whose record_parts() to tell */
	/* Of one of them: */
	struct record *whole; /* that it is read along with, or NULL */
	bool has_ended;
};

/*
 * Opens one file. NULL: there is nothing in it, and it is only to be read. Its
 * folder must be there.
 */
bool store_open(const char *path, bool read_only, struct record **out,
	struct report *report) MUST_CHECK;
/* The statements of all queries: the tables are there. */
bool store_prepare(struct record *record, struct report *report) MUST_CHECK;
/*
 * A query's statement, prepared when it is first asked for where not all were:
 * of a thousand shards, few are. NULL: it cannot be, and the record has a
 * fault; SQLite takes NULL for a statement that gives nothing.
 */
sqlite3_stmt *store_statement(struct record *record, enum query query);
/* The owner's alone from now on; made, empty, where there is none. */
bool store_keep_to_owner(const char *path, struct report *report) MUST_CHECK;
bool store_run(struct record *record, const char *sql, struct report *report)
	MUST_CHECK;
/* The first number that a query gives. */
bool store_integer(struct record *record, const char *sql, int64_t *out,
	struct report *report) MUST_CHECK;

/*
 * Opens, to be read along with the record, those of the shards beside it. Where
 * there are some and no record (NULL), an empty one is made, in memory.
 */
bool store_gather(const char *path, struct record **record,
	struct report *report) MUST_CHECK;
/*
 * Takes what the shards beside it recorded into the record that they were taken
 * from, and removes their records. The caller alone has the job.
 */
bool store_join(struct record *record, struct report *report) MUST_CHECK;
void store_close_shards(struct record *record);
/* The record that has the letter of this key, if anyone has. */
struct record *store_holder(struct record *record, const char *key);
/* The record (number 0) and those that are read along; NULL: not that one. */
struct record *store_member(struct record *record, unsigned number);

/* Reports what SQLite said last, or a fault that waited to be told. */
bool store_fail(struct record *record, struct report *report);
/* Text is lent until the statement is reset; NULL is "". */
void store_bind(sqlite3_stmt *statement, int number, const char *text);
char *store_column(sqlite3_stmt *statement, int number, struct arena *arena);
/* NULL is NULL. */
void store_bind_text(sqlite3_stmt *statement, int number, const char *text);
/*
 * Hexadecimal digits as the bytes they stand for, of the first `most`; anything
 * else as it is.
 */
void store_bind_hex(sqlite3_stmt *statement, int number, const char *hex,
	size_t most);
const char *store_column_hex(sqlite3_stmt *statement, int number,
	struct arena *arena);
enum letter_state store_state(sqlite3_stmt *statement, int column);
/* How the place of a file is recorded; NULL: as that of most. */
const char *store_folder(const char *file, struct arena *arena);
const char *store_stem(const char *file, struct arena *arena);
/* Of these two columns, of which the stem's is the next one. */
const char *store_file(sqlite3_stmt *statement, int column, const char *key,
	struct arena *arena);
/* A row of a query for letters; the order is that of COLUMNS in record.c. */
struct entry store_entry(struct record *record, sqlite3_stmt *statement,
	struct arena *arena);
/* All that stands of issues before, too; lent from the arena. */
void store_bind_entry(struct record *record, sqlite3_stmt *statement,
	const struct entry *entry, struct arena *arena);
/*
 * The row that events of this key point to, which is made where there is none,
 * and the issue that has this digest, 0: none.
 */
bool store_letter(struct record *record, const char *key, const char *sha256,
	int64_t *id, int64_t *issue, struct report *report) MUST_CHECK;
/* As it is, over what stands there: nothing goes to the issues before. */
bool store_put(struct record *record, const struct entry *entry,
	struct report *report) MUST_CHECK;
/* One of the issues before. */
bool store_put_earlier(struct record *record, const struct entry *entry,
	struct report *report) MUST_CHECK;
bool store_remove(struct record *record, const char *key,
	struct report *report) MUST_CHECK;
/* With its number and its time; one that is there already stays. */
bool store_put_event(struct record *record, const struct event *event,
	struct report *report) MUST_CHECK;
bool store_drop_premises(struct record *record, struct report *report)
	MUST_CHECK;
/* Of this file alone: letters, issues before, events. */
bool store_each(struct record *record, record_handler *handler, void *context,
	struct report *report) MUST_CHECK;
bool store_each_earlier(struct record *record, record_handler *handler,
	void *context, struct report *report) MUST_CHECK;
bool store_each_event(struct record *record, event_handler *handler,
	void *context, struct report *report) MUST_CHECK;
/* Runs a statement whose parameters are bound. */
bool store_change(struct record *record, enum query query,
	struct report *report) MUST_CHECK;
/* Remembers, for who has a report, what went wrong. */
void store_fault(struct record *record, int code);
/* Ends a statement that gave no more rows; remembers why. */
void store_end_reading(struct record *record, sqlite3_stmt *statement);

#endif
