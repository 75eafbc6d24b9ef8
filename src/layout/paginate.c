/*
 * Pagination. Boxes that cling together form a group, and groups fill pages
 * one after the other. A group taller than a page is taken apart where it
 * clings least. That is all: widows, orphans, headings and the closing block
 * are only different ways to cling.
 */
#include "layout/paginate.h"

/* What rounding may make of a page that is just full, in points. */
#define TOLERANCE 0.001

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

/* The box after the last that clings to box `first` at least so strongly. */
static size_t group_end(const struct flow *flow, size_t first, int keep)
{
	size_t end = first + 1;

	while (end < flow->count && (int)flow->boxes[end - 1].keep >= keep &&
		!flow->boxes[end].begins_page)
		end++;
	return end;
}

static double group_height(const struct flow *flow, size_t first, size_t end,
	bool at_top)
{
	double height = at_top ? 0 : flow->boxes[first].gap;

	height += flow->boxes[first].height;
	for (size_t i = first + 1; i < end; i++)
		height += flow->boxes[i].gap + flow->boxes[i].height;
	return height;
}

static bool find_places(struct flow *flow, const struct frame *frame,
	size_t *page_count, struct report *report)
{
	double full = frame->bottom - frame->top + TOLERANCE;
	double y = frame->top;
	size_t page = 0, end;
	bool at_top = true;

	for (size_t i = 0; i < flow->count; i = end) {
		int keep = KEEP_BLOCKS;

		end = group_end(flow, i, keep);
		while (end > i + 1 && group_height(flow, i, end, true) > full)
			end = group_end(flow, i, ++keep);
		if (group_height(flow, i, end, true) > full)
			return report_error(report, flow->boxes[i].place,
				"is %.0f points high, more than a page holds "
				"(%.0f): make it smaller",
				flow->boxes[i].height, full);
		if (!at_top && (flow->boxes[i].begins_page ||
			y - frame->top + group_height(flow, i, end, false) >
				full)) {
			page++;
			y = frame->top;
			at_top = true;
		}
		for (size_t j = i; j < end; j++) {
			y += at_top ? 0 : flow->boxes[j].gap;
			flow->boxes[j].page = page;
			flow->boxes[j].y = y;
			y += flow->boxes[j].height;
			at_top = false;
		}
	}
	*page_count = page + 1;
	return true;
}

static void place_part(const struct box *box, const struct part *part,
	const struct frame *frame, struct pages *pages, struct arena *arena)
{
	double x = frame->left + box->x + part->x;
	double y = box->y + part->y;
	struct element *figure = &pages->elements[part->figure];

	page_place(&pages->pages[box->page], arena, part->drawing, x, y,
		part->element);
	if (part->form != NULL) {
		part->form->x += x;
		part->form->x2 += x;
		part->form->y += y;
		part->form->y2 += y;
		pages->pages[box->page].form = part->form;
	}
	if (part->figure == 0)
		return;
	figure->page = box->page;
	figure->x += x;
	figure->x2 += x;
	figure->y += y;
	figure->y2 += y;
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

bool flow_paginate(struct flow *flow, const struct frame *frame,
	struct pages *pages, struct report *report)
{
	size_t page_count = 1, next;

	if (!find_places(flow, frame, &page_count, report))
		return false;
	while (pages->count < page_count)
		pages_add(pages, flow->arena);
	for (size_t i = 0; i < flow->count; i = next) {
		const struct box *box = &flow->boxes[i];

		for (size_t j = 0; j < box->part_count; j++)
			place_part(box, &box->parts[j], frame, pages,
				flow->arena);
		next = i + 1;
		if (box->paragraph != NULL)
			next = place_lines(flow, i, frame, pages);
	}
	return true;
}
