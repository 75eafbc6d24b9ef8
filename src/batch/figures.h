/*
 * figures.csv, attached to a letter: every figure of its indicators, with all
 * that is needed to work it out again without the program.
 *
 * Columns: indicator, figure (count, base, value, average), label, printed,
 * in_text (yes, no: do the letter's pages print it so?), unrounded, numerator,
 * denominator, scale, decimals, unit, cautious, formula, peers, source,
 * row_sha256. The printed figure is numerator / denominator * scale, rounded
 * half up to `decimals` places, trailing zeros dropped, and the unit. What
 * rounds to an end of the scale listed in `cautious` ("0", "0 100"), but is not
 * there, is "less than" the next step or "more than" the last one instead.
 *
 * A source is "decisions.csv:294:8", file, line and field; row_sha256 is the
 * digest of that line, in UTF-8 and without its end, once a file. Both are
 * parted by blanks where there are several. The digest is the row's and not
 * the file's, so that one corrected row does not change every other letter.
 *
 * An aggregate is defined behind the formula ("paid; paid = sum(amount)"). Its
 * sources are all rows of the recipient, "payments.csv:3-14
 * payments.csv:17", its row_sha256 is that of these lines in the order of the
 * file with a line feed between two.
 *
 * With attach_rows each file that figures are read from is attached too: its
 * header and the recipient's rows, as they stand in it.
 */
#ifndef BATCH_FIGURES_H
#define BATCH_FIGURES_H

#include "batch/job.h"

/* Which files figures are read from; once, after the formulas are there. */
void figures_prepare(struct job *job);
/* The rows that figures come from: a letter changes when they do. */
bool figures_inputs(struct job *job, int64_t row, struct text *inputs,
	struct report *report) MUST_CHECK;
/* All that the letter carries, once it is filled; strings in the arena. */
bool figures_attach(struct job *job, const struct values *values,
	struct arena *arena, const struct pdf_attachment **out, size_t *count,
	struct report *report) MUST_CHECK;

#endif
