/*
 * The tables of job.db, format 5; see schema.h.
 *
 * A row of `letter` stays for good: events point to it. What becomes of its
 * columns is told in columns.c. Formats 1 to 4 had all as text, and what a
 * letter was made of in full: a few kilobytes each.
 */
#include "output/schema.h"

#include <string.h>

#include "base/text.h"
#include "output/history.h"

#define APPLICATION_ID 0x4C4D696C /* "LMil" */
#define FORMAT	       5	  /* of the tables below; user_version */
#define FIRST_PACKED   5	  /* format that has these letters and events */

static const char letter_tables[] =
	"CREATE TABLE letter(id INTEGER PRIMARY KEY, "
	"key TEXT NOT NULL UNIQUE, folder TEXT, stem TEXT, "
	"state INTEGER NOT NULL, issue INTEGER NOT NULL, "
	"pages INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256, fingerprint, "
	"reason TEXT, form INTEGER NOT NULL, dictionary INTEGER NOT NULL, "
	"inputs BLOB);"
	"CREATE INDEX letter_stem ON letter(stem) WHERE stem IS NOT NULL;"
	/* Issues that are no longer the letter. */
	"CREATE TABLE earlier(letter INTEGER NOT NULL, "
	"issue INTEGER NOT NULL, folder TEXT, stem TEXT, "
	"state INTEGER NOT NULL, pages INTEGER NOT NULL, "
	"bytes INTEGER NOT NULL, sha256, fingerprint, form INTEGER NOT NULL, "
	"dictionary INTEGER NOT NULL, inputs BLOB, "
	"PRIMARY KEY(letter, issue)) WITHOUT ROWID;"
	/* What letters share: lexicon.h. */
	"CREATE TABLE form(id INTEGER PRIMARY KEY, lines BLOB NOT NULL);"
	"CREATE TABLE dictionary(id INTEGER PRIMARY KEY, "
	"bytes BLOB NOT NULL);"
	/* What happened has happened: so no number is ever given twice. */
	"CREATE TABLE event(number INTEGER PRIMARY KEY, "
	"letter INTEGER NOT NULL, kind INTEGER NOT NULL, sha256, who, at, "
	"words);"
	"CREATE INDEX event_letter ON event(letter);"
	"CREATE TRIGGER event_stays BEFORE DELETE ON event "
	"BEGIN SELECT RAISE(ABORT, 'events are kept'); END;"
	"CREATE TRIGGER event_as_it_was BEFORE UPDATE ON event "
	"BEGIN SELECT RAISE(ABORT, 'events are kept'); END;";

static const char parts_table[] =
	"CREATE TABLE parts(id INTEGER PRIMARY KEY, lines TEXT NOT NULL);";

/* What all letters were made from, as long as no letter changes. */
static const char premises_table[] =
	"CREATE TABLE premises(id INTEGER PRIMARY KEY, digest TEXT NOT NULL);";

/* ---- whose is it? ---- */

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

/* ---- a new one ---- */

static bool finish(struct record *record, struct report *report)
{
	struct text sql = {0};
	bool done;

	text_printf(&sql, "PRAGMA application_id = %d; "
		"PRAGMA user_version = %d; COMMIT", APPLICATION_ID, FORMAT);
	done = store_run(record, sql.data, report);
	text_clear(&sql);
	return done;
}

static bool create(struct record *record, struct report *report)
{
	return store_run(record, "BEGIN IMMEDIATE", report) &&
		store_run(record, letter_tables, report) &&
		store_run(record, parts_table, report) &&
		store_run(record, premises_table, report) &&
		finish(record, report) && store_prepare(record, report);
}

/* ---- an older one ---- */

struct upgrade {
	struct record *record;
	const char *from; /* what the names of its tables begin with */
	int64_t format;
	struct arena arena; /* of a row */
	struct report *report;
};

typedef bool row_handler(struct upgrade *upgrade, sqlite3_stmt *row);

