/* What is parted comes back; values that are of another form are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

#include "output/packing.h"

#define DIGEST                                                                 \
	"4bb1d8f4901eca6f800d37a1241ff8fd93627896a67ef59879b6f04cd52a39a1"
#define CUT "4bb1d8f4901eca6f"

struct parts {
	struct text form, values, back;
};

static void part(struct parts *parts, const char *text)
{
	text_reset(&parts->form);
	text_reset(&parts->values);
	packing_part(text, &parts->form, &parts->values);
}

static bool join(struct parts *parts, size_t length)
{
	text_reset(&parts->back);
	return packing_join(&parts->form, text_string(&parts->values), length,
		&parts->back);
}

static void clear(struct parts *parts)
{
	text_clear(&parts->form);
	text_clear(&parts->values);
	text_clear(&parts->back);
}

static void assert_comes_back(const char *text, const char *as)
{
	struct parts parts = {0};

	part(&parts, text);
	assert_true(join(&parts, parts.values.length));
	assert_string_equal(text_string(&parts.back), as);
	clear(&parts);
}

static void comes_back(void **state)
{
	static const char *const texts[] = {"", "\n", "\t", "\t\t", "\n\n",
		"name", "name\t", "name\tvalue\n", "\t60%\t7\nname\tv\td\n",
		"a\tb\tc\td\n\n\te", "d\nv\n", "x\t\t\n", "a\t" DIGEST "\n",
		"a\tb\t" CUT "\n", "a\tb\t" CUT "0\n", "\ta\t" DIGEST "\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_comes_back(texts[i], texts[i]);
	assert_comes_back("\n\ta\t" DIGEST, "\n\ta\t" CUT);
	assert_comes_back("\nx\ta\t" DIGEST "\t" DIGEST "\ny\t1\n",
		"\nx\ta\t" CUT "\t" CUT "\ny\t1\n");
	/* No digest: a capital letter, a digit too many. */
	assert_comes_back("\nx\ta\t4BB1D8F4901ECA6F\n",
		"\nx\ta\t4BB1D8F4901ECA6F\n");
	assert_comes_back("\nx\ta\t" DIGEST "0\n", "\nx\ta\t" DIGEST "0\n");
}

static void tells_the_first_line_alone(void **state)
{
	struct parts parts = {0};
	struct text first = {0};

	(void)state;
	part(&parts, "\tElm\t60%\nname\tOak\nrow\tline 7\t" DIGEST "\n");
	assert_true(packing_join_first(&parts.form, parts.values.data,
		parts.values.length, &first));
	assert_string_equal(first.data, "\tElm\t60%");
	text_reset(&first);
	assert_false(packing_join_first(&parts.form, parts.values.data,
		strlen("Elm\t60"), &first)); /* its end is missing */
	/* No letter's form has a digest there: one that does was damaged. */
	text_reset(&parts.form);
	text_add(&parts.form, "\td\nname\tv\n");
	assert_false(packing_join_first(&parts.form, parts.values.data,
		parts.values.length, &first));
	text_clear(&first);
	clear(&parts);
}

static void has_a_form_in_common(void **state)
{
	struct parts a = {0}, b = {0};

	(void)state;
	part(&a, "\nname\tElm\nrow\tline 7\t" DIGEST "\n");
	part(&b, "\nname\tOak Hill\nrow\tline 12\t" CUT "\n");
	assert_string_equal(a.form.data, "\nname\tv\nrow\tv\td\n");
	assert_string_equal(b.form.data, a.form.data);
	assert_int_equal(a.values.length, strlen("Elm\tline 7\t") + 8);
	clear(&a);
	clear(&b);
}

static void leaves_out_what_a_ratio_comes_to(void **state)
{
	static const char *const texts[] = {
		"\na\t187.9100\t18791/100\n", "\na\t-5.0000%\t-1/20\n",
		"\na\t99,999,999,999,999,999,900.0000%\t999999999999999999/1\n",
		"\na\t1,250.0000 m\t1250/1\n", "\na\t0.0000%\t0/1",
		/* Kept in full: */
		"\na\t187.9101\t18791/100\n", "\na\t0.5000\t1/0\n",
		"\na\t0.5000\t1/-2\n", "\na\t0.5000\t1/2/3\n",
		"\na\t0.5000\t1/2\tx\n", "\na\t\t1/2\n",
		"\na\t9.0000\t9999999999999999999/1\n", "\na\t0.5000\t1/",
		"\ta\t0.5000\t1/2\n", "\na\t%\t1/2\n",
		"\na\t0.5000\t01/02\n", "\na\t0.5000\t+1/2\n",
	};
	struct parts parts = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_comes_back(texts[i], texts[i]);
	part(&parts, "\na\t12.5000%\t1/8\n");
	assert_string_equal(parts.form.data, "\na\tp%\tv\n");
	assert_string_equal(parts.values.data, "1/8\t");
	/* Of the same form: 0 is a percentage, too. */
	part(&parts, "\na\t0.0000%\t0/1\n");
	assert_string_equal(parts.form.data, "\na\tp%\tv\n");
	text_reset(&parts.values);
	text_add(&parts.values, "1/0\t");
	assert_false(join(&parts, parts.values.length));
	text_reset(&parts.values);
	text_add(&parts.values, "word\t");
	assert_false(join(&parts, parts.values.length));
	clear(&parts);
}

static void refuses_other_values(void **state)
{
	struct parts parts = {0};

	(void)state;
	part(&parts, "\nname\tElm\nrate\t12.5000%\t1/8\nrow\tline 7\t" DIGEST
		"\n");
	for (size_t length = 0; length < parts.values.length; length++) {
		/* Of just that size: ASan sees one byte more being read. */
		char *values = memory_strndup(parts.values.data, length);

		text_reset(&parts.back);
		values = memory_resize(values, length + (length == 0), 1);
		assert_false(packing_join(&parts.form, values, length,
			&parts.back));
		free(values);
	}
	text_add(&parts.values, "x");
	assert_false(join(&parts, parts.values.length));
	part(&parts, "\nname\tElm\n");
	text_reset(&parts.form);
	text_add(&parts.form, "\nname\t"); /* a form that is none */
	assert_false(join(&parts, parts.values.length));
	clear(&parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(tells_the_first_line_alone),
		cmocka_unit_test(has_a_form_in_common),
		cmocka_unit_test(leaves_out_what_a_ratio_comes_to),
		cmocka_unit_test(refuses_other_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
