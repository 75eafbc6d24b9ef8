/*
 * The grid: baselines of the body's text stand at whole steps from each other,
 * on all pages of a letter. A step is the body's leading or half of it; gaps
 * and the leading of larger type are rounded to it, and what is no text, or
 * smaller, takes a whole number of steps.
 *
 *	struct text_style style = grid_style(options, options->title_size,
 *		options->text, RUN_BOLD);
 *	y = grid_near(options, y + 0.2 * options->body_leading);
 *
 * Lengths are points. Without a grid (options->grid is 0) all stays as it is.
 */
#ifndef LAYOUT_GRID_H
#define LAYOUT_GRID_H

#include "layout/paragraph.h"

/* The multiple of a step nearest to a length, or next above it. */
double grid_near(const struct layout_options *options, double length);
double grid_up(const struct layout_options *options, double length);
/*
 * text_style() with a leading of whole steps, where the type is not smaller
 * than the body's, and a first baseline on the grid when the paragraph's top
 * is at a whole step.
 */
struct text_style grid_style(const struct layout_options *options, double size,
	struct colour colour, unsigned style);

#endif
