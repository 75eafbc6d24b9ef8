/*
 * Plain rounding is half up and what is published. The cautious kind only
 * differs at the ends: 199.5 of 200 is no 100%, 1 of 400 is no 0%.
 */
#include "language/figure.h"

#include <string.h>

static void print_number(const struct language *language,
	const struct figure_form *form, struct exact number, int64_t scale,
	struct text *out)
{
	if (strcmp(form->unit, "%") == 0) {
		language_percent(language, number, scale, form->decimals, true,
			out);
		return;
	}
	language_number(language, number, scale, form->decimals, true, out);
	text_add(out, form->unit);
}

/* "more than 99.9%": `steps` of the last printed decimal. */
static bool print_bound(const struct language *language,
	const struct figure_form *form, enum phrase words, int64_t steps,
	struct text *out)
{
	const char *phrase = language_phrase(language, words);
	struct exact bound = {steps, 1};
	struct text number = {0};

	if (phrase == NULL)
		return false;
	for (int i = 0; i < form->decimals; i++)
		bound.denominator *= 10;
	print_number(language, form, bound, 1, &number);
	phrase_print(phrase, words, text_string(&number), NULL, out);
	text_clear(&number);
	return true;
}

bool figure_print(const struct language *language,
	const struct figure_form *form, struct exact number, struct text *out)
{
	const struct exact one = {1, 1};
	int64_t steps = exact_round(number, form->scale, form->decimals);
	int64_t full = exact_round(one, form->scale, form->decimals);
	int beyond = exact_compare(number, one);

	if (form->cautious && steps == 0 && number.numerator > 0)
		return print_bound(language, form, PHRASE_LESS_THAN, 1, out);
	if (form->cautious && form->is_percent && steps == full && beyond != 0)
		return print_bound(language, form, PHRASE_MORE_THAN,
			beyond < 0 ? full - 1 : full, out);
	print_number(language, form, number, form->scale, out);
	return true;
}
