/*
 * How an indicator's value is printed: one rounding, from the exact number.
 *
 *	struct figure_form form = rate_form(options);
 *	rate_print(options, (struct exact){23, 40}, &out);	"58%"
 */
#ifndef INDICATORS_ROUNDING_H
#define INDICATORS_ROUNDING_H

#include "indicators/formulas.h"

struct figure_form rate_form(const struct indicator_options *options);
/* In the indicator's language, which has the words of a cautious figure. */
void rate_print(const struct indicator_options *options, struct exact number,
	struct text *out);
/* In printed units, not rounded: 57.5 for 23/40 in percent. */
double rate_shown(const struct indicator_options *options,
	struct exact number);
/* Does its scale end at 0 and 100? */
bool rate_is_percent(const struct indicator_options *options);

#endif
