/* Dots along a scale of 100 points, 20 points high. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "layout/swarm.h"

static struct arena arena;

static const struct swarm_room room = {.length = 100, .height = 20,
	.spill = 4, .most = 2, .least = 0.5, .shift = 6};

static size_t count_all(const struct swarm *swarm)
{
	size_t all = 0;

	for (size_t i = 0; i < swarm->columns; i++)
		all += swarm->counts[i];
	return all;
}

/* Nothing reaches higher, or further past the ends, than it may. */
static void check(const struct swarm *swarm, size_t count)
{
	double last = swarm->left +
		(double)(swarm->columns - 1) * swarm->step;

	assert_int_equal(count_all(swarm), count);
	for (size_t i = 0; i < swarm->columns; i++)
		assert_true((double)swarm->counts[i] * swarm->rise <=
			room.height + 1e-9);
	assert_true(swarm->left - swarm->radius >= -room.spill);
	assert_true(last + swarm->radius <= room.length + room.spill + 1e-9);
	if (!swarm->is_bars)
		assert_true(swarm->step >= 2 * swarm->radius &&
			swarm->rise >= 2 * swarm->radius);
}

static double place_of(const void *context, size_t number)
{
	const double *places = context;

	return places[number];
}

static void place(const double *places, size_t count, struct swarm *swarm)
{
	struct swarm_members members = {place_of, places, count};

	swarm_place(&members, &room, &arena, swarm);
	check(swarm, count);
}

static void test_few_are_large(void **state)
{
	static const double places[] = {0, 50, 50, 100};
	struct swarm swarm;
	size_t zero;

	(void)state;
	place(places, 4, &swarm);
	assert_true(swarm.radius == room.most);
	zero = (size_t)(-swarm.left / swarm.step + 0.5);
	assert_int_equal(swarm.counts[zero], 1);
	assert_int_equal(swarm.counts[swarm.columns - 1 - zero], 1);
	place(NULL, 0, &swarm);
}

static void fill(double *places, size_t count, double place)
{
	for (size_t i = 0; i < count; i++)
		places[i] = place;
}

static void test_equal_values_stand_together(void **state)
{
	static const double at[] = {0, 50, 100};
	double places[100];
	struct swarm swarm;

	(void)state;
	for (size_t a = 0; a < 3; a++) {
		double sum = 0;

		fill(places, 100, at[a]);
		place(places, 100, &swarm);
		assert_false(swarm.is_bars);
		for (size_t i = 0; i < swarm.columns; i++) {
			double x = swarm.left + (double)i * swarm.step;

			if (swarm.counts[i] > 0)
				assert_true(fabs(x - at[a]) <= room.shift);
			sum += x * (double)swarm.counts[i];
		}
		/* around their place where there is room on both sides */
		if (at[a] == 50)
			assert_true(fabs(sum / 100 - 50) < 1);
	}
}

static void test_too_many_become_bars(void **state)
{
	static double places[30000];
	struct swarm swarm;

	(void)state;
	fill(places, 20000, 0);
	fill(places + 20000, 10000, 100);
	place(places, 30000, &swarm);
	assert_true(swarm.is_bars);
	assert_int_equal(swarm.counts[0] + swarm.counts[1], 20000);
}

/* Counts how often it is asked. */
struct crowd {
	size_t count, *asked;
};

static double place_in_crowd(const void *context, size_t number)
{
	const struct crowd *crowd = context;

	++*crowd->asked;
	return 100.0 * (double)number / (double)crowd->count;
}

static size_t ask_crowd(size_t count)
{
	size_t asked = 0;
	struct crowd crowd = {count, &asked};
	struct swarm_members members = {place_in_crowd, &crowd, count};
	struct swarm swarm;

	swarm_place(&members, &room, &arena, &swarm);
	assert_int_equal(count_all(&swarm), count);
	return asked;
}

/* A hundred times the members are no twice the work; few are asked each. */
static void test_crowd_is_not_walked_through(void **state)
{
	size_t many = ask_crowd(30000);

	(void)state;
	assert_true(many < 3000);
	assert_true(ask_crowd(3000000) < 2 * many);
	assert_int_equal(ask_crowd(200), 200);
}

static void test_scale_without_length(void **state)
{
	static const struct swarm_room none = {.height = 20, .most = 2,
		.least = 0.5, .shift = 6};
	static const double places[] = {0, 0, 0};
	struct swarm_members members = {place_of, places, 3};
	struct swarm swarm;

	(void)state;
	swarm_place(&members, &none, &arena, &swarm);
	assert_int_equal(count_all(&swarm), 3);
}

static int free_arena(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_few_are_large),
		cmocka_unit_test(test_equal_values_stand_together),
		cmocka_unit_test(test_too_many_become_bars),
		cmocka_unit_test(test_crowd_is_not_walked_through),
		cmocka_unit_test(test_scale_without_length)};

	return cmocka_run_group_tests(tests, NULL, free_arena);
}
