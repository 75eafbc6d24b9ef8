/*
 * Tops of lines are counted in steps from the column's top. A line of the body
 * has its baseline a fixed distance below its top, and every other style is
 * given one that differs from it by whole steps (paragraph.c).
 */
#include "layout/grid.h"

#include <math.h>

/* What rounding may add up to, in steps. */
#define TOLERANCE 0.0001
#define LEAST_LEADING 1.03 /* in parts of the type size */

double grid_near(const struct layout_options *options, double length)
{
	if (options->grid <= 0)
		return length;
	return options->grid * floor(length / options->grid + 0.5);
}

double grid_up(const struct layout_options *options, double length)
{
	if (options->grid <= 0)
		return length;
	return options->grid * ceil(length / options->grid - TOLERANCE);
}

struct text_style grid_style(const struct layout_options *options, double size,
	struct colour colour, unsigned style)
{
	struct text_style out = text_style(options, size, colour, style);

	out.grid = options->grid;
	if (options->grid > 0 && size >= options->body_size) {
		out.leading = grid_near(options, out.leading);
		if (out.leading < LEAST_LEADING * size)
			out.leading = grid_up(options, LEAST_LEADING * size);
	}
	return out;
}
