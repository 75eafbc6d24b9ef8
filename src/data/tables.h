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
 *	row: a view of _row, _key and every mapped column of every source by
 *		its own name (names are unique over a job)
 * Numbers are REAL (so 1/2 is 0.5), missing cells are NULL.
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

enum column_type { COLUMN_TEXT, COLUMN_NUMBER };

struct column_options {
	const char *name;   /* as formulas and placeholders call it */
	const char *header; /* as the file does; case and blanks do not count */
	enum column_type type;
	struct place place; /* in the configuration */
};

struct source_options {
	const char *name; /* NULL: the recipients */
	const char *path;
	struct place place;	    /* of the section in the configuration */
	char delimiter;
	const char *encoding;	    /* as in csv.h */
	const char *key;	    /* header of the key column */
	const char *match;	    /* column of the recipients (by name) that
				       key is equal to; NULL: their key */
	const char *where;	    /* SQL over this file's mapped columns:
				       the rows to take; NULL: all */
	struct place where_place;
	bool optional;		    /* recipients may have no row here */
	bool ignore_unmatched;	    /* no fault: rows of no recipient */
	const char *const *missing; /* markers that mean 'no value' */
	size_t missing_count;
	const struct column_options *columns;
	size_t column_count;
};

/* A mapped column, as found in its file. */
struct table_column {
	const char *name;
	const char *header;
	enum column_type type;
	int field;	  /* its number in the file, from 1 */
	const char *file; /* path */
	const char *source; /* "recipient" or the source's name */
};

#define RECIPIENTS "recipient" /* table_column.source of the recipients */

struct tables;
struct sqlite3;

/* NULL: in memory; else a file that workers can open too, made anew. */
bool tables_open(const char *path, struct tables **out, struct report *report)
	MUST_CHECK;
bool tables_load(struct tables *tables, const struct source_options *options,
	struct report *report) MUST_CHECK;
/* After the last source: the view; rows and recipients alone are reported. */
bool tables_join(struct tables *tables, struct report *report) MUST_CHECK;
/*
 * A worker's own connection, after a fork, to the same file; read only, and
 * without a guard. The parent's is left alone, so end a worker with _exit.
 */
bool tables_reopen(struct tables *tables, struct report *report) MUST_CHECK;
/* The file is removed again, by the process that made it. */
void tables_free(struct tables *tables);

struct sqlite3 *tables_database(struct tables *tables);
size_t tables_column_count(const struct tables *tables);
const struct table_column *tables_column(const struct tables *tables,
	size_t number);
/* NULL when there is none. */
const struct table_column *tables_column_lookup(const struct tables *tables,
	const char *name);
/* file:line:field of a recipient's cell; line 0 where it has no row. */
struct place tables_cell_place(struct tables *tables, int64_t row,
	const struct table_column *column);
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
 * in UTF-8 and without the line end; row 0 is the header. In a converted file
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
bool tables_unguard(struct sqlite3 *database) MUST_CHECK;

#endif
