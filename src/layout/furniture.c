/*
 * Page furniture. Banner and foot are artifacts: a reader who listens to the
 * letter is not told them on every page. Texts that are too long are cut, so
 * that they never meet.
 */
#include "layout/furniture.h"

#include <string.h>

#include "base/text.h"

#define BAND	  3.2 /* least margin with furniture in it, in note sizes */
#define TEXT_GAP  2.0 /* least room between the two texts, likewise */

void furniture_frame(const struct layout_options *options,
	const struct document *document, struct frame *out)
{
	double band = BAND * options->note_size;
	double top = options->margin_top, bottom = options->margin_bottom;

	if (document->banner != NULL && top < band)
		top = band;
	if ((document->footer != NULL || document->page_label != NULL) &&
		bottom < band)
		bottom = band;
	out->left = options->margin_left;
	out->top = top;
	out->bottom = options->page_height - bottom;
}

static double column_width(const struct layout_options *options)
{
	return options->page_width - options->margin_left -
		options->margin_right;
}

static bool add_banner(const struct setter *setter, const char *banner,
	struct pages *pages)
{
	const struct layout_options *options = setter->options;
	struct text_style style = text_style(options,
		options->note_size, options->banner, RUN_BOLD);
	double width = column_width(options);
	double top = options->margin_top;
	struct sketch sketch = {.arena = setter->arena};
	const struct drawing *drawing;
	struct paragraph text;

	if (!paragraph_set_short(setter, banner, "banner", (struct place){0},
		    &style, width, &text))
		return false;
	if (top < BAND * options->note_size)
		top = BAND * options->note_size;
	paragraph_draw(&text, 0, text.count, width - text.width, 0,
		TAG_ARTIFACT, &sketch);
	drawing = sketch_finish(&sketch);
	for (size_t i = 0; i < pages->count; i++)
		page_place(&pages->pages[i], setter->arena, drawing,
			options->margin_left, (top - style.leading) / 2, 0)
			->artifact = ARTIFACT_HEADER;
	return true;
}

/* "Page {page} of {pages}" with the numbers put in. */
static const char *fill_label(const struct setter *setter, const char *label,
	size_t page, size_t pages)
{
	struct text out = {0};
	const char *filled;

	while (*label != '\0') {
		if (strncmp(label, "{page}", 6) == 0) {
			text_add_whole(&out, page);
			label += 6;
		} else if (strncmp(label, "{pages}", 7) == 0) {
			text_add_whole(&out, pages);
			label += 7;
		} else {
			text_add_char(&out, *label++);
		}
	}
	filled = arena_strdup(setter->arena, text_string(&out));
	text_clear(&out);
	return filled;
}

/* The foot of all pages. */
struct foot {
	const struct setter *setter;
	const char *text; /* NULL: none */
	struct text_style style;
	double width, top;
	struct paragraph whole; /* the text, however wide */
};

/* As much of the text as there is room for beside the page's label. */
static bool fit_text(const struct foot *foot, double room,
	struct paragraph *out)
{
	*out = foot->whole;
	return out->width <= room || paragraph_set_short(foot->setter,
		foot->text, "footer", (struct place){0}, &foot->style, room,
		out);
}

/* The label has the first claim to the foot's width, the text the rest. */
static bool add_foot(const struct foot *foot, const char *label,
	struct page *page)
{
	const struct setter *setter = foot->setter;
	double room = foot->width, space = 0.5 * foot->style.size;
	struct sketch sketch = {.arena = setter->arena};
	struct paragraph set;

	sketch_line(&sketch, TAG_ARTIFACT, 0, 0, foot->width, 0, 0.5,
		setter->options->graphic);
	if (label != NULL) {
		if (!paragraph_set_short(setter, label, "page label",
			    (struct place){0}, &foot->style, foot->width,
			    &set))
			return false;
		paragraph_draw(&set, 0, set.count, foot->width - set.width,
			space, TAG_ARTIFACT, &sketch);
		room -= set.width + TEXT_GAP * foot->style.size;
	}
	if (foot->text != NULL) {
		if (!fit_text(foot, room, &set))
			return false;
		paragraph_draw(&set, 0, set.count, 0, space, TAG_ARTIFACT,
			&sketch);
	}
	page_place(page, setter->arena, sketch_finish(&sketch),
		setter->options->margin_left, foot->top, 0)->artifact =
		ARTIFACT_FOOTER;
	return true;
}

bool furniture_add(const struct setter *setter,
	const struct document *document, struct pages *pages)
{
	const struct layout_options *options = setter->options;
	double height = 2 * options->note_size; /* of the foot, about */
	struct foot foot = {.setter = setter, .text = document->footer,
		.style = text_style(options, options->note_size,
			options->muted, 0), .width = column_width(options)};
	struct frame frame;

	if (document->banner != NULL &&
		!add_banner(setter, document->banner, pages))
		return false;
	if (document->footer == NULL && document->page_label == NULL)
		return true;
	furniture_frame(options, document, &frame);
	foot.top = frame.bottom +
		(options->page_height - frame.bottom - height) / 2;
	if (foot.text != NULL && !paragraph_set_text(setter, foot.text,
		"footer", (struct place){0}, &foot.style, ONE_LINE,
		&foot.whole))
		return false;
	for (size_t i = 0; i < pages->count; i++) {
		const char *label = document->page_label;

		if (label != NULL)
			label = fill_label(setter, label, i + 1, pages->count);
		if (!add_foot(&foot, label, &pages->pages[i]))
			return false;
	}
	return true;
}
