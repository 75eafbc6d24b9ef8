/* Exact numbers: the rounding of every printed figure rests on them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/exact.h"

#define MINUS "\xE2\x88\x92"

static struct exact ratio(int64_t a, int64_t b)
{
	struct exact out;

	assert_true(exact_ratio(exact_from_integer(a), exact_from_integer(b),
		&out));
	return out;
}

static void assert_prints(struct exact number, int64_t scale, int decimals,
	bool trim, const char *group, const char *expected)
{
	struct text out = {0};

	exact_print(number, scale, decimals, trim, group, &out);
	assert_string_equal(text_string(&out), expected);
	text_clear(&out);
}

static void assert_exact(struct exact number, int64_t numerator,
	int64_t denominator)
{
	assert_int_equal(number.numerator, numerator);
	assert_int_equal(number.denominator, denominator);
}

/* Rates as letters have printed them: of B cases A, in whole percent. */
static void test_published_rates(void **state)
{
	static const int rates[][3] = {
		{7, 8, 88}, {1, 8, 13}, {3, 8, 38}, {5, 8, 63}, {23, 40, 58},
		{133, 133, 100}, {1994, 2000, 100}, {1989, 2000, 99},
		{9, 10, 90}, {0, 1, 0}, {1, 1, 100}, {1, 2, 50}, {1, 3, 33},
		{2, 3, 67}, {1, 6, 17}, {5, 6, 83}, {1, 7, 14}, {6, 7, 86},
		{19, 22, 86}, {19, 23, 83}, {20, 29, 69}, {7, 9, 78},
		{31, 39, 79}, {28, 38, 74}, {119, 153, 78}, {2, 31, 6},
		{2, 19, 11}, {1, 19, 5}, {1, 200, 1}, {1, 201, 0},
		{199, 200, 100}, {198, 200, 99}, {197, 200, 99}, {6, 10, 60},
		{113, 200, 57}, {29, 200, 15}, {57, 200, 29}, {58, 200, 29},
		{115, 200, 58}, {201, 200, 101}, {11, 80, 14}, {13, 80, 16},
		{33, 40, 83}, {37, 40, 93}, {39, 40, 98}, {1, 40, 3},
		{1, 16, 6}, {15, 16, 94}, {9, 16, 56}, {11, 16, 69},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++)
		assert_int_equal(exact_round(ratio(rates[i][0], rates[i][1]),
			100, 0), rates[i][2]);
}

/* Every rate of up to 250 cases, against whole-number arithmetic. */
static void test_every_small_rate(void **state)
{
	(void)state;
	for (int64_t base = 1; base <= 250; base++)
		for (int64_t count = 0; count <= base; count++) {
			struct exact rate = ratio(count, base);

			assert_int_equal(exact_round(rate, 100, 0),
				(200 * count + base) / (2 * base));
			assert_int_equal(exact_round(rate, 100, 1),
				(2000 * count + base) / (2 * base));
		}
}

static void test_rounds_half_towards_plus_infinity(void **state)
{
	(void)state;
	assert_int_equal(exact_round(ratio(1, 2), 1, 0), 1);
	assert_int_equal(exact_round(ratio(-1, 2), 1, 0), 0);
	assert_int_equal(exact_round(ratio(-3, 2), 1, 0), -1);
	assert_int_equal(exact_round(ratio(-16, 10), 1, 0), -2);
	assert_int_equal(exact_round(ratio(-1, 8), 100, 0), -12);
	assert_int_equal(exact_round(ratio(-126, 1000), 100, 0), -13);
	assert_int_equal(exact_round(ratio(1, 3), 1, 6), 333333);
	assert_int_equal(exact_round(exact_from_integer(-7), 100, 0), -700);
	/* 0.285 and 1.005 are no doubles; a double would round them down */
	assert_int_equal(exact_round(ratio(57, 200), 100, 0), 29);
	assert_int_equal(exact_round(ratio(201, 200), 1, 2), 101);
}

static void test_prints(void **state)
{
	(void)state;
	assert_prints(ratio(23, 40), 100, 0, true, ",", "58");
	assert_prints(ratio(23, 40), 100, 1, true, ",", "57.5");
	assert_prints(ratio(3, 5), 100, 2, true, ",", "60");
	assert_prints(ratio(3, 5), 100, 2, false, ",", "60.00");
	assert_prints(ratio(1, 8), 100, 2, true, ",", "12.5");
	assert_prints(ratio(1, 1000), 1, 2, true, ",", "0");
	assert_prints(ratio(1, 1000), 1, 2, false, ",", "0.00");
	assert_prints(ratio(1, 200), 1, 2, true, ",", "0.01");
	assert_prints(ratio(7, 100000), 100000, 1, true, ",", "7");
	assert_prints(ratio(13, 277705), 100000, 1, true, ",", "4.7");
	assert_prints(exact_from_integer(0), 100, 6, true, ",", "0");
	assert_prints(exact_from_integer(10), 1, 0, true, ",", "10");
	assert_prints(exact_from_integer(100), 1, 1, true, ",", "100");
}

