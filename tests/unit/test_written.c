/* What is written again, and how much of it is kept. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "pdf/written.h"

#define MEMORY 10000

/* Of 20 to 60 bytes, none like another. */
static size_t print(unsigned long serial, char *line, size_t room)
{
	return (size_t)snprintf(line, room, "[(line %lu)]TJ%*s", serial,
		10 + (int)(serial * 7 % 30), "");
}

static void keep(struct written *written, unsigned long serial)
{
	char line[80];

	written_keep(written, serial, line, print(serial, line, sizeof(line)));
}

/* What is known is what was kept. */
static bool knows(const struct written *written, unsigned long serial)
{
	struct text out = {0};
	char line[80];
	size_t length = print(serial, line, sizeof(line));
	bool is_known;

	text_add(&out, "q ");
	is_known = written_again(written, serial, &out);
	if (is_known) {
		assert_int_equal(out.length, 2 + length);
		assert_memory_equal(out.data + 2, line, length);
	} else {
		assert_string_equal(out.data, "q ");
	}
	text_clear(&out);
	return is_known;
}

static void test_gives_what_was_kept(void **state)
{
	struct written *written = written_new(MEMORY);

	(void)state;
	for (unsigned long serial = 1; serial <= 100; serial++) {
		assert_false(knows(written, serial));
		keep(written, serial);
	}
	for (unsigned long serial = 1; serial <= 100; serial++)
		assert_true(knows(written, serial));
	assert_false(knows(written, 101));
	written_free(written);
}

/* The latest are known, and no memory grows. */
static void test_forgets_the_oldest(void **state)
{
	struct written *written = written_new(MEMORY);

	(void)state;
	for (unsigned long serial = 1; serial <= 5000; serial++) {
		unsigned long first = serial < 100 ? 1 : serial - 99;

		keep(written, serial);
		for (unsigned long i = first; i <= serial; i++)
			assert_true(knows(written, i));
		if (serial > 500)
			assert_false(knows(written, serial - 500));
	}
	written_free(written);
}

static void test_too_long_is_not_kept(void **state)
{
	static const char bytes[MEMORY + 1];
	struct written *written = written_new(MEMORY);
	struct text out = {0};

	(void)state;
	keep(written, 1);
	written_keep(written, 2, bytes, MEMORY + 1);
	assert_false(written_again(written, 2, &out));
	assert_true(knows(written, 1));
	written_keep(written, 3, bytes, MEMORY);
	assert_true(written_again(written, 3, &out));
	assert_int_equal(out.length, MEMORY);
	assert_false(knows(written, 1));
	text_clear(&out);
	written_free(written);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gives_what_was_kept),
		cmocka_unit_test(test_forgets_the_oldest),
		cmocka_unit_test(test_too_long_is_not_kept)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
