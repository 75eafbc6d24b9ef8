/*
 * The job's record in SQLite; see record.h.
 *
 * A rollback journal, not a write-ahead log: there is one writer that commits
 * in groups, so the log's speed would be lost on us, while the journal leaves
 * one plain file that can be copied, read from a read-only disk and read
 * across a network. Two things then keep the writer and its readers out of
 * each other's way: a reader never holds its lock while a caller works (lists
 * are read in portions), and the writer keeps a group in memory (no spill), so
 * that it shuts readers out only for the moment of the commit.
 *
 * synchronous=EXTRA is FULL and a sync of the folder after the journal is
 * gone: without it a power cut could bring the journal, and with it the state
 * before the last commit, back. Pages are large because entries are: of those
 * of 2 KB only one would fit into the usual page.
 */
#include "output/record.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "output/store.h"

#define APPLICATION_ID 0x4C4D696C /* "LMil" */
#define FORMAT	       4	  /* of the tables below; user_version */
#define PATIENCE_MS    30000	  /* to wait for another process's lock */

#define COLUMNS                                                                \
	"key, name, file, state, issue, pages, bytes, sha256, fingerprint, "   \
	"inputs, reason, printed"
#define EVENT_COLUMNS "number, key, kind, sha256, who, at, words"

static const char *const queries[QUERY_COUNT] = {
	[QUERY_GET] = "SELECT " COLUMNS " FROM letter WHERE key = ?1",
	[QUERY_OWNER] = "SELECT key FROM letter WHERE file = ?1",
	[QUERY_AFTER] = "SELECT " COLUMNS " FROM letter WHERE key > ?1 "
		  "ORDER BY key LIMIT ?2",
	[QUERY_PUT] = "REPLACE INTO letter(" COLUMNS ") "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[QUERY_REMOVE] = "DELETE FROM letter WHERE key = ?1",
	[QUERY_KEEP] = "REPLACE INTO earlier(" COLUMNS ") SELECT " COLUMNS
		" FROM letter WHERE key = ?1 AND state = 'made' "
		"AND sha256 <> ?2",
	[QUERY_BEFORE] = "SELECT " COLUMNS " FROM earlier WHERE key = ?1 "
		"ORDER BY issue DESC LIMIT 1",
	[QUERY_EARLIER] = "SELECT " COLUMNS " FROM earlier "
		"WHERE (key, issue) > (?1, ?3) ORDER BY key, issue LIMIT ?2",
	[QUERY_PUT_EARLIER] = "REPLACE INTO earlier(" COLUMNS ") "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[QUERY_PARTS] = "SELECT lines FROM parts",
	[QUERY_PUT_PARTS] = "REPLACE INTO parts(id, lines) VALUES (1, ?1)",
	[QUERY_PREMISES] = "SELECT digest FROM premises",
	[QUERY_PUT_PREMISES] = "REPLACE INTO premises(id, digest) "
		"VALUES (1, ?1)",
	[QUERY_DROP_PREMISES] = "DELETE FROM premises",
	[QUERY_FILES] = "SELECT rowid, state, file, bytes, key FROM letter "
		"WHERE rowid > ?1 ORDER BY rowid LIMIT ?2",
	[QUERY_ADD_EVENT] = "INSERT INTO event(" EVENT_COLUMNS ") VALUES ("
		"coalesce((SELECT max(number) FROM event) + ?8, ?7), "
		"?1, ?2, ?3, ?4, ?5, ?6)",
	[QUERY_PUT_EVENT] = "INSERT OR IGNORE INTO event(" EVENT_COLUMNS ") "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[QUERY_ALL_EVENTS] = "SELECT " EVENT_COLUMNS " FROM event "
		"WHERE number > ?1 ORDER BY number LIMIT ?2",
	[QUERY_EVENTS] = "SELECT " EVENT_COLUMNS " FROM event "
		"WHERE number > ?1 AND key = ?3 ORDER BY number LIMIT ?2",
	[QUERY_SIGN_OFFS] = "SELECT " EVENT_COLUMNS " FROM event "
		"WHERE number > ?1 AND kind IN ('looked', 'approved', "
		"'unapproved') ORDER BY number LIMIT ?2",
	[QUERY_WITHDRAWN] = "SELECT " EVENT_COLUMNS " FROM event "
		"WHERE number > ?1 AND kind = 'withdrawn' "
		"ORDER BY number LIMIT ?2",
	[QUERY_MAILED] = "SELECT " EVENT_COLUMNS " FROM event "
		"WHERE number > ?1 AND kind = 'mailed' "
		"ORDER BY number LIMIT ?2",
};

