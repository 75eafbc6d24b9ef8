/*
 * The recipient's bar, and the average's below it, both from 0. Each bar has
 * its label above it and its value behind its end, where the scale leaves room
 * for the widest; the ends of the scale stand below all, so no two labels
 * share a place. The average's bar is outlined: grey tells them apart too.
 */
#include "layout/plot.h"

/* Sizes in parts of the type size of the labels. */
#define THICKNESS 1.1
#define LABEL_GAP 0.25 /* above a bar */
#define SPACE	  0.5  /* from a bar to its value */
#define BAR_GAP	  0.45 /* below a bar */
#define OVERHANG  0.08 /* of the line that bars begin from */
#define TICK	  0.3
#define OUTLINE	  0.75 /* points */

#define MOST_VALUE 0.4 /* of the width, so that bars have the rest */

struct bar {
	const struct mark *mark;
	struct text_style style;
	struct colour fill;
	bool is_outlined;
	struct paragraph label, value; /* no line: not drawn */
};

/* The value beside the bar, else in the label's row. */
static bool set_bar(const struct plot *plot, struct bar *bar)
{
	struct paragraph *value = &bar->value;

	bar->label = (struct paragraph){0};
	if (!paragraph_set_text(plot->setter, bar->mark->text, "value",
		    plot->place, &bar->style, ONE_LINE, value))
		return false;
	if (value->width > MOST_VALUE * plot->width) {
		value->count = 0;
		value->width = 0;
		return plot_set_mark(plot, bar->mark, "bar's label",
			&bar->style, plot->width, &bar->label);
	}
	return bar->mark->label == NULL ||
		plot_set(plot, bar->mark->label, "bar's label", &bar->style,
			plot->width, &bar->label);
}

static void draw_outline(const struct plot *plot, double x, double y,
	double x2, double y2, struct colour colour)
{
	plot_line(plot, x, y, x2, y, OUTLINE, colour);
	plot_line(plot, x2, y, x2, y2, OUTLINE, colour);
	plot_line(plot, x2, y2, x, y2, OUTLINE, colour);
}

static void draw_bar(const struct plot *plot, const struct bar *bar, double *y)
{
	double zero = plot_x(plot, 0);
	double end = plot_x(plot, bar->mark->value);
	double left = end < zero ? end : zero, right = end < zero ? zero : end;
	double over = OVERHANG * plot->size, y2;

	if (bar->label.count > 0) {
		plot_draw(plot, &bar->label, 0, *y);
		*y += plot->leading + LABEL_GAP * plot->size;
	}
	y2 = *y + THICKNESS * plot->size;
	if (right > left)
		plot_box(plot, left, *y, right, y2, bar->fill);
	if (bar->is_outlined && right > left)
		draw_outline(plot, zero, *y, end, y2, bar->style.colour);
	if (plot->chart->zero_text != NULL)
		plot_line(plot, zero, *y - over, zero, y2 + over,
			OUTLINE, plot->setter->options->muted);
	/* Its capitals stand in the middle of the bar. */
	plot_draw(plot, &bar->value, right + SPACE * plot->size,
		(*y + y2) / 2 - bar->value.baseline + 0.36 * plot->size);
	*y = y2 + BAR_GAP * plot->size;
}

/* The scale's ends, and 0 where it lies between them, in a row of their own. */
static bool draw_ends(const struct plot *plot, double y)
{
	const struct chart *chart = plot->chart;
	struct text_style style = plot_style(plot,
		plot->setter->options->muted, 0);
	double zero = plot_x(plot, 0), space = SPACE * plot->size, room;
	struct paragraph low, high, middle;

	if (!plot_set(plot, chart->low_text, "low end of the scale", &style,
		    plot->width, &low) ||
		!plot_set(plot, chart->high_text, "high end of the scale",
			&style, plot->width - low.width - space, &high))
		return false;
	plot_draw(plot, &low, 0, y);
	room = plot->width - high.width;
	if (room > plot->right - high.width / 2)
		room = plot->right - high.width / 2;
	if (room < low.width + space)
		room = low.width + space;
	plot_draw(plot, &high, room, y);
	if (chart->zero_text == NULL)
		return true;
	if (!plot_set(plot, chart->zero_text, "0 of the scale", &style,
		    plot->width, &middle))
		return false;
	if (zero - middle.width / 2 > low.width + space &&
		zero + middle.width / 2 < room - space)
		plot_draw(plot, &middle, zero - middle.width / 2, y);
	return true;
}

/* The scale, with ticks at its ends and where bars begin. */
static void draw_axis(const struct plot *plot, double y)
{
	struct colour muted = plot->setter->options->muted;
	double zero = plot_x(plot, 0), tick = y + TICK * plot->size;

	plot_line(plot, plot->left, y, plot->right, y, OUTLINE, muted);
	plot_line(plot, plot->left, y, plot->left, tick, OUTLINE, muted);
	plot_line(plot, plot->right, y, plot->right, tick, OUTLINE, muted);
	if (plot->chart->zero_text != NULL)
		plot_line(plot, zero, y, zero, tick, OUTLINE, muted);
}

bool bar_draw(struct plot *plot, double *height)
{
	const struct layout_options *options = plot->setter->options;
	struct bar bars[2] = {
		{.mark = &plot->chart->own, .fill = options->accent,
			.style = plot_style(plot, options->accent, RUN_BOLD)},
		{.mark = &plot->chart->average, .fill = options->graphic,
			.style = plot_style(plot, options->text, 0),
			.is_outlined = true}};
	int count = plot->chart->average.text != NULL ? 2 : 1;
	double widest = 0;
	double y = plot->chart->zero_text != NULL ?
		OVERHANG * plot->size : 0;

	for (int i = 0; i < count; i++) {
		if (!set_bar(plot, &bars[i]))
			return false;
		if (bars[i].value.width > widest)
			widest = bars[i].value.width;
	}
	plot->left = OUTLINE / 2;
	plot->right = plot->width - OUTLINE / 2;
	if (widest > 0)
		plot->right -= widest + SPACE * plot->size;
	for (int i = 0; i < count; i++)
		draw_bar(plot, &bars[i], &y);
	draw_axis(plot, y);
	y += TICK * plot->size;
	*height = y + plot->leading;
	return draw_ends(plot, y);
}
