/* What is squeezed is what libdeflate makes of it again, and as small. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "pdf/codes.h"
#include "pdf/squeeze.h"

#define KINDS 3
#define ROOM  200000
#define WINDOW 32768 /* bytes that a match may reach back */

static const enum squeeze_kind kinds[KINDS] = {SQUEEZE_CONTENT, SQUEEZE_WORDS,
	SQUEEZE_ROWS};

struct fixture {
	struct squeezer *squeezer;
	struct libdeflate_decompressor *inflater;
	unsigned char bytes[ROOM], again[ROOM];
	uint32_t seed;
};

static int set_up(void **state)
{
	struct fixture *f = memory_new(sizeof(*f));

	f->squeezer = squeezer_new();
	f->inflater = libdeflate_alloc_decompressor();
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	squeezer_free(f->squeezer);
	squeezer_free(NULL);
	libdeflate_free_decompressor(f->inflater);
	free(f);
	return 0;
}

static unsigned draw(struct fixture *f, unsigned below)
{
	f->seed = f->seed * 1664525u + 1013904223u;
	return (f->seed >> 8) % below;
}

/* Returns the size of the result. */
static size_t expect_same(struct fixture *f, enum squeeze_kind kind,
	size_t length)
{
	struct text out = {0};
	size_t got = 0, size;

	text_add(&out, "before");
	squeeze(f->squeezer, kind, f->bytes, length, &out);
	size = out.length - 6;
	assert_memory_equal(out.data, "before", 6);
	assert_int_equal(libdeflate_zlib_decompress(f->inflater, out.data + 6,
		size, f->again, sizeof(f->again), &got), LIBDEFLATE_SUCCESS);
	assert_int_equal(got, length);
	assert_memory_equal(f->again, f->bytes, length);
	text_clear(&out);
	return size;
}

/* Every length around those that matter, of every byte there is. */
static void test_short(void **state)
{
	struct fixture *f = *state;

	for (size_t length = 0; length < 700; length++) {
		for (size_t i = 0; i < length; i++)
			f->bytes[i] = (unsigned char)(i * i + length);
		for (int kind = 0; kind < KINDS; kind++)
			expect_same(f, kinds[kind], length);
	}
	assert_int_equal(expect_same(f, SQUEEZE_CONTENT, 0), 8);
}

/* Few characters, and pieces from before that are of every length, near and as
 * far away as may be. */
static void test_matches(void **state)
{
	struct fixture *f = *state;

	for (int kind = 0; kind < 20 * KINDS; kind++) {
		for (size_t i = 0; i < WINDOW;) {
			size_t length = 1 + draw(f, 1 + draw(f, 600));
			size_t back = 1 + draw(f, 1 + draw(f, WINDOW));

			for (; length > 0 && i < WINDOW; length--, i++)
				f->bytes[i] = back <= i && back % 5 != 0 ?
					f->bytes[i - back] :
					(unsigned char)('0' + draw(f, 70));
		}
		assert_true(expect_same(f, kinds[kind % KINDS], WINDOW) <
			WINDOW * 3 / 4);
	}
}

/* Around as many bytes as a match may reach back, the first like the last. */
static void test_long(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < ROOM; i++)
		f->bytes[i] = (unsigned char)draw(f, 70);
	memcpy(f->bytes + WINDOW - 99, f->bytes, 300);
	for (int kind = 0; kind < KINDS; kind++)
		for (size_t length = WINDOW - 50; length < WINDOW + 50;
			length++)
			expect_same(f, kinds[kind], length);
}

/* What is not like the text that the codes are for does not get longer. */
static void test_noise(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < ROOM; i++)
		f->bytes[i] = (unsigned char)draw(f, 256);
	for (int kind = 0; kind < KINDS; kind++) {
		assert_true(expect_same(f, kinds[kind], ROOM) < ROOM + 100);
		assert_true(expect_same(f, kinds[kind], 1000) < 1020);
	}
	memset(f->bytes, 200, ROOM);
	assert_true(expect_same(f, SQUEEZE_CONTENT, ROOM) < 4000);
}

/* Lines of a page: less than half, in a code that is known beforehand. */
static void test_content(void **state)
{
	static const char before[] = "0 -15 Td\n[(", after[] = ")]TJ\n";
	static const char words[] = "years local state human large order child "
		"adult proof court money house visit claim phone email wrong "
		"right about other ";
	struct fixture *f = *state;
	size_t length = 0;

	while (length < 4000) {
		memcpy(f->bytes + length, before, sizeof(before) - 1);
		length += sizeof(before) - 1;
		for (int i = 0; i < 20; i++, length += 6)
			memcpy(f->bytes + length, words + 6 * draw(f, 20), 6);
		memcpy(f->bytes + length, after, sizeof(after) - 1);
		length += sizeof(after) - 1;
	}
	assert_true(expect_same(f, SQUEEZE_CONTENT, length) < length / 2);
}

