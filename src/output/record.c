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
 * before the last commit, back. Pages are small because entries are: a group's
 * keys may be anywhere in their index, and a page that is touched is written
 * twice.
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
#include "output/glossary.h"
#include "output/lexicon.h"
#include "output/schema.h"
#include "sign/digest.h"

/* State of a letter that only events tell of: it is none now. */
#define GONE  "-1"
#define THERE "state >= 0"

/* As columns.c reads and writes them. */
#define COLUMNS_SHARED                                                         \
	"issue, folder, stem, pages, bytes, sha256, fingerprint, form, "       \
	"dictionary, inputs, state"
#define COLUMNS COLUMNS_SHARED ", key, reason"
#define VALUES	"?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11"
#define EARLIER                                                                \
	"SELECT earlier.issue, earlier.folder, earlier.stem, earlier.pages, "  \
	"earlier.bytes, earlier.sha256, earlier.fingerprint, earlier.form, "   \
	"earlier.dictionary, earlier.inputs, earlier.state, key, '' "          \
	"FROM letter CROSS JOIN earlier ON earlier.letter = id "

/*
 * An event's sha256 is the number of the issue that has it, of the letter or
 * of those before, or the digest itself where none does.
 */
#define EVENTS                                                                 \
	"SELECT number, key, kind, CASE typeof(event.sha256) "                 \
	"WHEN 'integer' THEN coalesce((SELECT earlier.sha256 FROM earlier "    \
	"WHERE earlier.letter = event.letter AND issue = event.sha256), "      \
	"CASE letter.issue WHEN event.sha256 THEN letter.sha256 END, -1) "     \
	"ELSE event.sha256 END, who, at, words "                               \
	"FROM event JOIN letter ON letter.id = event.letter "                  \
	"WHERE number > ?1 "
/* Whose letter has a file. */
#define OWNERS(state)                                                          \
	"SELECT key FROM letter WHERE stem = ?1 AND folder IS ?2 AND " state   \
	" UNION ALL SELECT key FROM letter WHERE key = ?1 AND stem IS NULL "   \
	"AND folder IS ?2 AND " state
#define INTO_EVENT                                                             \
	"INTO event(number, letter, kind, sha256, who, at, words) VALUES "

