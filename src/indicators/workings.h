/*
 * What the files of this stage share; no other stage includes it.
 *
 * `cells` is the statement that reads one recipient: its key, every column of
 * the view `row`, then the four parts of every indicator. `answers` reads the
 * conditions; `outline` is `cells` without the parts and with those columns
 * alone that are asked for. All are bound to a row by its number.
 */
#ifndef INDICATORS_WORKINGS_H
#define INDICATORS_WORKINGS_H

#include <sqlite3.h>

#include "indicators/formulas.h"

/* An indicator's expressions. */
enum part { PART_COUNT, PART_BASE, PART_VALUE, PART_AVERAGE, PARTS };
/* Its fields in the catalogue: the parts, then these. */
enum { FIELD_LABEL = PARTS, FIELD_RANK, FIELD_RANKED, FIELDS };

/* The columns an expression reads, as numbers for tables_column(). */
struct reads {
	size_t *columns;
	size_t count, room;
};
/* What figures are traced to: a part, or count and base together. */
enum { TRACE_RATIO = PARTS, TRACES };

/* One indicator of one recipient, as its row has it. */
struct measure {
	enum indicator_state state;
	bool has[PARTS];
	struct exact parts[PARTS]; /* value and average in printed units */
	struct exact value;	   /* unscaled; of COUNTED and STATED */
};

/* A value that so many members of a group have. */
struct shared_value {
	struct exact value; /* unscaled */
	size_t times;
};

/* One indicator within one group. */
struct comparison {
	struct peer_group peers;
	bool has_average;
	struct exact average; /* unscaled */
	size_t averaged;      /* members that are in it */
	size_t suppressed;    /* of these, whose own figures are withheld */
	size_t left_out;      /* members that should be in it and cannot */
	char *first_left_out; /* the key of the first */
	bool overflow;	      /* the sums outgrew 64 bits */
	/* As letters tell it: NULL until one asks. */
	const char *average_text, *average_exactly, *members_text;
	struct shared_value *values; /* while gathering, where wanted */
	size_t value_count, room;
	long double mean, squares; /* of the values as shown; of distances */
};

/* What is said of an indicator in all letters alike: wording.c. */
struct wording {
	const char *no_rank, *no_rate;	/* why there is none */
	const char *no_part[PARTS];	/* where no formula is given */
	const char *ratio, *average;	/* as far as SQL can say it; NULL */
};

/* One indicator of one letter. */
struct subject {
	struct formulas *formulas;
	const struct indicator_options *options;
	const struct wording *wording;
	size_t number; /* of the indicator */
	size_t item;   /* of its first value, among all */
	const struct value *cells; /* the columns' */
	const struct measure *measure;
	const struct comparison *comparison; /* NULL: none */
	bool has_average;
	struct exact average;	/* unscaled */
	const char *no_average; /* why not; NULL: for want of a value */
	struct arena *arena;
};

#define NO_COLUMN SIZE_MAX
#define NO_GROUP  SIZE_MAX

/* A statement that is put on one row after the other. */
struct row_walk {
	struct sqlite3_stmt *statement;
	int64_t row;  /* that it stands on; 0: on none, or it does not follow */
	bool follows; /* the next row is a step away */
};

struct formulas {
	struct tables *tables;
	const struct formula_options *options; /* lent */
	struct arena arena; /* of the job's life */
	struct catalogue catalogue;
	size_t first_column;	  /* in the catalogue */
	struct value *constants;  /* as every letter has them */
	struct value given;	  /* of formulas_give() */
	char given_text[DATE_SIZE]; /* ISO; "": it is missing */
	size_t column_count, name_column, group_column;
	struct figure_form *forms; /* by indicator */
	struct wording *wordings;
	struct reads *reads;	  /* [indicator * PARTS + part] */
	struct reads *traced;	  /* [indicator * TRACES + part], the columns in
				     their order */
	struct comparison *comparisons; /* [group * indicators + indicator] */
	struct sqlite3 *database; /* whose the statements are */
	struct row_walk cells, answers;
	struct row_walk outline;  /* empty until one is asked for */
	int budget;		  /* what is left of a step's time */
	bool are_all_asked;	  /* a condition reads all recipients' fields */
	/* Of the letter whose conditions are answered; by indicator. */
	int64_t present_row;
	const struct measure *present_measures;
	const struct indicator *present_indicators;
	struct text scratch;
};