#define LETTER_COLUMNS                                                         \
	"name TEXT NOT NULL, "                                                 \
	"file TEXT NOT NULL, state TEXT NOT NULL, issue INTEGER NOT NULL, "    \
	"pages INTEGER NOT NULL, bytes INTEGER NOT NULL, "                     \
	"sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, "                    \
	"inputs TEXT NOT NULL, reason TEXT NOT NULL, printed TEXT NOT NULL"

/* What happened has happened: so no number is ever given twice, either. */
#define EVENT_TABLE                                                            \
	"TABLE event(number INTEGER PRIMARY KEY, "                             \
	"key TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL, "        \
	"who TEXT NOT NULL, at TEXT NOT NULL, words TEXT NOT NULL);"

/* Issues that are no longer the letter. */
#define EARLIER_TABLE                                                          \
	"TABLE earlier(key TEXT NOT NULL, " LETTER_COLUMNS                     \
	", PRIMARY KEY(key, issue)) WITHOUT ROWID;"

/* What all letters were made from, as long as no letter changes. */
#define PREMISES_TABLE                                                         \
	"TABLE premises(id INTEGER PRIMARY KEY, digest TEXT NOT NULL);"

/* What each format added to the one before. */
static const char *const schemas[FORMAT] = {
	"CREATE TABLE letter(key TEXT PRIMARY KEY NOT NULL, " LETTER_COLUMNS
	");"
	"CREATE INDEX letter_file ON letter(file);"
	"CREATE TABLE parts(id INTEGER PRIMARY KEY, lines TEXT NOT NULL);",
	"CREATE " EVENT_TABLE
	"CREATE INDEX event_key ON event(key, number);"
	"CREATE TRIGGER event_stays BEFORE DELETE ON event "
	"BEGIN SELECT RAISE(ABORT, 'events are kept'); END;"
	"CREATE TRIGGER event_as_it_was BEFORE UPDATE ON event "
	"BEGIN SELECT RAISE(ABORT, 'events are kept'); END;",
	"CREATE " EARLIER_TABLE,
	"CREATE " PREMISES_TABLE,
};

/* What stands for it, empty, where an older record is only read. */
static const char *const stand_ins[FORMAT] = {
	"", "CREATE TEMP " EVENT_TABLE, "CREATE TEMP " EARLIER_TABLE,
	"CREATE TEMP " PREMISES_TABLE,
};

const char *letter_state_name(enum letter_state state)
{
	static const char *const names[] = {[LETTER_MADE] = "made",
		[LETTER_FAILED] = "failed", [LETTER_UNSIGNED] = "unsigned",
		[LETTER_DISCARDED] = "discarded"};

	return names[state];
}

bool letter_stands(enum letter_state state)
{
	return state == LETTER_MADE || state == LETTER_UNSIGNED;
}

bool store_fail(struct record *record, struct report *report)
{
	struct place place = {.file = record->fault != SQLITE_OK
			? record->faulty : record->path};
	int code = record->fault;
	const char *reason = sqlite3_errstr(code);

	if (code == SQLITE_OK) {
		code = sqlite3_errcode(record->database);
		reason = sqlite3_errmsg(record->database);
	}
	switch (code & 0xFF) {
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return report_error(report, place, "the job's record is "
			"damaged (%s): bring it back from a copy, or move it "
			"away and run again: letters are then made anew, "
			"earlier ones are kept, and all have to be approved "
			"again", reason);
	case SQLITE_BUSY:
		return report_error(report, place, "the job's record is held "
			"by another program: close it and run again");
	case SQLITE_FULL:
	case SQLITE_IOERR:
		return report_error(report, place, "the job's record cannot "
			"be written: %s: make room and run again; it does "
			"what is left", reason);
	default:
		return report_error(report, place, "the job's record cannot "
			"be used: %s", reason);
	}
}