static void test_prints_groups(void **state)
{
	(void)state;
	assert_prints(exact_from_integer(999), 1, 0, true, ",", "999");
	assert_prints(exact_from_integer(1000), 1, 0, true, ",", "1,000");
	assert_prints(exact_from_integer(1000), 1, 0, true, NULL, "1000");
	assert_prints(exact_from_integer(100000), 1, 0, true, " ", "100 000");
	assert_prints(exact_from_integer(1234567), 1, 2, false, ",",
		"1,234,567.00");
	assert_prints(ratio(12345678, 1000), 1, 3, true, ",", "12,345.678");
}

static void test_prints_negatives(void **state)
{
	(void)state;
	assert_prints(exact_from_integer(-1234), 1, 0, true, ",",
		MINUS "1,234");
	assert_prints(ratio(-13, 4), 1, 2, true, ",", MINUS "3.25");
	assert_prints(ratio(-1, 100), 1, 1, false, ",", "0.0"); /* no -0.0 */
	assert_prints(ratio(-1, 2), 1, 0, true, ",", "0");
	assert_prints(ratio(-5, 100), 1, 2, true, ",", MINUS "0.05");
}

static void test_prints_beyond_64_bits(void **state)
{
	(void)state;
	assert_prints(exact_from_integer(1000000000000000), 1, 9, true, ",",
		"1,000,000,000,000,000");
	assert_prints(exact_from_integer(1000000000000000), 100000, 2, false,
		NULL, "100000000000000000000.00");
	assert_prints(exact_from_integer(INT64_MAX), 1, 0, true, NULL,
		"9223372036854775807");
	assert_prints(exact_from_integer(INT64_MIN), 1, 0, true, NULL,
		MINUS "9223372036854775808");
	assert_prints(exact_from_integer(INT64_MAX), EXACT_SCALE_LIMIT, 9,
		true, NULL, "9223372036854775807000000000");
	assert_true(exact_round(exact_from_integer(INT64_MAX), 100, 6) ==
		INT64_MAX);
	assert_true(exact_round(exact_from_integer(INT64_MIN), 100, 6) ==
		INT64_MIN);
}

static void test_from_double(void **state)
{
	static const struct {
		double number;
		int64_t numerator, denominator;
	} cases[] = {
		{0, 0, 1}, {-0.0, 0, 1}, {1, 1, 1}, {-3, -3, 1}, {12.5, 25, 2},
		{0.1, 1, 10}, {0.1 + 0.2, 3, 10}, {57.5, 115, 2},
		{0.575 * 100, 115, 2}, {1.005, 201, 200}, {-2.675, -107, 40},
		{1e15, 1000000000000000, 1}, {1400, 1400, 1},
		{1.0 / 3, 333333333, 1000000000}, {1e-9, 1, 1000000000},
		{1e-10, 0, 1}, {123456789.123, 123456789123, 1000},
		{99999999999999.5, 199999999999999, 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct exact out;

		assert_true(exact_from_double(cases[i].number, &out));
		assert_exact(out, cases[i].numerator, cases[i].denominator);
	}
}

/* Every decimal of up to 15 digits, 9 of them behind the point. */
static void test_every_decimal_from_double(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		int64_t scale = 1, digits;
		struct exact out;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		digits = (int64_t)((seed >> 20) % 1000000000000000u);
		for (int j = (int)(seed >> 60); j > 0; j--)
			digits /= 10;
		for (int j = i % 10; j > 0; j--)
			scale *= 10;
		assert_true(exact_from_double(
			(double)digits / (double)scale, &out));
		assert_true(exact_compare(out, ratio(digits, scale)) == 0);
	}
}

static void test_from_double_refuses(void **state)
{
	struct exact out;

	(void)state;
	assert_false(exact_from_double(NAN, &out));
	assert_false(exact_from_double(INFINITY, &out));
	assert_false(exact_from_double(-INFINITY, &out));
	assert_false(exact_from_double(1.1e15, &out));
	assert_false(exact_from_double(-1e300, &out));
}

/* What is parsed from a cell comes back from the database's double. */
static void test_double_agrees_with_parse(void **state)
{
	static const char *const numbers[] = {"0.1", "0.7", "2.675", "33.3",
		"99.95", "1234.56", "0.001", "98765.4321", "4.7", "57.5",
		"123456.789012", "-17.25", "0.000001"};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct exact parsed, read;

		assert_true(exact_parse(numbers[i], &parsed));
		assert_true(exact_from_double(exact_double(parsed), &read));
		assert_int_equal(exact_compare(parsed, read), 0);
	}
}