/* The same from a squeezer that has squeezed others, and from a fresh one. */
static void test_same(void **state)
{
	struct fixture *f = *state;
	struct text first = {0}, again = {0};

	for (size_t i = 0; i < 3000; i++)
		f->bytes[i] = (unsigned char)draw(f, 4);
	squeeze(f->squeezer, SQUEEZE_WORDS, f->bytes, 3000, &first);
	squeeze(f->squeezer, SQUEEZE_WORDS, f->bytes + 700, 2000, &again);
	text_reset(&again);
	squeeze(f->squeezer, SQUEEZE_WORDS, f->bytes, 3000, &again);
	assert_int_equal(again.length, first.length);
	assert_memory_equal(again.data, first.data, first.length);
	text_clear(&first);
	text_clear(&again);
}

/* No symbol is without a code, and no code is left over (Kraft's sum is 1). */
static void test_codes(void **state)
{
	(void)state;
	for (int kind = 0; kind < KINDS - 1; kind++) {
		const char *digits = known_codes[kind].lengths;
		double literals = 0, distances = 0;

		assert_int_equal(strlen(digits), CODE_SYMBOLS);
		assert_int_equal(strlen(known_codes[kind].of_lengths), 19);
		for (int i = 0; i < CODE_SYMBOLS; i++) {
			char digit[] = {digits[i], '\0'};
			long length = strtol(digit, NULL, 16);

			assert_true(length > 0);
			*(i < LITERAL_SYMBOLS ? &literals : &distances) +=
				1.0 / (double)(1 << length);
		}
		assert_true(literals > 0.99999 && literals < 1.00001);
		assert_true(distances > 0.99999 && distances < 1.00001);
	}
	assert_null(known_codes[KINDS - 1].lengths);
	/* A digit, a blank. */
	assert_true(known_codes[SQUEEZE_CONTENT].lengths['0'] <= '6');
	assert_true(known_codes[SQUEEZE_WORDS].lengths[' '] <= '5');
}

/* Parts of 4000 bytes, every second one common, and 100 of the last. */
static struct text squeeze_parts(struct squeezer *squeezer,
	const unsigned char *bytes)
{
	const struct stretch stretches[] = {{4000, false}, {8000, true},
		{12000, false}, {12000, true}, {16000, true}, {16100, false}};
	struct text out = {0};

	squeeze_stretches(squeezer, SQUEEZE_CONTENT, bytes, stretches, 6,
		&out);
	return out;
}

/*
 * What is common is squeezed as if it stood alone, so it is all one whether it
 * was met before; and what stands between does not depend on it either.
 */
static void test_stretches(void **state)
{
	struct fixture *f = *state;
	struct text first = {0}, again = {0};
	size_t got = 0;

	for (size_t i = 0; i < 16100; i++)
		f->bytes[i] = (unsigned char)("0123456789.[]()TJ\n "
			[draw(f, 19)]);
	memcpy(f->bytes + 12000, f->bytes + 4000, 4000); /* the same again */
	memcpy(f->bytes + 9000, f->bytes + 1000, 1000);
	first = squeeze_parts(f->squeezer, f->bytes);
	assert_int_equal(libdeflate_zlib_decompress(f->inflater, first.data,
		first.length, f->again, sizeof(f->again), &got),
		LIBDEFLATE_SUCCESS);
	assert_int_equal(got, 16100);
	assert_memory_equal(f->again, f->bytes, got);
	for (int i = 0; i < 4; i++) {
		again = squeeze_parts(f->squeezer, f->bytes);
		assert_int_equal(again.length, first.length);
		assert_memory_equal(again.data, first.data, first.length);
		text_clear(&again);
	}
	squeezer_free(f->squeezer);
	f->squeezer = squeezer_new();
	f->bytes[0] = '!'; /* another stream has the same part */
	again = squeeze_parts(f->squeezer, f->bytes);
	text_clear(&again);
	f->bytes[0] = '?';
	again = squeeze_parts(f->squeezer, f->bytes);
	assert_int_equal(libdeflate_zlib_decompress(f->inflater, again.data,
		again.length, f->again, sizeof(f->again), &got),
		LIBDEFLATE_SUCCESS);
	assert_memory_equal(f->again, f->bytes, got);
	text_clear(&again);
	text_clear(&first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_short, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_matches, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_long, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_noise, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_content, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_stretches, set_up,
			tear_down),
		cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
