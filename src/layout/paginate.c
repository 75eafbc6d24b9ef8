/*
 * Pagination. The best way to fill pages up to a box is the best way up to an
 * earlier one and a page between. A way costs what its page breaks part and
 * what its pages leave empty: widows, orphans, headings and the closing block
 * are only different ways to cling. All ways are weighed but those that cannot
 * become as cheap as one that is known.
 */
#include "layout/paginate.h"

#include <math.h>

/* What rounding may make of a page that is just full, in points. */
#define TOLERANCE      0.001
#define COST_TOLERANCE 1e-9 /* and of a sum of costs */

/* Costs, where a page that is empty would cost 1. */
#define PAGE_COST   10.0
#define BLOCKS_COST 100.0  /* of parting what clings so, */
#define LINES_COST  1000.0 /* and so */
#define HYPHEN_COST 0.3	   /* of a page that ends within a word */
#define INSIDE_COST 0.005  /* within a paragraph */
#define SHORT_COST  5.0
#define SHORT	    4 /* lines: a last page with fewer is short */

struct box *flow_add(struct flow *flow)
{
	ARENA_RESERVE(flow->arena, flow->boxes, flow->count, flow->room);
	flow->boxes[flow->count] = (struct box){0};
	return &flow->boxes[flow->count++];
}

void box_add_part(struct box *box, struct arena *arena, struct part part)
{
	ARENA_RESERVE(arena, box->parts, box->part_count, box->part_room);
	box->parts[box->part_count++] = part;
}

/* A page from some box on, while boxes are put on it. */
struct filling {
	double y; /* below the last, from the column's top */
	size_t lines;
};

/* Lines follow their paragraph's first, all else stands on the grid. */
static double snap(const struct flow *flow, double y)
{
	if (flow->grid <= 0)
		return y;
	return flow->grid * ceil((y - TOLERANCE) / flow->grid);
}

static double head_height(const struct box *box)
{
	return box->head != NULL ? box->head->height : 0;
}

/* What a page that begins with the box keeps free above it. */
static double room_above(const struct flow *flow, const struct box *box)
{
	return head_height(box) + snap(flow, box->lift);
}

/* The place of the next box, from the column's top. */
static double put_box(const struct flow *flow, size_t index, bool at_top,
	struct filling *filling)
{
	const struct box *box = &flow->boxes[index];
	double y = filling->y;

	if (at_top)
		y = room_above(flow, box);
	else if (box->paragraph == NULL || box->line == 0)
		y = snap(flow, y + box->gap);
	filling->y = y + box->height;
	if (box->paragraph != NULL)
		filling->lines++;
	else if (!box->is_closing)
		filling->lines += SHORT;
	return y;
}

/* Of ending a page after the box. */
static double break_cost(const struct flow *flow, size_t last)
{
	const struct box *box = &flow->boxes[last];
	double cost = box->is_hyphenated ? HYPHEN_COST : 0;

	if (box->paragraph != NULL && box->paragraph == box[1].paragraph)
		cost += INSIDE_COST;
	if (box->keep == KEEP_BLOCKS)
		cost += BLOCKS_COST;
	if (box->keep == KEEP_LINES)
		cost += LINES_COST;
	return cost;
}

/* Does a part of the letter end with the box before this one? */
static bool is_end(const struct flow *flow, size_t end)
{
	return end == flow->count || flow->boxes[end].begins_page;
}

/* The best way found to fill pages up to a box. */
struct way {
	double cost;
	double rest; /* the least that pages from here on cost */
	size_t first; /* box of the last page */
	bool is_found;
	bool is_tried; /* pages that begin here were */
};

/* Of ways that cost the same the one with the earliest last page is taken. */
static void try_page(const struct flow *flow, size_t first, size_t end,
	const struct filling *filling, double full, struct way *ways)
{
	double empty = 1 - filling->y / full;
	double cost = ways[first].cost + PAGE_COST;
	struct way *way = &ways[end];

	if (!is_end(flow, end))
		cost += break_cost(flow, end - 1) + empty * empty;
	else if (flow->avoids_short && filling->lines < SHORT && first > 0 &&
		!flow->boxes[first].begins_page)
		cost += SHORT_COST;
	if (!way->is_found || cost < way->cost ||
		(cost <= way->cost && first < way->first))
		*way = (struct way){cost, way->rest, first, true, false};
}

/* All pages that can begin with the box; returns where the last one ends. */
static size_t try_pages(const struct flow *flow, size_t first, double full,
	struct way *ways)
{
	struct filling filling = {0};
	size_t i = first;

	ways[first].is_tried = true;
	do {
		put_box(flow, i, i == first, &filling);
		if (filling.y + flow->boxes[i].below > full + TOLERANCE)
			break;
		try_page(flow, first, ++i, &filling, full, ways);
	} while (!is_end(flow, i));
	return i;
}

/* The end of the part of the letter that the box is in. */
static size_t part_end(const struct flow *flow, size_t box)
{
	size_t end = box + 1;

	while (!is_end(flow, end))
		end++;
	return end;
}

/* However its boxes are parted, they fill as many pages as they are high. */
static void find_rests(const struct flow *flow, size_t first, size_t end,
	double full, struct way *ways)
{
	double height = 0;

	ways[end].rest = 0;
	for (size_t i = end; i-- > first;) {
		height += flow->boxes[i].height - TOLERANCE;
		ways[i].rest = PAGE_COST *
			ceil(height / (full + TOLERANCE));
	}
}

