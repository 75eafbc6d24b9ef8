/*
 * How many lines break_lines() would make of a text, from the places of its
 * words alone.
 *
 *	struct placed_word words[] = {{0, 21.5, 0, 4}, {24, 52, 5, 6}};
 *	lines = count_lines(words, count, &column);
 *	if (lines == 0)
 *		... only breaking them tells
 *
 * Every line costs 1 at least (line_break.h). So the best way has no more lines
 * than any one way costs, and no fewer than the words need: mostly these are
 * the same number. Lengths are points. Nothing can fail.
 */
#ifndef LINES_LINE_COUNT_H
#define LINES_LINE_COUNT_H

#include <stddef.h>

#include "lines/tie.h"

/* What stands between two blanks of a text, were it all on one line. */
struct placed_word {
	double start, end; /* the latter as where it ends a line */
	size_t offset, length; /* bytes of the text */
};

struct count_column {
	double width;
	double slack; /* what parting a word inside may take from its width */
	const char *text; /* that the words are of */
	size_t length;
	const struct tie_rules *rules; /* of its language */
};

/*
 * Of words that one line ends behind, one or more, and that may have no soft
 * hyphens. 0: not sure.
 */
size_t count_lines(const struct placed_word *words, size_t count,
	const struct count_column *column);

#endif