static void test_parse(void **state)
{
	struct exact out;

	(void)state;
	assert_true(exact_parse("12", &out));
	assert_exact(out, 12, 1);
	assert_true(exact_parse("-3.25", &out));
	assert_exact(out, -13, 4);
	assert_true(exact_parse("+7", &out));
	assert_exact(out, 7, 1);
	assert_true(exact_parse("1,234.5", &out));
	assert_exact(out, 2469, 2);
	assert_true(exact_parse("1,234,567", &out));
	assert_exact(out, 1234567, 1);
	assert_true(exact_parse("-0", &out));
	assert_exact(out, 0, 1);
	assert_true(exact_parse("0.50", &out));
	assert_exact(out, 1, 2);
	assert_true(exact_parse("999999999999999", &out));
	assert_exact(out, 999999999999999, 1);
}

static void test_parse_refuses(void **state)
{
	static const char *const wrong[] = {"", "-", "+", ".", "-.", ".5", "5.",
		"1.2.3", "--1", "+-1", "1,", ",1", "12,34", "1234,567",
		"1,2345", "1,,234", "1,234,56", "1.234,5", "1 234", " 1", "1 ",
		"1e5", "0x10", "inf", "nan", "12%", "n/a", "1.", "1-",
		"1234567890123456", "0.1234567891", "\xD9\xA1",
		MINUS "1", "1,23.4"};
	struct exact out;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (exact_parse(wrong[i], &out))
			fail_msg("'%s' was taken for a number", wrong[i]);
}

static void test_ratio(void **state)
{
	struct exact out;

	(void)state;
	assert_exact(ratio(6, 10), 3, 5);
	assert_exact(ratio(-6, 10), -3, 5);
	assert_exact(ratio(6, -10), -3, 5);
	assert_exact(ratio(-6, -10), 3, 5);
	assert_exact(ratio(0, -4), 0, 1);
	assert_false(exact_ratio(ratio(1, 2), exact_from_integer(0), &out));
	assert_false(exact_ratio(exact_from_integer(INT64_MAX), ratio(1, 2),
		&out));
	assert_true(exact_ratio(exact_from_integer(INT64_MAX),
		exact_from_integer(INT64_MAX), &out));
	assert_exact(out, 1, 1);
	assert_true(exact_ratio(ratio(INT64_MAX, 2), ratio(INT64_MAX, 4),
		&out));
	assert_exact(out, 2, 1);
}

static void test_add(void **state)
{
	struct exact sum = exact_from_integer(0), out;

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_true(exact_add(sum, ratio(1, 10), &sum));
	assert_exact(sum, 100, 1);
	assert_true(exact_add(ratio(1, 2), ratio(-1, 3), &out));
	assert_exact(out, 1, 6);
	assert_false(exact_add(exact_from_integer(INT64_MAX),
		exact_from_integer(1), &out));
	assert_false(exact_add(ratio(1, 4000000007), ratio(1, 4000000009),
		&out));
}

static void test_compare(void **state)
{
	(void)state;
	assert_int_equal(exact_compare(ratio(1, 3), ratio(2, 6)), 0);
	assert_int_equal(exact_compare(ratio(1, 3), ratio(1, 2)), -1);
	assert_int_equal(exact_compare(ratio(-1, 3), ratio(-1, 2)), 1);
	assert_int_equal(exact_compare(ratio(INT64_MAX, 2),
		ratio(INT64_MAX - 1, 2)), 1);
	assert_int_equal(exact_compare(ratio(INT64_MAX - 1, INT64_MAX),
		exact_from_integer(1)), -1);
	assert_true(exact_is_integer(ratio(4, 2)));
	assert_false(exact_is_integer(ratio(3, 2)));
	assert_true(exact_double(ratio(-3, 4)) == -0.75);
}

static void assert_expands(struct exact number, const char *expected)
{
	struct text out = {0};

	exact_expand(number, &out);
	assert_string_equal(text_string(&out), expected);
	text_clear(&out);
}

static void test_expands(void **state)
{
	(void)state;
	assert_expands(ratio(6, 10), "0.6");
	assert_expands(exact_from_integer(1400), "1400");
	assert_expands(ratio(1234, 2200), "0.560909090...");
	assert_expands(ratio(2, 3), "0.666666666...");
	assert_expands(ratio(-9, 8), MINUS "1.125");
	assert_expands(ratio(1, 1000000000), "0.000000001");
	assert_expands(ratio(1, INT64_MAX), "0.000000000...");
	assert_expands(exact_from_integer(INT64_MAX), "9223372036854775807");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_rates),
		cmocka_unit_test(test_every_small_rate),
		cmocka_unit_test(test_rounds_half_towards_plus_infinity),
		cmocka_unit_test(test_prints),
		cmocka_unit_test(test_prints_groups),
		cmocka_unit_test(test_prints_negatives),
		cmocka_unit_test(test_prints_beyond_64_bits),
		cmocka_unit_test(test_from_double),
		cmocka_unit_test(test_every_decimal_from_double),
		cmocka_unit_test(test_from_double_refuses),
		cmocka_unit_test(test_double_agrees_with_parse),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_expands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
