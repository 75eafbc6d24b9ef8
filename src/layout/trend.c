/*
 * Values over time: the recipient's as a line with dots, the average's dashed
 * with squares, so that they differ without colour. Where a value is missing
 * nothing is drawn, nor a line across.
 *
 * Labels cannot meet: what the lines begin with stands in a column at their
 * left, what they end with in one at their right, each column a stack that is
 * spread until nothing overlaps; the names of the points have a row below. What
 * is named within the plot (the highest, an end next to a gap) is left out
 * unless its place is clear of all else.
 */
#include "layout/plot.h"

#include <math.h>

/* Sizes in parts of the type size of the labels. */
#define RADIUS	  0.25 /* of a dot, at most */
#define SQUARE	  0.7  /* half of one, in parts of a dot's radius */
#define SPACE	  0.6  /* from the lines to the labels beside them */
#define CLEAR	  0.25 /* around labels within */
#define CAPITAL	  0.74 /* above the baseline */
#define DESCENT	  0.22
#define ASCENT	  1.1  /* of accents, with some air */
#define TICK	  0.3
#define LEAST_HEIGHT 8.0
#define MOST_HEIGHT 11.0

#define SHAPE	  0.25 /* height to width */
#define DENSE	  1.0  /* distance of points that no dots part any more */
#define MOST_NAME 0.3  /* of the width */
#define LEAST_PLOT 0.4 /* of the width */
#define LINE	  1.5  /* points */
#define THIN	  0.75
#define DASH	  2.5

#define BLOCK_GAP 0.25 /* between labels at a side, in parts of the leading */
#define MOST_WITHIN 3 /* labels within the plot */

struct area {
	double x, y, x2, y2;
};

/* A label in a column beside the plot. */
struct side_label {
	struct paragraph value, name; /* no line: not drawn */
	double wish;   /* where its middle would best be */
	double height;
	double top;
};

/* Of one column; in the order in which they were added. */
struct side {
	struct side_label labels[3];
	size_t count;
	double width;
};

/* The points of a line that have a value. */
struct series {
	const struct mark *name;
	bool is_average;
	struct text_style style;
	size_t first, last, highest, count;
};

struct trend {
	struct plot *plot;
	struct series series[2];
	size_t series_count;
	double top, bottom; /* of the scale */
	double radius; /* of a dot */
	bool is_dense;
	struct side left, right;
	struct area within[MOST_WITHIN];
	size_t within_count;
};

static const struct mark *mark_of(const struct trend *trend,
	const struct series *series, size_t point)
{
	const struct chart_point *at = &trend->plot->chart->points[point];

	return series->is_average ? &at->average : &at->own;
}

static double point_x(const struct trend *trend, size_t point)
{
	const struct plot *plot = trend->plot;
	const struct chart_point *points = plot->chart->points;
	double length = points[plot->chart->point_count - 1].x - points[0].x;
	double part = (points[point].x - points[0].x) / length;

	if (!(part >= 0 && part <= 1)) /* a lone point is at its label */
		part = 1;
	return plot->left + part * (plot->right - plot->left);
}

static double value_y(const struct trend *trend, double value)
{
	return trend->bottom - plot_part(trend->plot, value) *
		(trend->bottom - trend->top);
}

static double mark_y(const struct trend *trend, const struct series *series,
	size_t point)
{
	return value_y(trend, mark_of(trend, series, point)->value);
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
		const struct mark *mark = mark_of(trend, &series, i);

		if (mark->text == NULL)
			continue;
		if (series.count++ == 0)
			series.first = series.highest = i;
		series.last = i;
		if (mark->value > mark_of(trend, &series,
					  series.highest)->value)
			series.highest = i;
	}
	if (series.count > 0)
		trend->series[trend->series_count++] = series;
}

/* ---- the columns at the sides ---- */

static bool set_value(const struct trend *trend, const struct series *series,
	size_t point, struct paragraph *out)
{
	struct text_style style = series->style;

	style.is_column = true;
	return paragraph_set_text(trend->plot->setter,
		mark_of(trend, series, point)->text, "a point's value",
		trend->plot->place, &style, ONE_LINE, out);
}

static void add_side_label(struct side *side, struct side_label label,
	double leading)
{
	label.height = leading * (double)((label.value.count > 0) +
		(label.name.count > 0));
	if (label.name.count > 0)
		label.height += BLOCK_GAP * leading;
	if (label.value.width > side->width)
		side->width = label.value.width;
	if (label.name.width > side->width)
		side->width = label.name.width;
	if (label.height > 0)
		side->labels[side->count++] = label;
}

static bool add_first(struct trend *trend, const struct series *series)
{
	struct side_label label = {.wish = mark_y(trend, series, 0)};

	/* A lone point has its value at the right. */
	if (series->first > 0 || trend->plot->chart->point_count == 1)
		return true;
	if (!set_value(trend, series, 0, &label.value))
		return false;
	add_side_label(&trend->left, label, trend->plot->leading);
	return true;
}

