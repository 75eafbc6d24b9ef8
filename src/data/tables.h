/*
 * The job's CSV files in one SQLite database: recipients and statistics,
 * joined by key. Every later figure is read from here.
 *
 *	struct tables *tables = NULL;
 *	if (!tables_open(NULL, &tables, report) ||
 *	    !tables_load(tables, &sources[i], report) ||  recipients first
 *	    !tables_join(tables, report))
 *
 * The database (read by indicators/):
 *	recipient(_row INTEGER PRIMARY KEY, _line, _offset, _length,
 *		_key TEXT UNIQUE, COLUMNS...)	_row counts from 1
 *	NAME(_row INTEGER PRIMARY KEY = recipient's, _line, _offset, _length,
 *		COLUMNS...)		one for each further source
 *	NAME(_row INTEGER PRIMARY KEY = recipient's * 2^32 + _line, _line,
 *		_offset, _length, _whole, COLUMNS...)	one that may have many
 *		rows for a recipient, which stand together in the file's
 *		order; _whole is 0 where the row is faulty
 *	row: a view of _row, _key, every mapped column of recipients and of
 *		sources of one row, and every aggregate, each by its own name
 *		(these are unique over a job)
 * Numbers are REAL (so 1/2 is 0.5), missing cells are NULL. sum, total and avg
 * lose nothing on the way: see sums.c.
 *
 * A fault of one row is reported with the recipient's key in
 * problem.recipient, and reading goes on; only what makes the job impossible
 * (no file, no such column, no row that fits) returns false; then other
 * sources may be loaded still, for what they report (nothing where there are no
 * recipients), but not joined. Rows of empty cells only are passed over.
 */
#ifndef DATA_TABLES_H
#define DATA_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/report.h"
#include "data/cell.h"

enum column_type { COLUMN_TEXT, COLUMN_NUMBER };

struct column_options {
	const char *name;   /* as formulas and placeholders call it */
	const char *header; /* as the file does; case and blanks do not count */
	enum column_type type;
	struct place place; /* in the configuration */
};

/* A number that the many rows of a recipient come to. */
struct aggregate_options {
	const char *name; /* as formulas and placeholders call it */
	const char *sql;  /* "sum(charge)", over the columns of its source */
	struct place place;
};

struct source_options {
	const char *name; /* NULL: the recipients */
	const char *path;
	struct place place;	    /* of the section in the configuration */
	char delimiter;
	const char *encoding;	    /* as in csv.h */
	enum decimal_mark decimal;
	const char *key;	    /* header of the key column */
	const char *match;	    /* column of the recipients (by name) that
				       key is equal to; NULL: their key */
	const char *where;	    /* SQL over this file's mapped columns:
				       the rows to take; NULL: all */
	struct place where_place;
	bool optional;		    /* recipients may have no row here */
	bool ignore_unmatched;	    /* no fault: rows of no recipient */
	bool many;		    /* rows for each recipient; not of the
				       recipients themselves */
	const char *order;	    /* of many: the mapped column to order
				       them by; NULL: as in the file */
	bool descending;
	struct place order_place;
	const struct aggregate_options *aggregates; /* of many */
	size_t aggregate_count;
	const char *const *missing; /* markers that mean 'no value' */
	size_t missing_count;
	const struct column_options *columns;
	size_t column_count;
};

/* A mapped column, as found in its file, or an aggregate. */
struct table_column {
	const char *name;
	const char *header; /* of an aggregate: its SQL */
	enum column_type type;
	int field;	  /* its number in the file, from 1; 0: aggregate */
	const char *file; /* path */
	const char *source; /* "recipient" or the source's name */
	bool is_aggregate;
};

/* A source of many rows for a recipient. */
struct table_source {
	const char *name;
	const struct table_column *columns;
	size_t column_count;
};

/* A cell of such a row, a number where its column is one. */
struct table_cell {
	bool has_value;
	double number;
	const char *text;
	struct place place;
};

#define RECIPIENTS "recipient" /* table_column.source of the recipients */