static const char *const queries[QUERY_COUNT] = {
	[QUERY_IS_EMPTY] = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM letter)",
	[QUERY_GET] = "SELECT " COLUMNS " FROM letter "
		"WHERE key = ?1 AND " THERE,
	[QUERY_OWNERS] = OWNERS(THERE),
	[QUERY_STANDING] = OWNERS("state IN (0, 2)"),
	[QUERY_AFTER] = "SELECT " COLUMNS " FROM letter WHERE key > ?1 "
		"AND " THERE " ORDER BY key LIMIT ?2",
	[QUERY_PUT] = "INSERT INTO letter(" COLUMNS ") VALUES (" VALUES
		", ?12, ?13) ON CONFLICT(key) DO UPDATE SET (" COLUMNS_SHARED
		", reason) = (" VALUES ", ?13)",
	[QUERY_SIGN] = "UPDATE letter SET state = 0, sha256 = ?2, reason = '' "
		"WHERE key = ?1 AND state = 2",
	[QUERY_REMOVE] = "UPDATE letter SET state = " GONE ", "
		"folder = NULL, stem = '', sha256 = '', fingerprint = '', "
		"reason = '', inputs = NULL WHERE key = ?1",
	/* What was made or discarded; what nobody signed is no issue. */
	[QUERY_KEEP] = "REPLACE INTO earlier(letter, " COLUMNS_SHARED ") "
		"SELECT id, " COLUMNS_SHARED " FROM letter "
		"WHERE key = ?1 AND state IN (0, 3) AND sha256 <> ?2",
	[QUERY_BEFORE] = EARLIER "WHERE key = ?1 AND earlier.state = 0 "
		"ORDER BY earlier.issue DESC LIMIT 1",
	[QUERY_EARLIER] = EARLIER "WHERE key >= ?1 AND (key > ?1 OR "
		"earlier.issue > ?3) ORDER BY key, earlier.issue LIMIT ?2",
	[QUERY_PUT_EARLIER] = "REPLACE INTO earlier(letter, " COLUMNS_SHARED
		") SELECT id, " VALUES " FROM letter WHERE key = ?12",
	[QUERY_PARTS] = "SELECT lines FROM parts",
	[QUERY_PUT_PARTS] = "REPLACE INTO parts(id, lines) VALUES (1, ?1)",
	[QUERY_PREMISES] = "SELECT digest FROM premises",
	[QUERY_PUT_PREMISES] = "REPLACE INTO premises(id, digest) "
		"VALUES (1, ?1)",
	[QUERY_DROP_PREMISES] = "DELETE FROM premises",
	[QUERY_FILES] = "SELECT id, state, key, folder, stem, bytes "
		"FROM letter WHERE id > ?1 AND " THERE " ORDER BY id LIMIT ?2",
	/* And the issue of that digest; only those that are there to stay. */
	[QUERY_LETTER] = "SELECT id, CASE WHEN state IN (0, 3) AND "
		"sha256 = ?2 THEN issue ELSE (SELECT max(issue) FROM earlier "
		"WHERE earlier.letter = letter.id AND sha256 = ?2) END "
		"FROM letter WHERE key = ?1",
	[QUERY_ADD_LETTER] = "INSERT INTO letter(" COLUMNS ") VALUES "
		"(0, NULL, '', 0, 0, '', '', 0, 0, NULL, " GONE ", ?1, '')",
	[QUERY_LAST_EVENT] = "SELECT number FROM event "
		"ORDER BY number DESC LIMIT 1",
	[QUERY_ADD_EVENT] = "INSERT " INTO_EVENT
		"(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[QUERY_PUT_EVENT] = "INSERT OR IGNORE " INTO_EVENT
		"(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[QUERY_ALL_EVENTS] = EVENTS "ORDER BY number LIMIT ?2",
	[QUERY_EVENTS] = EVENTS "AND key = ?3 ORDER BY number LIMIT ?2",
	[QUERY_EVENTS_OF_KINDS] = EVENTS "AND kind IN (?3, ?4, ?5) "
		"ORDER BY number LIMIT ?2",
	[QUERY_FORMS] = "SELECT id, lines FROM form "
		"WHERE id BETWEEN ?1 AND ?2",
	[QUERY_ADD_FORM] = "INSERT INTO form(lines) VALUES (?1)",
	[QUERY_DICTIONARY] = "SELECT bytes FROM dictionary WHERE id = ?1",
	[QUERY_LAST_DICTIONARY] = "SELECT id, bytes FROM dictionary "
		"ORDER BY id DESC LIMIT 1",
	[QUERY_ADD_DICTIONARY] = "INSERT INTO dictionary(bytes) VALUES (?1)",
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

static bool prepare(struct record *record, enum query query)
{
	return record->statements[query] != NULL ||
		sqlite3_prepare_v3(record->database, queries[query], -1,
			SQLITE_PREPARE_PERSISTENT, &record->statements[query],
			NULL) == SQLITE_OK;
}

bool store_prepare(struct record *record, struct report *report)
{
	for (enum query i = 0; i < QUERY_COUNT; i++)
		if (!prepare(record, i))
			return store_fail(record, report);
	return true;
}

sqlite3_stmt *store_statement(struct record *record, enum query query)
{
	if (!prepare(record, query))
		store_fault(record, sqlite3_errcode(record->database));
	return record->statements[query];
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
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		(read_only ? 0 : SQLITE_OPEN_CREATE);

	if (sqlite3_open_v2(record->path, &record->database, flags, NULL) !=
		SQLITE_OK)
		return store_fail(record, report);
	sqlite3_busy_timeout(record->database, STORE_PATIENCE_MS);
	return store_run(record, read_only ? "PRAGMA trusted_schema = OFF;"
		"PRAGMA query_only = ON" :
		"PRAGMA trusted_schema = OFF; PRAGMA page_size = 4096;"
		"PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;"
		"PRAGMA cache_spill = OFF",
		report);
}

bool store_open(const char *path, bool read_only, struct record **out,
	struct report *report)
{
	struct record *record = memory_new(sizeof(*record));
	bool done, is_empty = false;

