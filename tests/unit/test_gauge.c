/*
 * Paragraphs counted and set, side by side: where the gauge says how many lines
 * there will be, there are as many, and one line is just as wide.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "layout/gauge.h"
#include "layout/grid.h"
#include "typeset.h"

#define PARAGRAPHS 3000

static struct setter setter;
static struct gauge *gauge;

static const char *word(void)
{
	static const char *const awkward[] = {"To", "AVA", "We", "Yes,", "T.",
		"\xE2\x80\x9CWhy?\xE2\x80\x9D", "(a", "b)", "10", "1,400",
		"Mr", "31", "March", "12%", "km", "per", "cent", "\xC2\xA3",
		"well-known", "and/or", "page", "a", "I", "caf\xC3\xA9",
		"\xC2\xA0", "https://example.org/a/very/long/address.html",
		"Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch",
		"co\xC2\xADoperate", ("Wis\xC5\x82" "awa"), "\xE4\xB8\xAD",
		"\xE2\x80\x93", "\xE2\x80\xA6", "", "W\xCC\x82", "\t"};
	static const char *const usual[] = {"complaint", "was", "the", "of",
		"authority", "We", "upheld", "in", "remedies", "satisfactory",
		"council", "Your", "year", "letter", "that", "similar"};

	return roll(8) ? usual[roll(16)] : awkward[roll(35)];
}

/* What templates make: runs that begin or end in a word, or with a blank. */
static const char *text(unsigned most)
{
	const char *text = roll(2) ? "" : " ";

	for (unsigned i = roll(most); i > 0; i--)
		text = arena_printf(&arena, "%s%s%s", text, word(),
			i > 1 || roll(2) ? " " : "");
	return text;
}

static struct run *new_runs(size_t count)
{
	static const unsigned styles[] = {0, 0, 0, 0, 0, 0, RUN_BOLD,
		RUN_ITALIC, RUN_LINE_BREAK};
	struct run *runs = arena_new(&arena, count * sizeof(*runs));

	for (size_t i = 0; i < count; i++) {
		runs[i].text = text(count == 1 || roll(4) == 0 ? 60 : 4);
		runs[i].style = styles[roll(9)];
	}
	return runs;
}

static bool set(bool is_gauged, const struct run *runs, size_t count,
	double size, double width, struct paragraph *out)
{
	struct text_style style = grid_style(&options, size, options.text,
		0);

	setter.gauge = is_gauged ? gauge : NULL;
	return paragraph_set(&setter, runs, count, &style, width, out);
}

static void test_counts_as_set(void **state)
{
	size_t several = 0, counted = 0;

	(void)state;
	for (int i = 0; i < PARAGRAPHS; i++) {
		size_t count = 1 + roll(6);
		struct run *runs = new_runs(count);
		double size = roll(3) ? options.body_size : options.note_size;
		double width = roll(5) ? 60 + roll(400) : ONE_LINE;
		struct paragraph done, again;
		bool good = set(true, runs, count, size, width, &done);
		struct paragraph wanted;

		assert_int_equal(good, set(false, runs, count, size, width,
			&wanted));
		assert_int_equal(good, set(true, runs, count, size, width,
			&again));
		if (good) {
			assert_int_equal(done.count, wanted.count);
			assert_int_equal(again.count, wanted.count);
		}
		if (good && done.lines == NULL && wanted.count > 0) {
			assert_int_equal(report.count, 0);
			counted++;
			several += wanted.count > 1;
		}
		if (good && wanted.count == 1)
			assert_true(count == 1 ? done.width == wanted.width :
				fabs(done.width - wanted.width) < 1e-6);
		report_clear(&report);
		gauge_begin(gauge);
		arena_reset(&arena);
	}
	/* Else nothing was shown. */
	assert_in_range(counted, PARAGRAPHS / 4, PARAGRAPHS);
	assert_in_range(several, PARAGRAPHS / 8, PARAGRAPHS);
}

/* Were lines broken otherwise, the test above would see it. */
static void test_notices_another_way(void **state)
{
	size_t others = 0;

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct run run = {.text = text(60)};
		struct paragraph done, wanted;

		if (set(true, &run, 1, 10, 200, &done) && done.lines == NULL &&
			set(false, &run, 1, 10, 197, &wanted))
			others += done.count != wanted.count;
		report_clear(&report);
		gauge_begin(gauge);
		arena_reset(&arena);
	}
	assert_in_range(others, 5, 300);
}

/* A message is the letter's, so the gauge must not hide that there is one. */
static void test_says_what_is_wrong(void **state)
{
	struct run runs[] = {{.text = "a character \xEF\xBF\xBC of no font"},
		{.text = "Donaudampfschifffahrtsgesellschaftskapitaen"}};
	struct paragraph out;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_false(set(true, &runs[0], 1, 10, 400, &out));
	assert_in_range(report.errors, 1, 3);
	report_clear(&report);
	for (int i = 0; i < 3; i++)
		assert_true(set(true, &runs[1], 1, 10, 60, &out));
	assert_int_equal(report.warnings, 1); /* repeats are merged */
	report_clear(&report);
}

/* Of nothing there is nothing, whether there are runs or not. */
static void test_counts_nothing(void **state)
{
	static const struct run runs[] = {{.text = ""}, {.text = " "},
		{.text = "", .style = RUN_LINE_BREAK}};
	struct paragraph out;

	(void)state;
	for (size_t count = 0; count <= 3; count++)
		for (int i = 0; i < 3; i++) {
			assert_true(set(true, count > 0 ? runs : NULL, count,
				10, 400, &out));
			assert_int_equal(out.count, 0);
		}
	assert_int_equal(report.count, 0);
}

static void test_is_unsure_of_other_programs(void **state)
{
	struct run run = {.text = "Wis\xC5\x82" "awa"};
	struct paragraph out;

	(void)state;
	gauge_begin(gauge);
	assert_true(set(true, &run, 1, 10, 400, &out));
	assert_false(gauge_is_sure(gauge));
	run.text = "Stow";
	gauge_begin(gauge);
	assert_true(set(true, &run, 1, 10, 400, &out));
	assert_true(gauge_is_sure(gauge));
}

static int load(void **state)
{
	gauge = gauge_new(1 << 16);
	return typeset_load(state) == 0 && fonts_prepare(fonts,
		"\xE2\x80\x9C\xE2\x80\x9D\xC2\xA3\xC3\xA9\xE2\x80\x93%",
		FIGURES_ALL, &report) ? 0 : -1;
}

static int begin(void **state)
{
	setter = (struct setter){.options = &options, .fonts = fonts,
		.arena = &arena, .report = &report, .lang = "en-GB"};
	gauge_begin(gauge);
	return typeset_begin(state);
}

static int end(void **state)
{
	gauge_free(gauge);
	return typeset_free(state);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_counts_as_set),
		TEST(test_notices_another_way),
		TEST(test_says_what_is_wrong),
		TEST(test_counts_nothing),
		TEST(test_is_unsure_of_other_programs),
	};

	return cmocka_run_group_tests(tests, load, end);
}
