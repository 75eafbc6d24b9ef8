/*
 * Plain rounding is half up and what is published. The cautious kind only
 * differs at the ends: 199.5 of 200 is no 100%, 1 of 400 is no 0%.
 */
#include "indicators/rounding.h"

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

/* "more than 99.9%": `steps` of the last printed decimal. */
static void print_bound(const struct indicator_options *options,
	const char *words, int64_t steps, struct text *out)
{
	struct exact bound = {steps, 1};

	for (int i = 0; i < options->decimals; i++)
		bound.denominator *= 10;
	text_add(out, words);
	exact_print(bound, 1, options->decimals, true, ",", out);
	text_add(out, options->unit);
}

void rate_print(const struct indicator_options *options, struct exact number,
	struct text *out)
{
	int64_t steps = exact_round(number, options->scale, options->decimals);
	int64_t full = exact_round((struct exact){1, 1}, options->scale,
		options->decimals);
	int beyond = exact_compare(number, (struct exact){1, 1});

	if (options->cautious && steps == 0 && number.numerator > 0) {
		print_bound(options, "less than ", 1, out);
	} else if (options->cautious && rate_is_percent(options) &&
		steps == full && beyond != 0) {
		print_bound(options, "more than ", beyond < 0 ? full - 1 : full,
			out);
	} else {
		exact_print(number, options->scale, options->decimals, true,
			",", out);
		text_add(out, options->unit);
	}
}
