/* Contrast ratios, against values that WCAG's own formula is known by. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "batch/contrast.h"

static struct colour grey(int byte)
{
	return (struct colour){byte / 255.0, byte / 255.0, byte / 255.0};
}

static void ratios(void **state)
{
	(void)state;
	assert_float_equal(contrast_on_white(grey(255)), 1, 1e-9);
	assert_float_equal(contrast_on_white(grey(0)), 21, 1e-9);
	/* 767676 is the lightest grey of 4.5:1, 949494 that of 3:1 */
	assert_true(contrast_on_white(grey(0x76)) >= 4.5);
	assert_true(contrast_on_white(grey(0x77)) < 4.5);
	assert_true(contrast_on_white(grey(0x94)) >= 3);
	assert_true(contrast_on_white(grey(0x95)) < 3);
	assert_float_equal(contrast_on_white((struct colour){1, 0, 0}), 3.998,
		0.001);
	assert_float_equal(contrast_on_white((struct colour){0, 0, 1}), 8.592,
		0.001);
}

static void darker(void **state)
{
	const struct colour orange = {1, 0x88 / 255.0, 0};
	struct colour found;

	(void)state;
	found = contrast_darken(grey(255), 4.5);
	assert_float_equal(found.red * 255, 0x76, 1e-6);
	found = contrast_darken(orange, 4.5);
	assert_true(contrast_on_white(found) >= 4.5);
	assert_true(contrast_on_white(found) < 4.6);
	assert_true(found.red > found.green && found.green > found.blue);
	found = contrast_darken(grey(0x20), 4.5);
	assert_float_equal(found.red * 255, 0x20, 1e-6);
	found = contrast_darken(grey(255), 21);
	assert_float_equal(found.red, 0, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ratios),
		cmocka_unit_test(darker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