bool store_run(struct record *record, const char *sql, struct report *report)
{
	if (sqlite3_exec(record->database, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return store_fail(record, report);
}

bool store_integer(struct record *record, const char *sql, int64_t *out,
	struct report *report)
{
	sqlite3_stmt *statement = NULL;
	bool done = sqlite3_prepare_v2(record->database, sql, -1, &statement,
		NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW;

	if (done)
		*out = sqlite3_column_int64(statement, 0);
	else
		store_fail(record, report);
	sqlite3_finalize(statement);
	return done;
}

/* Is it ours, and of a format that is known here? *format is 0 when new. */
static bool identify(struct record *record, int64_t *format,
	struct report *report)
{
	struct place place = {.file = record->path};
	int64_t id, tables;

	if (!store_integer(record, "PRAGMA application_id", &id, report) ||
		!store_integer(record, "PRAGMA user_version", format, report) ||
		!store_integer(record, "SELECT count(*) FROM sqlite_master",
			&tables, report))
		return false;
	if (id == 0 && *format == 0 && tables == 0)
		return true;
	if (id != APPLICATION_ID)
		return report_error(report, place, "is a database of another "
			"program: move it away, or choose another folder "
			"with --out");
	if (*format < 1 || *format > FORMAT)
		return report_error(report, place, "is a record of format "
			"%lld, this program knows %d: use the version that "
			"wrote it", (long long)*format, FORMAT);
	return true;
}

/* A damaged record must stop a run before it makes all letters anew. */
static bool check(struct record *record, struct report *report)
{
	sqlite3_stmt *statement = NULL;
	const char *verdict = NULL;
	bool sound;

	if (sqlite3_prepare_v2(record->database, "PRAGMA quick_check(1)", -1,
		    &statement, NULL) == SQLITE_OK &&
		sqlite3_step(statement) == SQLITE_ROW)
		verdict = (const char *)sqlite3_column_text(statement, 0);
	sound = verdict != NULL && strcmp(verdict, "ok") == 0;
	if (!sound) {
		if (verdict != NULL)
			store_fault(record, SQLITE_CORRUPT);
		store_fail(record, report);
	}
	sqlite3_finalize(statement);
	return sound;
}

/* Makes the tables that a record of this format does not have. */
static bool upgrade(struct record *record, int64_t format,
	struct report *report)
{
	struct text sql = {0};
	bool done;

	text_add(&sql, "BEGIN IMMEDIATE; ");
	for (int64_t i = format; i < FORMAT; i++)
		text_add(&sql, schemas[i]);
	text_printf(&sql, "PRAGMA application_id = %d; "
		"PRAGMA user_version = %d; COMMIT", APPLICATION_ID, FORMAT);
	done = store_run(record, sql.data, report);
	text_clear(&sql);
	return done;
}

/* An older record is as one to whose letters nothing happened yet. */
static bool stand_in(struct record *record, int64_t format,
	struct report *report)
{
	bool done = store_run(record, "PRAGMA query_only = OFF", report);

	for (int64_t i = format; i < FORMAT && done; i++)
		done = store_run(record, stand_ins[i], report);
	return done && store_run(record, "PRAGMA query_only = ON", report);
}

/*
 * Who got which letter, and which figures it has, is not for everybody on the
 * machine. SQLite gives its journal the record's own mode.
 */
bool store_keep_to_owner(const char *path, struct report *report)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat status;

	if (fd >= 0) {
		close(fd);
		return true;
	}
	if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode) ||
		(status.st_mode & 077) == 0 || chmod(path, 0600) == 0)
		return true; /* else SQLite tells what is wrong */
	return report_error(report, (struct place){.file = path},
		"cannot be kept from others: %s: its owner has to run this, or "
		"'chmod 600' it", strerror(errno));
}

bool record_is_private(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
		(status.st_mode & 077) == 0;
}

/*
 * A reader opens for writing too, as it may have to roll back the journal of a
 * killed run first; where it may not write, SQLite opens for reading.
 */
static bool connect(struct record *record, bool read_only,
	struct report *report)
{
	int flags = SQLITE_OPEN_READWRITE | (read_only ? 0 :
		SQLITE_OPEN_CREATE);

	if (sqlite3_open_v2(record->path, &record->database, flags, NULL) !=
		SQLITE_OK)
		return store_fail(record, report);
	sqlite3_busy_timeout(record->database, PATIENCE_MS);
	return store_run(record, read_only ? "PRAGMA trusted_schema = OFF;"
		"PRAGMA query_only = ON" :
		"PRAGMA trusted_schema = OFF; PRAGMA page_size = 16384;"
		"PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;"
		"PRAGMA cache_spill = OFF",
		report);
}

bool store_open(const char *path, bool read_only, struct record **out,
	struct report *report)
{
	struct record *record;
	int64_t format;

