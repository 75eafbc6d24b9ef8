/*
 * Pictures, read with libpng: any PNG becomes RGB on white.
 */
#ifndef LAYOUT_IMAGE_H
#define LAYOUT_IMAGE_H

#include <stdbool.h>

#include "base/report.h"
#include "layout/pages.h"

#define IMAGE_LIMIT 4000 /* pixels a side; larger ones are refused */

/* `place` is where the configuration names it. Freed by image_clear(). */
bool image_load(const char *path, struct place place, struct image *out,
	struct report *report) MUST_CHECK;
void image_clear(struct image *image);

#endif
