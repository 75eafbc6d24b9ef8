/*
 * Pictures in a letter: how large one is printed, and its figure.
 *
 *	size = picture_fit(options, &options->mark, 480);
 *	picture_draw(setter, &options->mark, alt, 0, size.height, 480, parent,
 *		first, pages, &sketch);
 *
 * Lengths are points. Nothing here fails.
 */
#ifndef LAYOUT_PICTURE_H
#define LAYOUT_PICTURE_H

#include "layout/paragraph.h"

struct picture_size {
	double width, height;
};

/* As wide as asked for, as far as `width` and a fifth of a page have room. */
struct picture_size picture_fit(const struct layout_options *options,
	const struct picture *picture, double width);
/*
 * Draws it with its bottom left at x, y, as a new figure below `parent`; tags
 * count from the element `first`. Without `alt` it is an ornament: no figure.
 */
void picture_draw(const struct setter *setter, const struct picture *picture,
	const char *alt, double x, double y, double width, size_t parent,
	size_t first, struct pages *pages, struct sketch *sketch);

#endif
