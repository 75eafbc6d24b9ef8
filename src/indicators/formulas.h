/*
 * Formulas over the tables: indicators with their peer groups, the conditions
 * of the text, and the values of each letter. Expressions are SQL over the
 * names of the view `row` (data/tables.h).
 *
 *	struct formulas *formulas = NULL;
 *	if (!formulas_new(tables, &options, &formulas, report))
 *		goto out;
 *	if (!formulas_values(formulas, row, &arena, &values, report))
 *		continue;	that letter cannot be made, and why is reported
 *
 * Conditions know each indicator's fields too: uphold.count, .base, .value,
 * .average, .state, .rank. Value and average are in printed units but not
 * rounded (compliance.value < 100; uphold.average IS NULL), the state is
 * 'counted', 'stated', 'undefined', 'suppressed' (then count, small base and
 * value are NULL) or 'missing'. All recipients' fields can be asked:
 * (SELECT max(u.value) FROM uphold AS u) is the highest of all.
 * A condition of NULL is false, one that is a text is true unless empty.
 *
 * A faulty expression is reported with its line in the configuration or text
 * and SQLite's own words. Rounding: base/exact.h; a mean of rates is kept to
 * 12 decimals, all else is exact.
 */
#ifndef INDICATORS_FORMULAS_H
#define INDICATORS_FORMULAS_H

#include "base/arena.h"
#include "data/tables.h"
#include "indicators/values.h"

enum average_method {
	AVERAGE_POOLED,	  /* sum of counts / sum of bases */
	AVERAGE_MEAN,	  /* mean of the members' rates */
	AVERAGE_MEDIAN,
	AVERAGE_SUPPLIED, /* average_value, from the data */
	AVERAGE_NONE
};

/* Who comes first in a group; with RANK_NONE there are no ranks. */
enum rank_order { RANK_NONE, RANK_HIGHEST, RANK_LOWEST };

/* An expression and where it was written. */
struct expression {
	const char *sql; /* NULL: not given */
	struct place place;
};

struct indicator_options {
	const char *name, *label;
	struct place place;
	struct expression count, base; /* NULL both: a plain value */
	struct expression value; /* supplied value, in printed units (60): used
				    where count or base is NULL, compared
				    with count / base where both are known */
	enum average_method average;
	struct expression average_value; /* in printed units */
	enum rank_order rank;
	int64_t suppress_below; /* numbers of 1 to one less are withheld */
	const char *fewer, *withheld; /* printed in place of what is */
	int64_t scale;	  /* 100 for percent, 100000 per 100,000, 1 */
	int decimals;	  /* of printed values, 0 to 6 */
	const char *unit; /* printed after the number: "%", "" */
	bool cautious;	  /* never 100% or 0% unless it is exactly so */
	const char *no_average; /* "not applicable" */
	bool says_not_applicable; /* no_average is the language's own phrase */
	const struct language *language; /* of all its texts */
};

struct group_options {
	const char *name;  /* as in the data */
	const char *label; /* "unitary councils" */
	bool compare;	   /* false: its members have no average */
	struct place place;
};

/* A value that is the same for every letter: "job.period", "letter.date". */
struct constant {
	const char *name;
	const char *text;
	bool is_date; /* text is ISO, printed as a date */
	struct place place;
};

struct formula_options {
	const struct language *language; /* of columns and constants */
	const char *name_column;  /* column that names the recipient */
	const char *group_column; /* NULL: there are no groups */
	const struct indicator_options *indicators;
	const bool *draws_peers; /* by indicator: does a chart want the value
				    of each member? NULL: none does */
	size_t indicator_count;
	const struct group_options *groups;
	size_t group_count;
	const struct constant *constants;
	size_t constant_count;
	const struct expression *conditions; /* of the text */
	size_t condition_count;
	/*
	 * A date that no table has, for texts and conditions of messages alone:
	 * formulas_give(). NULL: there is none. So many of the last conditions
	 * are a message's.
	 */
	const char *given_date;
	size_t message_conditions;
	struct place given_place;
	const bool *shown; /* the catalogue's sources whose rows values carry;
			      NULL: none */
};

