/* Which blanks hold together what stands beside them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "lines/tie.h"

/* At the '|', which stands where a line would begin. */
static enum tie tie_in(const char *lang, const char *marked)
{
	char text[100];
	size_t offset = strcspn(marked, "|");

	assert_true(strlen(marked) < sizeof(text));
	memcpy(text, marked, offset);
	strcpy(text + offset, marked + offset + 1);
	return tie_at(tie_rules(lang), text, strlen(text), offset);
}

static void test_strong(void **state)
{
	static const char *const texts[] = {"on 31 |March 2024", "1st |April",
		"March |31, 2024", "to Mrs |Danks", "(Dr. |\xC3\x89t\xC3\xA9)",
		"\xE2\x80\x9CMr |Lee\xE2\x80\x9D", "about 1,400 |people",
		"12 |km", "\xC2\xA7 |5", "\xC2\xA3 |5", "60 |%",
		"20 |\xC2\xB0" "C", "page |3", "Section |12", "in section |B.",
		"no. |9",
		"\xC2\xA3" "3.5 |million,", "10 |a.m.", "J. |R. Hart",
		"J. R. |Hart", "J.R. |Hart", "60 |per cent",
		"3 |MB", "so |\xE2\x80\x93 it"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(tie_in("en-GB", texts[i]), TIE_STRONG);
}

static void test_weak(void **state)
{
	static const char *const texts[] = {"Stow-|on", "6 |of", "March |2024",
		"We |regret", "A |council", "Mrs |or", "10 |Downing"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(tie_in("en", texts[i]), TIE_WEAK);
}

static void test_none(void **state)
{
	static const char *const texts[] = {"in 2020 |nobody", "of 10. |so",
		"10, |and", "the |people", "Danks |Mrs", "page |of",
		"Many |people", "last |", "31 |", "( |x", "60% |of",
		"misc. |things", "so \xE2\x80\x93 |it"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(tie_in("en", texts[i]), TIE_NOT);
}

/* What is no word of a language holds in all. */
static void test_other_language(void **state)
{
	(void)state;
	assert_int_equal(tie_in("xx", "12 |km"), TIE_STRONG);
	assert_int_equal(tie_in("xx", "\xE2\x82\xAC |5"), TIE_STRONG);
	assert_int_equal(tie_in("xx", "J. |Hart"), TIE_STRONG);
	assert_int_equal(tie_in("xx", "31 |March"), TIE_WEAK);
	assert_int_equal(tie_in("xx", "seite |3"), TIE_NOT);
	assert_int_equal(tie_in("end", "31 |March"), TIE_WEAK);
	assert_int_equal(tie_in("en", "31 |March"), TIE_STRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strong), cmocka_unit_test(test_weak),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_other_language)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
