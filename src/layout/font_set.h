/*
 * What is inside `struct fonts`, for layout/ only; see fonts.h.
 *
 *	fonts_begin_letter(fonts);
 *	... shape, set and place
 *	if (!fonts_end_letter(fonts, &pages, arena, report))
 *		...
 */
#ifndef LAYOUT_FONT_SET_H
#define LAYOUT_FONT_SET_H

#include "base/memo.h"
#include "base/text.h"
#include "layout/fonts.h"
#include "layout/typeface.h"

struct fonts {
	struct typeface **typefaces; /* each file once; owned */
	size_t count, room;
	struct typeface *faces[FACE_COUNT];
	struct typeface **fallbacks; /* in order of preference */
	size_t fallback_count;
	hb_buffer_t *buffer; /* to shape in */
	bool has_pending; /* a line of this letter has glyphs of no program */
	struct memo *memo; /* of lines, see lines_memo.h */
	struct memo *stretches; /* likewise of parts of them, see stretch.h */
	struct alphabet **alphabets; /* see alphabet.h; owned */
	size_t alphabet_count, alphabet_room;
	struct memo *swarms; /* and of what charts show of peers, see strip.c */
	struct gauge *gauge; /* NULL until it is asked for */
	size_t gauge_memory; /* that it is to have */
	struct text key; /* of lines or stretches, the one asked for last */
};

struct gauge *fonts_gauge(struct fonts *fonts);
/* Old supplements may go: pages of earlier letters must be written by now. */
void fonts_begin_letter(struct fonts *fonts);
/*
 * Moves the glyphs that no base program has into this letter's supplements.
 * Only the drawings placed on `pages`, which live in the arena, count.
 */
bool fonts_end_letter(struct fonts *fonts, const struct pages *pages,
	struct arena *arena, struct report *report) MUST_CHECK;

#endif
