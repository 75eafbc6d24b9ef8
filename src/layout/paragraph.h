/*
 * A paragraph: runs of text to lines, lines to items. The first depends only
 * on the runs, the style and the width; the second only on the lines; neither
 * on where the paragraph will stand.
 *
 *	if (!paragraph_set(setter, runs, count, &style, 480, &paragraph))
 *		goto out;
 *	paragraph_draw(&paragraph, 0, paragraph.count, 0, 0, 0, &sketch);
 *
 * What is made lives in the setter's arena; lines that were set before are lent
 * by the fonts, until the next letter begins.
 */
#ifndef LAYOUT_PARAGRAPH_H
#define LAYOUT_PARAGRAPH_H

#include "layout/drawing.h"
#include "layout/layout.h"

/* What setting a letter needs everywhere. */
struct setter {
	const struct layout_options *options;
	struct fonts *fonts;
	struct arena *arena;
	struct report *report;
	const char *lang; /* of the letter, or of the block being set */
	struct gauge *gauge; /* lines are counted where that will do (gauge.h);
				NULL: they are set */
};

#define ONE_LINE 1e9 /* a column nothing is too wide for */

struct text_style {
	double size;	/* of the type */
	double leading; /* baseline to baseline */
	double grid; /* baselines keep to its steps; 0: none (grid.h) */
	unsigned style; /* enum run_style, added to that of every run */
	bool is_column;	/* of numbers, which stand below each other */
	struct colour colour, link_colour;
};

/* A paragraph's element, tag 0, or one inside of it. */
struct inline_tag {
	enum role role;
	const char *link; /* URI */
	const char *lang;
	const char *text; /* of a link */
};

/* Glyphs of one program, colour and element. */
struct piece {
	struct glyph_run run;
	double x;     /* from the line's start */
	double width; /* without blanks at the line's end */
	size_t tag;
};

struct line {
	struct piece *pieces;
	size_t count;
	double width; /* without the blanks at its end */
	bool is_hyphenated; /* its last piece is a hyphen (U+00AD) */
};

struct paragraph {
	struct text_style style;
	struct line *lines; /* NULL: they were counted */
	size_t count;	  /* 0: there is no text */
	double width;	  /* of the widest line */
	double baseline;  /* of a line, below its top */
	double ascent, descent; /* of the type, both from the baseline */
	double underline_offset, underline_width;
	struct inline_tag *tags; /* [0] is the paragraph */
	size_t tag_count;
};

/* Leading in proportion to the body's; links in the accent colour. */
struct text_style text_style(const struct layout_options *options, double size,
	struct colour colour, unsigned style);

/* Errors: a character no font has; a line that does not fit `width`. */
bool paragraph_set(const struct setter *setter, const struct run *runs,
	size_t run_count, const struct text_style *style, double width,
	struct paragraph *out) MUST_CHECK;
/* Plain text in one style; `field` names it in messages. */
bool paragraph_set_text(const struct setter *setter, const char *text,
	const char *field, struct place place, const struct text_style *style,
	double width, struct paragraph *out) MUST_CHECK;
/*
 * One line, cut with an ellipsis where it is wider than `width`; no line when
 * not even that fits.
 */
bool paragraph_set_short(const struct setter *setter, const char *text,
	const char *field, struct place place, const struct text_style *style,
	double width, struct paragraph *out) MUST_CHECK;

/*
 * Draws `count` lines from `first` on, the top of the first at y. The items'
 * tags count from `tag`; with TAG_ARTIFACT all are that.
 */
void paragraph_draw(const struct paragraph *paragraph, size_t first,
	size_t count, double x, double y, int tag, struct sketch *sketch);
/* The areas of the links in those lines. */
void paragraph_add_links(const struct paragraph *paragraph, size_t first,
	size_t count, double x, double y, size_t element, struct page *page,
	struct arena *arena);
/* The paragraph's elements; returns the number of the first. */
size_t paragraph_add_elements(const struct paragraph *paragraph,
	enum role role, size_t parent, struct pages *pages,
	struct arena *arena);

#endif
