/*
 * Where items of a display list stand, for tests that measure pages. Include
 * after cmocka.h.
 */
#ifndef UNIT_EXTENT_H
#define UNIT_EXTENT_H

#include "layout/pages.h"

struct extent {
	double x, y, x2, y2;
};

static inline double run_width(const struct glyph_run *run)
{
	size_t count = run->glyph_count;
	double width = 0;

	/* A blank at the end hangs. */
	if (run->length > 0 && run->text[run->length - 1] == ' ')
		count--;
	for (size_t i = 0; i < count; i++)
		width += run->glyphs[i].advance;
	return width;
}

/* Of all dots, from the origin of their places. */
static inline struct extent dots_extent(const struct item *item)
{
	const struct dot *dots = item->dots.places;
	struct extent extent = {dots[0].x, dots[0].y, dots[0].x, dots[0].y};

	for (size_t i = 1; i < item->dots.count; i++) {
		extent.x = fmin(extent.x, dots[i].x);
		extent.y = fmin(extent.y, dots[i].y);
		extent.x2 = fmax(extent.x2, dots[i].x);
		extent.y2 = fmax(extent.y2, dots[i].y);
	}
	extent.x += item->x - item->width;
	extent.y += item->y - item->width;
	extent.x2 += item->x + item->width;
	extent.y2 += item->y + item->width;
	return extent;
}

static inline struct extent extent_of(const struct item *item, double x,
	double y)
{
	struct extent extent = {item->x, item->y, item->x2, item->y2};
	const struct glyph_run *run = &item->run;

	if (item->kind == ITEM_TEXT) {
		extent.y -= run->program->ascent * run->size / 1000;
		extent.y2 = item->y - run->program->descent * run->size / 1000;
		extent.x2 = item->x + run_width(run);
	} else if (item->kind == ITEM_DOT) {
		extent = (struct extent){item->x - item->width,
			item->y - item->width, item->x + item->width,
			item->y + item->width};
	} else if (item->kind == ITEM_DOTS) {
		extent = dots_extent(item);
	}
	extent.x += x;
	extent.x2 += x;
	extent.y += y;
	extent.y2 += y;
	return extent;
}

static inline void assert_inside(struct extent inner, struct extent outer)
{
	const double slack = 0.02;

	if (inner.x < outer.x - slack || inner.x2 > outer.x2 + slack ||
		inner.y < outer.y - slack || inner.y2 > outer.y2 + slack)
		fail_msg("%.2f %.2f %.2f %.2f leaves %.2f %.2f %.2f %.2f",
			inner.x, inner.y, inner.x2, inner.y2, outer.x, outer.y,
			outer.x2, outer.y2);
}

static inline bool is_apart(struct extent a, struct extent b)
{
	return a.x2 <= b.x + 0.01 || b.x2 <= a.x + 0.01 ||
		a.y2 <= b.y + 0.01 || b.y2 <= a.y + 0.01;
}

/* Ink, rather than the whole of the line: capitals to descenders. */
static inline struct extent ink_of(const struct item *item,
	const struct placement *at)
{
	struct extent extent = extent_of(item, at->x, at->y);

	if (item->kind == ITEM_TEXT) {
		extent.y = at->y + item->y - 0.72 * item->run.size;
		extent.y2 = at->y + item->y + 0.2 * item->run.size;
	}
	return extent;
}

#endif
