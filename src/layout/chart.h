/*
 * A panel's graphic: one scale, a dot for each member of the group, the
 * recipient's own value and the group's average.
 *
 *	if (!chart_draw(setter, panel, place, 280, tag, &sketch, &height))
 *
 * Drawn from 0, 0 to `width`, *height; nothing leaves that box.
 */
#ifndef LAYOUT_CHART_H
#define LAYOUT_CHART_H

#include "layout/paragraph.h"

bool chart_draw(const struct setter *setter, const struct panel *panel,
	struct place place, double width, int tag, struct sketch *sketch,
	double *height) MUST_CHECK;

#endif
