/* What is remembered, and what it costs at most. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/memo.h"

#define LIMIT 100000

/* Adds the number under its key, whether it was met before or not. */
static void add(struct memo *memo, int number)
{
	char key[40];
	int length = snprintf(key, sizeof(key), "the key of %d", number);
	int *value = memo_add(memo, key, (size_t)length, sizeof(*value));

	assert_int_equal(*value, 0);
	*value = number;
}

static bool has(struct memo *memo, int number)
{
	char key[40];
	int length = snprintf(key, sizeof(key), "the key of %d", number);
	bool is_again;
	const int *value = memo_find(memo, key, (size_t)length, &is_again);

	if (value != NULL)
		assert_int_equal(*value, number);
	return value != NULL;
}

static void test_finds_what_was_added(void **state)
{
	struct memo *memo = memo_new((size_t)1 << 30);

	(void)state;
	for (int i = 0; i < 5000; i++) {
		assert_false(has(memo, i));
		add(memo, i);
	}
	for (int i = 0; i < 5000; i++)
		assert_true(has(memo, i));
	assert_false(has(memo, 5000));
	memo_reset(memo);
	for (int i = 0; i < 5000; i++)
		assert_false(has(memo, i));
	memo_free(memo);
}

static void test_what_is_met_again_is_worth_it(void **state)
{
	struct memo *memo = memo_new(LIMIT);
	bool is_again;

	(void)state;
	assert_null(memo_find(memo, "once", 4, &is_again));
	assert_false(is_again);
	assert_null(memo_find(memo, "twice", 5, &is_again));
	assert_false(is_again);
	assert_null(memo_find(memo, "twice", 5, &is_again));
	assert_true(is_again);
	memo_free(memo);
}

/* Of a thousand that come by turns, no two keep each other from being kept. */
static void test_all_that_comes_again_is_met(void **state)
{
	struct memo *memo = memo_new(LIMIT);

	(void)state;
	for (int turn = 0; turn < 8; turn++) {
		int missed = 0;

		for (int i = 0; i < 1000; i++) {
			bool is_again;

			if (memo_find(memo, &i, sizeof(i), &is_again) != NULL)
				continue;
			missed++;
			if (is_again)
				memo_add(memo, &i, sizeof(i), 1);
		}
		if (turn == 0)
			assert_int_equal(missed, 1000);
		if (turn == 7)
			assert_int_equal(missed, 0);
	}
	memo_free(memo);
}

static void test_keys_count_as_a_whole(void **state)
{
	struct memo *memo = memo_new(LIMIT);
	bool is_again;

	(void)state;
	*(int *)memo_add(memo, "a\0b", 3, sizeof(int)) = 1;
	*(int *)memo_add(memo, "", 0, sizeof(int)) = 2;
	assert_null(memo_find(memo, "a", 1, &is_again));
	assert_null(memo_find(memo, "a\0c", 3, &is_again));
	assert_null(memo_find(memo, "a\0b\0", 4, &is_again));
	assert_int_equal(*(int *)memo_find(memo, "a\0b", 3, &is_again), 1);
	assert_int_equal(*(int *)memo_find(memo, "", 0, &is_again), 2);
	memo_free(memo);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 32;
}

/* Two keys made so that memo.c has one hash for both. */
static void test_a_hash_is_not_trusted(void **state)
{
	struct memo *memo = memo_new(LIMIT);
	uint64_t first[2] = {1, 2}, second[2] = {3, 0};
	bool is_again;

	(void)state;
	second[1] = first[1] ^ mix(sizeof(first), first[0]) ^
		mix(sizeof(second), second[0]);
	*(int *)memo_add(memo, first, sizeof(first), sizeof(int)) = 1;
	assert_null(memo_find(memo, second, sizeof(second), &is_again));
	*(int *)memo_add(memo, second, sizeof(second), sizeof(int)) = 2;
	assert_int_equal(*(int *)memo_find(memo, first, sizeof(first),
		&is_again), 1);
	assert_int_equal(*(int *)memo_find(memo, second, sizeof(second),
		&is_again), 2);
	memo_free(memo);
}

/* Of a value, its entry with the key, and two places in a table. */
#define BYTES_EACH (16 + 48 + 2 * 16)

static void test_memory_is_bounded(void **state)
{
	struct memo *memo = memo_new(LIMIT);
	size_t most = 0, remembered = 0;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		add(memo, i);
		if (arena_used(memo_arena(memo)) > most)
			most = arena_used(memo_arena(memo));
		assert_true(has(memo, i)); /* until the turn, at least */
		if (i > 0)
			assert_true(has(memo, i - 1));
		memo_turn(memo);
		assert_true(has(memo, i)); /* the old are forgotten first */
	}
	assert_false(has(memo, 0));
	for (int i = 0; i < 100000; i++)
		remembered += has(memo, i);
	assert_in_range(remembered * BYTES_EACH, LIMIT, 2 * LIMIT);
	assert_in_range(most, LIMIT / 4, LIMIT);
	memo_free(memo);
}

/* What came next may be gone, or another comes: it is not taken for it. */
static void test_order_changes_nothing(void **state)
{
	struct memo *memo = memo_new(LIMIT / 50);
	unsigned random = 1;
	int found = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int number;

		random = random * 1103515245 + 12345;
		number = random >> 16 & 15 ? i % 20 : (int)(random >> 24);
		if (has(memo, number))
			found++;
		else
			add(memo, number);
		if (i % 20 == 0)
			memo_turn(memo);
		if (i % 5000 == 4999)
			memo_reset(memo);
	}
	assert_in_range(found, 10000, 20000 - 256);
	memo_free(memo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_what_was_added),
		cmocka_unit_test(test_what_is_met_again_is_worth_it),
		cmocka_unit_test(test_all_that_comes_again_is_met),
		cmocka_unit_test(test_keys_count_as_a_whole),
		cmocka_unit_test(test_a_hash_is_not_trusted),
		cmocka_unit_test(test_memory_is_bounded),
		cmocka_unit_test(test_order_changes_nothing)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
