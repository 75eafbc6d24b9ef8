/*
 * The display list: finished pages, between layout/ and pdf/. Knows glyphs,
 * lines, colours and structure elements; knows nothing of PDF.
 *
 * Coordinates are points from the page's top left, y downwards; text stands on
 * its baseline. A page is a list of placements of drawings: a drawing (the
 * lines of a paragraph, a panel's graphic) has its own origin and numbers its
 * structure elements from 0, so that the same drawing can stand anywhere, in
 * any letter, and be remembered.
 */
#ifndef LAYOUT_PAGES_H
#define LAYOUT_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "pictures/image.h"

#define FONT_PROGRAM_BYTES 252 /* glyphs that a byte is enough for */

/*
 * A font file cut down to the glyphs in use, with what a PDF says of it. One of
 * FONT_PROGRAM_BYTES glyphs or fewer knows them by a byte (its table "cmap"),
 * font_program_code().
 */
struct font_program {
	const char *name;	 /* PostScript name, without a subset tag */
	const unsigned char *bytes; /* TrueType */
	size_t length;
	size_t glyph_count;	 /* glyph ids are 0 to glyph_count - 1 */
	const uint16_t *widths;	 /* thousandths of the size, by glyph id */
	const uint32_t *characters; /* Unicode by glyph id; 0: none its own */
	double ascent, descent, cap_height, italic_angle, stem_weight;
	double box[4];		 /* thousandths: left, bottom, right, top */
	bool is_serif, is_fixed;
	unsigned serial;	 /* differs between programs of one process; 0:
				    still to be made (layout/typeface.h) */
};

/* Counts up with the id, but leaves out the carriage return, the parentheses
 * and the backslash: in a string they do not stand for themselves. */
static inline unsigned font_program_code(uint32_t id)
{
	return id + (id >= 13 ? 1u : 0) + (id >= 39 ? 2u : 0) +
		(id >= 89 ? 1u : 0);
}

struct glyph {
	uint32_t id;	  /* in the run's program */
	uint32_t cluster; /* byte of the run's text its text begins at; from
			     glyph to glyph the same or more */
	double advance;	  /* points, kerning included */
	float dx, dy;	  /* points the glyph is moved by, y upwards */
};

struct glyph_run {
	const struct font_program *program;
	double size; /* points */
	const struct glyph *glyphs; /* in visual order, left to right */
	size_t glyph_count;
	const char *text; /* what a reader gets back, clusters point into it */
	size_t length;	  /* bytes */
	unsigned long serial; /* of one that other letters have as well: differs
				 between all of one process; 0: of this alone */
};

struct dots {
	const struct dot { double x, y; } *places;
	size_t count; /* one at least */
	unsigned long serial; /* as a glyph run's */
};

enum item_kind {
	ITEM_TEXT,   /* glyphs from x on baseline y */
	ITEM_LINE,   /* x, y to x2, y2, of `width`, dashed when dash > 0 */
	ITEM_BOX,    /* filled, x, y to x2, y2 */
	ITEM_DOT,    /* filled circle around x, y of radius `width` */
	ITEM_DOTS,   /* many of these, around x, y moved by each of `dots` */
	ITEM_IMAGE   /* into x, y to x2, y2 */
};

#define TAG_ARTIFACT (-1) /* furniture and ornament: no element */

struct item {
	enum item_kind kind;
	int tag; /* element of its drawing, from 0, or TAG_ARTIFACT */
	double x, y, x2, y2, width, dash;
	struct colour colour;
	union { /* of its kind */
		struct glyph_run run;
		const struct image *image;
		struct dots dots;
	};
};

struct drawing {
	const struct item *items; /* of one tag stand together, in order */
	size_t count;
};

enum artifact_kind { ARTIFACT_LAYOUT, ARTIFACT_HEADER, ARTIFACT_FOOTER };

struct placement {
	const struct drawing *drawing;
	double x, y;	/* of its origin on the page */
	size_t element; /* element of its tag 0 in pages.elements */
	enum artifact_kind artifact; /* of its TAG_ARTIFACT items */
};

/* An area that opens a web address; inside a ROLE_LINK element. */
struct link_area {
	double x, y, x2, y2;
	const char *uri;
	const char *description; /* the link's text */
	size_t element;
};

/*
 * Where the letter's signature shows; inside a ROLE_FORM element that has no
 * content of its own. The appearance is no part of the page's text, its tags
 * mean nothing, and what stands outside the area is cut off. A letter that is
 * not signed shows neither. At most one in a letter.
 */
struct form_area {
	double x, y, x2, y2;
	size_t element;
	const struct drawing *appearance; /* from x, y; NULL: nothing is seen */
	const char *description; /* that a listener hears; what it says */
};

struct page {
	struct placement *placements;
	size_t count, room;
	struct link_area *links;
	size_t link_count, link_room;
	const struct form_area *form; /* NULL: none on this page */
};

enum role { /* the standard structure types of ISO 32000-1, 14.8.4 */
	ROLE_DOCUMENT,
	ROLE_SECTION,
	ROLE_H1,
	ROLE_H2,
	ROLE_H3,
	ROLE_P,
	ROLE_SPAN,
	ROLE_LINK,
	ROLE_L,
	ROLE_LI,
	ROLE_LBL,
	ROLE_LBODY,
	ROLE_TABLE,
	ROLE_CAPTION,
	ROLE_THEAD,
	ROLE_TBODY,
	ROLE_TFOOT,
	ROLE_TR,
	ROLE_TH,
	ROLE_TD, /* there also when it is empty, to keep its row whole */
	ROLE_FIGURE,
	ROLE_FORM,
	ROLE_COUNT
};

struct element {
	enum role role;
	size_t parent;	  /* before it in the array; the root is 0 */
	const char *alt;  /* of a figure; NULL: none */
	const char *lang; /* where it differs; NULL: its parent's */
	bool is_common;   /* letters that have it mostly say the same in it */
	bool has_box;	  /* of a figure: where it stands, on page `page` */
	size_t page;
	double x, y, x2, y2;
	bool is_numbered; /* of a list */
	bool is_of_row;	  /* of a TH: it is of its row, not of its column */
};

struct pages {
	double width, height; /* points */
	struct page *pages;
	size_t count, room;
	struct element *elements; /* in reading order; [0] is the document */
	size_t element_count, element_room;
};

#endif
