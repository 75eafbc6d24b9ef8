/* What a paragraph looks like, and what it is; see paragraph.h. */
#include "layout/paragraph.h"

/* The rule under the pieces of a link, from `first` on, as one. */
static void underline(const struct paragraph *paragraph,
	const struct line *line, size_t first, double x, double y,
	struct sketch *sketch)
{
	const struct piece *piece = &line->pieces[first];
	double end = piece->x + piece->width;

	if (paragraph->tags[piece->tag].link == NULL ||
		(first > 0 && piece[-1].tag == piece->tag))
		return;
	for (size_t i = first; i < line->count; i++)
		if (line->pieces[i].tag == piece->tag)
			end = line->pieces[i].x + line->pieces[i].width;
	y += paragraph->underline_offset;
	sketch_line(sketch, TAG_ARTIFACT, x + piece->x, y, x + end, y,
		paragraph->underline_width, paragraph->style.link_colour);
}

static void draw_piece(const struct paragraph *paragraph,
	const struct piece *piece, double x, double y, int tag,
	struct sketch *sketch)
{
	bool is_link = paragraph->tags[piece->tag].link != NULL;
	struct item *item = sketch_add(sketch, ITEM_TEXT,
		tag == TAG_ARTIFACT ? tag : tag + (int)piece->tag);

	item->x = x + piece->x;
	item->y = y;
	item->run = piece->run;
	item->colour = is_link ? paragraph->style.link_colour :
				 paragraph->style.colour;
}

void paragraph_draw(const struct paragraph *paragraph, size_t first,
	size_t count, double x, double y, int tag, struct sketch *sketch)
{
	double leading = paragraph->style.leading;

	if (paragraph->lines == NULL)
		return;
	y += paragraph->baseline;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < paragraph->lines[first + i].count; j++)
			draw_piece(paragraph,
				&paragraph->lines[first + i].pieces[j], x,
				y + (double)i * leading, tag, sketch);
	/* Rules come last, so that what a link says stands together. */
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < paragraph->lines[first + i].count; j++)
			underline(paragraph, &paragraph->lines[first + i], j, x,
				y + (double)i * leading, sketch);
}

void paragraph_add_links(const struct paragraph *paragraph, size_t first,
	size_t count, double x, double y, size_t element, struct page *page,
	struct arena *arena)
{
	y += paragraph->baseline;
	for (size_t i = first; i < first + count; i++) {
		const struct line *line = &paragraph->lines[i];

		for (size_t j = 0; j < line->count; j++) {
			const struct piece *piece = &line->pieces[j];
			const struct inline_tag *tag =
				&paragraph->tags[piece->tag];
			struct link_area area = {.uri = tag->link,
				.description = tag->text,
				.element = element + piece->tag};

			if (tag->link == NULL || piece->width <= 0)
				continue;
			area.x = x + piece->x;
			area.x2 = area.x + piece->width;
			area.y = y - paragraph->ascent;
			area.y2 = y + paragraph->descent;
			page_add_link(page, arena, area);
		}
		y += paragraph->style.leading;
	}
}

size_t paragraph_add_elements(const struct paragraph *paragraph,
	enum role role, size_t parent, struct pages *pages,
	struct arena *arena)
{
	size_t first = pages_add_element(pages, arena, role, parent);

	for (size_t i = 1; i < paragraph->tag_count; i++) {
		const struct inline_tag *tag = &paragraph->tags[i];
		size_t element = pages_add_element(pages, arena, tag->role,
			first);

		pages->elements[element].lang = tag->lang;
	}
	return first;
}
