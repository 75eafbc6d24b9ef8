/* Exact numbers, in 64-bit terms with 128-bit steps between; see exact.h. */
#include "base/exact.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\xE2\x88\x92" /* U+2212 */

__extension__ typedef __int128 wide;

static wide wide_abs(wide a)
{
	return a < 0 ? -a : a;
}

/* Most terms fit 64 bits, where a division is no call. b > 0. */
static inline wide quotient(wide a, wide b)
{
	if (a == (int64_t)a && b == (int64_t)b)
		return (int64_t)a / (int64_t)b;
	return a / b;
}

static inline wide rest_of(wide a, wide b)
{
	return a - quotient(a, b) * b;
}

/* Neither is negative. */
static wide common_divisor(wide a, wide b)
{
	uint64_t small_a, small_b;

	while (b > UINT64_MAX || (b != 0 && a > UINT64_MAX)) {
		wide rest = a % b;

		a = b;
		b = rest;
	}
	if (b == 0)
		return a;
	small_a = (uint64_t)a;
	small_b = (uint64_t)b;
	while (small_b != 0) {
		uint64_t rest = small_a % small_b;

		small_a = small_b;
		small_b = rest;
	}
	return small_a;
}

/* Lowest terms; false when they do not fit 64 bits. */
static bool reduce(wide numerator, wide denominator, struct exact *out)
{
	wide divisor;

	if (denominator < 0) {
		numerator = -numerator;
		denominator = -denominator;
	}
	divisor = common_divisor(wide_abs(numerator), denominator);
	numerator = quotient(numerator, divisor);
	denominator = quotient(denominator, divisor);
	if (wide_abs(numerator) > INT64_MAX || denominator > INT64_MAX)
		return false;
	*out = (struct exact){(int64_t)numerator, (int64_t)denominator};
	return true;
}

struct exact exact_from_integer(int64_t number)
{
	return (struct exact){number, 1};
}

bool exact_parse(const char *string, struct exact *out)
{
	const char *at = string + (*string == '-' || *string == '+');
	wide number = 0, scale = 1;
	int digits = 0, decimals = 0, group = -1;

	for (; *at != '\0' && *at != '.'; at++) {
		if (*at == ',') {
			/* the first group has 1 to 3 digits, others just 3 */
			if (digits == 0 || (group < 0 ? digits > 3
						      : group != 3))
				return false;
			group = 0;
			continue;
		}
		if (*at < '0' || *at > '9' || ++digits > 15)
			return false;
		number = 10 * number + (*at - '0');
		group += group >= 0;
	}
	if (group >= 0 && group != 3)
		return false;
	if (*at == '.') {
		for (at++; *at >= '0' && *at <= '9'; at++, decimals++) {
			if (decimals == 9 || digits + decimals >= 18)
				return false;
			number = 10 * number + (*at - '0');
			scale *= 10;
		}
		if (decimals == 0 || *at != '\0')
			return false;
	}
	if (digits == 0)
		return false;
	return reduce(*string == '-' ? -number : number, scale, out);
}

/* Does a decimal next to a number lose nothing of 15 digits? */
static bool is_close(double decimal, double magnitude)
{
	return fabs(decimal - magnitude) <= magnitude * 5e-16;
}

/*
 * The fewest decimals that lose nothing, without printing any. Below 1e14 the
 * whole number and the power of ten are exact, and so their quotient is the
 * double next to the decimal; it alone can be close.
 */
static bool find_decimal(double magnitude, int64_t *digits, int64_t *scale,
	int *decimals)
{
	for (*scale = 1; *decimals <= 9; *scale *= 10, ++*decimals) {
		double whole = magnitude * (double)*scale;

		if (whole >= 1e14)
			return false;
		*digits = llround(whole);
		if (is_close((double)*digits / (double)*scale, magnitude))
			return true;
	}
	*decimals = 9;
	return false;
}

bool exact_from_double(double number, struct exact *out)
{
	double magnitude = fabs(number);
	wide digits = 0, scale = 1;
	bool past_point = false;
	int64_t near, unit;
	char shown[64];
	int decimals = 0;

	if (!isfinite(number) || magnitude > 1e15)
		return false;
	if (floor(number) == number) {
		*out = exact_from_integer((int64_t)number);
		return true;
	}
	if (find_decimal(magnitude, &near, &unit, &decimals))
		return reduce(number < 0 ? -near : near, unit, out);
	do
		snprintf(shown, sizeof(shown), "%.*f", decimals, magnitude);
	while (!is_close(strtod(shown, NULL), magnitude) && decimals++ < 9);
	for (const char *c = shown; *c != '\0'; c++) {
		if (*c == '.') {
			past_point = true;
			continue;
		}
		digits = 10 * digits + (*c - '0');
		scale *= past_point ? 10 : 1;
	}
	return reduce(number < 0 ? -digits : digits, scale, out);
}

