/* Charts of all kinds; see chart.h. */
#include "layout/chart.h"

#include "layout/plot.h"

/* White around the graphic, in parts of the body's leading. */
#define SPACE 0.35

bool chart_draw(const struct setter *setter, const struct chart *chart,
	struct place place, double width, int tag, struct sketch *sketch,
	double *height)
{
	struct plot plot = {.setter = setter, .chart = chart, .place = place,
		.sketch = sketch, .tag = tag,
		.size = setter->options->note_size, .width = width};

	plot.leading = plot_style(&plot, setter->options->text, 0).leading;
	switch (chart->kind) {
	case CHART_STRIP:
		return strip_draw(&plot, height);
	case CHART_BAR:
		return bar_draw(&plot, height);
	case CHART_TREND:
		return trend_draw(&plot, height);
	}
	return false;
}

/* The label or the caption, if there is one. */
static bool add_text(const struct setter *setter, const char *text,
	struct place place, const struct text_style *style, double width,
	size_t parent, struct pages *pages, size_t first,
	struct sketch *sketch, double *y)
{
	struct paragraph paragraph;
	size_t element;

	if (text == NULL)
		return true;
	if (!paragraph_set_text(setter, text, "chart", place, style, width,
		    &paragraph))
		return false;
	element = paragraph_add_elements(&paragraph, ROLE_P, parent, pages,
		setter->arena);
	paragraph_draw(&paragraph, 0, paragraph.count, 0, *y,
		(int)(element - first), sketch);
	*y += (double)paragraph.count * style->leading;
	return true;
}

static bool add_figure(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages, struct part *part,
	struct sketch *sketch, double *y)
{
	size_t first = sketch->count;
	struct element *figure;
	double height;
	size_t element = pages_add_element(pages, setter->arena, ROLE_FIGURE,
		parent);

	if (!chart_draw(setter, block->chart, block->place, width,
		    (int)(element - part->element), sketch, &height))
		return false;
	sketch_move(sketch, first, 0, *y);
	figure = &pages->elements[element];
	figure->alt = block->chart->alt;
	figure->has_box = true;
	figure->x2 = width;
	figure->y = *y;
	figure->y2 = *y + height;
	*y += height;
	return true;
}

bool chart_set(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages, struct part *out,
	double *height)
{
	const struct layout_options *options = setter->options;
	const struct chart *chart = block->chart;
	struct text_style label = text_style(options, options->body_size,
		options->text, RUN_BOLD);
	struct text_style caption = text_style(options, options->note_size,
		options->muted, 0);
	struct sketch sketch = {.arena = setter->arena};
	size_t first = pages->element_count;
	double space = SPACE * options->body_leading;

	*out = (struct part){.element = first};
	*height = 0;
	if (!add_text(setter, chart->label, block->place, &label, width,
		    parent, pages, first, &sketch, height))
		return false;
	if (chart->label != NULL)
		*height += space;
	if (!add_figure(setter, block, width, parent, pages, out, &sketch,
		    height))
		return false;
	if (chart->caption != NULL)
		*height += space;
	if (!add_text(setter, chart->caption, block->place, &caption, width,
		    parent, pages, first, &sketch, height))
		return false;
	out->figures_end = pages->element_count;
	out->drawing = sketch_finish(&sketch);
	return true;
}
