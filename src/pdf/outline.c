/*
 * ISO 32000-1, 12.3.3. Headings are gathered in the order they are drawn, with
 * their text; entry 0 is the root, so that each has a parent: the nearest
 * before it of a higher level.
 */
#include "pdf/outline.h"

#include <stdlib.h>

#include "pdf/syntax.h"

struct entry {
	size_t title;	/* where it begins in the outline's titles */
	int level;	/* 1 to 3; of the root 0 */
	size_t element; /* of the heading */
	size_t page;
	double top;	/* of its first line, from the page's bottom */
	double baseline; /* of its last line so far */
	size_t parent, first, last, previous, next; /* entries; 0: none */
	size_t within; /* entries below it, at any depth */
	unsigned object;
};

struct outline {
	struct entry *entries;
	size_t count, room;
	struct text titles; /* each ends in a NUL */
};

static int heading_level(enum role role)
{
	return role >= ROLE_H1 && role <= ROLE_H3 ? 1 + (int)(role - ROLE_H1) :
						    0;
}

/* The heading an element is, or stands in; 0: none. */
static size_t heading_of(const struct pages *pages, size_t element)
{
	while (element != 0 &&
		heading_level(pages->elements[element].role) == 0)
		element = pages->elements[element].parent;
	return element;
}

static struct entry *add_entry(struct outline *outline, int level)
{
	struct entry *entry;

	ARRAY_RESERVE(outline->entries, outline->count, outline->room);
	entry = &outline->entries[outline->count++];
	if (outline->titles.length > 0)
		text_append(&outline->titles, "", 1);
	*entry = (struct entry){.level = level,
		.title = outline->titles.length};
	return entry;
}

/* Lines of one heading are parted by a space, if they do not bring it. */
static void add_line(struct entry *entry, struct text *titles,
	const struct item *item, double baseline)
{
	if (titles->length > entry->title &&
		titles->data[titles->length - 1] != ' ' &&
		(baseline < entry->baseline || baseline > entry->baseline))
		text_add_char(titles, ' ');
	text_append(titles, item->run.text, item->run.length);
	entry->baseline = baseline;
}

static void gather_item(struct outline *outline, const struct pages *pages,
	size_t page, const struct item *item, double baseline, size_t heading)
{
	struct entry *entry = &outline->entries[outline->count - 1];

	if (entry->element != heading) {
		entry = add_entry(outline, heading_level(
			pages->elements[heading].role));
		entry->element = heading;
		entry->page = page;
		entry->top = baseline + item->run.size;
	}
	add_line(entry, &outline->titles, item, baseline);
}

static void gather_placement(struct outline *outline, const struct pages *pages,
	size_t page, const struct placement *placement)
{
	const struct drawing *drawing = placement->drawing;
	int tag = TAG_ARTIFACT; /* of the item before */
	size_t heading = 0;	/* that this one stands in */

	for (size_t i = 0; i < drawing->count; i++) {
		const struct item *item = &drawing->items[i];

		if (item->tag != tag)
			heading = item->tag == TAG_ARTIFACT ? 0 :
				heading_of(pages, placement->element +
					(size_t)item->tag);
		tag = item->tag;
		if (heading != 0 && item->kind == ITEM_TEXT)
			gather_item(outline, pages, page, item, pages->height -
				placement->y - item->y, heading);
	}
}

static void gather(struct outline *outline, const struct pages *pages)
{
	add_entry(outline, 0);
	for (size_t page = 0; page < pages->count; page++)
		for (size_t i = 0; i < pages->pages[page].count; i++)
			gather_placement(outline, pages, page,
				&pages->pages[page].placements[i]);
}

static void nest(struct outline *outline)
{
	struct entry *entries = outline->entries;

	for (size_t i = 1; i < outline->count; i++) {
		size_t parent = i - 1;

		while (entries[parent].level >= entries[i].level)
			parent = entries[parent].parent;
		entries[i].parent = parent;
		entries[i].previous = entries[parent].last;
		if (entries[parent].last != 0)
			entries[entries[parent].last].next = i;
		else
			entries[parent].first = i;
		entries[parent].last = i;
	}
	for (size_t i = outline->count; i-- > 1;)
		entries[entries[i].parent].within += entries[i].within + 1;
}

static void add_neighbour(const struct outline *outline, const char *key,
	size_t neighbour, struct text *body)
{
	if (neighbour != 0)
		pdf_add_reference(body, key,
			outline->entries[neighbour].object);
}

static void write_entry(const struct outline *outline, size_t index,
	const unsigned *page_objects, struct haru *haru)
{
	const struct entry *entry = &outline->entries[index];
	struct text *body = haru_body(haru);

	if (index > 0) {
		pdf_add_string(body, "/Title",
			outline->titles.data + entry->title);
		pdf_add_reference(body, "/Dest[", page_objects[entry->page]);
		text_add(body, "/XYZ null ");
		text_add_number(body, entry->top, 2);
		text_add(body, " null]");
		pdf_add_reference(body, "/Parent",
			outline->entries[entry->parent].object);
	}
	add_neighbour(outline, "/Prev", entry->previous, body);
	add_neighbour(outline, "/Next", entry->next, body);
	add_neighbour(outline, "/First", entry->first, body);
	add_neighbour(outline, "/Last", entry->last, body);
	if (entry->within > 0)
		pdf_add_integer(body, "/Count ", entry->within);
	haru_set_body(haru, entry->object, FRAME_OWN, body);
}

unsigned outline_write(const struct pages *pages, const unsigned *page_objects,
	struct haru *haru)
{
	struct outline outline = {0};
	unsigned root = 0;

	gather(&outline, pages);
	if (outline.count > 1) {
		nest(&outline);
		for (size_t i = 0; i < outline.count; i++)
			outline.entries[i].object = haru_add(haru);
		for (size_t i = 0; i < outline.count; i++)
			write_entry(&outline, i, page_objects, haru);
		root = outline.entries[0].object;
	}
	text_clear(&outline.titles);
	free(outline.entries);
	return root;
}
