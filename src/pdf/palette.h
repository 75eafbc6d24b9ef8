/*
 * The samples of a picture as a PDF wants them (ISO 32000-1, 8.9.5): with up
 * to 256 colours as numbers of a palette, of as few bits as will do, else as
 * they are.
 *
 *	write_samples(image, &dictionary, &samples);
 *	"/ColorSpace[/Indexed/DeviceRGB 1 <ffffff000000>]/BitsPerComponent 1"
 *
 * Both texts are the caller's and are appended to.
 */
#ifndef PDF_PALETTE_H
#define PDF_PALETTE_H

#include "base/text.h"
#include "layout/pages.h"

void write_samples(const struct image *image, struct text *dictionary,
	struct text *samples);

#endif
