/* Texts that several rows have in common, told in the order of rows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "batch/repeats.h"

static void note(void *context, int64_t first, int64_t row)
{
	text_printf(context, "%d like %d, ", (int)row, (int)first);
}

/* Row by row from 1. */
static void assert_told(const char *const *texts, size_t count,
	const char *wanted)
{
	struct repeats repeats = {0};
	struct text told = {0};

	for (size_t i = 0; i < count; i++)
		repeats_add(&repeats, texts[i], (int64_t)i + 1);
	repeats_tell(&repeats, note, &told);
	assert_string_equal(text_string(&told), wanted);
	text_clear(&told);
}

static void tells_further_rows(void **state)
{
	static const char *const texts[] = {"b", "a", "", "a", "A", "b", "",
		"b"};

	(void)state;
	assert_told(texts, 8, "4 like 2, 6 like 1, 7 like 3, 8 like 1, ");
	assert_told(texts, 3, "");
	assert_told(texts, 0, "");
}

/* Against each text compared with all before it. */
static void finds_them_among_many(void **state)
{
	enum { MANY = 3000 };
	static char names[MANY][8];
	const char *texts[MANY];
	struct text wanted = {0};
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		seed = seed * 1664525 + 1013904223;
		snprintf(names[i], sizeof(names[i]), "%u", seed >> 20);
		texts[i] = names[i];
		for (int j = 0; j < i; j++)
			if (strcmp(names[j], names[i]) == 0) {
				note(&wanted, j + 1, i + 1);
				break;
			}
	}
	assert_true(wanted.length > 1000);
	assert_told(texts, MANY, text_string(&wanted));
	text_clear(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_further_rows),
		cmocka_unit_test(finds_them_among_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
