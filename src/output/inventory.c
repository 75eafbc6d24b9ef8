/*
 * A list of files on disk; see inventory.h.
 *
 * It is read one row at a time, each by the name before it, so that no
 * statement is under way while the caller changes a row.
 */
#include "output/inventory.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum query {
	QUERY_ADD,
	QUERY_MEASURE,
	QUERY_FIND,
	QUERY_TICK,
	QUERY_AFTER,
	QUERY_LEFT_AFTER,
	QUERY_COUNT
};

#define COLUMNS "name, path, size, private, sha256"

static const char *const queries[QUERY_COUNT] = {
	[QUERY_ADD] = "INSERT INTO item(" COLUMNS ") "
		      "VALUES (?1, ?2, ?3, ?4, ?5)",
	[QUERY_MEASURE] = "UPDATE item SET size = ?2, sha256 = ?3 "
			  "WHERE name = ?1",
	[QUERY_FIND] = "SELECT size, sha256 FROM item "
		       "WHERE name = ?1 AND name = ?1 COLLATE BINARY",
	[QUERY_TICK] = "UPDATE item SET ticked = 1 WHERE name = ?1 "
		       "AND name = ?1 COLLATE BINARY AND NOT ticked",
	[QUERY_AFTER] = "SELECT " COLUMNS " FROM item WHERE name > ?1 "
			"ORDER BY name LIMIT 1",
	[QUERY_LEFT_AFTER] = "SELECT " COLUMNS " FROM item WHERE name > ?1 "
			     "AND NOT ticked ORDER BY name LIMIT 1",
};

struct inventory {
	sqlite3 *database;
	sqlite3_stmt *statements[QUERY_COUNT];
};

static bool fail(const struct inventory *inventory, struct report *report)
{
	return report_error(report, (struct place){0}, "the list of files "
		"cannot be kept on disk: %s: make room where TMPDIR, or "
		"/var/tmp, is", sqlite3_errmsg(inventory->database));
}

bool inventory_open(struct inventory **out, struct report *report)
{
	struct inventory *inventory = memory_new(sizeof(*inventory));
	/* It is gone with the program: no journal, and nothing is synced. */
	static const char schema[] =
		"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
		"PRAGMA cache_size = -4096;"
		"CREATE TABLE item(name TEXT PRIMARY KEY COLLATE NOCASE, "
		"path TEXT, size INTEGER, private INTEGER, sha256 TEXT, "
		"ticked INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID; BEGIN;";

	*out = inventory;
	if (sqlite3_open("", &inventory->database) != SQLITE_OK ||
		sqlite3_exec(inventory->database, schema, NULL, NULL, NULL) !=
			SQLITE_OK)
		return fail(inventory, report);
	for (int i = 0; i < QUERY_COUNT; i++)
		if (sqlite3_prepare_v2(inventory->database, queries[i], -1,
			    &inventory->statements[i], NULL) != SQLITE_OK)
			return fail(inventory, report);
	return true;
}

void inventory_close(struct inventory *inventory)
{
	if (inventory == NULL)
		return;
	for (int i = 0; i < QUERY_COUNT; i++)
		sqlite3_finalize(inventory->statements[i]);
	sqlite3_close(inventory->database);
	free(inventory);
}

static sqlite3_stmt *use(struct inventory *inventory, enum query query,
	const char *name)
{
	sqlite3_stmt *statement = inventory->statements[query];

	sqlite3_reset(statement);
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_TRANSIENT);
	return statement;
}

static bool change(struct inventory *inventory, sqlite3_stmt *statement,
	struct report *report)
{
	bool done = sqlite3_step(statement) == SQLITE_DONE;

	if (!done)
		fail(inventory, report);
	sqlite3_reset(statement);
	return done;
}

bool inventory_add(struct inventory *inventory, const struct listed_file *item,
	struct report *report)
{
	sqlite3_stmt *statement = use(inventory, QUERY_ADD, item->name);
	int result;

	sqlite3_bind_text(statement, 2, item->path, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int64(statement, 3, item->size);
	sqlite3_bind_int(statement, 4, item->is_private);
	sqlite3_bind_text(statement, 5, item->sha256, -1, SQLITE_TRANSIENT);
	result = sqlite3_step(statement);
	sqlite3_reset(statement);
	if (result == SQLITE_CONSTRAINT)
		return report_error(report, (struct place){.file = item->name},
			"there are two files of this name, or of one that "
			"differs in capital letters alone");
	return result == SQLITE_DONE || fail(inventory, report);
}

bool inventory_measure(struct inventory *inventory, const char *name,
	int64_t size, const char *sha256, struct report *report)
{
	sqlite3_stmt *statement = use(inventory, QUERY_MEASURE, name);

	sqlite3_bind_int64(statement, 2, size);
	sqlite3_bind_text(statement, 3, sha256, -1, SQLITE_TRANSIENT);
	return change(inventory, statement, report);
}

static const char *column(sqlite3_stmt *statement, int number)
{
	return (const char *)sqlite3_column_text(statement, number);
}

bool inventory_find(struct inventory *inventory, const char *name,
	int64_t *size, char sha256[DIGEST_HEX])
{
	sqlite3_stmt *statement = use(inventory, QUERY_FIND, name);
	bool found = sqlite3_step(statement) == SQLITE_ROW;
	const char *digest = found ? column(statement, 1) : NULL;

	*size = found ? sqlite3_column_int64(statement, 0) : -1;
	sha256[0] = '\0';
	if (digest != NULL && strlen(digest) < DIGEST_HEX)
		memcpy(sha256, digest, strlen(digest) + 1);
	sqlite3_reset(statement);
	return found;
}

bool inventory_tick(struct inventory *inventory, const char *name)
{
	sqlite3_stmt *statement = use(inventory, QUERY_TICK, name);
	bool done = sqlite3_step(statement) == SQLITE_DONE &&
		sqlite3_changes(inventory->database) == 1;

	sqlite3_reset(statement);
	return done;
}

static bool each(struct inventory *inventory, enum query query,
	item_handler *handler, void *context, struct report *report)
{
	struct text name = {0}, path = {0};
	bool going = true;

	while (going) {
		sqlite3_stmt *statement = use(inventory, query,
			text_string(&name));
		int result = sqlite3_step(statement);
		char sha256[DIGEST_HEX] = "";
		struct listed_file item;

		if (result != SQLITE_ROW) {
			going = result == SQLITE_DONE ||
				fail(inventory, report);
			break;
		}
		text_reset(&name);
		text_reset(&path);
		text_add(&name, column(statement, 0));
		if (column(statement, 1) != NULL)
			text_add(&path, column(statement, 1));
		item = (struct listed_file){text_string(&name),
			text_string(&path), sqlite3_column_int64(statement, 2),
			sqlite3_column_int(statement, 3) != 0, sha256};
		if (column(statement, 4) != NULL)
			memcpy(sha256, column(statement, 4), DIGEST_HEX);
		sqlite3_reset(statement);
		going = handler(context, &item);
	}
	text_clear(&name);
	text_clear(&path);
	return going;
}

bool inventory_each(struct inventory *inventory, item_handler *handler,
	void *context, struct report *report)
{
	return each(inventory, QUERY_AFTER, handler, context, report);
}

bool inventory_each_left(struct inventory *inventory, item_handler *handler,
	void *context, struct report *report)
{
	return each(inventory, QUERY_LEFT_AFTER, handler, context, report);
}
