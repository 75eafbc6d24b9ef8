/*
 * Line breaking. Opportunities come from libunibreak over the whole text; the
 * boundaries of characters in between are kept as points of emergency, for
 * words that no line can hold.
 *
 * All ways to break a paragraph are weighed at once, as Knuth and Plass taught:
 * point by point, the best way to end a line there is the best way to end one
 * earlier and a line between. Ways are compared by their number of lines, then
 * by cost: the squares of what the lines leave empty, but for the last. Where a
 * word fits no line, lines are filled one by one instead.
 */
#include "layout/line_break.h"

#include <hb.h>
#include <linebreak.h>
#include <string.h>

#include "base/utf8.h"

/* Room for what rounding makes of a line that just fits, in points. */
#define TOLERANCE 0.001

/* Costs, where a line that is empty would cost 1. */
#define UNWILLING_COST 0.1
#define LONELY_COST    0.3  /* of a last line with a single word */
#define STUB_COST      3.0
#define STUB	       0.25 /* of the width: a last line below it is a stub */
#define LOOK_BACK      256 /* ways tried for one line, at most */

/* Marks and joiners belong to the character before them. */
static bool is_extending(uint32_t character)
{
	switch (hb_unicode_general_category(hb_unicode_funcs_get_default(),
		character)) {
	case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
	case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
	case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
	case HB_UNICODE_GENERAL_CATEGORY_FORMAT:
		return true;
	default:
		return false;
	}
}