static bool each_row(struct upgrade *upgrade, const char *columns,
	const char *table, const char *order, row_handler *handler)
{
	struct record *record = upgrade->record;
	sqlite3_stmt *rows = NULL;
	struct text sql = {0};
	bool done;
	int code;

	text_printf(&sql, "SELECT %s FROM %s%s ORDER BY %s", columns,
		upgrade->from, table, order);
	done = sqlite3_prepare_v2(record->database, sql.data, -1, &rows,
		NULL) == SQLITE_OK || store_fail(record, upgrade->report);
	while (done && (code = sqlite3_step(rows)) != SQLITE_DONE) {
		arena_reset(&upgrade->arena);
		done = code == SQLITE_ROW ? handler(upgrade, rows)
			: store_fail(record, upgrade->report);
	}
	sqlite3_finalize(rows);
	text_clear(&sql);
	return done;
}

#define OLD_COLUMNS                                                            \
	"key, name, file, state, issue, pages, bytes, sha256, fingerprint, "   \
	"inputs, reason, printed"

/* What is not known here is not relied on. */
static enum letter_state state_of(const char *name)
{
	for (enum letter_state i = LETTER_MADE; i <= LETTER_DISCARDED; i++)
		if (strcmp(name, letter_state_name(i)) == 0)
			return i;
	return LETTER_FAILED;
}

static struct entry old_entry(struct upgrade *upgrade, sqlite3_stmt *row)
{
	struct arena *arena = &upgrade->arena;

	return (struct entry){
		.key = store_column(row, 0, arena),
		.name = store_column(row, 1, arena),
		.file = store_column(row, 2, arena),
		.state = state_of(store_column(row, 3, arena)),
		.issue = sqlite3_column_int(row, 4),
		.pages = (size_t)sqlite3_column_int64(row, 5),
		.bytes = sqlite3_column_int64(row, 6),
		.sha256 = store_column(row, 7, arena),
		.fingerprint = store_column(row, 8, arena),
		.inputs = store_column(row, 9, arena),
		.reason = store_column(row, 10, arena),
		.printed = store_column(row, 11, arena),
	};
}

static bool take_letter(struct upgrade *upgrade, sqlite3_stmt *row)
{
	struct entry entry = old_entry(upgrade, row);

	return store_put(upgrade->record, &entry, upgrade->report);
}

static bool take_earlier(struct upgrade *upgrade, sqlite3_stmt *row)
{
	struct entry entry = old_entry(upgrade, row);

	return store_put_earlier(upgrade->record, &entry, upgrade->report);
}

static bool take_event(struct upgrade *upgrade, sqlite3_stmt *row)
{
	struct arena *arena = &upgrade->arena;
	struct event event = {
		.number = sqlite3_column_int64(row, 0),
		.key = store_column(row, 1, arena),
		.kind = event_kind_of(store_column(row, 2, arena)),
		.sha256 = store_column(row, 3, arena),
		.who = store_column(row, 4, arena),
		.at = store_column(row, 5, arena),
		.words = store_column(row, 6, arena),
	};

	if (event.kind == EVENT_KINDS) {
		store_fault(upgrade->record, SQLITE_CORRUPT);
		return store_fail(upgrade->record, upgrade->report);
	}
	return store_put_event(upgrade->record, &event, upgrade->report);
}

static bool take_rows(struct upgrade *upgrade)
{
	bool done = upgrade->format < 3 || each_row(upgrade, OLD_COLUMNS,
		"earlier", "key, issue", take_earlier);

	done = done && each_row(upgrade, OLD_COLUMNS, "letter", "rowid",
			       take_letter);
	return done && (upgrade->format < 2 || each_row(upgrade,
		"number, key, kind, sha256, who, at, words", "event", "number",
		take_event));
}

