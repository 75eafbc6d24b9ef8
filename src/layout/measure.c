/*
 * Where a line's ends fall between glyphs that shaping has fitted to each
 * other, what is around them is shaped again, also when the line is only being
 * measured. So what is measured is always what is set. Where the pens of known
 * letters are (alphabet.h), that is all there is to look up, but for an end
 * within a word that no line ended at before.
 */
#include <math.h>

#include "layout/setting.h"

bool setting_trace(struct setting *setting)
{
	struct arena *arena = setting->setter->arena;

	setting->pens = arena_room(arena,
		(setting->source.length + 1) * sizeof(*setting->pens));
	if (!shape_trace(&setting->source, setting->setter->fonts, arena,
		    &setting->shaped, setting->pens))
		setting->pens = NULL;
	return setting->pens != NULL;
}

static void find_firsts(struct setting *setting)
{
	const struct shaped *shaped = &setting->shaped;
	size_t glyph = 0;

	setting->firsts = arena_room(setting->setter->arena,
		(setting->source.length + 1) * sizeof(*setting->firsts));
	for (size_t i = 0; i <= setting->source.length; i++) {
		while (glyph < shaped->count &&
			shaped->glyphs[glyph].glyph.cluster < i)
			glyph++;
		setting->firsts[i] = glyph;
	}
}

/* By byte and by glyph, so that measuring a line takes no search. */
void setting_index(struct setting *setting)
{
	const struct shaped *shaped = &setting->shaped;
	bool is_one_to_one = shaped->count == setting->source.length;

	setting->widths = arena_room(setting->setter->arena,
		(shaped->count + 1) * sizeof(*setting->widths));
	setting->widths[0] = 0;
	for (size_t i = 0; i < shaped->count; i++) {
		const struct glyph *glyph = &shaped->glyphs[i].glyph;

		setting->widths[i + 1] = setting->widths[i] + glyph->advance;
		is_one_to_one &= glyph->cluster == i;
	}
	if (!is_one_to_one)
		find_firsts(setting);
}

static size_t first_at(const struct setting *setting, size_t offset)
{
	return setting->firsts != NULL ? setting->firsts[offset] : offset;
}

/* Can a line begin or end at the byte with the glyphs as they are? */
static bool is_safe(const struct setting *setting, size_t offset)
{
	const struct shaped_glyph *glyph;
	size_t first = first_at(setting, offset);

	if (first == setting->shaped.count)
		return offset == setting->source.length;
	glyph = &setting->shaped.glyphs[first];
	return glyph->glyph.cluster == offset && !glyph->is_unsafe;
}

/*
 * What of the bytes start to end - 1 can stay as it is when they become a
 * line: from *left to *right, and not what is around it.
 */
static void find_safe(const struct setting *setting, size_t start, size_t end,
	size_t *left, size_t *right)
{
	*left = start;
	*right = end;
	while (*left < end && !is_safe(setting, *left))
		++*left;
	while (*right > *left && !is_safe(setting, *right))
		--*right;
	if (*left == *right)
		*left = *right = end;
}

static void shape_edge(const struct setting *setting, size_t from, size_t to,
	size_t start, size_t end, struct shaped *out)
{
	if (from < to)
		shape_part(&setting->source, setting->setter->fonts,
			setting->setter->arena, &setting->shaped, from, to,
			start, end, out);
}

/* Of one end of the line from start to end, which is shaped anew. */
static double edge_width(const struct setting *setting, size_t from, size_t to,
	size_t start, size_t end)
{
	struct shaped edge = {0};
	double width = 0;

	shape_edge(setting, from, to, start, end, &edge);
	for (size_t i = 0; i < edge.count; i++)
		width += edge.glyphs[i].glyph.advance;
	return width;
}

/* Behind the letter before the byte, which ends a line. */
static double traced_end(const struct setting *setting, size_t end)
{
	double x = setting->pens[end].after;
	size_t last = end - 1;

	if (!isnan(x))
		return x;
	while ((setting->source.text[last] & 0xC0) == 0x80)
		last--;
	return setting->pens[last].before +
		edge_width(setting, last, end, 0, end);
}

double setting_width(const void *context, size_t start, size_t end)
{
	const struct setting *setting = context;
	size_t left, right;

	end = trim_end(setting->source.text, start, end);
	if (start == end)
		return 0;
	if (setting->pens != NULL)
		return traced_end(setting, end) - setting->pens[start].before;
	find_safe(setting, start, end, &left, &right);
	return edge_width(setting, start, left, start, end) +
		setting->widths[first_at(setting, right)] -
		setting->widths[first_at(setting, left)] +
		edge_width(setting, right, end, start, end);
}

/*
 * Many lines are tried, and begin or end at the same places. What an end is
 * shaped to does not depend on the other one while the two do not meet.
 */
struct edge setting_begin(const void *context, size_t offset)
{
	const struct setting *setting = context;
	size_t length = setting->source.length, safe = offset;

	if (setting->pens != NULL)
		return (struct edge){setting->pens[offset].before, offset};
	while (safe < length && !is_safe(setting, safe))
		safe++;
	return (struct edge){setting->widths[first_at(setting, safe)] -
		edge_width(setting, offset, safe, offset, length), safe};
}

struct edge setting_end(const void *context, size_t offset)
{
	const struct setting *setting = context;
	size_t end = trim_end(setting->source.text, 0, offset), safe = end;

	if (setting->pens != NULL)
		return (struct edge){traced_end(setting, end), end};
	while (safe > 0 && !is_safe(setting, safe))
		safe--;
	return (struct edge){setting->widths[first_at(setting, safe)] +
		edge_width(setting, safe, end, 0, end), safe};
}

/*
 * The glyphs of a line to be drawn. One blank at its end is kept: it is not
 * seen, but parts the words of two lines for those who read the text alone.
 */
void setting_take(const struct setting *setting, size_t start, size_t end,
	struct shaped *out)
{
	const struct shaped *shaped = &setting->shaped;
	struct arena *arena = setting->setter->arena;
	size_t stop = trim_end(setting->source.text, start, end);
	size_t blank = first_at(setting, stop), first;
	size_t left, right;

	find_safe(setting, start, stop, &left, &right);
	first = first_at(setting, left);
	shape_edge(setting, start, left, start, stop, out);
	shape_append(out, arena, shaped->glyphs + first,
		first_at(setting, right) - first);
	shape_edge(setting, right, stop, start, stop, out);
	if (stop < end && blank < shaped->count &&
		shaped->glyphs[blank].glyph.cluster == stop)
		shape_append(out, arena, &shaped->glyphs[blank], 1);
}
