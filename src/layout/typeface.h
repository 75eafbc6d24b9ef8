/*
 * One font file: checked, measured, and cut down to what a batch prints.
 * Inside layout/ only; the outside sees fonts.h.
 *
 *	struct typeface *typeface = NULL;
 *	if (!typeface_load("Regular.ttf", place, &typeface, report))
 *		goto out;
 *	if (!typeface_cut_base(typeface, glyphs, report))
 *		...
 *
 * A program is the file cut down to a set of glyphs. Every typeface has a base
 * program for the whole batch; the glyphs of a letter beyond it stand in the
 * `pending` program while the letter is laid out, under the file's own ids,
 * and are moved to a supplement (typeface_supplement()) at its end.
 */
#ifndef LAYOUT_TYPEFACE_H
#define LAYOUT_TYPEFACE_H

#include <hb.h>
#include <stdbool.h>

#include "base/report.h"
#include "layout/fonts.h"
#include "layout/pages.h"

/* A program, and the way to its glyph ids from those of the file. */
struct cut {
	struct font_program program;
	hb_set_t *glyphs; /* of the file, as asked for */
	hb_map_t *ids;
};

struct typeface {
	char *path;
	struct place place; /* where the configuration names it; lent */
	hb_face_t *face;
	hb_font_t *font;	/* scaled to its units */
	double units;		/* of the em */
	size_t glyph_count;
	hb_set_t *neighbours;	/* see neighbours.h; NULL: not asked for yet */
	char *name;		/* PostScript */
	uint32_t *characters;	/* by glyph id of the file; 0: none */
	uint32_t *asked;	/* characters it has or not, see typeface.c */
	hb_map_t *figures[FIGURES_COUNT]; /* glyph to the form in its place */
	double underline_offset; /* below the baseline, parts of the em */
	double underline_width;
	struct cut *base;	/* NULL until prepared, or nothing to print */
	uint32_t *base_ids;	/* by glyph id of the file: in `base`, or
				   HB_MAP_VALUE_INVALID; NULL as it is */
	struct font_program pending;
	struct cut **supplements;
	size_t supplement_count, supplement_room;
};

bool typeface_load(const char *path, struct place place, struct typeface **out,
	struct report *report) MUST_CHECK;
void typeface_free(struct typeface *typeface);

/* neighbours_find(), when it is asked for the first time. */
const hb_set_t *typeface_neighbours(struct typeface *typeface);
/* Can it print the character, perhaps composed, taken apart or replaced? */
bool typeface_has(const struct typeface *typeface, uint32_t character);

/* The glyph that is printed for that one where figures are of that form. */
uint32_t typeface_figure(const struct typeface *typeface, uint32_t glyph,
	enum figures figures);

bool typeface_cut_base(struct typeface *typeface, const hb_set_t *glyphs,
	struct report *report) MUST_CHECK;
/* A remembered supplement of these glyphs, or a new one; lent. */
const struct cut *typeface_supplement(struct typeface *typeface,
	const hb_set_t *glyphs, struct report *report) MUST_CHECK;
/* Forgets the supplements when they have become many: between letters. */
void typeface_trim(struct typeface *typeface);

/* The program that has a glyph of the file, and the glyph's id in it. */
const struct font_program *typeface_program(const struct typeface *typeface,
	uint32_t glyph, uint32_t *id);

#endif
