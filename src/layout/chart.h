/*
 * Charts: within a panel, or by themselves between a label and a caption.
 *
 *	if (!chart_draw(setter, chart, place, 280, tag, &sketch, &height))
 *	if (!chart_set(setter, block, 480, parent, &pages, &part, &height))
 *
 * Drawn from 0, 0 to `width`, *height; nothing leaves that box. Each kind has a
 * file of its own (plot.h).
 */
#ifndef LAYOUT_CHART_H
#define LAYOUT_CHART_H

#include "layout/paginate.h"

/* The graphic alone, as content of the element `tag`. */
bool chart_draw(const struct setter *setter, const struct chart *chart,
	struct place place, double width, int tag, struct sketch *sketch,
	double *height) MUST_CHECK;
/* Adds the elements of a BLOCK_CHART below `parent` of `pages`. */
bool chart_set(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages, struct part *out,
	double *height) MUST_CHECK;

#endif
