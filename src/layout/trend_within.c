/* Labels within a trend, where there is a clear place; see trend.h. */
#include "layout/trend.h"

#include <math.h>

/* Sizes in parts of the type size of the labels. */
#define CLEAR	0.25 /* around labels */
#define CAPITAL 0.74 /* above the baseline */
#define DESCENT 0.22
#define ASCENT	1.1 /* of accents, with some air */

static bool areas_meet(struct area a, struct area b)
{
	return a.x < b.x2 && b.x < a.x2 && a.y < b.y2 && b.y < a.y2;
}

/* Cuts the part of a line that lies within low to high, of one axis. */
static void clip(double from, double to, double low, double high,
	double *start, double *end)
{
	double step = to - from, a, b;

	if (step == 0) {
		if (from <= low || from >= high)
			*end = *start - 1;
		return;
	}
	a = (low - from) / step;
	b = (high - from) / step;
	*start = fmax(*start, fmin(a, b));
	*end = fmin(*end, fmax(a, b));
}

static bool line_meets(struct area area, double x, double y, double x2,
	double y2)
{
	double start = 0, end = 1;

	clip(x, x2, area.x, area.x2, &start, &end);
	clip(y, y2, area.y, area.y2, &start, &end);
	return start < end;
}

static bool series_meets(const struct trend *trend,
	const struct series *series, struct area area)
{
	for (size_t i = series->first; i <= series->last; i++) {
		double x = trend_x(trend, i), y, r = trend->radius;

		if (trend_mark(trend, series, i)->text == NULL)
			continue;
		y = trend_mark_y(trend, series, i);
		if (areas_meet(area, (struct area){x - r, y - r, x + r, y + r}))
			return true;
		if (trend_joins(trend, series, i) && line_meets(area,
			    trend_x(trend, i - 1),
			    trend_mark_y(trend, series, i - 1), x, y))
			return true;
	}
	return false;
}

static bool is_clear(const struct trend *trend, struct area area)
{
	const struct plot *plot = trend->plot;
	double base = trend_y(trend, trend_base(plot->chart));

	if (area.x < plot->left || area.x2 > plot->right ||
		area.y2 > trend->bottom ||
		line_meets(area, plot->left, base, plot->right, base))
		return false;
	for (size_t i = 0; i < trend->within_count; i++)
		if (areas_meet(area, trend->within[i]))
			return false;
	for (size_t i = 0; i < trend->series_count; i++)
		if (series_meets(trend, &trend->series[i], area))
			return false;
	return true;
}

/* Above its point, or else below, or else not at all. */
static bool draw_label(struct trend *trend, const struct series *series,
	size_t point)
{
	const struct plot *plot = trend->plot;
	double clear = CLEAR * plot->size;
	double y = trend_mark_y(trend, series, point);
	double high = (CAPITAL + DESCENT) * plot->size;
	struct paragraph label;
	struct area area;

	if (!trend_set_value(trend, series, point, &label))
		return false;
	area.x = trend_x(trend, point) - label.width / 2;
	area.x = fmin(area.x, plot->right - label.width);
	area.x = fmax(area.x, plot->left);
	area.x2 = area.x + label.width;
	for (int below = 0; below < 2; below++) {
		area.y = below ? y + trend->radius + clear :
				 y - trend->radius - clear - high;
		area.y2 = area.y + high;
		if (area.y + (CAPITAL - ASCENT) * plot->size < -0.01 ||
			!is_clear(trend, area))
			continue;
		plot_draw(plot, &label, area.x,
			area.y + CAPITAL * plot->size - label.baseline);
		trend->within[trend->within_count++] = area;
		break;
	}
	return true;
}

/* The highest, and the ends that no column names. */
bool trend_draw_within(struct trend *trend)
{
	const struct series *own = &trend->series[0];
	size_t last = trend->plot->chart->point_count - 1;

	if (trend->series_count == 0 || own->is_average)
		return true;
	if (own->first > 0 && own->first < own->last &&
		!draw_label(trend, own, own->first))
		return false;
	if (own->last < last && own->last > 0 &&
		!draw_label(trend, own, own->last))
		return false;
	return own->highest == own->first || own->highest == own->last ||
		draw_label(trend, own, own->highest);
}

/* The highest has a label above it, or the columns half a line. */
double trend_room_above(const struct trend *trend)
{
	const struct plot *plot = trend->plot;
	const struct series *own = &trend->series[0];

	if (trend->series_count == 0 || own->highest == own->first ||
		own->highest == own->last)
		return plot->leading / 2;
	return fmax(plot->leading / 2, trend->radius +
		(CLEAR + ASCENT + DESCENT) * plot->size);
}
