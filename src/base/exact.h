/*
 * Exact numbers: what letters print is rounded once, half up, from the exact
 * ratio of two decimals, never from a double. 23 of 40 is 57.5% exactly and
 * prints as 58%, which a double (57.49999...) would print as 57%.
 *
 *	struct exact rate = exact_ratio(upheld, investigated);
 *	exact_print(rate, 100, 0, out);		"58"
 */
#ifndef BASE_EXACT_H
#define BASE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* numerator / denominator in lowest terms; denominator >= 1. */
struct exact {
	int64_t numerator;
	int64_t denominator;
};

struct exact exact_from_integer(int64_t number);
/*
 * The decimal that a double stands for: the shortest that agrees with it to
 * 15 digits (12.5 is 25/2, 0.1 is 1/10), rounded to 9 decimals. False when it
 * is not finite or past 1e15.
 */
bool exact_from_double(double number, struct exact *out) MUST_CHECK;
/* "12", "-3.25", "1,234.5" wholly; false for anything else. */
bool exact_parse(const char *string, struct exact *out) MUST_CHECK;
/* a + b; false when the terms outgrow 64 bits. */
bool exact_add(struct exact a, struct exact b, struct exact *out) MUST_CHECK;
/* a / b; false when b is 0 or the terms outgrow 64 bits. */
bool exact_ratio(struct exact a, struct exact b, struct exact *out) MUST_CHECK;
/* -1, 0, 1 as a is less than, equal to, greater than b. */
int exact_compare(struct exact a, struct exact b);
double exact_double(struct exact number);
bool exact_is_integer(struct exact number);

#define EXACT_SCALE_LIMIT 1000000000
/*
 * number * scale (1 to the limit) to `decimals` (0 to 9) places, half up
 * (towards plus infinity), as an integer of that many decimals: 0.575, 100,
 * 0 -> 58. Past 64 bits it is the nearest that fits.
 */
int64_t exact_round(struct exact number, int64_t scale, int decimals);

#define EXACT_DIGITS 40 /* 2^127 has 39 */
struct exact_digits {
	char last_first[EXACT_DIGITS]; /* '0' to '9' */
	int count;
	int decimals; /* how many of them stand behind the point, not all */
	bool is_negative;
};

/*
 * The same in digits, whatever its size. Trailing zero decimals are dropped
 * when `trim`.
 */
void exact_digits(struct exact number, int64_t scale, int decimals, bool trim,
	struct exact_digits *out);
/*
 * The same as text. Digits in groups of three when `group` is not NULL ("," or
 * a space), from 1,000 on.
 */
void exact_print(struct exact number, int64_t scale, int decimals, bool trim,
	const char *group, struct text *out);
/* Not rounded but cut after 9 decimals: "6", "0.6", "0.560909090..." */
void exact_expand(struct exact number, struct text *out);

#endif
