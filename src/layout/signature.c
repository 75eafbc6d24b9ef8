/*
 * Signatures. All of the block is one drawing; its elements stand one after
 * the other, signatory by signatory, so that a tag is the distance from the
 * first.
 */
#include "layout/signature.h"

#include "layout/grid.h"
#include "layout/picture.h"

#define GUTTER	   2.0	/* between columns, in parts of the body's size */
#define ROW_GAP	   1.2	/* in parts of the body's leading */
#define NAME_GAP   0.5	/* below a picture, likewise */
#define HAND	   2.0	/* for a hand, where there is no picture, likewise */
#define MARK_WIDTH 0.62 /* of the column, at most */
#define MARK_INSET 0.7	/* in parts of the mark's type size */
#define MARK_LINE  0.5	/* points */

struct closing {
	const struct setter *setter;
	const struct block *block;
	double width;
	size_t parent, first; /* elements */
	struct pages *pages;
	struct sketch sketch;
};

static const struct picture *picture_of(const struct closing *closing,
	const struct signatory *signatory)
{
	const struct layout_options *options = closing->setter->options;
	const struct picture *picture;

	if (signatory->number >= options->signature_count)
		return NULL;
	picture = &options->signatures[signatory->number];
	return picture->image != NULL ? picture : NULL;
}

static bool set_line(const struct closing *closing, const char *text,
	unsigned bold, double width, struct paragraph *out)
{
	const struct layout_options *options = closing->setter->options;
	struct text_style style = grid_style(options, options->body_size,
		options->text, bold);

	return paragraph_set_text(closing->setter, text, "signatory",
		closing->block->place, &style, width, out);
}

/* How wide a signatory is when no line of it is broken. */
static bool measure(const struct closing *closing,
	const struct signatory *signatory, double *widest)
{
	const struct picture *picture = picture_of(closing, signatory);
	struct paragraph line;

	for (size_t i = 0; i <= signatory->role_count; i++) {
		if (!set_line(closing, i == 0 ? signatory->name :
			    signatory->roles[i - 1], i == 0 ? RUN_BOLD : 0,
			    ONE_LINE, &line))
			return false;
		if (line.width > *widest)
			*widest = line.width;
	}
	if (picture != NULL && picture->width > *widest)
		*widest = picture->width;
	return true;
}

static bool count_columns(const struct closing *closing, size_t *columns)
{
	double gutter = GUTTER * closing->setter->options->body_size;
	double widest = 0;

	*columns = closing->block->signatory_count;
	for (size_t i = 0; *columns > 1 && i < *columns; i++)
		if (!measure(closing, &closing->block->signatories[i],
			    &widest))
			return false;
	while (*columns > 1 && (double)*columns * (widest + gutter) >
			closing->width + gutter)
		--*columns;
	return true;
}

/* The name and each role are paragraphs of their own, line below line. */
static bool draw_lines(struct closing *closing,
	const struct signatory *signatory, double x, double width, double *y)
{
	struct arena *arena = closing->setter->arena;
	struct paragraph line;
	size_t element;

	for (size_t i = 0; i <= signatory->role_count; i++) {
		if (!set_line(closing, i == 0 ? signatory->name :
			    signatory->roles[i - 1], i == 0 ? RUN_BOLD : 0,
			    width, &line))
			return false;
		element = paragraph_add_elements(&line, ROLE_P,
			closing->parent, closing->pages, arena);
		paragraph_draw(&line, 0, line.count, x, *y,
			(int)(element - closing->first), &closing->sketch);
		*y += (double)line.count * line.style.leading;
	}
	return true;
}

