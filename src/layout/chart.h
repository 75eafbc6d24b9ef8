/*
 * A chart's graphic: strip.c draws one scale with a dot for each peer.
 *
 *	if (!chart_draw(setter, chart, place, 280, tag, &sketch, &height))
 *
 * Drawn from 0, 0 to `width`, *height; nothing leaves that box.
 */
#ifndef LAYOUT_CHART_H
#define LAYOUT_CHART_H

#include "layout/paragraph.h"

bool chart_draw(const struct setter *setter, const struct chart *chart,
	struct place place, double width, int tag, struct sketch *sketch,
	double *height) MUST_CHECK;

#endif
