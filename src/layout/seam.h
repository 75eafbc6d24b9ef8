/*
 * Can text be parted behind its blanks, and each part be shaped by itself?
 * Inside layout/ only.
 *
 *	typeface->has_seams = seams_are_sure(typeface->font);
 *	...
 *	if (typeface->has_seams && seams_are_in(text, length))
 *		... shape word by word
 *
 * HarfBuzz says of each glyph whether text can be parted before it. If so of
 * the first behind a blank, whatever follows, the same is true in any text of
 * seams_are_in() with that blank: provided that no rule of the font that
 * applies to such text looks past a blank. Nothing can fail.
 */
#ifndef LAYOUT_SEAM_H
#define LAYOUT_SEAM_H

#include <hb.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * True when in Latin text no rule of the font sees more of a blank than that
 * glyph and one beside it.
 */
bool seams_are_sure(hb_font_t *font);
/* Is there a blank within, and no character that this is not known of? */
bool seams_are_in(const char *text, size_t length);

#endif
