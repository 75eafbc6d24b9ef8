/*
 * All that one letter may print: its values by name, its indicators, the
 * answers to the text's conditions. Plain data in the letter's arena; made by
 * formulas.h, read by template/.
 */
#ifndef INDICATORS_VALUES_H
#define INDICATORS_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/exact.h"
#include "base/report.h"
#include "language/figure.h"

enum value_kind { VALUE_MISSING, VALUE_TEXT, VALUE_NUMBER, VALUE_DATE };

struct value {
	const char *name; /* as placeholders write it: "uphold.average" */
	enum value_kind kind;
	const char *text;    /* as printed where no formatter is named */
	const struct language *language; /* that a number or date, or the
				phrase for no average, is printed in; NULL:
				the text is data */
	const struct figure_form *form; /* of a rate */
	struct exact number; /* of VALUE_NUMBER; a rate is a ratio, 3/5 */
	struct date date;    /* of VALUE_DATE */
	struct place place;  /* the cell, or the formula's line */
	const char *reason;  /* of VALUE_MISSING: why, in words */
};

enum indicator_state {
	INDICATOR_COUNTED,   /* value = count / base, base > 0 */
	INDICATOR_STATED,    /* value from the data, count or base not known */
	INDICATOR_UNDEFINED, /* base is 0: there is no rate */
	INDICATOR_SUPPRESSED, /* counted, but so few that nobody is told */
	INDICATOR_MISSING    /* a needed cell has no value: no letter */
};

/* The values of a group's members, its own letter's included. */
struct peer_group {
	const char *label;    /* "unitary councils" */
	const double *values; /* ascending, in printed units (60 for 60%);
				 NULL: nobody asks for them */
	size_t count;	      /* of members whose value is defined */
	size_t members;	      /* all */
	unsigned long serial; /* differs between all groups of one process */
	double mean, deviation; /* of the values, the standard one of all */
	struct exact counts, bases; /* the sums of a pooled average */
};

struct indicator {
	const char *name;  /* "uphold" */
	const char *label; /* "Complaints upheld" */
	enum indicator_state state;
	bool has_count, has_base, has_average, has_value;
	struct exact count, base; /* as counted */
	struct exact value;	  /* unscaled ratio, or the stated number as a
				     ratio of the same scale: 0.98 for 98% */
	struct exact average;	  /* unscaled */
	const char *value_text;	  /* "60%", "more than 99%"; "" undefined, what
				     stands for it where it is withheld */
	const char *average_text; /* "56%", or "not applicable" */
	double value_shown;	  /* in printed units, for charts: 60 */
	double average_shown;
	bool is_percent;	      /* the scale ends at 0 and 100 */
	const struct peer_group *peers; /* NULL: no comparison group */
	size_t rank;	  /* from 1, equal values share it; 0: none */
	size_t value_item, average_item; /* NAME.value's and NAME.average's
					    number among the items */
	struct place place;	  /* of its section in the configuration; of
				     INDICATOR_MISSING the cell to blame */
	const char *reason;	  /* of INDICATOR_MISSING */
};

/* The recipient's rows of a source that has many, in the source's order. */
struct rows {
	const struct value *cells; /* row by row, columns as the catalogue's;
				      their names are the columns' */
	size_t count;		   /* of rows */
};

struct measure; /* indicators/'s own */

struct values {
	int64_t row;	  /* in tables.h */
	size_t group;	  /* its number, to indicators/ alone */
	const struct measure *measures; /* how each indicator came about */
	const char *key;
	const char *name; /* of the recipient, for people */
	const struct value *items; /* in the catalogue's order */
	size_t count;
	bool *in_text; /* by item, once template/ has filled the letter: do its
			  pages print the item as its text? */
	const struct indicator *indicators; /* in the configuration's order */
	size_t indicator_count;
	const bool *conditions; /* answers, in the order of the expressions */
	size_t condition_count;
	const struct rows *rows; /* by the catalogue's sources; none of those
				    that letters do not show */
	size_t source_count;
};

/* A source of many rows for a recipient. */
struct catalogue_source {
	const char *name; /* "readings" */
	const struct catalogue_column {
		const char *name; /* "charge" */
		bool is_number;	  /* else a text */
	} *columns;
	size_t column_count;
};

/* The names every letter's values have, known before any letter is made. */
struct catalogue {
	const char *const *names;
	size_t count;
	const struct catalogue_source *sources;
	size_t source_count;
	size_t constant_count; /* names, the first, of what all letters share */
};

#endif
