/*
 * What HarfBuzz makes of a stretch of text, remembered from letter to letter.
 * Inside layout/ only.
 *
 *	struct view view = {source, stretch, 12, 16, 12, 57};
 *	struct stretched stretched = stretch_find(&view, fonts, arena);
 *
 * Lent by the fonts until the next letter begins, or in the arena. Nothing can
 * fail.
 */
#ifndef LAYOUT_STRETCH_H
#define LAYOUT_STRETCH_H

#include "layout/shape.h"

/* What of a stretch is shaped, and what HarfBuzz may see around it: bytes. */
struct view {
	const struct source *source;
	const struct stretch *stretch;
	size_t start, end, context_start, context_end;
};

/* Glyphs as HarfBuzz gives them back, in units of the font. */
struct stretched {
	size_t count;
	struct stretched_glyph {
		uint32_t id;	  /* in the font's file */
		uint32_t cluster; /* from the view's first byte */
		int32_t advance, dx, dy;
		bool is_unsafe;
	} *glyphs;
};

struct stretched stretch_find(const struct view *view, struct fonts *fonts,
	struct arena *arena);

#endif
