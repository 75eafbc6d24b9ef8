/* Cells of CSV that we write. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/csv_cell.h"

static void quotes_what_needs_it(void **state)
{
	static const struct {
		const char *cell, *written;
		char after;
	} cases[] = {
		{"Stockton-on-Tees", "Stockton-on-Tees,", ','},
		{"", ",", ','},
		{"Brighton, City of", "\"Brighton, City of\",", ','},
		{"the \"Royal\" borough", "\"the \"\"Royal\"\" borough\"\n",
			'\n'},
		{"\"", "\"\"\"\",", ','},
		{"two\nlines", "\"two\nlines\",", ','},
		{"return\r", "\"return\r\",", ','},
		{" led", "\" led\",", ','},
		{"trailed ", "\"trailed \",", ','},
		{"in between", "in between,", ','},
		{"a;b", "\"a;b\",", ','},
		{"a,b", "\"a,b\";", ';'},
		{"a:b", "\"a:b\":", ':'},
		{"a:b", "a:b,", ','},
		{"=1+1", "=1+1,", ','},
		{"\xC3\xA9t\xC3\xA9", "\xC3\xA9t\xC3\xA9\n", '\n'},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text out = {0};

		text_add(&out, "before|");
		csv_cell(&out, cases[i].cell, cases[i].after);
		assert_string_equal(text_string(&out) + 7, cases[i].written);
		text_clear(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_what_needs_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
