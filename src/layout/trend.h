/*
 * A chart of values over time while it is drawn: where its points are, and
 * what stands around them. Inside layout/ only; trend_draw() of plot.h goes
 * through the parts, each a file.
 *
 *	if (!trend_set_sides(&trend))
 *		...
 *	trend_draw_base(&trend);
 *	... the lines
 *	trend_draw_side(&trend, &trend.left, true);
 *
 * Points, y downwards from the plot's top left. What can fail is a label that
 * cannot be set, which the report tells.
 */
#ifndef LAYOUT_TREND_H
#define LAYOUT_TREND_H

#include "layout/plot.h"

#define TREND_SPACE  0.6  /* from the lines to the labels beside them, in parts
			     of their type size */
#define TREND_THIN   0.75 /* of a line, points */
#define TREND_WITHIN 3	  /* labels within the plot */

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
	struct area within[TREND_WITHIN];
	size_t within_count;
};

/* Of a point, or NULL text where the line has none. */
const struct mark *trend_mark(const struct trend *trend,
	const struct series *series, size_t point);
double trend_x(const struct trend *trend, size_t point);
double trend_y(const struct trend *trend, double value);
double trend_mark_y(const struct trend *trend, const struct series *series,
	size_t point);
/* What stands for 0 on the scale. */
double trend_base(const struct chart *chart);
/* Is there a line to the point from the one before it? */
bool trend_joins(const struct trend *trend, const struct series *series,
	size_t point);
bool trend_set_value(const struct trend *trend, const struct series *series,
	size_t point, struct paragraph *out) MUST_CHECK;

/*
 * trend_sides.c: the columns beside the plot, with as much in them as leaves
 * the lines their room; this sets where these begin and end.
 */
bool trend_set_sides(struct trend *trend) MUST_CHECK;
void trend_draw_side(const struct trend *trend, struct side *side,
	bool is_left);

/* trend_within.c: the highest, and the ends that no column names; and what
 * they need above the scale. */
double trend_room_above(const struct trend *trend);
bool trend_draw_within(struct trend *trend) MUST_CHECK;

/* trend_axis.c: the base, points' names below it, and a note; *y goes below. */
void trend_draw_base(const struct trend *trend);
bool trend_draw_names(const struct trend *trend) MUST_CHECK;
bool trend_draw_note(const struct plot *plot, double *y) MUST_CHECK;

#endif
