/* What a letter was made of, compared. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "batch/inputs.h"

static const char before[] = "name\tAsh\nrate\t50%\nrate, exactly\t50.0%\t1/2\n"
			     "row\tline 2\taa\nold\tx\n";
static const char now[] = "name\tAsh\nrate\t60%\nrate, exactly\t60.0%\t3/5\n"
			  "row\tline 2\tbb\nnew\ty\n";

static void tells_what_differs(void **state)
{
	struct text told = {0};

	(void)state;
	inputs_compare(before, before, &told);
	assert_int_equal(told.length, 0);
	inputs_compare(before, now, &told);
	assert_string_equal(text_string(&told), "rate '50%' -> '60%', "
		"row changed, new is new: 'y', old 'x' is gone");
	text_clear(&told);
}

static void gives_changes_one_by_one(void **state)
{
	struct arena arena = {0};
	size_t count;
	const struct input_change *changes =
		inputs_changes(before, now, &arena, &count);

	(void)state;
	assert_int_equal(count, 4);
	assert_string_equal(changes[0].name, "rate");
	assert_string_equal(changes[0].before, "50%");
	assert_string_equal(changes[0].now, "60%");
	assert_string_equal(changes[1].before, changes[1].now);
	assert_null(changes[2].before);
	assert_string_equal(changes[3].name, "old");
	assert_null(changes[3].now);
	arena_clear(&arena);
}

/* A detail is told where the thing itself is not, be it named in a value. */
static void tells_details(void **state)
{
	struct text told = {0};

	(void)state;
	inputs_compare("a\t1\nrate, exactly\t1\n",
		"a\tsee rate here\nrate, exactly\t2\n", &told);
	assert_string_equal(text_string(&told),
		"a '1' -> 'see rate here', rate, exactly '1' -> '2'");
	text_clear(&told);
}

static void finds_a_line(void **state)
{
	struct arena arena = {0};
	const char *value, *secret;

	(void)state;
	assert_true(inputs_find(now, "rate", &arena, &value, &secret));
	assert_string_equal(value, "60%");
	assert_null(secret);
	assert_true(inputs_find(now, "rate, exactly", &arena, &value,
		&secret));
	assert_string_equal(value, "60.0%");
	assert_string_equal(secret, "3/5");
	assert_false(inputs_find(now, "rat", &arena, &value, &secret));
	assert_false(inputs_find("", "rate", &arena, &value, &secret));
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_differs),
		cmocka_unit_test(gives_changes_one_by_one),
		cmocka_unit_test(tells_details),
		cmocka_unit_test(finds_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
