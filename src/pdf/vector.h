/*
 * A vector picture as a form (ISO 32000-1, 8.10) that is 1 wide, its left foot
 * at 0, 0.
 *
 *	vector_write(image, &dictionary, &operators);
 *
 * Both texts are the caller's and are appended to.
 */
#ifndef PDF_VECTOR_H
#define PDF_VECTOR_H

#include "base/text.h"
#include "layout/pages.h"

void vector_write(const struct image *image, struct text *dictionary,
	struct text *operators);

#endif
