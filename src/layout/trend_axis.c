/* What stands below a trend; see trend.h. */
#include "layout/trend.h"

#include <math.h>

#define TICK 0.3 /* of the type size of the labels */

/* Where a point's name begins, centred on it as far as the box allows. */
static double name_x(const struct trend *trend, size_t point, double width)
{
	return fmax(fmin(trend_x(trend, point) - width / 2,
		trend->plot->width - width), 0);
}

/*
 * Marks every step-th name, and the last, for which the one before gives way.
 * False when they do not leave each other room.
 */
static bool choose_names(const struct trend *trend,
	const struct paragraph *names, size_t step, bool *chosen)
{
	size_t count = trend->plot->chart->point_count;
	double space = TREND_SPACE * trend->plot->size, end = -space;
	double last = name_x(trend, count - 1, names[count - 1].width);

	for (size_t i = 0; i < count; i++) {
		double x = name_x(trend, i, names[i].width);

		chosen[i] = i % step == 0 || i == count - 1;
		if (i > 0 && i + step > count - 1 && i < count - 1 &&
			x + names[i].width + space > last)
			chosen[i] = false;
		if (!chosen[i])
			continue;
		if (x < end + space)
			return false;
		end = x + names[i].width;
	}
	return true;
}

/* Of the names as many as there is room for, at even steps. */
bool trend_draw_names(const struct trend *trend)
{
	const struct plot *plot = trend->plot;
	struct arena *arena = plot->setter->arena;
	struct colour muted = plot->setter->options->muted;
	struct text_style style = plot_style(plot, muted, 0);
	size_t count = plot->chart->point_count, step = 1;
	struct paragraph *names = arena_new(arena, count * sizeof(*names));
	bool *chosen = arena_new(arena, count * sizeof(*chosen));
	/* So that the first and the last always have room. */
	double most = (plot->right - plot->left - TREND_SPACE * plot->size) / 2;

	for (size_t i = 0; i < count; i++)
		if (!plot_set(plot, plot->chart->points[i].label,
			    "a point's name", &style, most, &names[i]))
			return false;
	while (!choose_names(trend, names, step, chosen) && step < count)
		step++;
	for (size_t i = 0; i < count; i++) {
		double x = trend_x(trend, i);

		if (!chosen[i])
			continue;
		if (plot->chart->low >= 0)
			plot_line(plot, x, trend->bottom, x, trend->bottom +
				TICK * plot->size, TREND_THIN, muted);
		plot_draw(plot, &names[i], name_x(trend, i, names[i].width),
			trend->bottom + plot->leading / 2);
	}
	return true;
}

/* Dashed where it does not stand for 0. */
void trend_draw_base(const struct trend *trend)
{
	const struct plot *plot = trend->plot;
	double base = trend_y(trend, trend_base(plot->chart));
	struct item *line = plot_line(plot, plot->left, base, plot->right,
		base, TREND_THIN, plot->setter->options->muted);

	if (plot->chart->low > 0)
		line->dash = TREND_THIN;
}

bool trend_draw_note(const struct plot *plot, double *y)
{
	struct text_style style = plot_style(plot,
		plot->setter->options->muted, 0);
	struct paragraph note;

	if (plot->chart->note == NULL)
		return true;
	if (!paragraph_set_text(plot->setter, plot->chart->note, "scale",
		    plot->place, &style, plot->width, &note))
		return false;
	plot_draw(plot, &note, 0, *y);
	*y += (double)note.count * plot->leading;
	return true;
}