/* Makes way for the tables of today, in their own file. */
static bool set_aside(struct upgrade *upgrade)
{
	struct record *record = upgrade->record;
	struct report *report = upgrade->report;

	return store_run(record, "ALTER TABLE letter RENAME TO old_letter;"
			"DROP INDEX letter_file", report) &&
		(upgrade->format < 2 || store_run(record,
			"DROP TRIGGER event_stays;"
			"DROP TRIGGER event_as_it_was; DROP INDEX event_key;"
			"ALTER TABLE event RENAME TO old_event", report)) &&
		(upgrade->format < 3 || store_run(record,
			"ALTER TABLE earlier RENAME TO old_earlier", report)) &&
		(upgrade->format >= 4 ||
			store_run(record, premises_table, report)) &&
		store_run(record, letter_tables, report);
}

/*
 * In its own file. The pages that are free then are given back if that can be
 * done: there may be no room for it.
 */
static bool bring_up_to_date(struct upgrade *upgrade)
{
	struct record *record = upgrade->record;
	struct report *report = upgrade->report;

	upgrade->from = "old_";
	if (!store_run(record, "PRAGMA cache_spill = ON; BEGIN IMMEDIATE",
		    report) || !set_aside(upgrade) ||
		!store_prepare(record, report) || !take_rows(upgrade) ||
		!store_run(record, "DROP TABLE IF EXISTS old_letter;"
			"DROP TABLE IF EXISTS old_event;"
			"DROP TABLE IF EXISTS old_earlier", report) ||
		!finish(record, report))
		return false;
	sqlite3_exec(record->database, "VACUUM", NULL, NULL, NULL);
	return store_run(record, "PRAGMA cache_spill = OFF", report);
}

/* The record is then the database without a name. */
static bool attach(struct record *record, struct report *report)
{
	sqlite3_stmt *attach = NULL;
	bool done;

	sqlite3_close(record->database);
	done = sqlite3_open("", &record->database) == SQLITE_OK &&
		sqlite3_busy_timeout(record->database, STORE_PATIENCE_MS) ==
			SQLITE_OK &&
		sqlite3_prepare_v2(record->database, "ATTACH ?1 AS old", -1,
			&attach, NULL) == SQLITE_OK;
	if (done) {
		store_bind(attach, 1, record->path);
		done = sqlite3_step(attach) == SQLITE_DONE;
	}
	sqlite3_finalize(attach);
	return done || store_fail(record, report);
}

static bool take_copy(struct upgrade *upgrade)
{
	struct record *record = upgrade->record;
	struct report *report = upgrade->report;

	upgrade->from = "old.";
	return attach(record, report) &&
		store_run(record, "PRAGMA journal_mode = OFF;"
			"PRAGMA synchronous = OFF; BEGIN", report) &&
		store_run(record, letter_tables, report) &&
		store_run(record, parts_table, report) &&
		store_run(record, premises_table, report) &&
		store_run(record, "INSERT INTO parts SELECT * FROM old.parts",
			report) &&
		(upgrade->format < 4 || store_run(record,
			"INSERT INTO premises SELECT * FROM old.premises",
			report)) &&
		store_prepare(record, report) && take_rows(upgrade) &&
		store_run(record, "COMMIT; DETACH old; "
			"PRAGMA query_only = ON", report);
}

bool schema_open(struct record *record, bool read_only, bool *is_empty,
	struct report *report)
{
	struct upgrade upgrade = {.record = record, .report = report};
	bool done;

	*is_empty = false;
	if (!identify(record, &upgrade.format, report))
		return false;
	if (upgrade.format == 0) {
		*is_empty = read_only;
		return read_only || create(record, report);
	}
	if (!read_only && !check(record, report))
		return false;
	if (upgrade.format == FORMAT)
		return read_only || store_prepare(record, report);
	done = read_only ? take_copy(&upgrade) : bring_up_to_date(&upgrade);
	arena_clear(&upgrade.arena);
	return done;
}