	*out = NULL;
	record = memory_new(sizeof(*record));
	*record = (struct record){.path = memory_strdup(path), .first = 1,
		.stride = 1};
	if (!connect(record, read_only, report) ||
		!identify(record, &format, report))
		goto failed;
	if (format == 0 && read_only) {
		record_close(record);
		return true;
	}
	if (format != 0 && !read_only && !check(record, report))
		goto failed;
	if (format != FORMAT && !(read_only ? stand_in(record, format,
			report)
			: upgrade(record, format, report)))
		goto failed;
	for (int i = 0; i < QUERY_COUNT; i++)
		if (sqlite3_prepare_v3(record->database, queries[i], -1,
			    SQLITE_PREPARE_PERSISTENT,
			    &record->statements[i], NULL) != SQLITE_OK) {
			store_fail(record, report);
			goto failed;
		}
	*out = record;
	return true;
failed:
	record_close(record);
	return false;
}

bool record_open(const char *path, bool read_only, struct record **out,
	struct report *report)
{
	bool opened = true;

	*out = NULL;
	if (!read_only)
		opened = store_keep_to_owner(path, report) &&
			store_open(path, false, out, report) &&
			store_join(*out, report);
	else if (access(path, F_OK) == 0)
		opened = store_open(path, true, out, report);
	if (opened && read_only)
		opened = store_gather(path, out, report);
	if (!opened) {
		record_close(*out);
		*out = NULL;
	}
	return opened;
}

void record_close(struct record *record)
{
	if (record == NULL)
		return;
	store_close_shards(record);
	for (int i = 0; i < QUERY_COUNT; i++)
		sqlite3_finalize(record->statements[i]);
	sqlite3_close(record->database);
	free(record->path);
	free(record);
}

void store_bind(sqlite3_stmt *statement, int number, const char *text)
{
	sqlite3_bind_text(statement, number, text ? text : "", -1,
		SQLITE_STATIC);
}

void store_fault(struct record *record, int code)
{
	if (record->fault == SQLITE_OK) {
		record->fault = code;
		record->faulty = record->path;
	}
	if (record->whole != NULL && record->whole->fault == SQLITE_OK) {
		record->whole->fault = code;
		record->whole->faulty = record->path;
	}
}

void store_end_reading(struct record *record, sqlite3_stmt *statement)
{
	int code = sqlite3_reset(statement);

	if (code != SQLITE_OK)
		store_fault(record, code);
}

char *store_column(sqlite3_stmt *statement, int number, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(statement, number);

	return arena_strdup(arena, text ? text : "");
}

/* What is not known here is not relied on. */
enum letter_state store_state(sqlite3_stmt *s, int column)
{
	const char *name = (const char *)sqlite3_column_text(s, column);

	for (int i = LETTER_MADE; name != NULL && i <= LETTER_DISCARDED; i++)
		if (strcmp(name, letter_state_name(i)) == 0)
			return i;
	return LETTER_FAILED;
}

/* The order is that of COLUMNS. */
struct entry store_entry(sqlite3_stmt *s, struct arena *arena)
{
	return (struct entry){
		.key = store_column(s, 0, arena),
		.name = store_column(s, 1, arena),
		.file = store_column(s, 2, arena),
		.state = store_state(s, 3),
		.issue = sqlite3_column_int(s, 4),
		.pages = (size_t)sqlite3_column_int64(s, 5),
		.bytes = sqlite3_column_int64(s, 6),
		.sha256 = store_column(s, 7, arena),
		.fingerprint = store_column(s, 8, arena),
		.inputs = store_column(s, 9, arena),
		.reason = store_column(s, 10, arena),
		.printed = store_column(s, 11, arena),
	};
}

static bool get(struct record *record, enum query query, const char *key,
	struct arena *arena, struct entry *out)
{
	struct record *holder = store_holder(record, key);
	sqlite3_stmt *statement = holder->statements[query];
	bool found;

	store_bind(statement, 1, key);
	found = sqlite3_step(statement) == SQLITE_ROW;
	if (found)
		*out = store_entry(statement, arena);
	store_end_reading(holder, statement);
	return found;
}

bool record_get(struct record *record, const char *key, struct arena *arena,
	struct entry *out)
{
	return get(record, QUERY_GET, key, arena, out);
}

bool record_before(struct record *record, const char *key,
	struct arena *arena, struct entry *out)
{
	return get(record, QUERY_BEFORE, key, arena, out);
}

const char *record_owner(struct record *record, const char *file,
	struct arena *arena)
{
	const char *key = NULL;

	for (unsigned i = 0; key == NULL && i <= record->shard_count; i++) {
		struct record *member = store_member(record, i);
		sqlite3_stmt *owner;

		if (member == NULL)
			continue;
		owner = member->statements[QUERY_OWNER];
		store_bind(owner, 1, file);
		while (key == NULL && sqlite3_step(owner) == SQLITE_ROW) {
			key = store_column(owner, 0, arena);
			if (store_holder(record, key) != member)
				key = NULL;
		}
		store_end_reading(member, owner);
	}
	return key;
}

