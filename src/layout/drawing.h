/*
 * Building the display list of pages.h, in the letter's arena.
 *
 *	struct sketch sketch = {.arena = arena};
 *	sketch_line(&sketch, TAG_ARTIFACT, 0, 0, 480, 0, 1, options->accent);
 *	page_place(&pages->pages[0], arena, sketch_finish(&sketch), 72, 90,
 *		element);
 *
 * Points, y downwards. Nothing here fails.
 */
#ifndef LAYOUT_DRAWING_H
#define LAYOUT_DRAWING_H

#include "base/arena.h"
#include "layout/pages.h"

/* A drawing in the making. */
struct sketch {
	struct arena *arena;
	struct item *items;
	size_t count, room;
};

/* A new item, to be filled in at once. */
struct item *sketch_add(struct sketch *sketch, enum item_kind kind, int tag);
struct item *sketch_line(struct sketch *sketch, int tag, double x, double y,
	double x2, double y2, double width, struct colour colour);
/* Four lines around a rectangle, artifacts. */
void sketch_frame(struct sketch *sketch, double x, double y, double x2,
	double y2, double width, struct colour colour);
void sketch_dot(struct sketch *sketch, int tag, double x, double y,
	double radius, struct colour colour);
/* Appends what another holds. */
void sketch_append(struct sketch *sketch, const struct sketch *from);
/* Moves the items from `first` on by x and y. */
void sketch_move(struct sketch *sketch, size_t first, double x, double y);
const struct drawing *sketch_finish(struct sketch *sketch);

struct page *pages_add(struct pages *pages, struct arena *arena);
struct placement *page_place(struct page *page, struct arena *arena,
	const struct drawing *drawing, double x, double y, size_t element);
void page_add_link(struct page *page, struct arena *arena,
	struct link_area link);
/* The number of the new element. */
size_t pages_add_element(struct pages *pages, struct arena *arena,
	enum role role, size_t parent);

#endif