static bool add_last(struct trend *trend, const struct series *series,
	bool with_name)
{
	const struct plot *plot = trend->plot;
	struct text_style style = series->style;
	struct side_label label = {
		.wish = mark_y(trend, series, series->last)};

	style.style = 0;
	if (series->last + 1 == plot->chart->point_count &&
		!set_value(trend, series, series->last, &label.value))
		return false;
	if (with_name && series->name->label != NULL &&
		!plot_set(plot, series->name->label, "name of a line", &style,
			MOST_NAME * plot->width, &label.name))
		return false;
	add_side_label(&trend->right, label, plot->leading);
	return true;
}

static double base_value(const struct chart *chart)
{
	return chart->low > 0 ? chart->low : 0;
}

static bool add_base(struct trend *trend)
{
	const struct plot *plot = trend->plot;
	const struct chart *chart = plot->chart;
	struct text_style style = plot_style(plot,
		plot->setter->options->muted, 0);
	struct side_label label = {.wish = value_y(trend, base_value(chart))};

	style.is_column = true;
	if (!paragraph_set_text(plot->setter, chart->zero_text != NULL ?
			chart->zero_text : chart->low_text,
		    "begin of the scale", plot->place, &style, ONE_LINE,
		    &label.value))
		return false;
	add_side_label(&trend->left, label, plot->leading);
	return true;
}

/*
 * Both columns, with as much in them as leaves the lines their room: the names
 * go first, then what the lines begin with, then all.
 */
static bool set_sides(struct trend *trend)
{
	struct plot *plot = trend->plot;
	double space = SPACE * plot->size;

	for (int less = 0; less < 4; less++) {
		bool done = less == 3 || add_base(trend);

		for (size_t i = 0; i < trend->series_count; i++) {
			const struct series *series = &trend->series[i];

			done &= (less > 1 || add_first(trend, series)) &&
				(less > 2 || add_last(trend, series,
					less == 0));
		}
		if (!done)
			return false;
		plot->left = trend->left.width + space;
		plot->right = plot->width - trend->right.width - space;
		if (plot->right - plot->left >= LEAST_PLOT * plot->width)
			break;
		if (less < 3)
			trend->left = trend->right = (struct side){0};
	}
	return true;
}

/* From top to bottom, each as near to its wish as those before let it. */
static void spread(struct side *side, double bottom)
{
	double end = 0;

	for (size_t i = 1; i < side->count; i++)
		for (size_t j = i; j > 0 && side->labels[j].wish <
				side->labels[j - 1].wish; j--) {
			struct side_label label = side->labels[j];

			side->labels[j] = side->labels[j - 1];
			side->labels[j - 1] = label;
		}
	for (size_t i = 0; i < side->count; i++) {
		struct side_label *label = &side->labels[i];

		label->top = fmax(label->wish - label->height / 2, end);
		end = label->top + label->height;
	}
	end = bottom;
	for (size_t i = side->count; i-- > 0;) {
		struct side_label *label = &side->labels[i];

		label->top = fmin(label->top, end - label->height);
		end = label->top;
	}
}

static void draw_side(const struct trend *trend, struct side *side,
	bool is_left)
{
	const struct plot *plot = trend->plot;

	spread(side, trend->bottom + plot->leading / 2);
	for (size_t i = 0; i < side->count; i++) {
		const struct side_label *label = &side->labels[i];
		double x = plot->width - side->width, y = label->top;

		if (is_left)
			x = side->width - label->value.width;
		plot_draw(plot, &label->value, x, y);
		if (label->value.count > 0)
			y += plot->leading;
		plot_draw(plot, &label->name, x, y);
	}
}

/* ---- the lines ---- */

/* A dash begins the line and one ends it, so that its corners show. */
static double fit_dash(double length)
{
	double count = floor((length / DASH - 1) / 2 + 0.5);

	return length / (2 * fmax(count, 1) + 1);
}

/* Is there a line to the point from the one before it? */
static bool is_joined(const struct trend *trend, const struct series *series,
	size_t point)
{
	const struct chart *chart = trend->plot->chart;

	return point > 0 && point < chart->point_count &&
		chart->points[point].joins &&
		mark_of(trend, series, point)->text != NULL &&
		mark_of(trend, series, point - 1)->text != NULL;
}

/*
 * Where points stand close, only the ends, the highest and what no line joins
 * are marked; the others round the line's corners.
 */
static void draw_mark(const struct trend *trend, const struct series *series,
	size_t point)
{
	const struct plot *plot = trend->plot;
	double x = point_x(trend, point), y = mark_y(trend, series, point);
	double radius = trend->radius, half = SQUARE * radius;
	bool is_marked = !trend->is_dense || point == series->first ||
		point == series->last ||
		(point == series->highest && !series->is_average) ||
		!(is_joined(trend, series, point) ||
			is_joined(trend, series, point + 1));

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
		double x = point_x(trend, i), y;
		struct item *line;

		if (mark_of(trend, series, i)->text == NULL)
			continue;
		y = mark_y(trend, series, i);
		draw_mark(trend, series, i);
		if (!is_joined(trend, series, i))
			continue;
		line = plot_line(trend->plot, point_x(trend, i - 1),
			mark_y(trend, series, i - 1), x, y,
			series->is_average ? THIN : LINE,
			series->style.colour);
		if (series->is_average)
			line->dash = fit_dash(hypot(line->x2 - line->x,
				line->y2 - line->y));
	}
}