struct formulas;

/*
 * Checks all expressions, then works through all recipients. What is wrong or
 * odd with one recipient's figures is reported under its key (a warning where
 * a letter can be made nevertheless) and does not make it fail; averages that
 * leave members out are warned of. The options are lent until formulas_free().
 */
bool formulas_new(struct tables *tables, const struct formula_options *options,
	struct formulas **out, struct report *report) MUST_CHECK;
void formulas_free(struct formulas *formulas);
/*
 * Names of values: constants, "key", "group.label" (where there are groups),
 * columns, then each indicator's count, base, value, average, label, rank and
 * ranked (how many have a rank). An average that does not exist is the text
 * `no_average`, missing without one. The given date is the last.
 * Sources: tables_source().
 */
struct catalogue formulas_catalogue(const struct formula_options *options,
	const struct tables *tables, struct arena *arena);
/* Does an indicator's formula read this column (tables_column)? */
bool formulas_reads(const struct formulas *formulas, size_t column);
/* The same, of one that withholds small numbers; NULL: none does. */
const struct indicator_options *formulas_withholds(
	const struct formulas *formulas, size_t column);
/*
 * What the given date is from here on; NULL: it is missing, because of
 * `reason`, which is lent.
 */
void formulas_give(struct formulas *formulas, const struct date *date,
	const char *reason);
/*
 * False when the letter cannot be made because of its data: an error that
 * formulas_new() has reported too. Values that are only missing are no fault
 * here: template/ refuses them where they are printed.
 */
bool formulas_values(struct formulas *formulas, int64_t row,
	struct arena *arena, struct values *out, struct report *report)
	MUST_CHECK;
/*
 * Key, name, and the values before the first indicator's: those that are
 * `wanted`, always the same ones; the others are missing. No formula is worked
 * out. Without `places`, no cell knows where it stands: that is for messages,
 * and takes as long as all the rest.
 */
bool formulas_outline(struct formulas *formulas, int64_t row,
	const bool *wanted, bool places, struct arena *arena,
	struct values *out, struct report *report) MUST_CHECK;
/* How many values these are. */
size_t formulas_outline_count(const struct formulas *formulas);
/* In a worker, after a fork and tables_reopen(). */
bool formulas_reopen(struct formulas *formulas, struct report *report)
	MUST_CHECK;

/* How one figure came about, for `explain`. */
struct trace_cell {
	const char *column, *header; /* of an aggregate: its SQL */
	const char *source; /* as table_column's */
	const char *text; /* "1,400"; "" when empty */
	const char *lines; /* of an aggregate: "3-14 17"; NULL: a cell */
	struct place place;
};
struct trace {
	const char *indicator, *field; /* "uphold", "value" */
	size_t item; /* that value's number among the letter's */
	const struct indicator_options *options;
	bool is_rate; /* value or average: scaled, rounded, with its unit */
	bool is_stated; /* a value that is given: it is no ratio */
	bool is_withheld; /* only `printed` may leave the house */
	bool has_number;
	struct exact top, bottom; /* the figure is top / bottom, unscaled */
	const char *formula; /* SQL as configured; NULL: there is none */
	struct place place;
	const struct trace_cell *cells; /* the columns the formula reads */
	size_t cell_count;
	const char *unrounded; /* "6/10 = 0.6", "1234/2200 = 0.560909090..."; or
				  why there is no value */
	bool is_rounded; /* to what is printed: see trace_rounding() */
	struct exact rate; /* of what is rounded, unscaled */
	const char *printed;   /* "58%"; "" when there is no value */
	const char *cautious;  /* at ends of the scale: "0", "0 100"; NULL */
	const char *peers; /* "56 unitary councils, 55 with a value" or NULL */
};
/*
 * Each indicator's count, base, value, average and, where it has one, rank and
 * ranked, of the letter whose values these are; in the arena.
 */
const struct trace *formulas_explain(struct formulas *formulas,
	const struct values *values, struct arena *arena, size_t *count);
/* Appends "57.5 half up to 0 decimals"; nothing where nothing is rounded. */
void trace_rounding(const struct trace *trace, struct text *out);

#endif