	*record = (struct record){.path = memory_strdup(path), .first = 1,
		.stride = 1};
	done = connect(record, read_only, report) &&
		schema_open(record, read_only, &is_empty, report);
	if (!done || is_empty) {
		record_close(record);
		record = NULL;
	}
	*out = record;
	return done;
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
		opened = store_open(path, true, out, report) &&
			(*out == NULL || store_prepare(*out, report));
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
	lexicon_free(record->lexicon);
	glossary_free(record->glossary);
	text_clear(&record->added.key);
	text_clear(&record->added.sha256);
	free(record->path);
	free(record);
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

bool record_is_empty(struct record *record)
{
	sqlite3_stmt *empty = store_statement(record, QUERY_IS_EMPTY);
	bool is_empty = sqlite3_step(empty) == SQLITE_ROW;

	store_end_reading(record, empty);
	return is_empty;
}

static bool get(struct record *record, enum query query, const char *key,
	struct arena *arena, struct entry *out)
{
	struct record *holder = store_holder(record, key);
	sqlite3_stmt *statement = store_statement(holder, query);
	bool found;

	store_bind(statement, 1, key);
	found = sqlite3_step(statement) == SQLITE_ROW;
	if (found)
		*out = store_entry(holder, statement, arena);
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

static const char *find_owner(struct record *record, enum query query,
	const char *file, struct arena *arena)
{
	const char *folder = store_folder(file, arena);
	const char *stem = store_stem(file, arena), *key = NULL;

	for (unsigned i = 0; key == NULL && i <= record->shard_count; i++) {
		struct record *member = store_member(record, i);
		sqlite3_stmt *owners;

		if (member == NULL)
			continue;
		owners = store_statement(member, query);
		store_bind(owners, 1, stem);
		store_bind_text(owners, 2, folder);
		while (key == NULL && sqlite3_step(owners) == SQLITE_ROW) {
			key = store_column(owners, 0, arena);
			if (store_holder(record, key) != member)
				key = NULL;
		}
		store_end_reading(member, owners);
	}
	return key;
}

const char *record_owner(struct record *record, const char *file,
	struct arena *arena)
{
	return find_owner(record, QUERY_OWNERS, file, arena);
}

const char *record_standing(struct record *record, const char *file,
	struct arena *arena)
{
	return find_owner(record, QUERY_STANDING, file, arena);
}

bool store_change(struct record *record, enum query query,
	struct report *report)
{
	sqlite3_stmt *statement = store_statement(record, query);
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
	record->added.id = record->next = 0;
	/* The first write makes a held transaction one of writing. */
	return record->is_held ||
		store_run(record, "BEGIN IMMEDIATE", report);
}

bool record_begin_many(struct record *record, struct report *report)
{
	return store_run(record, "PRAGMA cache_spill = ON", report) &&
		record_begin(record, report);
}

bool record_hold(struct record *record, struct report *report)
{
	record->is_held = store_run(record, "BEGIN", report);
	return record->is_held;
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
	store_bind(store_statement(record, QUERY_KEEP), 1, key);
	store_bind_hex(store_statement(record, QUERY_KEEP), 2, sha256,
		2 * DIGEST_SIZE);
	return store_change(record, QUERY_KEEP, report);
}

/* What happened to a letter is told right behind it: it is asked for again. */
static bool was_added(const struct record *record, const char *key,
	const char *sha256, int64_t *id, int64_t *issue)
{
	if (record->added.id == 0 || strcmp(record->added.key.data, key) != 0)
		return false;
	*id = record->added.id;
	*issue = sha256 != NULL && *sha256 != '\0' &&
			strcmp(text_string(&record->added.sha256), sha256) == 0
		? record->added.issue : 0;
	return true;
}

bool store_letter(struct record *record, const char *key, const char *sha256,
	int64_t *id, int64_t *issue, struct report *report)
{
	sqlite3_stmt *letter = store_statement(record, QUERY_LETTER);
	bool found;

	if (was_added(record, key, sha256, id, issue))
		return true;
	store_bind(letter, 1, key);
	store_bind_hex(letter, 2, sha256, 2 * DIGEST_SIZE);
	found = sqlite3_step(letter) == SQLITE_ROW;
	*id = found ? sqlite3_column_int64(letter, 0) : 0;
	*issue = found ? sqlite3_column_int64(letter, 1) : 0;
	store_end_reading(record, letter);
	if (record->fault != SQLITE_OK)
		return store_fail(record, report);
	if (found)
		return true;
	store_bind(store_statement(record, QUERY_ADD_LETTER), 1, key);
	if (!store_change(record, QUERY_ADD_LETTER, report))
		return false;
	*id = sqlite3_last_insert_rowid(record->database);
	return true;
}

/* Of what SQLite says of the statement that put it. */
static void note_added(struct record *record, const struct entry *entry)
{
	record->added.id = sqlite3_last_insert_rowid(record->database);
	if (record->added.id == 0)
		return;
	record->added.issue = entry->issue;
	text_reset(&record->added.key);
	text_add(&record->added.key, entry->key);
	text_reset(&record->added.sha256);
	if ((entry->state == LETTER_MADE || entry->state == LETTER_DISCARDED) &&
		entry->sha256 != NULL)
		text_add(&record->added.sha256, entry->sha256);
}

static bool put_into(struct record *record, enum query query,
	const struct entry *entry, struct report *report)
{
	sqlite3_stmt *put = store_statement(record, query);
	struct arena arena = {0};
	bool done;

	store_bind_entry(record, put, entry, &arena);
	store_bind(put, 12, entry->key);
	if (query == QUERY_PUT)
		store_bind(put, 13, entry->reason);
	sqlite3_set_last_insert_rowid(record->database, 0);
	done = record->fault == SQLITE_OK
		? store_change(record, query, report)
		: store_fail(record, report);
	arena_clear(&arena);
	return done;
}

bool store_put(struct record *record, const struct entry *entry,
	struct report *report)
{
	bool done;

