/*
 * Setting a document in type: shaping, line breaking, pagination, panels.
 *
 *	if (!layout_document(&document, &options, fonts, &arena, &pages,
 *		    report))
 *		... a character no font has, a word that fits no line
 *
 * Lines are left-aligned, broken at UAX #14 opportunities; headings keep with
 * what follows; no paragraph leaves a single line at a page's top or foot;
 * what closes the letter (the paragraph before the signature, the picture,
 * name and roles) never parts and never stands alone on a page.
 */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

#include "base/arena.h"
#include "base/report.h"
#include "layout/fonts.h"
#include "layout/pages.h"
#include "lines/hyphens.h"
#include "template/document.h"

enum window_kind { /* of envelopes, see window.h */
	WINDOW_NONE,
	WINDOW_DIN5008A,
	WINDOW_DIN5008B,
	WINDOW_UK_C5,
	WINDOW_UK_DL,
	WINDOW_COUNT
};

struct picture {
	const struct image *image; /* NULL: none */
	double width;		   /* as printed, points */
};

struct layout_options {
	double page_width, page_height; /* points */
	double margin_top, margin_right, margin_bottom, margin_left;
	double body_size, body_leading; /* type size; baseline to baseline */
	double title_size, heading_size, note_size, figure_size; /* type */
	enum figures figures; /* of running text; columns are tabular */
	double paragraph_gap; /* between paragraphs */
	double grid; /* step that baselines keep to (grid.h); 0: none */
	double tighten, loosen; /* parts of the leading and the gaps that may
				   be taken or given for a fuller last page */
	struct colour text, accent, muted, banner, graphic;
	const struct hyphens *hyphens; /* NULL: no word is parted but where
					  the text has a soft hyphen */
	struct picture mark; /* the sender's, at the top of the first page */
	enum window_kind window;
	bool has_fold_marks; /* with a window */
	const struct picture *signatures; /* by a signatory's number */
	size_t signature_count;
};

/*
 * Everything in `out` lives in the arena, but for the font programs and lines
 * that are the fonts' (fonts.h). False when a character has no glyph, a script
 * runs from right to left, lists nest too deep, margins leave no room or a
 * panel is higher than a page; a word broken inside because no line holds it is
 * a warning, a web address a note.
 */
bool layout_document(const struct document *document,
	const struct layout_options *options, struct fonts *fonts,
	struct arena *arena, struct pages *out, struct report *report)
	MUST_CHECK;
/*
 * Whether layout_document() would set it without a word, not even a note, and
 * on how many pages: found out without setting it. False: only setting it
 * tells, which most often ends with a message.
 */
bool layout_gauge(const struct document *document,
	const struct layout_options *options, struct fonts *fonts,
	struct arena *arena, size_t *page_count) MUST_CHECK;

#endif
