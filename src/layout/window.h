/*
 * Where an envelope's window shows the address, for sheets of A4.
 *
 *	const struct window *window = &windows[options->window];
 *	y = window->address_y * POINTS_PER_MM;
 *
 * Lengths are millimetres from the sheet's top left. Sources:
 *
 * din5008a, din5008b: DIN 5008:2020, forms A and B. The address field is 85 by
 * 45 mm, 20 mm from the left, 27 or 45 mm from the top: 17.7 mm for the return
 * address (the first 5 mm) and remarks, then 27.3 mm for six lines of address.
 * Text stands 5 mm inside of it. The information block begins 125 mm from the
 * left, 5 mm below the field's top; the letter's text 8.46 mm below the field.
 * Folds at 87 and 192 mm, or 105 and 210 mm.
 *
 * uk-c5: the address block of GOV.UK Notify's letter specification, which its
 * C5 envelopes (162 by 229 mm, ISO 269) show: from 24.6 to 120 mm and 39.5 to
 * 66.3 mm; the letter's text begins at 95 mm. Folded once, at 148.5 mm.
 *
 * uk-dl: no standard, but a common envelope: DL (110 by 220 mm, ISO 269) with
 * a window of 90 by 35 mm, 20 mm from the left, 18 mm from the bottom. Folded
 * in three, the sheet slides in it by 10 mm and 11 mm; the field is what shows
 * wherever it lies, and nothing else stands where the window may come.
 */
#ifndef LAYOUT_WINDOW_H
#define LAYOUT_WINDOW_H

#include "layout/layout.h"

struct window {
	const char *name; /* as the option has it */
	double x, y, x2, y2; /* the field that shows */
	double text_x;	  /* where the field's lines begin */
	double return_y2; /* end of the return address's zone in the field; 0:
			     it stands outside */
	double address_y; /* top of the address's zone, to the field's end */
	double clear_y;	  /* what stands above the window ends here */
	double side_x, side_y; /* of what stands beside it */
	double letter_y; /* where the letter's text begins */
	double folds[2]; /* 0: none */
};

extern const struct window windows[WINDOW_COUNT];

#endif
