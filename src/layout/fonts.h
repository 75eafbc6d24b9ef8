/*
 * The job's typefaces: loaded once, shaped with HarfBuzz, cut down to what is
 * printed.
 *
 *	struct fonts *fonts = NULL;
 *	if (!fonts_load(&options, &fonts, report))
 *		goto out;
 *	if (!fonts_prepare(fonts, repertoire, 1 << FIGURES_PROPORTIONAL,
 *		    report))
 *		...			once, before the first letter
 *
 * Each face has one program for the whole batch, cut to the characters that
 * the job's own text can print. What a letter's data brings beyond them (the
 * 'ł' of a name) goes into a second, small program of that letter alone: so a
 * new recipient changes no other letter's bytes, and most letters share the
 * same programs.
 *
 * Lines of text, and what charts show of peers, are made once where they come
 * again, and remembered within bounds; a letter's pages are the same whatever
 * is.
 *
 * Programs are the fonts'. Base programs stay until fonts_prepare() is called
 * again, a letter's own and the lines that it is lent until the next letter is
 * laid out with these fonts: so write a letter's pages before you set the next.
 */
#ifndef LAYOUT_FONTS_H
#define LAYOUT_FONTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/report.h"
#include "layout/pages.h"

enum face {
	FACE_REGULAR,
	FACE_BOLD,
	FACE_ITALIC,
	FACE_BOLD_ITALIC,
	FACE_COUNT
};

/* Forms of the digits; a font with one form alone prints that. */
enum figures {
	FIGURES_PROPORTIONAL, /* each as wide as it is: for running text */
	FIGURES_TABULAR,      /* all of one width: for columns */
	FIGURES_COUNT
};

#define FIGURES_ALL ((1u << FIGURES_COUNT) - 1) /* a bit for each */

struct font_options {
	const char *files[FACE_COUNT]; /* NULL: regular serves for it, bold
					  for bold italic */
	struct place places[FACE_COUNT];
	const char *const *fallbacks; /* for characters the faces lack */
	size_t fallback_count;
	struct place fallback_place;
	const char *lang; /* BCP 47 */
	size_t memory; /* bytes that are remembered, about, of lines, of what
			  they are of, of charts, each; 0: as usual */
};

struct fonts;

/*
 * Strings are copied, the places' file names lent until fonts_free(). Refused,
 * each with its place: what is no TrueType font of its own (PostScript
 * outlines, collections), and what may not be embedded or cut down.
 */
bool fonts_load(const struct font_options *options, struct fonts **out,
	struct report *report) MUST_CHECK;
/*
 * `repertoire` is UTF-8; what no font has of it matters only when printed. In
 * `figures` bit 1 << FIGURES_... is set for each form that letters print.
 */
bool fonts_prepare(struct fonts *fonts, const char *repertoire,
	unsigned figures, struct report *report) MUST_CHECK;
void fonts_free(struct fonts *fonts);

#endif