static bool is_in(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* Between the bytes before and at `offset`, where UAX #14 allows nothing. */
static bool find_emergency(const char *text, size_t offset,
	enum break_kind *kind)
{
	static const char signs[] = "/.-?&";
	const char *at = text + offset;
	char next = *at;
	uint32_t before = (unsigned char)at[-1];

	if (is_in((char)before, " ") || is_in(next, " ") ||
		is_extending(utf8_next(&at)))
		return false;
	/* A non-breaking space (C2 A0) parts nothing, even now. */
	if ((before == 0xA0 && offset > 1 && text[offset - 2] == '\xC2') ||
		strncmp(text + offset, "\xC2\xA0", 2) == 0)
		return false;
	*kind = is_in((char)before, signs) && !is_in(next, signs) ?
		BREAK_ADDRESS : BREAK_CHARACTER;
	return true;
}

/*
 * A number stays with what it counts (a year counts nothing), a title with its
 * name, the parts of a compound together, and no sentence begins with a short
 * word alone at a line's end.
 */
static bool is_unwilling(const char *text, size_t offset)
{
	size_t end = offset, start, digits = 0;

	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (end == offset)
		return true;
	for (start = end; start > 0 && text[start - 1] != ' '; start--)
		digits += is_in(text[start - 1], "0123456789");
	if (digits > 0) {
		for (size_t i = start; i < end; i++)
			if (!is_in(text[i], "0123456789.,"))
				return false;
		return end - start != 4 && !is_in(text[end - 1], ".,");
	}
	return end - start <= 3 && text[start] >= 'A' && text[start] <= 'Z';
}

size_t find_break_points(const char *text, size_t length, const char *lang,
	struct arena *arena, struct break_point **out)
{
	char *breaks = arena_new(arena, length + 1);
	struct break_point *points =
		arena_new(arena, (length + 1) * sizeof(*points));
	static bool is_ready;
	size_t count = 0;

	if (!is_ready)
		init_linebreak();
	is_ready = true;
	set_linebreaks_utf8((const utf8_t *)text, length, lang, breaks);
	for (size_t i = 0; i < length; i++) {
		struct break_point point = {.offset = i + 1};

		if (i + 1 == length)
			point.kind = BREAK_FORCED;
		else if (breaks[i] == LINEBREAK_INSIDEACHAR)
			continue;
		else if (breaks[i] != LINEBREAK_NOBREAK)
			point.kind = is_unwilling(text, i + 1) ?
				BREAK_UNWILLING : BREAK_ALLOWED;
		else if (!find_emergency(text, i + 1, &point.kind))
			continue;
		points[count++] = point;
	}
	*out = points;
	return count;
}

/*
 * The point inside an overlong word at which to end the line: the last that
 * fits, after a sign of an address if there is one; else the very first.
 */
static size_t break_inside(const struct break_point *points, size_t first,
	size_t last, size_t start, const struct measure *measure, double width)
{
	size_t best = first;
	bool found = false;

	for (size_t i = first; i <= last; i++) {
		if (measure->width(measure->context, start,
			    points[i].offset) > width + TOLERANCE)
			break;
		if (!found || points[i].kind >= points[best].kind)
			best = i;
		found = true;
	}
	return best;
}

/* The last point from `first` on at which the line may end; see is_inside. */
static size_t find_end(const struct break_point *points, size_t first,
	size_t start, const struct measure *measure, double width,
	bool *is_inside)
{
	size_t best = 0, i = first;
	bool found = false;

	for (;; i++) {
		if (points[i].kind < BREAK_UNWILLING)
			continue;
		if (measure->width(measure->context, start,
			    points[i].offset) > width + TOLERANCE)
			break;
		best = i;
		found = true;
		if (points[i].kind == BREAK_FORCED)
			break;
	}
	if (!found)
		best = break_inside(points, first, i, start, measure, width);
	*is_inside = points[best].kind < BREAK_UNWILLING;
	return best;
}

/* The lines of a text in the making. */
struct lines {
	const struct measure *measure;
	double width;
	struct arena *arena;
	struct text_line *lines;
	size_t count, room;
};

static void add_line(struct lines *lines, size_t start, size_t end,
	bool is_emergency)
{
	ARENA_RESERVE(lines->arena, lines->lines, lines->count, lines->room);
	lines->lines[lines->count++] = (struct text_line){start, end,
		is_emergency};
}

/* Every line as full as it can be. */
static void fill_lines(struct lines *lines, const struct break_point *points,
	size_t count, size_t start)
{
	for (size_t i = 0; i < count;) {
		bool is_inside;
		size_t end = find_end(points, i, start, lines->measure,
			lines->width, &is_inside);

		add_line(lines, start, points[end].offset, is_inside);
		start = points[end].offset;
		i = end + 1;
	}
}

/* The best way found to end a line somewhere. */
struct way {
	size_t offset;
	enum break_kind kind;
	size_t lines; /* from the start on */
	double cost;
	size_t before; /* the way that ends the line before */
};

/* `filled` is a part of the width. */
static double line_cost(double filled, enum break_kind kind, bool is_one_word)
{
	double stub = STUB - filled;

	if (kind == BREAK_FORCED)
		return (stub > 0 ? STUB_COST * stub * stub : 0) +
			(is_one_word ? LONELY_COST : 0);
	return (1 - filled) * (1 - filled) +
		(kind == BREAK_UNWILLING ? UNWILLING_COST : 0);
}

/*
 * Fills in ways[to], whose line can begin at ways[*first] or later: what is
 * earlier is too far, for all that follow as well. False when nothing fits.
 */
static bool find_way(const struct lines *lines, struct way *ways, size_t to,
	size_t *first)
{
	const struct measure *measure = lines->measure;
	struct way *way = &ways[to];

	while (*first < to && measure->width(measure->context,
		ways[*first].offset, way->offset) > lines->width + TOLERANCE)
		++*first;
	if (*first == to)
		return false;
	way->lines = ways[*first].lines + 1;
	for (size_t from = *first; from < to && from - *first < LOOK_BACK &&
		ways[from].lines + 1 == way->lines; from++) {
		double cost = line_cost(measure->width(measure->context,
			ways[from].offset, way->offset) / lines->width,
			way->kind, from + 1 == to);

		if (from == *first || ways[from].cost + cost < way->cost) {
			way->cost = ways[from].cost + cost;
			way->before = from;
		} else if (way->kind != BREAK_FORCED && cost >= way->cost) {
			break; /* the next ones are emptier still */
		}
	}
	return true;
}

/* The lines of one way, from the first on. */
static void follow(struct lines *lines, const struct way *ways, size_t last)
{
	size_t first = lines->count;

	for (size_t i = last; i > 0; i = ways[i].before)
		add_line(lines, 0, ways[i].offset, false);
	for (size_t i = last, line = first + ways[last].lines; i > 0;
		i = ways[i].before) {
		lines->lines[--line].end = ways[i].offset;
		lines->lines[line].start = ways[ways[i].before].offset;
	}
}

/* False when a word is too wide for a line. */
static bool even_lines(struct lines *lines, const struct break_point *points,
	size_t count, size_t start)
{
	struct way *ways = arena_new(lines->arena,
		(count + 1) * sizeof(*ways));
	size_t last = 0, first = 0;

	ways[0].offset = start;
	for (size_t i = 0; i < count; i++) {
		if (points[i].kind < BREAK_UNWILLING)
			continue;
		ways[++last].offset = points[i].offset;
		ways[last].kind = points[i].kind;
		if (!find_way(lines, ways, last, &first))
			return false;
	}
	follow(lines, ways, last);
	return true;
}

struct text_line *break_lines(const struct break_point *points, size_t count,
	const struct measure *measure, double width, struct arena *arena,
	size_t *line_count)
{
	struct lines lines = {.measure = measure, .width = width,
		.arena = arena};
	size_t start = 0;

	for (size_t i = 0, first = 0; i < count; i++) {
		if (points[i].kind != BREAK_FORCED)
			continue;
		if (measure->width(measure->context, start,
			    points[i].offset) <= width + TOLERANCE)
			add_line(&lines, start, points[i].offset, false);
		else if (!even_lines(&lines, &points[first], i + 1 - first,
				start))
			fill_lines(&lines, &points[first], i + 1 - first,
				start);
		start = points[i].offset;
		first = i + 1;
	}
	*line_count = lines.count;
	return lines.lines;
}
