/*
 * Which letters of a font know of their neighbours alone? Inside layout/ only.
 *
 *	hb_set_t *characters = neighbours_find(font);
 *	if (hb_set_has(characters, 0xE9))
 *		...
 *	hb_set_destroy(characters);
 *
 * HarfBuzz applies the rules of a font to text as a whole. Where none of them
 * reaches further than to the next glyph, how it shapes Latin text follows
 * from how it shapes each two letters of it that meet: which glyph a letter
 * is, from the letter, and how far the pen moves, from the next one as well.
 * Nothing can fail.
 */
#ifndef LAYOUT_NEIGHBOURS_H
#define LAYOUT_NEIGHBOURS_H

#include <hb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Latin letters, digits and signs; what punctuation text has beside them. */
#define NEIGHBOURS_LATIN 0x250 /* from the blank on, below it */
#define NEIGHBOURS_SIGNS 0x2010
#define NEIGHBOURS_END	 0x2028
#define NEIGHBOURS_KNOWN                                                       \
	(NEIGHBOURS_LATIN - ' ' + NEIGHBOURS_END - NEIGHBOURS_SIGNS)

/* A character's number of these, or NEIGHBOURS_KNOWN: it is none of them. */
static inline size_t neighbours_place(uint32_t character)
{
	if (character >= ' ' && character < NEIGHBOURS_LATIN)
		return character - ' ';
	if (character >= NEIGHBOURS_SIGNS && character < NEIGHBOURS_END)
		return character - NEIGHBOURS_SIGNS + NEIGHBOURS_LATIN - ' ';
	return NEIGHBOURS_KNOWN;
}

/*
 * The caller destroys it. In text of no other characters than these no rule of
 * the font sees more than two glyphs. Empty: some rule might.
 */
hb_set_t *neighbours_find(hb_font_t *font);

#endif
