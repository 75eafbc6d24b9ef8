/*
 * What HarfBuzz makes of letters, learned once: in most fonts the shape of a
 * letter depends on itself, and the place of the next one on these two alone.
 * So a word that was never met is known by its letters. Inside layout/ only.
 *
 *	alphabet = alphabet_of(fonts, typeface, lang, source);
 *	...
 *	if (!alphabet_spell(alphabet, &view, glyphs, &count) &&
 *		!alphabet_learn(alphabet, &view,
 *			stretch_find(&view, fonts, arena)))
 *		... it is to be shaped as a whole
 *
 * There is one only of fonts whose rules reach no further (neighbours.h), and
 * of no other characters than neighbours.h knows of: so memory is bounded.
 * Nothing can fail.
 */
#ifndef LAYOUT_ALPHABET_H
#define LAYOUT_ALPHABET_H

#include "layout/stretch.h"

struct alphabet;

/*
 * Of text in one face and language and one form of figures; the fonts' own.
 * NULL: text in that face is not known by its letters.
 */
struct alphabet *alphabet_of(struct fonts *fonts, struct typeface *typeface,
	const char *lang, const struct source *source);
/*
 * The view's glyphs, in room for one a byte. False if two of its letters were
 * never seen beside each other.
 */
bool alphabet_spell(const struct alphabet *alphabet, const struct view *view,
	struct shaped_glyph *out, size_t *count);
/* Where the pen stands. */
struct pen {
	double before; /* a letter that begins at the byte */
	double after;  /* all letters before the byte, where they end a line;
			  NAN: it is not known yet how wide the last is there */
};

/*
 * The pens of bytes start to end - 1, `before` of each letter and `after` of
 * each but the first and of `end`, added up as spelled glyphs are; `at` is
 * moved on. `after` is known of each blank and of `end`. False where they
 * cannot be spelled, or not in the batch's own program.
 */
bool alphabet_trace(const struct alphabet *alphabet, const char *text,
	size_t start, size_t end, double size, double *at, struct pen *pens);
/* What of a line is in text that was traced as a whole, bytes of it. */
struct line_part {
	const char *text;
	size_t start, end;
	size_t traced_end; /* of what was traced together */
	size_t line_end; /* behind the line's last letter that is seen */
	double size;
};

/*
 * Its glyphs, in room for one a byte; their clusters are bytes of the text.
 * Returns their number.
 */
size_t alphabet_place(const struct alphabet *alphabet,
	const struct line_part *part, struct glyph *out);
/* From what HarfBuzz made of the view; false: other characters are in it. */
bool alphabet_learn(struct alphabet *alphabet, const struct view *view,
	struct stretched stretched);
/* Forgets all: what they say of a typeface's programs is no longer true. */
void alphabets_clear(struct fonts *fonts);

#endif