struct tables;
struct sqlite3;

/*
 * NULL: in memory; else in a file in that folder, without a name, which is gone
 * with the process and its workers.
 */
bool tables_open(const char *folder, struct tables **out,
	struct report *report) MUST_CHECK;
bool tables_load(struct tables *tables, const struct source_options *options,
	struct report *report) MUST_CHECK;
/* After the last source: the view; rows and recipients alone are reported. */
bool tables_join(struct tables *tables, struct report *report) MUST_CHECK;
/*
 * A worker's own connection, after a fork, to the same file; read only, and
 * without a guard. The parent's is left alone, so end a worker with _exit.
 * Every child that asks for anything has to: of tables in memory it has a copy,
 * but in a file the parent's would be in use by both.
 */
bool tables_reopen(struct tables *tables, struct report *report) MUST_CHECK;
/* Nobody writes any more: one lock will do for all there is to read. */
bool tables_settle(struct tables *tables, struct report *report) MUST_CHECK;
void tables_free(struct tables *tables);

struct sqlite3 *tables_database(struct tables *tables);
/* The columns of the view `row`. */
size_t tables_column_count(const struct tables *tables);
const struct table_column *tables_column(const struct tables *tables,
	size_t number);
/* NULL when there is none. */
const struct table_column *tables_column_lookup(const struct tables *tables,
	const char *name);
/*
 * file:line:field of a recipient's cell; line 0 where it has no row. Of an
 * aggregate: its first row.
 */
struct place tables_cell_place(struct tables *tables, int64_t row,
	const struct table_column *column);
/* Sources of many rows, in the order in which they were loaded. */
size_t tables_source_count(const struct tables *tables);
const struct table_source *tables_source(const struct tables *tables,
	size_t number);
/*
 * The rows of a recipient in a source of many, in its order: *count times
 * column_count cells, in the arena. They may be none.
 */
bool tables_rows(struct tables *tables, const struct table_source *source,
	int64_t row, struct arena *arena, const struct table_cell **out,
	size_t *count, struct report *report) MUST_CHECK;
/*
 * Appends the lines of a recipient's rows in the order of the file, "3-14 17",
 * behind a blank where something stands there; returns how many rows these are.
 */
size_t tables_lines(struct tables *tables, const char *source, int64_t row,
	struct text *out);
int64_t tables_recipient_count(struct tables *tables);
/* The row of a key, exactly as in the file; 0: there is none. */
int64_t tables_recipient_row(struct tables *tables, const char *key);
/*
 * Key and name (a text column; the key where it is empty) of a recipient, in
 * the arena. False: there is no such row.
 */
bool tables_recipient(struct tables *tables, int64_t row,
	const char *name_column, struct arena *arena, const char **key,
	const char **name);
/*
 * A recipient's row of a source (RECIPIENTS, or its name) as in its file, but
 * in UTF-8 and without the line end; row 0 is the header. Of many rows all, in
 * the order of the file, with a line feed in between. In a converted file
 * ask in ascending order: going back converts it again from its beginning.
 */
bool tables_original_row(struct tables *tables, const char *source,
	int64_t row, struct text *out, struct report *report) MUST_CHECK;

/*
 * Installs an authorizer: from now on sqlite3_prepare lets only reading
 * through (no attach, no pragma, no endless WITH RECURSIVE) and no function
 * that reads files, the clock (so no date functions) or chance. To be put
 * around whatever a configuration says in SQL. False: out of memory.
 */
bool tables_guard(struct sqlite3 *database) MUST_CHECK;
/*
 * The same, and `note` is told of each column that is read; `view` is the view
 * that does, or NULL. `listener` is lent until tables_unguard().
 */
struct tables_listener {
	void (*note)(void *context, const char *table, const char *column,
		const char *view);
	void *context;
};

bool tables_guard_heard(struct sqlite3 *database,
	struct tables_listener *listener) MUST_CHECK;
bool tables_unguard(struct sqlite3 *database) MUST_CHECK;

#endif
