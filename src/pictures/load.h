/*
 * Pictures from files: PNG (libpng), JPEG (libjpeg-turbo), SVG (librsvg).
 *
 * Any PNG becomes RGB on white. A JPEG of RGB or grey is kept as its bytes,
 * once it was decoded without a complaint. Of an SVG come its areas and lines,
 * so that it is sharp in any size; what is not made of those in plain colours
 * (gradients, pictures, transparency), and text, whose typefaces may be missing
 * elsewhere, is refused.
 */
#ifndef PICTURES_LOAD_H
#define PICTURES_LOAD_H

#include <stdbool.h>

#include "base/report.h"
#include "base/text.h"
#include "pictures/image.h"

#define IMAGE_LIMIT 4000 /* pixels a side; larger ones are refused */

/* `place` is where the configuration names it. Freed by image_clear(). */
bool image_load(const char *path, struct place place, struct image *out,
	struct report *report) MUST_CHECK;
void image_clear(struct image *image);

/* Says that a side is longer than the limit. */
void image_refuse_size(struct text *why);
/* For load.c: false with the reason, what is read is freed all the same. */
bool jpeg_read(const struct text *bytes, struct image *out, struct text *why)
	MUST_CHECK;
bool svg_read(const struct text *bytes, struct image *out, struct text *why)
	MUST_CHECK;

#endif
