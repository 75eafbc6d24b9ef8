/*
 * What tables.c and load.c share: the database behind `struct tables`. Not for
 * other stages.
 *
 *	struct text sql = {0};
 *	text_add(&sql, "SELECT count(*) FROM ");
 *	sql_add_name(&sql, source->name);
 *	if (!database_prepare(tables, text_string(&sql), &statement, report))
 *		goto out;
 *
 * Statements are the caller's to finalize; an error is SQLite's own words.
 */
#ifndef DATA_DATABASE_H
#define DATA_DATABASE_H

#include <sqlite3.h>

#include "base/arena.h"
#include "base/text.h"
#include "data/decoder.h"
#include "data/tables.h"

/* A row of a further source whose key is no recipient's. */
struct stranger {
	const char *key;
	const char *near; /* the most alike key of a recipient, or NULL */
	int line;
	bool to_tell;	  /* nothing was said of it yet */
};

/* Where a row stands in its file: see csv.h. */
struct stand {
	int line;
	int64_t offset, length;
};

/* One loaded file. Strings live in the tables' arena. */
struct source {
	const char *name, *path, *key;
	const struct table_source *many; /* NULL: one row for a recipient */
	const struct table_column *order; /* NULL: that of the file */
	bool descending;
	const char *match;	 /* column of recipient, "_key" or mapped */
	const char *encoding;	 /* NULL: UTF-8 */
	bool optional;
	int key_field;		 /* number of the key's column in a row */
	/*
	 * How many recipients have a row here, and the last of them; counted
	 * as long as rows come in their order.
	 */
	int64_t owners, last_owner;
	bool is_unordered;
	struct stranger *strangers; /* the first of them */
	size_t stranger_count, stranger_room;
	sqlite3_stmt *rows;	 /* of many, see tables_rows() */
	/* Made when first asked; with them what was asked last, and the answer:
	 * a letter asks for one recipient many times. */
	sqlite3_stmt *line;	 /* SELECT _line */
	int64_t line_row;
	int line_found;
	sqlite3_stmt *standing;	 /* SELECT _line, _offset, _length, of many */
	int64_t stands_row;
	struct stand *stands;	 /* in the order of the file */
	size_t stand_count, stand_room;
	int64_t header_offset, header_length; /* of the header's line */
	struct decoder *original;   /* opened when first asked for */
};

struct tables {
	sqlite3 *database;
	sqlite3 *parents; /* left behind by a fork, still in sight */
	char *folder; /* that its file is in; NULL: in memory */
	int file;
	bool is_cut_off; /* it could not be written to, and that was told */
	struct arena arena;
	struct source *sources; /* recipients first */
	size_t source_count, source_room;
	struct table_column *columns; /* of the view `row` */
	size_t column_count, column_room;
	int64_t recipients;
	bool is_cut; /* a fault ended the recipients' file: more may follow */
	/* Who a recipient is, whose row a key is, where its rows stand. */
	sqlite3_stmt *recipient, *recipient_row, *standing;
	int64_t at_recipient, at_standing; /* of these two; 0: on none */
};

bool database_fail(struct tables *tables, struct report *report);
bool database_run(struct tables *tables, const char *sql,
	struct report *report) MUST_CHECK;
bool database_prepare(struct tables *tables, const char *sql,
	sqlite3_stmt **out, struct report *report) MUST_CHECK;
/* Appends a name in double quotes. */
void sql_add_name(struct text *sql, const char *name);
/*
 * Appends the condition on a source's table by which a row is that of the
 * recipient whose _row is `row`, "?1" for one.
 */
void source_add_owned(struct text *sql, const struct source *source,
	const char *row);
/* The _row of one that may have many. */
int64_t source_row(int64_t recipient, int line);
/* Of the aggregates of a source: "aggregate NAME". */
#define AGGREGATES "aggregate "

#endif
