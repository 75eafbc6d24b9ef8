/*
 * Where a paragraph's lines end. Knows bytes, widths and UAX #14, and nothing
 * of fonts, so that another way of breaking can take this one's place.
 *
 *	count = find_break_points(text, length, "en-GB", false, arena, &points);
 *	struct measure measure = {begin_of, end_of, width_of, context, 3.6};
 *	lines = break_lines(points, count, &measure, 480, arena, &line_count);
 *
 * Nothing here fails: a line that cannot be broken stays too wide, which only
 * happens when the column is narrower than a single character.
 */
#ifndef LINES_LINE_BREAK_H
#define LINES_LINE_BREAK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "lines/tie.h"

/* How willingly a line ends somewhere; the first two are emergencies. */
enum break_kind {
	BREAK_CHARACTER, /* between two characters of a word */
	BREAK_ADDRESS,	 /* after / . - ? & inside of one */
	BREAK_HYPHEN,	 /* in a word, with a hyphen: set by the caller */
	BREAK_TIED,	 /* allowed, but only where there is no other way */
	BREAK_UNWILLING, /* allowed, but what it parts belongs together */
	BREAK_ALLOWED,	 /* by UAX #14 */
	BREAK_FORCED	 /* the text says so, and at its end */
};

/* Of a blank at which a line may end, by how it ties what it parts. */
enum break_kind break_kind_of(enum tie tie);

struct break_point {
	size_t offset; /* byte at which the next line would begin */
	enum break_kind kind;
};

/* Where a line would begin or end, were the text a single one. */
struct edge {
	double x;
	size_t safe; /* a line is as wide as from x to x where its begin's is
			not behind its end's */
};

struct measure {
	struct edge (*begin)(const void *context, size_t offset);
	struct edge (*end)(const void *context, size_t offset);
	/* Of the line of bytes start to end - 1; its last blanks hang. */
	double (*width)(const void *context, size_t start, size_t end);
	const void *context;
	double hyphen; /* its width */
};

struct text_line {
	size_t start, end; /* bytes; end is the next line's start */
	bool is_hyphenated; /* it ends in a hyphen that the text has not */
	bool is_emergency;  /* a word was broken to end it */
	bool is_ragged;	    /* emptier than it should be, so it wants hyphens */
	bool is_overfull;   /* it wants points within words */
};

/*
 * The break points of a text, ascending; the last is its end. Those between the
 * characters of a word only if `in_words`. They are needed where they are to
 * become hyphens; and where a line is overfull without them: if none is, they
 * would change nothing.
 */
size_t find_break_points(const char *text, size_t length, const char *lang,
	bool in_words, struct arena *arena, struct break_point **out);
/*
 * Of all ways the one with the fewest ties parted, then with few and even lines
 * and no stub as the last. None for an empty text.
 */
struct text_line *break_lines(const struct break_point *points, size_t count,
	const struct measure *measure, double width, struct arena *arena,
	size_t *line_count);

/*
 * What a way to break a text pays for a line that fills such a part of its
 * width and ends so: 1 at least. The best way pays least. `is_one_word`: it is
 * the last of several, and no line could end within.
 */
double line_cost(double part, enum break_kind kind, bool is_one_word);

#endif
