/*
 * What the modules on job.db share: its connection and its statements. Private
 * to output/; record.h and history.h are for the others.
 */
#ifndef OUTPUT_STORE_H
#define OUTPUT_STORE_H

#include <sqlite3.h>

#include "output/record.h"

enum query {
	QUERY_GET,
	QUERY_OWNER,
	QUERY_AFTER,
	QUERY_PUT,
	QUERY_REMOVE,
	QUERY_KEEP,
	QUERY_BEFORE,
	QUERY_PARTS,
	QUERY_PUT_PARTS,
	QUERY_PREMISES,
	QUERY_PUT_PREMISES,
	QUERY_DROP_PREMISES,
	QUERY_FILES,
	QUERY_ADD_EVENT,
	QUERY_EVENTS,
	QUERY_SIGN_OFFS,
	QUERY_WITHDRAWN,
	QUERY_MAILED,
	QUERY_COUNT
};

struct record {
	char *path;
	sqlite3 *database;
	sqlite3_stmt *statements[QUERY_COUNT];
	bool premises_dropped; /* in this transaction */
	int fault; /* of a function without a report; else SQLITE_OK */
};

/* Reports what SQLite said last, or a fault that waited to be told. */
bool store_fail(struct record *record, struct report *report);
/* Text is lent until the statement is reset; NULL is "". */
void store_bind(sqlite3_stmt *statement, int number, const char *text);
char *store_column(sqlite3_stmt *statement, int number, struct arena *arena);
/* Runs a statement whose parameters are bound. */
bool store_change(struct record *record, enum query query,
	struct report *report) MUST_CHECK;
/* Ends a statement that gave no more rows; remembers why. */
void store_end_reading(struct record *record, sqlite3_stmt *statement);

#endif
