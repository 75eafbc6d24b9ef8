/*
 * Works every figure of a letter out again, from its PDF alone: the numbers
 * are those of the figures.csv it carries, the printed figures must be what
 * these come to, and stand in the text of its pages.
 *
 *	struct recount recount;
 *	recount_letter(&bytes, &recount);
 *	puts(text_string(&recount.words));
 *	recount_clear(&recount);
 *
 * What this does not prove: that a numerator is what the sources say. For that
 * compare a figure's row_sha256 with the row it names. A row that the letter
 * carries (attachments.rows) is compared here.
 *
 * The file may be anything: it is read as hostile, see reading/pdf_file.h.
 */
#ifndef BATCH_RECOUNT_H
#define BATCH_RECOUNT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

#define RECOUNT_FIGURES_MAX 2000

struct recounted {
	const char *indicator, *figure; /* "uphold", "value" */
	const char *printed;	/* as figures.csv says: "60%" */
	const char *again;	/* as worked out here; "": it has no number */
	const char *fault;	/* for a person; NULL: none */
};

struct recount {
	bool good;
	struct text words; /* what was found, in a sentence or two */
	const struct recounted *figures;
	size_t count;
	size_t numbers, in_text; /* of these: with a number, in the pages */
	struct arena arena;
};

void recount_letter(const struct text *bytes, struct recount *out);
void recount_clear(struct recount *recount);

#endif
