/*
 * A paragraph while it is being set, and the steps of that. Inside layout/
 * only; paragraph.c goes through them, in this order.
 *
 *	struct setting setting = {.setter = setter,
 *		.source = setting_source(setter, style)};
 *	if (!setting_join(&setting, runs, count, style->style))
 *		...
 *	setting_find_tags(&setting, count, out);
 *	if (!setting_trace(&setting))
 *		... shape the text, and setting_index(&setting)
 *	... break it; if lines want it, setting_find_hyphens(&setting) and again
 *	line_fill(&setting, 0, 57, &line);
 *
 * All lives in the setter's arena.
 */
#ifndef LAYOUT_SETTING_H
#define LAYOUT_SETTING_H

#include "layout/alphabet.h"
#include "layout/paragraph.h"
#include "layout/shape.h"
#include "lines/line_break.h"

struct setting {
	const struct setter *setter;
	struct source source;
	struct span *spans;
	size_t *tags; /* by span */
	size_t *forced; /* offsets of forced line ends */
	size_t forced_count;
	size_t *soft; /* offsets at which a hyphen may part a word */
	size_t soft_count, soft_room;
	struct shaped shaped;
	struct pen *pens; /* by byte; NULL: there are glyphs */
	size_t *firsts; /* by byte: the first glyph at or after it; NULL:
			   each byte has one */
	double *widths; /* by glyph: of all before it */
	bool *has_told; /* becomes true with a message */
};

/* What a style says of the text that is shaped; the text is not in it. */
static inline struct source setting_source(const struct setter *setter,
	const struct text_style *style)
{
	return (struct source){.size = style->size,
		.figures = style->is_column ? FIGURES_TABULAR :
			setter->options->figures,
		.is_column = style->is_column};
}

/* Without the blanks before `end`. */
static inline size_t trim_end(const char *text, size_t start, size_t end)
{
	while (end > start && text[end - 1] == ' ')
		end--;
	return end;
}

/* join.c: the runs to one text, each a span of it; and to its elements. */
bool setting_join(struct setting *setting, const struct run *runs,
	size_t count, unsigned style) MUST_CHECK;
void setting_find_tags(struct setting *setting, size_t count,
	struct paragraph *out);

/*
 * measure.c: what lines are measured by. Letters that were all met before need
 * no glyphs for that; false: the text is to be shaped, and indexed then.
 */
bool setting_trace(struct setting *setting) MUST_CHECK;
void setting_index(struct setting *setting);
/*
 * A line's width, its last blanks left out; and of shaped text its glyphs, with
 * one such blank behind the visible ones.
 */
double setting_width(const void *setting, size_t start, size_t end);
struct edge setting_begin(const void *setting, size_t offset);
struct edge setting_end(const void *setting, size_t offset);
void setting_take(const struct setting *setting, size_t start, size_t end,
	struct shaped *out);

/* hyphenate.c: where a hyphen may part a word, by the text or the language. */
void setting_add_soft(struct setting *setting, size_t offset);
void setting_find_hyphens(struct setting *setting);
void setting_mark_hyphens(const struct setting *setting,
	struct break_point *points, size_t count);

/* line.c: the pieces of a line, with a hyphen at its end where it needs one. */
void line_fill(const struct setting *setting, size_t start, size_t end,
	struct line *line);
bool line_add_hyphen(const struct setting *setting, size_t end,
	struct line *line) MUST_CHECK;
bool line_hyphen_width(const struct setting *setting, double *out) MUST_CHECK;

#endif
