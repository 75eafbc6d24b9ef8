/*
 * Dots as paths of no length: what is stroked has the width of a dot, round
 * caps, and no dashes.
 *
 *	dot_add(x, y, &out);			100 200 m h S
 *	dots_add(&item->dots, &out);
 *
 * In points, upwards. Nothing can fail.
 */
#ifndef PDF_DOTS_H
#define PDF_DOTS_H

#include "base/text.h"
#include "layout/pages.h"

void dot_add(double x, double y, struct text *out);
/* From where the first stands, one at least. Dashes may be left set. */
void dots_add(const struct dots *dots, struct text *out);

#endif