	record->added.id = 0;
	done = put_into(record, QUERY_PUT, entry, report);
	if (done)
		note_added(record, entry);
	return done;
}

bool store_put_earlier(struct record *record, const struct entry *entry,
	struct report *report)
{
	int64_t id, issue;

	return store_letter(record, entry->key, NULL, &id, &issue, report) &&
		put_into(record, QUERY_PUT_EARLIER, entry, report);
}

bool store_remove(struct record *record, const char *key,
	struct report *report)
{
	record->added.id = 0;
	store_bind(store_statement(record, QUERY_REMOVE), 1, key);
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

bool record_add(struct record *record, const struct entry *entry,
	struct report *report)
{
	assert(entry->key != NULL && entry->key[0] != '\0');
	return store_drop_premises(record, report) &&
		store_put(record, entry, report);
}

bool record_sign(struct record *record, const char *key, const char *sha256,
	struct report *report)
{
	sqlite3_stmt *sign = store_statement(record, QUERY_SIGN);

	record->added.id = 0;
	store_bind(sign, 1, key);
	store_bind_hex(sign, 2, sha256, 2 * DIGEST_SIZE);
	return store_drop_premises(record, report) &&
		store_change(record, QUERY_SIGN, report);
}

bool record_remove(struct record *record, const char *key,
	struct report *report)
{
	return store_drop_premises(record, report) &&
		keep_issue(record, key, NULL, report) &&
		store_remove(record, key, report);
}

void record_undo(struct record *record)
{
	record->is_held = false;
	record->premises_dropped = false;
	record->added.id = record->next = 0;
	lexicon_forget(record);
	/* Where SQLite did so already, this fails and is no matter. */
	sqlite3_exec(record->database, "ROLLBACK", NULL, NULL, NULL);
}

bool record_commit(struct record *record, struct report *report)
{
	if (record->fault == SQLITE_OK &&
		sqlite3_exec(record->database, "COMMIT", NULL, NULL, NULL) ==
			SQLITE_OK)
		return !record->is_held || record_hold(record, report);
	store_fail(record, report);
	record_undo(record);
	return false;
}

bool record_put_parts(struct record *record, const char *parts,
	struct report *report)
{
	store_bind(store_statement(record, QUERY_PUT_PARTS), 1, parts);
	return store_change(record, QUERY_PUT_PARTS, report);
}

/* The text of a query that gives one, or "". */
static const char *one_text(struct record *record, enum query query,
	struct arena *arena)
{
	sqlite3_stmt *statement = store_statement(record, query);
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
	store_bind(store_statement(record, QUERY_PUT_PREMISES), 1, premises);
	return store_change(record, QUERY_PUT_PREMISES, report);
}

const char *record_premises(struct record *record, struct arena *arena)
{
	if (record->shard_count > 0)
		return "";
	return one_text(record, QUERY_PREMISES, arena);
}
