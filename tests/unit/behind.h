/*
 * A record looked at behind the program's back, by SQLite alone.
 *
 *	assert_int_equal(number_behind(path, "SELECT count(*) FROM letter"), 3);
 */
#ifndef UNIT_BEHIND_H
#define UNIT_BEHIND_H

#include <sqlite3.h>
#include <stdint.h>

/* The first column of a query's first row. */
static inline int64_t number_behind(const char *path, const char *query)
{
	sqlite3 *database;
	sqlite3_stmt *rows;
	int64_t number;

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(database, query, -1, &rows, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
	number = sqlite3_column_int64(rows, 0);
	sqlite3_finalize(rows);
	sqlite3_close(database);
	return number;
}

#endif
