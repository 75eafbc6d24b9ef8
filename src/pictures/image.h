/*
 * A picture that is read: pixels, a JPEG as it is, or lines and areas.
 *
 *	struct image image = {0};
 *	if (!image_load("logo.svg", place, &image, report))
 *		...			see load.h, which frees it as well
 *
 * Coordinates of lines and areas are units of the picture, from its top left,
 * y downwards.
 */
#ifndef PICTURES_IMAGE_H
#define PICTURES_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"

enum vector_kind {
	VECTOR_MOVE, /* of a path: 1 point, */
	VECTOR_LINE, /* 1 point, */
	VECTOR_CURVE, /* 3 points, a cubic Bezier's, */
	VECTOR_CLOSE,
	VECTOR_FILL, /* and what it is for: it is used up */
	VECTOR_FILL_EVEN_ODD,
	VECTOR_STROKE,
	VECTOR_CLIP,
	VECTOR_CLIP_EVEN_ODD,
	VECTOR_SAVE, /* what is clipped, */
	VECTOR_RESTORE /* and as it was before that */
};

#define VECTOR_DASHES 8

struct vector_style { /* of fills and strokes; lengths in units */
	struct colour colour;
	double width, miter;
	int cap, join; /* 0 butt or miter, 1 round, 2 square or bevel */
	double dashes[VECTOR_DASHES], dash_start;
	size_t dash_count; /* 0: one line */
};

/* A picture of lines and areas. */
struct vector {
	struct vector_step {
		enum vector_kind kind;
		size_t first; /* of its points' numbers */
		struct vector_style style;
	} *steps;
	size_t step_count;
	double *numbers; /* x, y of each point, y downwards */
	size_t number_count;
};

struct image {
	size_t width, height;	 /* pixels, or units of a vector */
	unsigned char *pixels;	 /* rows of RGB, 8 bits a part; or NULL, */
	unsigned char *jpeg;	 /* and a file's bytes; or NULL, */
	size_t jpeg_length;
	bool is_grey, is_plain_rgb; /* of a JPEG; else it is YCbCr */
	struct vector *vector;	 /* and this */
	unsigned serial;	 /* differs between pictures of one process */
};

#endif
