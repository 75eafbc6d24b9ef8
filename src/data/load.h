/*
 * One CSV file on its way into its table: what load.c (the file), header.c
 * (its first row) and rows.c (every other row) share. Not for other stages.
 */
#ifndef DATA_LOAD_H
#define DATA_LOAD_H

#include "data/csv.h"
#include "data/database.h"

#define STRANGERS_SHOWN 20   /* each searched for its nearest key */
#define STRANGERS_KEPT	1000 /* to be offered for a row that is missing */

/* A cell, typed. Neither number nor text: no value. */
struct value_cell {
	bool is_number, is_text;
	double number;
	const char *text;  /* lent from the row */
	const char *fault; /* why it is no number; text is as found */
};

struct load {
	struct tables *tables;
	const struct source_options *options;
	struct report *report;
	struct source *source;
	struct table_column *columns; /* this file's, lent from tables */
	struct value_cell *cells;     /* one for each */
	bool is_whole;		      /* all that is needed of the row is */
	bool is_recipients, seen_header;
	int key_field;
	size_t header_count; /* of cells */
	int64_t rows;	     /* that `where` let through */
	int64_t matched;     /* of them, those of a recipient */
	int64_t strangers;   /* and those of none */
	int first_hidden;    /* line of the first stranger not shown */

	sqlite3_stmt *insert;
	/*
	 * Puts in several rows at once: those that come in the order of their
	 * recipients, as none of these can be there already.
	 */
	sqlite3_stmt *sheaf;
	int sheaf_room;	     /* rows of it; less than 2: it is not used */
	int sheaved;	     /* rows that are bound and not put in yet */
	int64_t last_number; /* _row of the last one in order */
	sqlite3_stmt *where;  /* a row of result: take it */
	sqlite3_stmt *find;   /* recipients by key: _row, _key */
	/*
	 * Files often have the recipients' order: this reads their _row and
	 * _key from one on. NULL: keys do not come in that order, or there may
	 * be several of one.
	 */
	sqlite3_stmt *ahead;
	int64_t ahead_row;    /* where it stands; 0: nowhere */
	int64_t missed;	      /* keys that were not there */
	sqlite3_stmt *older;  /* the row that stands already: _row, _line */
	sqlite3_stmt *forget; /* its numbers; NULL: it has none */
};

/*
 * Parameters of load.insert: _key of recipients only, _whole of a source of
 * many rows only; the mapped columns follow.
 */
enum { INSERT_ROW = 1, INSERT_LINE, INSERT_OFFSET, INSERT_LENGTH, INSERT_KEY,
	INSERT_WHOLE = INSERT_KEY };

int load_first_parameter(const struct load *load); /* of the columns */
int load_width(const struct load *load); /* parameters of a row */
struct place load_place(const struct load *load, int line, int field);

/* Finds the field of the key and of each column. */
bool load_header(struct load *load, const struct csv_row *row) MUST_CHECK;
/* False only when nothing more can be loaded; faults are reported. */
bool load_row(struct load *load, const struct csv_row *row) MUST_CHECK;
/* Puts in the rows that wait to go together. */
bool load_sheaf(struct load *load) MUST_CHECK;

/*
 * SQLite refused an expression; in its words, with the nearest column of this
 * file where it does not know one. Returns false.
 */
bool load_refuse(const struct load *load, const char *what,
	struct place place, const char *words);

/* ---- aggregate.c, once all rows are there ---- */

bool load_aggregates(struct load *load) MUST_CHECK;

#endif
