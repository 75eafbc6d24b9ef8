/*
 * Text to glyphs, left to right: split into stretches of one font and one
 * script, each shaped by HarfBuzz with kerning and without ligatures.
 *
 *	struct shaped shaped = {0};
 *	if (!shape_text(&source, fonts, arena, &shaped, report))
 *		... a character no font has
 *	shape_part(&source, fonts, arena, &shaped, 12, 16, 12, 57, &line);
 *
 * Glyphs are in the order of the text, in points of the source's size.
 */
#ifndef LAYOUT_SHAPE_H
#define LAYOUT_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/report.h"
#include "layout/font_set.h"
#include "template/document.h"

/* A part of the text in one face and language. */
struct span {
	size_t start, end; /* bytes */
	enum face face;
	const char *lang; /* BCP 47 */
	const struct run *run; /* where it comes from, for messages */
};

struct pen;

struct source {
	const char *text; /* valid UTF-8 */
	size_t length;
	const struct span *spans; /* without gaps */
	size_t span_count;
	double size; /* of the type, points */
	enum figures figures;
	bool is_column; /* of numbers: no kerning moves a digit */
};

struct shaped_glyph {
	struct glyph glyph; /* its cluster is a byte of the whole text */
	const struct font_program *program;
	size_t span;
	bool is_unsafe; /* no line can begin here without shaping anew */
};

/* A stretch of one font, script and span. */
struct stretch {
	size_t start, end, span;
	const struct typeface *typeface;
	hb_script_t script;
	struct alphabet *alphabet; /* that it is spelled from, or NULL */
};

struct shaped {
	struct stretch *stretches;
	size_t stretch_count, stretch_room;
	struct shaped_glyph *glyphs;
	size_t count, room;
};

/*
 * Where the pen stands of such text, by byte, its end included: of letters that
 * were all met before (alphabet.h). In `out` only the stretches, one a span.
 * False, and there are none: the text is to be shaped.
 */
bool shape_trace(const struct source *source, struct fonts *fonts,
	struct arena *arena, struct shaped *out, struct pen *pens) MUST_CHECK;
/* Reports every character that cannot be printed, and its placeholder. */
bool shape_text(const struct source *source, struct fonts *fonts,
	struct arena *arena, struct shaped *out, struct report *report)
	MUST_CHECK;
/* Appends some glyphs as they are. */
void shape_append(struct shaped *shaped, struct arena *arena,
	const struct shaped_glyph *glyphs, size_t count);
/* Appends the glyphs of bytes from to to - 1 as a part of that line. */
void shape_part(const struct source *source, struct fonts *fonts,
	struct arena *arena, const struct shaped *shaped, size_t from,
	size_t to, size_t line_start, size_t line_end, struct shaped *out);

#endif
