/* The display list, built; see drawing.h. */
#include "layout/drawing.h"

static struct item *take_item(struct sketch *sketch)
{
	ARENA_RESERVE(sketch->arena, sketch->items, sketch->count,
		sketch->room);
	return &sketch->items[sketch->count++];
}

struct item *sketch_add(struct sketch *sketch, enum item_kind kind, int tag)
{
	struct item *item = take_item(sketch);

	*item = (struct item){.kind = kind, .tag = tag};
	return item;
}

struct item *sketch_line(struct sketch *sketch, int tag, double x, double y,
	double x2, double y2, double width, struct colour colour)
{
	struct item *item = sketch_add(sketch, ITEM_LINE, tag);

	item->x = x;
	item->y = y;
	item->x2 = x2;
	item->y2 = y2;
	item->width = width;
	item->colour = colour;
	return item;
}

void sketch_frame(struct sketch *sketch, double x, double y, double x2,
	double y2, double width, struct colour colour)
{
	sketch_line(sketch, TAG_ARTIFACT, x, y, x2, y, width, colour);
	sketch_line(sketch, TAG_ARTIFACT, x2, y, x2, y2, width, colour);
	sketch_line(sketch, TAG_ARTIFACT, x2, y2, x, y2, width, colour);
	sketch_line(sketch, TAG_ARTIFACT, x, y2, x, y, width, colour);
}

void sketch_dot(struct sketch *sketch, int tag, double x, double y,
	double radius, struct colour colour)
{
	struct item *item = sketch_add(sketch, ITEM_DOT, tag);

	item->x = x;
	item->y = y;
	item->width = radius;
	item->colour = colour;
}

void sketch_append(struct sketch *sketch, const struct sketch *from)
{
	for (size_t i = 0; i < from->count; i++)
		*take_item(sketch) = from->items[i];
}

void sketch_move(struct sketch *sketch, size_t first, double x, double y)
{
	for (size_t i = first; i < sketch->count; i++) {
		struct item *item = &sketch->items[i];

		item->x += x;
		item->x2 += x;
		item->y += y;
		item->y2 += y;
	}
}

const struct drawing *sketch_finish(struct sketch *sketch)
{
	struct drawing *drawing = arena_new(sketch->arena, sizeof(*drawing));

	drawing->items = sketch->items;
	drawing->count = sketch->count;
	*sketch = (struct sketch){.arena = sketch->arena};
	return drawing;
}

struct page *pages_add(struct pages *pages, struct arena *arena)
{
	ARENA_RESERVE(arena, pages->pages, pages->count, pages->room);
	pages->pages[pages->count] = (struct page){0};
	return &pages->pages[pages->count++];
}

struct placement *page_place(struct page *page, struct arena *arena,
	const struct drawing *drawing, double x, double y, size_t element)
{
	ARENA_RESERVE(arena, page->placements, page->count, page->room);
	page->placements[page->count] = (struct placement){.drawing = drawing,
		.x = x, .y = y, .element = element};
	return &page->placements[page->count++];
}

void page_add_link(struct page *page, struct arena *arena,
	struct link_area link)
{
	ARENA_RESERVE(arena, page->links, page->link_count, page->link_room);
	page->links[page->link_count++] = link;
}

size_t pages_add_element(struct pages *pages, struct arena *arena,
	enum role role, size_t parent)
{
	ARENA_RESERVE(arena, pages->elements, pages->element_count,
		pages->element_room);
	pages->elements[pages->element_count] =
		(struct element){.role = role, .parent = parent};
	return pages->element_count++;
}
