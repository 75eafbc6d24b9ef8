/*
 * Pages of a PDF as small pictures, drawn by poppler's pdftoppm, a program of
 * its own that is looked for on the PATH: whatever a PDF does to it, it is not
 * done to us.
 *
 *	if (!pictures_available(report))
 *		... it is not there, which the report says
 *	if (!pictures_draw(&pdf, 20, take, context, report))
 */
#ifndef PROOF_PICTURE_H
#define PROOF_PICTURE_H

#include "base/report.h"
#include "base/text.h"

#define PICTURE_WIDTH 640 /* pixels; some 77 dots an inch on A4 */

bool pictures_available(struct report *report) MUST_CHECK;

/* A page from 1 as PNG, lent for the call; false to stop. */
typedef bool picture_handler(void *context, size_t page,
	const struct text *png);

/* Draws the first pages, up to `most`. */
bool pictures_draw(const struct text *pdf, size_t most,
	picture_handler *handler, void *context, struct report *report)
	MUST_CHECK;

#endif
