/*
 * Boxes to pages. A box is what never parts: one line of a paragraph, a whole
 * panel, the signature. Each says how strongly it clings to the next one.
 *
 *	struct box *box = flow_add(&flow);
 *	box->height = 13;
 *	...
 *	if (!flow_break(&flow, &frame, report))
 *		... a box taller than a page
 *	flow_place(&flow, &frame, &pages);
 */
#ifndef LAYOUT_PAGINATE_H
#define LAYOUT_PAGINATE_H

#include "layout/paragraph.h"

/* Why a page does not end after a box; the weaker gives way first. */
enum keep {
	KEEP_NOT,
	KEEP_BLOCKS, /* heading and text, the closing and its lead */
	KEEP_LINES   /* two lines of a paragraph, the closing block */
};

/* A drawing that stands in a box, from the box's top left. */
struct part {
	const struct drawing *drawing;
	double x, y;
	size_t element; /* of its tag 0 */
	size_t figures_end; /* 0, or before it, from `element` on, figures whose
			       boxes are still the drawing's */
	struct form_area *form; /* NULL, or one that is still the drawing's */
};

/* Drawn again, as an artifact, above a box that begins a page. */
struct running_head {
	const struct drawing *drawing;
	double height;
};

struct box {
	double gap; /* white above; none at a page's top */
	double height;
	double below; /* what ink may reach below it: room that it needs at
			 a page's foot alone */
	double lift; /* of what is drawn, off the grid: nearer to what is
			before it; a page's top keeps room for that */
	double x; /* of what stands in it, from the column's left */
	enum keep keep; /* with the next box */
	bool begins_page;
	bool is_hyphenated; /* a line that ends within a word */
	bool is_closing;    /* the signature: no text that fills a page */
	const struct paragraph *paragraph; /* of a line; NULL: parts alone */
	size_t line;
	size_t element; /* of the paragraph */
	struct part *parts;
	size_t part_count, part_room;
	const struct running_head *head; /* NULL: none */
	struct place place;
	bool is_headed; /* its head stands above it */
	size_t page; /* where it came to stand */
	double y;
};

struct flow {
	struct arena *arena;
	struct box *boxes;
	size_t count, room;
	double grid; /* step; what is no further line begins on it; 0: none */
	bool avoids_short; /* rather a page less full before a short one */
	bool has_short; /* a last page, also before a forced new one, with
			   fewer lines of text than four */
	size_t page_count;
};

/* The column on every page, in points from its top left. */
struct frame {
	double left, top, bottom;
};

struct box *flow_add(struct flow *flow);
void box_add_part(struct box *box, struct arena *arena, struct part part);
/*
 * Finds the page of every box and its place there, so that as little as can be
 * is parted that clings together, and pages are full.
 */
bool flow_break(struct flow *flow, const struct frame *frame,
	struct report *report) MUST_CHECK;
/* Makes the pages, at least one; boxes' figures get their places. */
void flow_place(const struct flow *flow, const struct frame *frame,
	struct pages *pages);

#endif
