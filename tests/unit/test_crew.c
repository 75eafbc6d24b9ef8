/* Threads that do one thing to what they are given. */
#include "base/crew.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#define ITEMS 1000

struct tools {
	int done; /* by this hand */
};

struct item {
	int number, square;
	int *pipe; /* read from before it is done; NULL: not */
};

static void square(void *context, void *given)
{
	struct tools *tools = context;
	struct item *item = given;
	char byte;

	if (item->pipe != NULL)
		assert_int_equal(read(item->pipe[0], &byte, 1), 1);
	item->square = item->number * item->number;
	tools->done++;
}

static struct crew *start(struct tools *tools, void **of, size_t count,
	size_t room)
{
	struct crew_options options = {.count = count, .room = room,
		.work = square, .tools = of};
	struct crew *crew;

	for (size_t i = 0; i < count; i++)
		of[i] = &tools[i];
	assert_true(crew_start(&options, &crew));
	return crew;
}

static void does_each_once(void **state)
{
	static struct item items[ITEMS];
	struct tools tools[3] = {{0}};
	void *of[3];
	struct crew *crew = start(tools, of, 3, 5);
	struct item *item;
	int taken = 0;

	(void)state;
	for (int i = 0; i < ITEMS; i++) {
		items[i] = (struct item){.number = i};
		if (crew_is_full(crew)) {
			item = crew_take(crew, true);
			assert_int_equal(item->square,
				item->number * item->number);
			item->number = -1;
			taken++;
		}
		crew_give(crew, &items[i]);
	}
	while ((item = crew_take(crew, true)) != NULL) {
		assert_int_equal(item->square, item->number * item->number);
		item->number = -1;
		taken++;
	}
	assert_int_equal(taken, ITEMS);
	for (int i = 0; i < ITEMS; i++)
		assert_int_equal(items[i].number, -1);
	crew_end(crew);
	assert_int_equal(tools[0].done + tools[1].done + tools[2].done, ITEMS);
}

static void holds_no_more_than_its_room(void **state)
{
	int way[2];
	struct item items[2] = {{.number = 2, .pipe = way},
		{.number = 3, .pipe = way}};
	struct tools tools[1] = {{0}};
	void *of[1];
	struct crew *crew = start(tools, of, 1, 2);
	struct pollfd file = {.fd = crew_poll_file(crew), .events = POLLIN};

	(void)state;
	assert_int_equal(pipe(way), 0);
	assert_null(crew_take(crew, true));
	crew_give(crew, &items[0]);
	assert_false(crew_is_full(crew));
	crew_give(crew, &items[1]);
	assert_true(crew_is_full(crew));
	assert_null(crew_take(crew, false));
	assert_int_equal(poll(&file, 1, 0), 0);
	assert_int_equal(write(way[1], "x", 1), 1);
	assert_int_equal(poll(&file, 1, -1), 1);
	assert_true(crew_is_full(crew)); /* until it is taken back */
	assert_ptr_equal(crew_take(crew, false), &items[0]);
	assert_int_equal(items[0].square, 4);
	assert_false(crew_is_full(crew));
	assert_int_equal(write(way[1], "x", 1), 1);
	assert_ptr_equal(crew_take(crew, true), &items[1]);
	crew_end(crew);
	close(way[0]);
	close(way[1]);
}

/* Two that wait for each other: only at the same time can they be done. */
static void meet(void *context, void *given)
{
	int *ways = given;
	char byte;

	(void)context;
	assert_int_equal(write(ways[1], "x", 1), 1);
	assert_int_equal(read(ways[0], &byte, 1), 1);
}

static void works_at_once(void **state)
{
	int first[2], second[2], one[2], other[2];
	void *tools[2] = {NULL, NULL};
	struct crew_options options = {.count = 2, .room = 2, .work = meet,
		.tools = tools};
	struct crew *crew;

	(void)state;
	assert_int_equal(pipe(first), 0);
	assert_int_equal(pipe(second), 0);
	one[0] = first[0], one[1] = second[1];
	other[0] = second[0], other[1] = first[1];
	assert_true(crew_start(&options, &crew));
	crew_give(crew, one);
	crew_give(crew, other);
	assert_non_null(crew_take(crew, true));
	assert_non_null(crew_take(crew, true));
	assert_null(crew_take(crew, true));
	crew_end(crew);
	for (int i = 0; i < 2; i++) {
		close(first[i]);
		close(second[i]);
	}
}

static void ends_without_work(void **state)
{
	struct tools tools[2] = {{0}};
	void *of[2];

	(void)state;
	crew_end(start(tools, of, 2, 1));
	crew_end(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(does_each_once),
		cmocka_unit_test(holds_no_more_than_its_room),
		cmocka_unit_test(works_at_once),
		cmocka_unit_test(ends_without_work),
	};

	return cmocka_run_group_tests_name("crew", tests, NULL, NULL);
}
