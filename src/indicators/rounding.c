/* Rates in printed units, and as text; see rounding.h. */
#include "indicators/rounding.h"

#include <assert.h>
#include <string.h>

/* The scale's preset is 100, also for a plain value such as 104 visits. */
bool rate_is_percent(const struct indicator_options *options)
{
	return options->scale == 100 && (options->count.sql != NULL ||
		strchr(options->unit, '%') != NULL);
}

double rate_shown(const struct indicator_options *options, struct exact number)
{
	return (double)number.numerator * (double)options->scale /
		(double)number.denominator;
}

struct figure_form rate_form(const struct indicator_options *options)
{
	return (struct figure_form){.scale = options->scale,
		.decimals = options->decimals, .unit = options->unit,
		.cautious = options->cautious,
		.is_percent = rate_is_percent(options)};
}

void rate_print(const struct indicator_options *options, struct exact number,
	struct text *out)
{
	struct figure_form form = rate_form(options);
	bool done = figure_print(options->language, &form, number, out);

	assert(done);
	(void)done;
}
