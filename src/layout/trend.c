/*
 * Values over time: the recipient's as a line with dots, the average's dashed
 * with squares, so that they differ without colour. Where a value is missing
 * nothing is drawn, nor a line across.
 *
 * Labels cannot meet: what the lines begin with stands in a column at their
 * left, what they end with in one at their right; the names of the points have
 * a row below. What is named within the plot (the highest, an end next to a
 * gap) is left out unless its place is clear of all else.
 */
#include "layout/trend.h"

#include <math.h>

/* Sizes in parts of the type size of the labels. */
#define RADIUS	  0.25 /* of a dot, at most */
#define SQUARE	  0.7  /* half of one, in parts of a dot's radius */
#define LEAST_HEIGHT 8.0
#define MOST_HEIGHT 11.0

#define SHAPE	  0.25 /* height to width */
#define DENSE	  1.0  /* distance of points that no dots part any more */
#define LINE	  1.5  /* points */
#define DASH	  2.5

const struct mark *trend_mark(const struct trend *trend,
	const struct series *series, size_t point)
{
	const struct chart_point *at = &trend->plot->chart->points[point];

	return series->is_average ? &at->average : &at->own;
}

double trend_x(const struct trend *trend, size_t point)
{
	const struct plot *plot = trend->plot;
	const struct chart_point *points = plot->chart->points;
	double length = points[plot->chart->point_count - 1].x - points[0].x;
	double part = (points[point].x - points[0].x) / length;

	if (!(part >= 0 && part <= 1)) /* a lone point is at its label */
		part = 1;
	return plot->left + part * (plot->right - plot->left);
}

double trend_y(const struct trend *trend, double value)
{
	return trend->bottom - plot_part(trend->plot, value) *
		(trend->bottom - trend->top);
}

double trend_mark_y(const struct trend *trend, const struct series *series,
	size_t point)
{
	return trend_y(trend, trend_mark(trend, series, point)->value);
}

double trend_base(const struct chart *chart)
{
	return chart->low > 0 ? chart->low : 0;
}

bool trend_set_value(const struct trend *trend, const struct series *series,
	size_t point, struct paragraph *out)
{
	struct text_style style = series->style;

	style.is_column = true;
	return paragraph_set_text(trend->plot->setter,
		trend_mark(trend, series, point)->text, "a point's value",
		trend->plot->place, &style, ONE_LINE, out);
}

bool trend_joins(const struct trend *trend, const struct series *series,
	size_t point)
{
	const struct chart *chart = trend->plot->chart;

	return point > 0 && point < chart->point_count &&
		chart->points[point].joins &&
		trend_mark(trend, series, point)->text != NULL &&
		trend_mark(trend, series, point - 1)->text != NULL;
}

static void add_series(struct trend *trend, bool is_average)
{
	const struct chart *chart = trend->plot->chart;
	const struct layout_options *options = trend->plot->setter->options;
	struct series series = {.is_average = is_average,
		.name = is_average ? &chart->average : &chart->own,
		.style = plot_style(trend->plot,
			is_average ? options->text : options->accent,
			is_average ? 0 : RUN_BOLD)};

	for (size_t i = 0; i < chart->point_count; i++) {
		const struct mark *mark = trend_mark(trend, &series, i);

		if (mark->text == NULL)
			continue;
		if (series.count++ == 0)
			series.first = series.highest = i;
		series.last = i;
		if (mark->value > trend_mark(trend, &series,
					  series.highest)->value)
			series.highest = i;
	}
	if (series.count > 0)
		trend->series[trend->series_count++] = series;
}

/* A dash begins the line and one ends it, so that its corners show. */
static double fit_dash(double length)
{
	double count = floor((length / DASH - 1) / 2 + 0.5);

	return length / (2 * fmax(count, 1) + 1);
}

/*
 * Where points stand close, only the ends, the highest and what no line joins
 * are marked; the others round the line's corners.
 */
static void draw_mark(const struct trend *trend, const struct series *series,
	size_t point)
{
	const struct plot *plot = trend->plot;
	double x = trend_x(trend, point);
	double y = trend_mark_y(trend, series, point);
	double radius = trend->radius, half = SQUARE * radius;
	bool is_marked = !trend->is_dense || point == series->first ||
		point == series->last ||
		(point == series->highest && !series->is_average) ||
		!(trend_joins(trend, series, point) ||
			trend_joins(trend, series, point + 1));

	if (!series->is_average)
		sketch_dot(plot->sketch, plot->tag, x, y,
			is_marked ? radius : LINE / 2, series->style.colour);
	else if (is_marked)
		plot_box(plot, x - half, y - half, x + half, y + half,
			series->style.colour);
}

static void draw_series(const struct trend *trend, const struct series *series)
{
	for (size_t i = series->first; i <= series->last; i++) {
		double x = trend_x(trend, i), y;
		struct item *line;

		if (trend_mark(trend, series, i)->text == NULL)
			continue;
		y = trend_mark_y(trend, series, i);
		draw_mark(trend, series, i);
		if (!trend_joins(trend, series, i))
			continue;
		line = plot_line(trend->plot, trend_x(trend, i - 1),
			trend_mark_y(trend, series, i - 1), x, y,
			series->is_average ? TREND_THIN : LINE,
			series->style.colour);
		if (series->is_average)
			line->dash = fit_dash(hypot(line->x2 - line->x,
				line->y2 - line->y));
	}
}

bool trend_draw(struct plot *plot, double *height)
{
	struct trend trend = {.plot = plot,
		.radius = RADIUS * plot->size};
	double scale = fmin(fmax(SHAPE * plot->width,
		LEAST_HEIGHT * plot->size), MOST_HEIGHT * plot->size);

	trend.is_dense = plot->width / (double)plot->chart->point_count <
		DENSE * plot->size;
	add_series(&trend, false);
	add_series(&trend, true);
	trend.top = trend_room_above(&trend);
	trend.bottom = trend.top + fmax(scale, 4 * plot->leading);
	if (!trend_set_sides(&trend))
		return false;
	trend_draw_base(&trend);
	for (size_t i = trend.series_count; i-- > 0;)
		draw_series(&trend, &trend.series[i]);
	trend_draw_side(&trend, &trend.left, true);
	trend_draw_side(&trend, &trend.right, false);
	*height = trend.bottom + 1.5 * plot->leading;
	return trend_draw_within(&trend) && trend_draw_names(&trend) &&
		trend_draw_note(plot, height);
}
