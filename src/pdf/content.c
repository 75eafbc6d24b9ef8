/*
 * ISO 32000-1, 8 and 9. Only what changes is written: colour, line and font
 * stay set for the page, and one text object stays open until something else is
 * drawn: elements of nothing but text are marked inside it, and their lines
 * follow by their distance, which is often the same. A common stretch
 * (content.h) neither starts from what was set before it, nor from where that
 * stood.
 */
#include "pdf/content.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/dots.h"
#include "pdf/glyphs.h"
#include "pdf/syntax.h"

#define COMMON_LEAST 300 /* bytes of words: fewer are not worth a stretch */

static const struct colour no_colour = {-1, -1, -1};

struct content {
	struct text *out;
	double height; /* of the page */
	struct embed *embed;
	struct written *written; /* the embed's */
	struct structure *structure;
	/* As they are set in the page; width is negative before the first. */
	struct colour fill, stroke;
	double width, dash;
	bool has_round_caps;
	size_t font;
	double size;
	bool is_marked;	  /* marked content is open */
	bool is_in_text;  /* within the text object, so it ends there */
	bool is_text;	  /* a text object is open, */
	int64_t x, y;	  /* whose line begins here, hundredths of a point */
	bool is_placed;	  /* where the next item is drawn */
};

static void end_text(struct content *content)
{
	if (content->is_text)
		text_add(content->out, "ET\n");
	content->is_text = content->is_placed = false;
}

static void begin_text(struct content *content)
{
	if (content->is_text)
		return;
	text_add(content->out, "BT\n");
	content->is_text = true;
	content->x = content->y = 0;
}

static void end_marked(struct content *content)
{
	if (!content->is_marked)
		return;
	if (!content->is_in_text)
		end_text(content);
	text_add(content->out, "EMC\n");
	content->is_marked = false;
}

static void begin_element(struct content *content, enum role role,
	size_t element)
{
	text_add_char(content->out, '/');
	text_add(content->out, role_name(role));
	pdf_add_integer(content->out, "<</MCID ",
		structure_mark(content->structure, element));
	text_add(content->out, ">>BDC\n");
}

static void begin_artifact(struct content *content, enum artifact_kind kind)
{
	static const char *const operators[] = {
		[ARTIFACT_LAYOUT] = "/Artifact BMC\n",
		[ARTIFACT_HEADER] = "/Artifact<</Type/Pagination"
				    "/Subtype/Header>>BDC\n",
		[ARTIFACT_FOOTER] = "/Artifact<</Type/Pagination"
				    "/Subtype/Footer>>BDC\n"};

	text_add(content->out, operators[kind]);
}

/* For the items of `drawing` from `first` on that have the same tag. */
static void begin_marked(struct content *content, const struct pages *pages,
	const struct placement *placement, size_t first)
{
	const struct drawing *drawing = placement->drawing;
	int tag = drawing->items[first].tag;
	size_t element = placement->element + (size_t)tag;

	content->is_marked = content->is_in_text = true;
	for (size_t i = first; i < drawing->count &&
		drawing->items[i].tag == tag; i++)
		if (drawing->items[i].kind != ITEM_TEXT)
			content->is_in_text = false;
	if (content->is_in_text)
		begin_text(content);
	else
		end_text(content);
	if (tag == TAG_ARTIFACT)
		begin_artifact(content, placement->artifact);
	else
		begin_element(content, pages->elements[element].role, element);
}

static void set_colour(struct content *content, struct colour *current,
	struct colour wanted, const char *operator)
{
	if (memcmp(current, &wanted, sizeof(wanted)) == 0)
		return;
	pdf_add_colour(content->out, wanted, operator);
	*current = wanted;
}

static void set_font(struct content *content, const struct glyph_run *run)
{
	size_t font = embed_font(content->embed, run->program);

	if (font == content->font && fabs(run->size - content->size) < 0.005)
		return;
	pdf_add_integer(content->out, "/F", font);
	text_add_char(content->out, ' ');
	pdf_add_operator(content->out, &run->size, 1, " Tf\n");
	content->font = font;
	content->size = run->size;
}

/* Moves by the distance of the positions as written: nothing adds up. */
static void move_text(struct content *content, double x_points, double y_points)
{
	int64_t x = pdf_hundredths(x_points), y = pdf_hundredths(y_points);
	struct text *out = content->out;
	char *at;

	begin_text(content);
	text_reserve(out, 2 * TEXT_NUMBER + 5);
	at = pdf_put_hundredths(out->data + out->length, x - content->x);
	*at++ = ' ';
	at = pdf_put_hundredths(at, y - content->y);
	memcpy(at, " Td\n", 4);
	text_end_at(out, at + 4);
	content->x = x;
	content->y = y;
}

