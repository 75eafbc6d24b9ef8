/*
 * A panel: an indicator's label, value and words at the left, its graphic at
 * the right, in one part that never splits.
 *
 *	if (!panel_set(setter, block, 480, parent, &pages, &part, &height))
 */
#ifndef LAYOUT_PANEL_H
#define LAYOUT_PANEL_H

#include "layout/paginate.h"

/* Adds the panel's elements below `parent` of `pages`. */
bool panel_set(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages, struct part *out,
	double *height) MUST_CHECK;

#endif
