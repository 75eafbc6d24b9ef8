/*
 * Dots as paths of no length: what is stroked has the width of a dot, round
 * caps, and no dashes.
 *
 *	dot_add(x, y, &out);			100 200 m h S
 *	dots_add(item, left, top, &out);
 *
 * Points from the page's bottom left. Nothing can fail.
 */
#ifndef PDF_DOTS_H
#define PDF_DOTS_H

#include "base/text.h"
#include "layout/pages.h"

void dot_add(double x, double y, struct text *out);
/* All of an ITEM_DOTS whose placement's origin is at x0, y0. */
void dots_add(const struct item *item, double x0, double y0, struct text *out);

#endif