bool exact_ratio(struct exact a, struct exact b, struct exact *out)
{
	if (b.numerator == 0)
		return false;
	return reduce((wide)a.numerator * b.denominator,
		(wide)a.denominator * b.numerator, out);
}

int exact_compare(struct exact a, struct exact b)
{
	wide left = (wide)a.numerator * b.denominator;
	wide right = (wide)b.numerator * a.denominator;

	return (left > right) - (left < right);
}

double exact_double(struct exact number)
{
	return (double)number.numerator / (double)number.denominator;
}

bool exact_add(struct exact a, struct exact b, struct exact *out)
{
	wide left = (wide)a.numerator * b.denominator;
	wide right = (wide)b.numerator * a.denominator;

	return reduce(left + right, (wide)a.denominator * b.denominator, out);
}

bool exact_is_integer(struct exact number)
{
	return number.denominator == 1;
}

/* floor((2 top + bottom) / (2 bottom)), for negative numbers too. */
static wide round_half_up(struct exact number, int64_t scale, int decimals)
{
	static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 1000000000};
	wide top = (wide)number.numerator * scale, bottom = number.denominator;
	wide rounded;

	assert(decimals >= 0 && decimals <= 9);
	assert(scale >= 1 && scale <= EXACT_SCALE_LIMIT);
	top *= powers[decimals];
	if (bottom == 1)
		return top;
	top = 2 * top + bottom;
	bottom *= 2;
	rounded = quotient(top, bottom);
	return top < rounded * bottom ? rounded - 1 : rounded;
}

int64_t exact_round(struct exact number, int64_t scale, int decimals)
{
	wide rounded = round_half_up(number, scale, decimals);

	if (rounded > INT64_MAX)
		return INT64_MAX;
	if (rounded < INT64_MIN)
		return INT64_MIN;
	return (int64_t)rounded;
}

/* Of fractions with such a denominator, in lowest terms; INT_MAX: no end. */
static int decimals_of(int64_t denominator)
{
	int twos = 0, fives = 0;

	for (; denominator % 2 == 0; denominator /= 2)
		twos++;
	for (; denominator % 5 == 0; denominator /= 5)
		fives++;
	if (denominator != 1)
		return INT_MAX;
	return twos > fives ? twos : fives;
}

/* All but the trailing zeros of decimals, if `trim`. */
static void take_digits(uint64_t left, bool trim, struct exact_digits *out)
{
	for (; trim && out->decimals > 0 && left % 10 == 0; left /= 10)
		out->decimals--;
	do {
		out->last_first[out->count++] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0 || out->count <= out->decimals);
}

/* The same of what is past 64 bits. */
static void take_many_digits(wide left, bool trim, struct exact_digits *out)
{
	for (; trim && out->decimals > 0 && left % 10 == 0; left /= 10)
		out->decimals--;
	for (; left > 0; left /= 10)
		out->last_first[out->count++] = (char)('0' + (int)(left % 10));
}

void exact_digits(struct exact number, int64_t scale, int decimals, bool trim,
	struct exact_digits *out)
{
	wide rounded;

	/* Spares most numbers long divisions. */
	if (trim && decimals_of(number.denominator) < decimals)
		decimals = decimals_of(number.denominator);
	rounded = round_half_up(number, scale, decimals);
	out->is_negative = rounded < 0;
	out->decimals = decimals;
	out->count = 0;
	if (wide_abs(rounded) <= UINT64_MAX)
		take_digits((uint64_t)wide_abs(rounded), trim, out);
	else
		take_many_digits(wide_abs(rounded), trim, out);
}

void exact_print(struct exact number, int64_t scale, int decimals, bool trim,
	const char *group, struct text *out)
{
	struct exact_digits digits;

	exact_digits(number, scale, decimals, trim, &digits);
	if (digits.is_negative)
		text_add(out, MINUS);
	for (int i = digits.count; i-- > 0;) {
		text_add_char(out, digits.last_first[i]);
		if (i == digits.decimals && i > 0)
			text_add_char(out, '.');
		else if (group != NULL && i > digits.decimals &&
			(i - digits.decimals) % 3 == 0)
			text_add(out, group);
	}
}

/* Long division, as at school. */
void exact_expand(struct exact number, struct text *out)
{
	wide rest = wide_abs(number.numerator), bottom = number.denominator;

	if (number.numerator < 0)
		text_add(out, MINUS);
	text_add_whole(out, (uint64_t)quotient(rest, bottom));
	rest = rest_of(rest, bottom);
	if (rest != 0)
		text_add_char(out, '.');
	for (int i = 0; i < 9 && rest != 0; i++) {
		rest *= 10;
		text_add_char(out, (char)('0' + quotient(rest, bottom)));
		rest = rest_of(rest, bottom);
	}
	if (rest != 0)
		text_add(out, "...");
}