/* Signatories beside each other; their pictures stand on one line. */
static bool draw_row(struct closing *closing, size_t first, size_t count,
	double width, double *y)
{
	const struct layout_options *options = closing->setter->options;
	const struct signatory *signatories =
		&closing->block->signatories[first];
	double gutter = GUTTER * options->body_size;
	double gap = NAME_GAP * options->body_leading;
	double tallest = 0, bottom = *y, room;

	for (size_t i = 0; i < count; i++) {
		const struct picture *picture =
			picture_of(closing, &signatories[i]);
		double height = picture == NULL ? 0 :
			picture_fit(options, picture, width).height;

		if (height > tallest)
			tallest = height;
	}
	room = tallest > 0 ? grid_near(options, tallest + gap) :
		HAND * options->body_leading;
	for (size_t i = 0; i < count; i++) {
		const struct picture *picture =
			picture_of(closing, &signatories[i]);
		double x = (double)i * (width + gutter), below = *y + room;

		if (picture != NULL)
			picture_draw(closing->setter, picture,
				signatories[i].image_alt, x,
				*y + room - gap, width, closing->parent,
				closing->first, closing->pages,
				&closing->sketch);
		if (!draw_lines(closing, &signatories[i], x, width, &below))
			return false;
		if (below > bottom)
			bottom = below;
	}
	*y = bottom;
	return true;
}

static bool draw_signatories(struct closing *closing, double *y)
{
	const struct layout_options *options = closing->setter->options;
	size_t count = closing->block->signatory_count, columns;
	double gutter = GUTTER * options->body_size, width;

	if (!count_columns(closing, &columns))
		return false;
	width = (closing->width + gutter) / (double)columns - gutter;
	for (size_t i = 0; i < count; i += columns) {
		if (i > 0)
			*y += grid_near(options,
				ROW_GAP * options->body_leading);
		if (!draw_row(closing, i, count - i < columns ? count - i :
			    columns, width, y))
			return false;
	}
	return true;
}

/*
 * Where a signature shows: its mark is text of the letter in a thin frame, and
 * the form's field lies over it, unseen.
 */
static bool draw_mark(struct closing *closing, struct part *part, double *y)
{
	const struct layout_options *options = closing->setter->options;
	struct arena *arena = closing->setter->arena;
	struct text_style style = text_style(options, options->note_size,
		options->muted, 0);
	double inset = options->note_size * MARK_INSET;
	struct sketch unseen = {.arena = arena};
	struct form_area *area = arena_new(arena, sizeof(*area));
	struct paragraph text;
	size_t element;

	if (!paragraph_set_text(closing->setter, closing->block->mark, "mark",
		    closing->block->place, &style,
		    closing->width * MARK_WIDTH - 2 * inset, &text))
		return false;
	*y += options->body_leading;
	area->y = *y;
	area->x2 = text.width + 2 * inset;
	area->y2 = *y + (double)text.count * style.leading + 2 * inset;
	area->description = closing->block->mark;
	/* ISO 19005-3, 6.3.3: a field that has an area has an appearance. */
	area->appearance = sketch_finish(&unseen);
	element = paragraph_add_elements(&text, ROLE_P, closing->parent,
		closing->pages, arena);
	paragraph_draw(&text, 0, text.count, inset, area->y + inset,
		(int)(element - closing->first), &closing->sketch);
	sketch_frame(&closing->sketch, area->x, area->y, area->x2, area->y2,
		MARK_LINE, options->graphic);
	area->element = pages_add_element(closing->pages, arena, ROLE_FORM,
		closing->parent);
	part->form = area;
	*y = area->y2;
	return true;
}

bool signature_set(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages, struct part *out,
	double *height)
{
	struct closing closing = {.setter = setter, .block = block,
		.width = width, .parent = parent,
		.first = pages->element_count, .pages = pages,
		.sketch = {.arena = setter->arena}};

	*out = (struct part){.element = closing.first};
	*height = 0;
	if (!draw_signatories(&closing, height) ||
		(block->mark != NULL && !draw_mark(&closing, out, height)))
		return false;
	out->figures_end = pages->element_count;
	pages->elements[closing.first].is_common = true;
	out->drawing = sketch_finish(&closing.sketch);
	return true;
}