/* What other letters have as well: of two kinds, with serials of their own. */
enum written_kind { WRITTEN_RUN, WRITTEN_DOTS, WRITTEN_KINDS };

static bool add_again(const struct content *content, enum written_kind kind,
	unsigned long serial)
{
	return serial != 0 && written_again(content->written,
		serial * WRITTEN_KINDS + kind, content->out);
}

/* What was added from `start` on. */
static void keep(const struct content *content, enum written_kind kind,
	unsigned long serial, size_t start)
{
	const struct text *out = content->out;

	if (serial != 0)
		written_keep(content->written, serial * WRITTEN_KINDS + kind,
			out->data + start, out->length - start);
}

static bool draw_run(const struct content *content,
	const struct glyph_run *run, struct report *report)
{
	size_t start = content->out->length;

	if (add_again(content, WRITTEN_RUN, run->serial))
		return true;
	if (!glyphs_show(run, content->out, report))
		return false;
	keep(content, WRITTEN_RUN, run->serial, start);
	return true;
}

static bool draw_text(struct content *content, const struct item *item,
	double x, double y, struct report *report)
{
	set_colour(content, &content->fill, item->colour, "rg\n");
	set_font(content, &item->run);
	if (!content->is_placed)
		move_text(content, x, y);
	content->is_placed = false;
	return draw_run(content, &item->run, report);
}

static void set_width(struct content *content, double width)
{
	if (fabs(content->width - width) > 0.005)
		pdf_add_operator(content->out, &width, 1, " w\n");
	content->width = width;
}

static void set_dash(struct content *content, double dash)
{
	if (fabs(content->dash - dash) > 0.005) {
		text_add_char(content->out, '[');
		if (dash > 0)
			text_add_number(content->out, dash, 2);
		text_add(content->out, "]0 d\n");
	}
	content->dash = dash;
}

static void set_caps(struct content *content, bool are_round)
{
	if (content->has_round_caps != are_round)
		text_add(content->out, are_round ? "1 J\n" : "0 J\n");
	content->has_round_caps = are_round;
}

static void draw_line(struct content *content, const struct item *item,
	double x, double y, double x2, double y2)
{
	set_colour(content, &content->stroke, item->colour, "RG\n");
	set_width(content, item->width);
	set_dash(content, item->dash);
	set_caps(content, false);
	pdf_add_operator(content->out, (double[]){x, y}, 2, " m ");
	pdf_add_operator(content->out, (double[]){x2, y2}, 2, " l S\n");
}

static void begin_dots(struct content *content, const struct item *item)
{
	set_colour(content, &content->stroke, item->colour, "RG\n");
	set_width(content, 2 * item->width);
	set_dash(content, 0);
	set_caps(content, true);
}

/* From the first of them, wherever that is. */
static void draw_dots(struct content *content, const struct item *item,
	double x, double y)
{
	const struct dot *first = item->dots.places;
	unsigned long serial = item->dots.serial;
	size_t start;

	begin_dots(content, item);
	text_add(content->out, "q 1 0 0 1 ");
	pdf_add_operator(content->out,
		(double[]){x + first->x, y - first->y}, 2, " cm\n");
	start = content->out->length;
	if (!add_again(content, WRITTEN_DOTS, serial)) {
		dots_add(&item->dots, content->out);
		keep(content, WRITTEN_DOTS, serial, start);
	}
	text_add(content->out, "Q\n");
}

static void draw_image(struct content *content, const struct image *image,
	double x, double y, double x2, double y2)
{
	/* An image is 1 by 1, a vector 1 wide (vector.h). */
	double height = image->vector != NULL ? x2 - x : y - y2;

	text_add(content->out, "q ");
	pdf_add_operator(content->out,
		(double[]){x2 - x, 0, 0, height, x, y2}, 6, " cm");
	pdf_add_integer(content->out, "/I", embed_image(content->embed, image));
	text_add(content->out, " Do Q\n");
}

/* From the page's top left, downwards, to PDF's bottom left, upwards. */
static bool draw_item(struct content *content, const struct item *item,
	const struct placement *placement, struct report *report)
{
	double x = placement->x + item->x;
	double y = content->height - placement->y - item->y;
	double x2 = placement->x + item->x2;
	double y2 = content->height - placement->y - item->y2;

	if (item->kind != ITEM_TEXT)
		end_text(content);
	switch (item->kind) {
	case ITEM_TEXT:
		return draw_text(content, item, x, y, report);
	case ITEM_LINE:
		draw_line(content, item, x, y, x2, y2);
		break;
	case ITEM_BOX:
		set_colour(content, &content->fill, item->colour, "rg\n");
		pdf_add_operator(content->out,
			(double[]){x, y2, x2 - x, y - y2}, 4, " re f\n");
		break;
	case ITEM_DOT:
		begin_dots(content, item);
		dot_add(x, y, content->out);
		break;
	case ITEM_DOTS:
		draw_dots(content, item, x, y);
		break;
	case ITEM_IMAGE:
		draw_image(content, item->image, x, y, x2, y2);
		break;
	}
	return true;
}

