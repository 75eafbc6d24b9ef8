/*
 * How well a colour stands out on white paper: the contrast ratio of WCAG 2,
 * 1 (white) to 21 (black).
 *
 *	if (contrast_on_white(colour) < 4.5)
 *		better = contrast_darken(colour, 4.5);
 */
#ifndef BATCH_CONTRAST_H
#define BATCH_CONTRAST_H

#include "base/units.h"

double contrast_on_white(struct colour colour);
/* The lightest of its darker shades, in steps of 1/255, of that ratio (1 to
 * 21); itself when it has it. */
struct colour contrast_darken(struct colour colour, double ratio);

#endif
