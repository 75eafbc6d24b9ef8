/*
 * How a rate reads in a language: rounded once, with its unit, and at the ends
 * of its scale with the words of a cautious person.
 *
 *	struct figure_form form = {.scale = 100, .unit = "%",
 *		.is_percent = true};
 *	figure_print(language, &form, (struct exact){23, 40}, &out)	"58%"
 */
#ifndef LANGUAGE_FIGURE_H
#define LANGUAGE_FIGURE_H

#include "language/language.h"

struct figure_form {
	int64_t scale;	  /* 100 for percent, 100000 per 100,000, 1 */
	int decimals;	  /* 0 to 6; zeros at the end are dropped */
	const char *unit; /* after the number; "%" as the language writes it */
	bool cautious;	  /* never 100% or 0% unless it is exactly so */
	bool is_percent;  /* the scale ends at 0 and 100 */
};

/*
 * number * scale, half up. Cautious: what rounds to an end of the scale but is
 * not there is "more than 99%", "less than 1%"; false when the language has no
 * words for that, and nothing is printed.
 */
bool figure_print(const struct language *language,
	const struct figure_form *form, struct exact number, struct text *out)
	MUST_CHECK;

#endif
