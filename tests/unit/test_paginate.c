/* Where pages end, held against all ways to end them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "layout/paginate.h"

#define MOST   60 /* boxes */
#define HEIGHT 130.0

static struct arena arena;
static struct report report;

static unsigned drawn(uint32_t *seed, unsigned below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 16) % below;
}

/* Paragraphs of a few lines, and now and then something higher. */
static void fill(struct flow *flow, uint32_t *seed)
{
	size_t count = 1 + drawn(seed, MOST);
	struct paragraph *paragraphs = arena_new(&arena,
		count * sizeof(*paragraphs));
	bool is_even = drawn(seed, 2) == 0;

	while (flow->count < count) {
		const struct paragraph *paragraph = &paragraphs[flow->count];
		size_t lines = 1 + drawn(seed, 7);

		for (size_t i = 0; i < lines; i++) {
			struct box *box = flow_add(flow);

			box->paragraph = lines == 1 ? NULL : paragraph;
			box->line = i;
			box->height = lines > 1 || is_even ? 13 :
				5 + drawn(seed, 80);
			box->gap = i > 0 ? 0 : is_even ? 6.5 : drawn(seed, 20);
			box->lift = drawn(seed, 8) == 0 ? 3 : 0;
			box->below = drawn(seed, 8) == 0 ? 2 : 0;
			box->keep = (enum keep)(drawn(seed, 5) * 2 / 3);
			box->is_hyphenated = drawn(seed, 9) == 0;
			box->is_closing = drawn(seed, 9) == 0;
			box->begins_page = i == 0 && drawn(seed, 12) == 0;
		}
	}
}

static double snap(const struct flow *flow, double y)
{
	return flow->grid > 0 ? flow->grid *
		ceil((y - 0.001) / flow->grid) : y;
}

/* Of a page of these boxes, as paginate.c tells it; negative: it overflows. */
static double cost_of(const struct flow *flow, size_t first, size_t end)
{
	const struct box *boxes = flow->boxes, *last = &boxes[end - 1];
	bool is_end = end == flow->count || boxes[end].begins_page;
	double y = snap(flow, boxes[first].lift), cost = 10;
	size_t lines = 0;

	for (size_t i = first; i < end; i++) {
		if (i > first && (boxes[i].paragraph == NULL ||
			boxes[i].line == 0))
			y = snap(flow, y + boxes[i].gap);
		y += boxes[i].height;
		if (y + boxes[i].below > HEIGHT + 0.001 ||
			(i > first && boxes[i].begins_page))
			return -1;
		lines += boxes[i].paragraph != NULL ? 1 :
			boxes[i].is_closing ? 0 : 4;
	}
	if (is_end)
		return flow->avoids_short && lines < 4 && first > 0 &&
			!boxes[first].begins_page ? cost + 5 : cost;
	cost += (last->is_hyphenated ? 0.3 : 0) + (last->paragraph != NULL &&
		last->paragraph == last[1].paragraph ? 0.005 : 0);
	cost += last->keep == KEEP_LINES ? 1000 :
		last->keep == KEEP_BLOCKS ? 100 : 0;
	return cost + (1 - y / HEIGHT) * (1 - y / HEIGHT);
}

static double least_cost(const struct flow *flow)
{
	double least[2 * MOST] = {0};

	for (size_t end = 1; end <= flow->count; end++) {
		least[end] = INFINITY;
		for (size_t first = 0; first < end; first++) {
			double cost = cost_of(flow, first, end);

			if (cost >= 0 && least[first] + cost < least[end])
				least[end] = least[first] + cost;
		}
	}
	return least[flow->count];
}

static double found_cost(const struct flow *flow)
{
	double cost = 0;

	for (size_t first = 0, end; first < flow->count; first = end) {
		double page;

		for (end = first + 1; end < flow->count &&
			flow->boxes[end].page == flow->boxes[first].page;)
			end++;
		page = cost_of(flow, first, end);
		assert_true(page >= 0);
		cost += page;
	}
	return cost;
}

static void test_finds_the_best_pages(void **state)
{
	const struct frame frame = {0, 70, 70 + HEIGHT};
	uint32_t seed = 1;
	size_t pages = 0;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct flow flow = {.arena = &arena,
			.grid = round % 3 == 0 ? 6.5 : 0,
			.avoids_short = round % 2 == 0};

		fill(&flow, &seed);
		assert_true(flow_break(&flow, &frame, &report));
		assert_true(fabs(found_cost(&flow) - least_cost(&flow)) < 1e-6);
		pages += flow.page_count;
		arena_reset(&arena);
	}
	assert_true(pages > 2000);
	arena_clear(&arena);
}

static void test_refuses_what_no_page_holds(void **state)
{
	const struct frame frame = {0, 70, 70 + HEIGHT};
	struct flow flow = {.arena = &arena};

	(void)state;
	flow_add(&flow)->height = HEIGHT + 1;
	assert_false(flow_break(&flow, &frame, &report));
	assert_int_equal(report.count, 1);
	report_clear(&report);
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_the_best_pages),
		cmocka_unit_test(test_refuses_what_no_page_holds)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
