/*
 * A run of glyphs as the operators that show it, from where the text's pen
 * stands:
 *
 *	if (!glyphs_show(&item->run, &out, report))
 *		...				[(...)15(...)]TJ
 *
 * The font is set. Nothing is left open, and neither the pen nor what is set
 * before changes what is written. Fails when a glyph is shown that its program
 * does not have: a reader would see an empty box. Some may be written then.
 */
#ifndef PDF_GLYPHS_H
#define PDF_GLYPHS_H

#include "base/report.h"
#include "base/text.h"
#include "layout/pages.h"

/* Codes are glyph ids, of two bytes; of one, as the program says, where all of
 * them fit into one. */
static inline bool glyphs_are_bytes(const struct font_program *program)
{
	return program->glyph_count <= FONT_PROGRAM_BYTES;
}

bool glyphs_show(const struct glyph_run *run, struct text *out,
	struct report *report) MUST_CHECK;

#endif
