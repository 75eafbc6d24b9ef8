/* Parting words by the patterns of British English. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "lines/hyphens.h"

static struct hyphens *hyphens;

static void check(const char *word, const char *wanted)
{
	bool marks[HYPHENS_WORD + 1];
	struct text parted = {0};

	hyphens_mark(hyphens, word, strlen(word), marks);
	for (size_t i = 0; word[i] != '\0'; i++) {
		if (strlen(word) <= HYPHENS_WORD && marks[i])
			text_add_char(&parted, '-');
		text_add_char(&parted, word[i]);
	}
	assert_string_equal(text_string(&parted), wanted);
	text_clear(&parted);
}

static void test_words(void **state)
{
	(void)state;
	check("recommendation", "re-com-mend-a-tion");
	check("Recommendation", "Re-com-mend-a-tion");
	check("letter", "let-ter");
	check("only", "only");
	check("a", "a");
	check("caf\xC3\xA9s", "caf\xC3\xA9s");
}

static void test_long_word(void **state)
{
	static const char word[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"tionationationationationation";

	(void)state;
	assert_true(strlen(word) > HYPHENS_WORD);
	hyphens_mark(hyphens, word, HYPHENS_WORD,
		(bool[HYPHENS_WORD]){false});
}

static int set_up(void **state)
{
	struct report report = {0};

	(void)state;
	return hyphens_load("/usr/share/hyphen/hyph_en_GB.dic",
		       (struct place){0}, &hyphens, &report) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	hyphens_free(hyphens);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_words),
		cmocka_unit_test(test_long_word)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