static double least_cost(const struct way *way)
{
	return way->cost + way->rest;
}

/* Page by page what looks best: so much the part costs at most. */
static void try_best_pages(const struct flow *flow, size_t first, size_t end,
	double full, struct way *ways)
{
	for (size_t i = first, best; i != end; i = best) {
		size_t last = try_pages(flow, i, full, ways);

		best = i + 1;
		for (size_t j = best + 1; j <= last; j++)
			if (least_cost(&ways[j]) < least_cost(&ways[best]))
				best = j;
	}
}

static void find_ways(const struct flow *flow, size_t first, size_t end,
	double full, struct way *ways)
{
	find_rests(flow, first, end, full, ways);
	try_best_pages(flow, first, end, full, ways);
	for (size_t i = first + 1; i < end; i++)
		if (!ways[i].is_tried && least_cost(&ways[i]) <=
				ways[end].cost + COST_TOLERANCE)
			try_pages(flow, i, full, ways);
}

static void fill_page(struct flow *flow, const struct frame *frame,
	size_t first, size_t end, size_t page)
{
	struct filling filling = {0};

	for (size_t i = first; i < end; i++) {
		flow->boxes[i].y = frame->top - flow->boxes[i].lift +
			put_box(flow, i, i == first, &filling);
		flow->boxes[i].page = page;
		flow->boxes[i].is_headed = i == first &&
			flow->boxes[i].head != NULL;
	}
	if (is_end(flow, end) && filling.lines < SHORT && first > 0 &&
		!flow->boxes[first].begins_page)
		flow->has_short = true;
}

/* From the last page back, then numbered from the first. */
static void fill_pages(struct flow *flow, const struct frame *frame,
	const struct way *ways)
{
	size_t page = 0;

	for (size_t end = flow->count; end > 0; end = ways[end].first)
		page++;
	flow->page_count = page > 0 ? page : 1;
	for (size_t end = flow->count; end > 0; end = ways[end].first)
		fill_page(flow, frame, ways[end].first, end, --page);
}

bool flow_break(struct flow *flow, const struct frame *frame,
	struct report *report)
{
	double full = frame->bottom - frame->top;
	struct way *ways = arena_new(flow->arena,
		(flow->count + 1) * sizeof(*ways));

	for (size_t i = 0; i < flow->count; i++)
		if (room_above(flow, &flow->boxes[i]) + flow->boxes[i].height +
				flow->boxes[i].below > full + TOLERANCE)
			return report_error(report, flow->boxes[i].place,
				"is %.0f points high, more than a page holds "
				"(%.0f): make it smaller",
				flow->boxes[i].height, full);
	for (size_t i = 0, end; i < flow->count; i = end) {
		end = part_end(flow, i);
		find_ways(flow, i, end, full, ways);
	}
	flow->has_short = false;
	fill_pages(flow, frame, ways);
	return true;
}

static void place_head(const struct box *box, const struct frame *frame,
	struct pages *pages, struct arena *arena)
{
	if (box->is_headed)
		page_place(&pages->pages[box->page], arena,
			box->head->drawing, frame->left + box->x,
			box->y - box->head->height, 0);
}

static void place_part(const struct box *box, const struct part *part,
	const struct frame *frame, struct pages *pages, struct arena *arena)
{
	double x = frame->left + box->x + part->x;
	double y = box->y + part->y;

	page_place(&pages->pages[box->page], arena, part->drawing, x, y,
		part->element);
	if (part->form != NULL) {
		part->form->x += x;
		part->form->x2 += x;
		part->form->y += y;
		part->form->y2 += y;
		pages->pages[box->page].form = part->form;
	}
	for (size_t i = part->element; i < part->figures_end; i++) {
		struct element *figure = &pages->elements[i];

		if (!figure->has_box)
			continue;
		figure->page = box->page;
		figure->x += x;
		figure->x2 += x;
		figure->y += y;
		figure->y2 += y;
	}
}

/* Lines that follow each other on a page become one drawing. */
static size_t place_lines(const struct flow *flow, size_t first,
	const struct frame *frame, struct pages *pages)
{
	const struct box *box = &flow->boxes[first];
	struct page *page = &pages->pages[box->page];
	struct sketch sketch = {.arena = flow->arena};
	double x = frame->left + box->x;
	size_t end = first + 1;

	while (end < flow->count &&
		flow->boxes[end].paragraph == box->paragraph &&
		flow->boxes[end].page == box->page)
		end++;
	paragraph_draw(box->paragraph, box->line, end - first, 0, 0, 0,
		&sketch);
	page_place(page, flow->arena, sketch_finish(&sketch), x, box->y,
		box->element);
	paragraph_add_links(box->paragraph, box->line, end - first, x, box->y,
		box->element, page, flow->arena);
	return end;
}

void flow_place(const struct flow *flow, const struct frame *frame,
	struct pages *pages)
{
	size_t next;

	while (pages->count < flow->page_count)
		pages_add(pages, flow->arena);
	for (size_t i = 0; i < flow->count; i = next) {
		const struct box *box = &flow->boxes[i];

		place_head(box, frame, pages, flow->arena);
		for (size_t j = 0; j < box->part_count; j++)
			place_part(box, &box->parts[j], frame, pages,
				flow->arena);
		next = i + 1;
		if (box->paragraph != NULL)
			next = place_lines(flow, i, frame, pages);
	}
}