bool store_change(struct record *record, enum query query,
	struct report *report)
{
	sqlite3_stmt *statement = record->statements[query];
	bool done = sqlite3_step(statement) == SQLITE_DONE;

	if (!done)
		store_fail(record, report);
	sqlite3_reset(statement);
	return done;
}

bool record_begin(struct record *record, struct report *report)
{
	if (record->fault != SQLITE_OK)
		return store_fail(record, report);
	record->premises_dropped = false;
	return store_run(record, "BEGIN IMMEDIATE", report);
}

/* Once a transaction is enough. */
bool store_drop_premises(struct record *record, struct report *report)
{
	if (record->premises_dropped)
		return true;
	record->premises_dropped =
		store_change(record, QUERY_DROP_PREMISES, report);
	return record->premises_dropped;
}

/* An issue that is about to be another's, or nobody's. */
static bool keep_issue(struct record *record, const char *key,
	const char *sha256, struct report *report)
{
	store_bind(record->statements[QUERY_KEEP], 1, key);
	store_bind(record->statements[QUERY_KEEP], 2, sha256);
	return store_change(record, QUERY_KEEP, report);
}

static bool put_into(struct record *record, enum query query,
	const struct entry *entry, struct report *report)
{
	sqlite3_stmt *put = record->statements[query];

	store_bind(put, 1, entry->key);
	store_bind(put, 2, entry->name);
	store_bind(put, 3, entry->file);
	store_bind(put, 4, letter_state_name(entry->state));
	sqlite3_bind_int(put, 5, entry->issue);
	sqlite3_bind_int64(put, 6, (int64_t)entry->pages);
	sqlite3_bind_int64(put, 7, entry->bytes);
	store_bind(put, 8, entry->sha256);
	store_bind(put, 9, entry->fingerprint);
	store_bind(put, 10, entry->inputs);
	store_bind(put, 11, entry->reason);
	store_bind(put, 12, entry->printed);
	return store_change(record, query, report);
}

bool store_put(struct record *record, const struct entry *entry,
	struct report *report)
{
	return put_into(record, QUERY_PUT, entry, report);
}

bool store_put_earlier(struct record *record, const struct entry *entry,
	struct report *report)
{
	return put_into(record, QUERY_PUT_EARLIER, entry, report);
}

bool store_remove(struct record *record, const char *key,
	struct report *report)
{
	store_bind(record->statements[QUERY_REMOVE], 1, key);
	return store_change(record, QUERY_REMOVE, report);
}

bool record_put(struct record *record, const struct entry *entry,
	struct report *report)
{
	assert(entry->key != NULL && entry->key[0] != '\0');
	return store_drop_premises(record, report) &&
		keep_issue(record, entry->key, entry->sha256, report) &&
		store_put(record, entry, report);
}

bool record_remove(struct record *record, const char *key,
	struct report *report)
{
	return store_drop_premises(record, report) &&
		keep_issue(record, key, NULL, report) &&
		store_remove(record, key, report);
}

bool record_commit(struct record *record, struct report *report)
{
	if (record->fault == SQLITE_OK &&
		sqlite3_exec(record->database, "COMMIT", NULL, NULL, NULL) ==
			SQLITE_OK)
		return true;
	store_fail(record, report);
	/* Where SQLite did so already, this fails and is no matter. */
	sqlite3_exec(record->database, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

bool record_put_parts(struct record *record, const char *parts,
	struct report *report)
{
	store_bind(record->statements[QUERY_PUT_PARTS], 1, parts);
	return store_change(record, QUERY_PUT_PARTS, report);
}

/* The text of a query that gives one, or "". */
static const char *one_text(struct record *record, enum query query,
	struct arena *arena)
{
	sqlite3_stmt *statement = record->statements[query];
	const char *text = "";

	if (sqlite3_step(statement) == SQLITE_ROW)
		text = store_column(statement, 0, arena);
	store_end_reading(record, statement);
	return text;
}

const char *record_parts(struct record *record, struct arena *arena)
{
	return one_text(record->parts_from != NULL ? record->parts_from
						    : record,
		QUERY_PARTS, arena);
}

bool record_put_premises(struct record *record, const char *premises,
	struct report *report)
{
	store_bind(record->statements[QUERY_PUT_PREMISES], 1, premises);
	return store_change(record, QUERY_PUT_PREMISES, report);
}

const char *record_premises(struct record *record, struct arena *arena)
{
	if (record->shard_count > 0)
		return "";
	return one_text(record, QUERY_PREMISES, arena);
}