/* ---- labels within ---- */

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
		double x = point_x(trend, i), y, r = trend->radius;

		if (mark_of(trend, series, i)->text == NULL)
			continue;
		y = mark_y(trend, series, i);
		if (areas_meet(area, (struct area){x - r, y - r, x + r, y + r}))
			return true;
		if (is_joined(trend, series, i) && line_meets(area,
			    point_x(trend, i - 1),
			    mark_y(trend, series, i - 1), x, y))
			return true;
	}
	return false;
}

static bool is_clear(const struct trend *trend, struct area area)
{
	const struct plot *plot = trend->plot;
	double base = value_y(trend, base_value(plot->chart));

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
static bool draw_within(struct trend *trend, const struct series *series,
	size_t point)
{
	const struct plot *plot = trend->plot;
	double clear = CLEAR * plot->size;
	double y = mark_y(trend, series, point);
	double high = (CAPITAL + DESCENT) * plot->size;
	struct paragraph label;
	struct area area;

	if (!set_value(trend, series, point, &label))
		return false;
	area.x = point_x(trend, point) - label.width / 2;
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
static bool draw_all_within(struct trend *trend)
{
	const struct series *own = &trend->series[0];
	size_t last = trend->plot->chart->point_count - 1;

	if (trend->series_count == 0 || own->is_average)
		return true;
	if (own->first > 0 && own->first < own->last &&
		!draw_within(trend, own, own->first))
		return false;
	if (own->last < last && own->last > 0 &&
		!draw_within(trend, own, own->last))
		return false;
	return own->highest == own->first || own->highest == own->last ||
		draw_within(trend, own, own->highest);
}

/* ---- the axis ---- */

/* Where a point's name begins, centred on it as far as the box allows. */
static double name_x(const struct trend *trend, size_t point, double width)
{
	return fmax(fmin(point_x(trend, point) - width / 2,
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
	double space = SPACE * trend->plot->size, end = -space;
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
static bool draw_names(const struct trend *trend)
{
	const struct plot *plot = trend->plot;
	struct arena *arena = plot->setter->arena;
	struct colour muted = plot->setter->options->muted;
	struct text_style style = plot_style(plot, muted, 0);
	size_t count = plot->chart->point_count, step = 1;
	struct paragraph *names = arena_new(arena, count * sizeof(*names));
	bool *chosen = arena_new(arena, count * sizeof(*chosen));
	/* So that the first and the last always have room. */
	double most = (plot->right - plot->left - SPACE * plot->size) / 2;

	for (size_t i = 0; i < count; i++)
		if (!plot_set(plot, plot->chart->points[i].label,
			    "a point's name", &style, most, &names[i]))
			return false;
	while (!choose_names(trend, names, step, chosen) && step < count)
		step++;
	for (size_t i = 0; i < count; i++) {
		double x = point_x(trend, i);

		if (!chosen[i])
			continue;
		if (plot->chart->low >= 0)
			plot_line(plot, x, trend->bottom, x, trend->bottom +
				TICK * plot->size, THIN, muted);
		plot_draw(plot, &names[i], name_x(trend, i, names[i].width),
			trend->bottom + plot->leading / 2);
	}
	return true;
}

/* Dashed where it does not stand for 0. */
static void draw_base(const struct trend *trend)
{
	const struct plot *plot = trend->plot;
	double base = value_y(trend, base_value(plot->chart));
	struct item *line = plot_line(plot, plot->left, base, plot->right,
		base, THIN, plot->setter->options->muted);

	if (plot->chart->low > 0)
		line->dash = THIN;
}

static bool draw_note(const struct plot *plot, double *y)
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

/* The highest has a label above it, or the columns half a line. */
static double room_above(const struct trend *trend)
{
	const struct plot *plot = trend->plot;
	const struct series *own = &trend->series[0];

	if (trend->series_count == 0 || own->highest == own->first ||
		own->highest == own->last)
		return plot->leading / 2;
	return fmax(plot->leading / 2, trend->radius +
		(CLEAR + ASCENT + DESCENT) * plot->size);
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
	trend.top = room_above(&trend);
	trend.bottom = trend.top + fmax(scale, 4 * plot->leading);
	if (!set_sides(&trend))
		return false;
	draw_base(&trend);
	for (size_t i = trend.series_count; i-- > 0;)
		draw_series(&trend, &trend.series[i]);
	draw_side(&trend, &trend.left, true);
	draw_side(&trend, &trend.right, false);
	*height = trend.bottom + 1.5 * plot->leading;
	return draw_all_within(&trend) && draw_names(&trend) &&
		draw_note(plot, height);
}