static bool write_placement(struct content *content, const struct pages *pages,
	const struct placement *placement, struct report *report)
{
	const struct drawing *drawing = placement->drawing;

	for (size_t i = 0; i < drawing->count; i++) {
		const struct item *item = &drawing->items[i];

		if (i == 0 || item->tag != item[-1].tag) {
			end_marked(content);
			begin_marked(content, pages, placement, i);
		}
		if (!draw_item(content, item, placement, report))
			return false;
	}
	end_marked(content);
	return true;
}

/* Up to where the text is by now. */
static void end_stretch(struct operators *out, bool is_common)
{
	if (out->count > 0 &&
		out->stretches[out->count - 1].end == out->text.length)
		return;
	ARRAY_RESERVE(out->stretches, out->count, out->room);
	out->stretches[out->count++] = (struct stretch){out->text.length,
		is_common};
}

/* Or they are the header's, which is that of all pages. */
static bool has_common_words(const struct pages *pages,
	const struct placement *placement)
{
	return placement->drawing->count > 0 &&
		(placement->artifact == ARTIFACT_HEADER ||
			pages->elements[placement->element].is_common);
}

static size_t words_in(const struct drawing *drawing)
{
	size_t length = 0;

	for (size_t i = 0; i < drawing->count; i++)
		if (drawing->items[i].kind == ITEM_TEXT)
			length += drawing->items[i].run.length;
	return length;
}

/* The end of what is alike from `first` on: common, or not worth a stretch. */
static size_t find_stretch(const struct pages *pages, const struct page *page,
	size_t first, bool *common)
{
	size_t end = first, length = 0;

	while (end < page->count &&
		has_common_words(pages, &page->placements[end]))
		length += words_in(page->placements[end++].drawing);
	*common = length >= COMMON_LEAST;
	return end > first ? end : first + 1;
}

/* Before it: all that it might find set, and where its first line begins. */
static void prepare_common(struct content *content,
	const struct placement *placement)
{
	const struct item *first = &placement->drawing->items[0];

	if (first->kind == ITEM_TEXT) {
		move_text(content, placement->x + first->x,
			content->height - placement->y - first->y);
		content->is_placed = true;
	} else {
		end_text(content);
	}
	set_dash(content, 0);
	set_caps(content, false);
	content->fill = content->stroke = no_colour;
	content->width = -1;
	content->font = 0;
}

static bool write_stretch(struct content *content, const struct pages *pages,
	const struct placement *placements, size_t count,
	struct report *report)
{
	for (size_t i = 0; i < count; i++)
		if (!write_placement(content, pages, &placements[i], report))
			return false;
	return true;
}

static struct content content_begin(struct operators *out, double height,
	struct embed *embed, struct structure *structure)
{
	text_reset(&out->text);
	out->count = 0;
	return (struct content){.out = &out->text, .height = height,
		.embed = embed, .written = embed_written(embed),
		.structure = structure, .fill = no_colour,
		.stroke = no_colour, .width = -1};
}

bool content_write(const struct pages *pages, const struct page *page,
	struct embed *embed, struct structure *structure,
	struct operators *out, struct report *report)
{
	struct content content = content_begin(out, pages->height, embed,
		structure);
	bool is_common = false;

	for (size_t i = 0, end; i < page->count; i = end) {
		end = find_stretch(pages, page, i, &is_common);
		if (is_common && out->text.length > 0) {
			prepare_common(&content, &page->placements[i]);
			end_stretch(out, false);
		}
		if (!write_stretch(&content, pages, &page->placements[i],
			    end - i, report))
			return false;
		if (end == page->count)
			end_text(&content);
		if (is_common)
			end_stretch(out, true);
	}
	end_stretch(out, false);
	return true;
}

void operators_clear(struct operators *operators)
{
	text_clear(&operators->text);
	free(operators->stretches);
}

bool content_write_form(const struct form_area *form, struct embed *embed,
	struct operators *out, struct report *report)
{
	struct content content = content_begin(out, form->y2 - form->y, embed,
		NULL);
	const struct drawing *drawing = form->appearance;
	const struct placement origin = {.drawing = drawing};

	for (size_t i = 0; i < drawing->count; i++)
		if (!draw_item(&content, &drawing->items[i], &origin, report))
			return false;
	end_text(&content);
	end_stretch(out, false);
	return true;
}
