/*
 * Walks the steps of a template with one letter's values and leaves blocks and
 * runs in the letter's arena. Faults are reported and remembered, and the walk
 * goes on, so that one walk shows them all.
 *
 *	struct filling filling = {.values = values, .arena = arena, ...};
 *	struct block root = {0};
 *	fill_steps(&filling, &template->letter, &root);
 *	... root.children, unless filling.failed
 *	text_clear(&filling.scratch);
 */
#ifndef TEMPLATE_FILL_H
#define TEMPLATE_FILL_H

#include "base/text.h"
#include "indicators/values.h"
#include "template/document.h"
#include "template/steps.h"

struct chart_text;
struct panel_text;
struct signatory_text;
struct table_text;

struct filling {
	const struct values *values;
	const struct language *language; /* of what is filled */
	struct arena *arena;
	struct report *report;
	const struct panel_text *panels; /* by step->number */
	const struct chart_text *charts; /* likewise */
	const struct table_text *tables; /* likewise */
	const struct signatory_text *signatories; /* by step->number */
	size_t signatory_count;
	const struct steps *mark; /* of the digital signature */
	bool is_marked;		  /* this letter has it */
	struct text scratch;
	bool failed;
	bool is_unseen;		 /* what is filled stands on no page */
	bool is_optional;	 /* what is filled may lack values: */
	bool lacks;		 /* it does, */
	struct place missing;	 /* this one */
	int level;		 /* of the heading before */
	const struct link *link; /* the one filled last, and its URI */
	const char *uri;
};

/* Blocks become root's children, text outside any block root's runs. */
void fill_steps(struct filling *filling, const struct steps *steps,
	struct block *root);
/* The text of a line; NULL when it is not given or empty. */
const char *fill_line(struct filling *filling, const struct steps *steps);
/* The same of what is no text of the pages: a title, a chart in words. */
const char *fill_unseen(struct filling *filling, const struct steps *steps);
/*
 * The text of a line that may be left out: NULL also where a value in it is
 * missing or empty, which is told by its place; else that is none.
 */
const char *fill_optional(struct filling *filling, const struct steps *steps,
	struct place *missing);
/* Takes note that the pages print an item so. A formatter can print it as
 * something else: that is not noted. */
void fill_note_value(const struct filling *filling, size_t item,
	const char *text);

#endif
