/*
 * Line breaking. Opportunities come from libunibreak over the whole text; the
 * boundaries of characters in between are kept as points of emergency, for
 * words that no line can hold.
 */
#include "layout/line_break.h"

#include <hb.h>
#include <linebreak.h>
#include <string.h>

#include "base/utf8.h"

/* Room for what rounding makes of a line that just fits, in points. */
#define TOLERANCE 0.001

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
			point.kind = BREAK_ALLOWED;
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
static size_t find_end(const struct break_point *points, size_t count,
	size_t first, size_t start, const struct measure *measure, double width,
	bool *is_inside)
{
	size_t best = count;
	size_t i;

	for (i = first; i < count; i++) {
		if (points[i].kind < BREAK_ALLOWED)
			continue;
		if (measure->width(measure->context, start,
			    points[i].offset) > width + TOLERANCE)
			break;
		best = i;
		if (points[i].kind == BREAK_FORCED)
			break;
	}
	if (best < count)
		return best;
	best = break_inside(points, first, i, start, measure, width);
	*is_inside = points[best].kind < BREAK_ALLOWED;
	return best;
}

struct text_line *break_lines(const struct break_point *points, size_t count,
	const struct measure *measure, double width, struct arena *arena,
	size_t *line_count)
{
	struct text_line *lines = NULL;
	size_t start = 0, room = 0;

	*line_count = 0;
	for (size_t i = 0; i < count;) {
		struct text_line line = {.start = start};
		size_t end = find_end(points, count, i, start, measure, width,
			&line.is_emergency);

		line.end = start = points[end].offset;
		ARENA_RESERVE(arena, lines, *line_count, room);
		lines[(*line_count)++] = line;
		i = end + 1;
	}
	return lines;
}