/* ---- formulas.c ---- */

/* As the letter's language has it. */
const char *date_text(struct formulas *formulas, struct date date,
	struct arena *arena);

/* ---- expression.c ---- */

/* `name` is "uphold.count", NULL for a condition; reads may be NULL. */
bool expression_check(struct formulas *formulas,
	const struct expression *expression, const char *name,
	struct reads *reads, struct report *report) MUST_CHECK;
/* Prepares `cells` and `answers`, after all expressions were checked. */
bool expressions_prepare(struct formulas *formulas, struct report *report)
	MUST_CHECK;
/* Prepares `outline`, of those columns that are wanted. */
bool outline_prepare(struct formulas *formulas, const bool *columns,
	struct report *report) MUST_CHECK;
/* So that it keeps nothing busy. */
void walk_rest(struct row_walk *walk);
/*
 * Puts a statement on its row. A formula that fails there is reported with its
 * place; so is one that does not end, and *endless is set (may be NULL).
 */
bool expressions_step(struct formulas *formulas, struct row_walk *walk,
	int64_t row, bool *endless, struct report *report) MUST_CHECK;
const struct expression *indicator_part(const struct indicator_options *options,
	enum part part);
const char *part_name(enum part part);
/* "uphold.count" */
const char *field_name(const struct formulas *formulas, size_t indicator,
	enum part part);

/* ---- present.c ---- */

/* In the connection that formulas->database is. */
bool present_install(struct formulas *formulas, struct report *report)
	MUST_CHECK;
/* As conditions call it: "counted". */
const char *state_name(enum indicator_state state);

/* ---- wording.c ---- */

void wordings_make(struct formulas *formulas);

/* ---- measure.c: of the row that `cells` stands on ---- */

int cells_column(size_t column);
bool part_reads(const struct formulas *formulas, size_t indicator,
	enum part part, size_t column);
/* False when a part is no usable number, which is reported. */
bool measure_read(struct formulas *formulas, size_t indicator, int64_t row,
	struct measure *out, struct report *report) MUST_CHECK;
/* Is this one of the numbers that are withheld? */
bool is_small(const struct indicator_options *options, struct exact number);
/* May conditions know them? */
bool tells_count(const struct measure *measure);
bool tells_base(const struct indicator_options *options,
	const struct measure *measure);
/* Warns of what is odd but can be printed. */
void measure_doubt(struct formulas *formulas, size_t indicator, int64_t row,
	const struct measure *measure, struct report *report);
/* Why the parts from first to last give no value, and where. */
const char *measure_reason(const struct subject *subject, enum part first,
	enum part last, struct place *place);
/* NO_GROUP in *group when it has none; false for an unknown one. `cells` or
 * `outline` stands on the row. */
bool group_read(struct formulas *formulas, struct sqlite3_stmt *cells,
	int64_t row, size_t *group, struct report *report) MUST_CHECK;

/* ---- peers.c ---- */

void peers_gather(struct formulas *formulas, size_t indicator, size_t group,
	const struct measure *measure, const char *key);
/* Works out the averages and warns of members left out. */
bool peers_finish(struct formulas *formulas, struct report *report) MUST_CHECK;
/*
 * The average a recipient is compared with; false when there is none, and
 * why. *comparison: its group's, NULL when there is no group to compare with.
 */
bool peers_average(const struct formulas *formulas, size_t indicator,
	size_t group, const struct measure *measure,
	const struct comparison **comparison, struct exact *average,
	const char **reason);
/* Its place among the values of the group, from 1; equal values share it. */
size_t peers_rank(const struct peer_group *peers, enum rank_order order,
	double value);
/*
 * Where what is said of a comparison can be kept for all its letters; NULL
 * where the average is this letter's own.
 */
struct comparison *peers_shared(struct formulas *formulas, size_t indicator,
	const struct comparison *comparison);
void peers_free(struct formulas *formulas);

/* ---- values.c ---- */

/* A copy of the scratch text, which is emptied. */
const char *scratch_copy(struct formulas *formulas, struct arena *arena);
/* Once the columns' values and the measures are known. */
struct subject subject_of(struct formulas *formulas,
	const struct values *values, size_t number, struct arena *arena);

#endif
