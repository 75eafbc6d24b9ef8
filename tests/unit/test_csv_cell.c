/* Cells of CSV that we write. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

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

static void reads_back_what_it_wrote(void **state)
{
	static const char *const cells[] = {"", "plain", "a,b", "\"", "\"\"",
		"two\nlines", " led", "trailed ", "a;b", ",", "caf\xC3\xA9"};
	struct text out = {0}, cell = {0};
	const char *at, *end;
	char after;

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		csv_cell(&out, cells[i], i % 3 == 2 ? '\n' : ',');
	at = text_string(&out);
	end = at + out.length;
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		assert_true(csv_cell_read(&at, end, ',', &cell, &after));
		assert_string_equal(text_string(&cell), cells[i]);
		assert_int_equal(after, i % 3 == 2 ? '\n' : ',');
	}
	assert_ptr_equal(at, end);
	assert_false(csv_cell_read(&at, end, ',', &cell, &after));
	text_clear(&out);
	text_clear(&cell);
}

static void refuses_stray_quotes(void **state)
{
	static const char *const wrong[] = {"\"open", "\"a\"b,", "a\"b,",
		"\"a\" ,"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		const char *at = wrong[i], *end = at + strlen(at);
		struct text cell = {0};
		char after;

		assert_false(csv_cell_read(&at, end, ',', &cell, &after));
		assert_ptr_equal(at, wrong[i]);
		text_clear(&cell);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_what_needs_it),
		cmocka_unit_test(reads_back_what_it_wrote),
		cmocka_unit_test(refuses_stray_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
