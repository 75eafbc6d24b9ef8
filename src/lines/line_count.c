/* Two bounds of a number; see line_count.h. */
#include "lines/line_count.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "lines/character.h"
#include "lines/line_break.h"

/* Widths as near as this to each other are not compared, in points. */
#define UNSURE 0.01

/* No line ends within. */
static bool is_plain_word(const struct placed_word *word,
	const struct count_column *column)
{
	const char *text = column->text + word->offset;
	size_t i = 0;

	while (i < word->length && character_is_plain(text[i]))
		i++;
	return i == word->length;
}

/*
 * By UAX #14 a blank before a letter or digit may end a line, but behind what
 * opens something: so behind another of these, or such a sign, it may.
 */
static bool may_end(const struct placed_word *word,
	const struct count_column *column)
{
	char last = column->text[word->offset + word->length - 1];

	return character_is_plain(column->text[word[1].offset]) &&
		(character_is_plain(last) || character_is_closing(last));
}

/*
 * Lines that are full, where each blank may end one, and each word that is not
 * plain can be parted anywhere.
 */
static size_t least_lines(const struct placed_word *words, size_t count,
	const struct count_column *column)
{
	double width = column->width + UNSURE, at = words[0].start;
	size_t lines = 1;

	for (size_t i = 0; i < count; i++)
		while (words[i].end - at > width) {
			if (at + width < words[i].start ||
				is_plain_word(&words[i], column))
				at = words[i].start;
			else
				at += width + column->slack;
			lines++;
		}
	return lines;
}

/* Would something have to be broken inside? */
static bool has_overlong(const struct placed_word *words, size_t count,
	const struct count_column *column)
{
	double width = column->width - UNSURE;
	size_t first = 0;

	for (size_t i = 0; i < count; i++) {
		if (words[i].end - words[first].start > width)
			return true;
		if (i + 1 < count && may_end(&words[i], column))
			first = i + 1;
	}
	return false;
}

/* A line of one of the ways. */
struct way_line {
	size_t end; /* the word after its last */
	enum break_kind kind; /* BREAK_TIED: it has no good end */
};

static enum break_kind kind_of(const struct count_column *column,
	const struct placed_word *next)
{
	return break_kind_of(tie_at(column->rules, column->text,
		column->length, next->offset));
}

/* The last good end of a line from `first` on, before the word `end`. */
static struct way_line end_line(const struct placed_word *words,
	const struct count_column *column, size_t first, size_t end)
{
	for (; end > first; end--) {
		enum break_kind kind = may_end(&words[end - 1], column)
			? kind_of(column, &words[end]) : BREAK_TIED;

		if (kind != BREAK_TIED)
			return (struct way_line){end, kind};
	}
	return (struct way_line){first, BREAK_TIED};
}

static bool has_inner_end(const struct placed_word *words,
	const struct count_column *column, size_t first, size_t count)
{
	for (size_t i = first; i + 1 < count; i++)
		if (may_end(&words[i], column))
			return true;
	return false;
}

/*
 * What a way costs that fills line after line, but for a last one that would be
 * a word alone and takes another one along. INFINITY: it comes to no end.
 */
static double cost_of_filling(const struct placed_word *words, size_t count,
	const struct count_column *column)
{
	double width = column->width - UNSURE, cost = 0;
	size_t first = 0;

	while (words[count - 1].end - words[first].start > width) {
		struct way_line line;
		size_t end = first;

		while (words[end].end - words[first].start <= width)
			end++;
		line = end_line(words, column, first, end);
		if (line.kind != BREAK_TIED && line.end > first + 1 &&
			!has_inner_end(words, column, line.end, count)) {
			struct way_line other = end_line(words, column, first,
				line.end - 1);

			if (other.kind != BREAK_TIED)
				line = other;
		}
		if (line.kind == BREAK_TIED)
			return INFINITY;
		cost += line_cost((words[line.end - 1].end -
			words[first].start) / column->width, line.kind, false);
		first = line.end;
	}
	return cost + line_cost((words[count - 1].end - words[first].start) /
		column->width, BREAK_FORCED,
		first > 0 && !has_inner_end(words, column, first, count));
}

size_t count_lines(const struct placed_word *words, size_t count,
	const struct count_column *column)
{
	double width = words[count - 1].end - words[0].start;
	size_t least;

	if (width < column->width - UNSURE)
		return 1;
	if (width < column->width + UNSURE ||
		has_overlong(words, count, column))
		return 0;
	least = least_lines(words, count, column);
	return cost_of_filling(words, count, column) < (double)least + 1 -
		UNSURE ? least : 0;
}
