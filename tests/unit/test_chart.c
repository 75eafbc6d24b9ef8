/*
 * Charts, drawn and then measured: labels that meet nothing, marks that stand
 * where their values do, and differ without colour.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "extent.h"
#include "gauged.h"
#include "typeset.h"

#define MOST_POINTS 60

static const struct placement *draw(const struct chart *chart)
{
	struct block *block = arena_new(&arena, sizeof(*block));
	struct document document = {.title = "Title", .lang = "en",
		.blocks = block, .block_count = 1};
	struct pages *pages = arena_new(&arena, sizeof(*pages));

	*block = (struct block){.kind = BLOCK_CHART, .chart = chart};
	assert_true(set_gauged(&document, &options, fonts, &arena, pages,
		&report));
	assert_int_equal(pages->count, 1);
	assert_int_equal(pages->elements[1].role, ROLE_FIGURE);
	assert_string_equal(pages->elements[1].alt, chart->alt);
	return &pages->pages[0].placements[0];
}

/* ---- charts ---- */

static const char *printed(double value)
{
	return arena_printf(&arena, "%g%s", value, roll(9) ? "%" :
		" visits a year");
}

static struct mark mark(double value, const char *label)
{
	return (struct mark){value, printed(value), label};
}

static const char *words(unsigned most)
{
	char *text = arena_new(&arena, most + 1);
	unsigned length = 1 + roll(most);

	for (unsigned i = 0; i < length; i++)
		text[i] = roll(7) ? (char)('a' + roll(26)) : ' ';
	text[0] = 'X';
	return text;
}

static double random_value(int shape, size_t point)
{
	switch (shape) {
	case 0:
		return 50;
	case 1:
		return (double)roll(101);
	case 2:
		return 40 + 2 * (double)point;
	case 3:
		return point % 2 ? 100 : 0;
	case 4:
		return (double)roll(200) - 100;
	default:
		return 1000000 - 9999 * (double)roll(20);
	}
}

static void set_trend_scale(struct chart *chart)
{
	for (size_t i = 0; i < chart->point_count; i++) {
		const struct mark *marks[] = {&chart->points[i].own,
			&chart->points[i].average};

		for (int j = 0; j < 2; j++) {
			if (marks[j]->text == NULL)
				continue;
			chart->low = fmin(chart->low, marks[j]->value);
			chart->high = fmax(chart->high, marks[j]->value);
		}
	}
	chart->low_text = "0%";
	chart->zero_text = chart->low < 0 ? "0%" : NULL;
}

static struct chart *new_trend(size_t count, const double *own,
	const double *average)
{
	struct chart *chart = arena_new(&arena, sizeof(*chart));
	struct chart_point *points = arena_new(&arena,
		count * sizeof(*points));

	chart->kind = CHART_TREND;
	chart->points = points;
	chart->point_count = count;
	chart->alt = "words";
	for (size_t i = 0; i < count; i++) {
		points[i].x = 1961 + (double)i;
		points[i].label = arena_printf(&arena, "%zu", 1961 + i);
		points[i].joins = true;
		if (isfinite(own[i]))
			points[i].own = mark(own[i], NULL);
		if (average != NULL && isfinite(average[i]))
			points[i].average = mark(average[i], NULL);
	}
	set_trend_scale(chart);
	return chart;
}

static struct chart *random_trend(void)
{
	double own[MOST_POINTS], average[MOST_POINTS];
	size_t count = 1 + roll(roll(2) ? 8 : MOST_POINTS);
	int shape = (int)roll(6), other = (int)roll(6);
	unsigned gaps = 1 + roll(6);
	struct chart *chart;

	for (size_t i = 0; i < count; i++) {
		own[i] = roll(gaps + 1) > 3 ? NAN : random_value(shape, i);
		average[i] = roll(gaps + 1) > 3 ? NAN :
			random_value(roll(2) ? shape : other, i);
	}
	chart = new_trend(count, own, roll(3) ? average : NULL);
	if (roll(3))
		chart->own.label = words(roll(2) ? 60 : 10);
	if (roll(3))
		chart->average.label = words(30);
	if (roll(4) == 0)
		for (size_t i = 0; i < count; i++)
			((struct chart_point *)&chart->points[i])->label =
				words(roll(2) ? 80 : 9);
	if (roll(5) == 0) {
		chart->low = chart->high / 2;
		chart->note = "The scale begins at half of it.";
	}
	return chart;
}

static struct chart *new_bars(double own, double average)
{
	struct chart *chart = arena_new(&arena, sizeof(*chart));

	chart->kind = CHART_BAR;
	chart->low = own < 0 || average < 0 ? -200 : 0;
	chart->high = 200;
	chart->low_text = chart->low < 0 ? "-200%" : "0%";
	chart->zero_text = chart->low < 0 ? "0%" : NULL;
	chart->high_text = "200%";
	chart->own = mark(own, "Bury");
	chart->average = mark(average, "average");
	chart->alt = "words";
	return chart;
}

static struct chart *random_bars(void)
{
	struct chart *chart = new_bars(random_value((int)roll(5), roll(60)),
		random_value((int)roll(5), roll(60)));

	if (roll(3) == 0)
		chart->own.label = roll(2) ? words(200) : NULL;
	if (roll(3) == 0)
		chart->average.label = roll(2) ? words(200) : NULL;
	if (roll(9) == 0)
		chart->average.text = "1,234,567,890 days and nights a year";
	if (roll(4) == 0)
		chart->average.text = NULL;
	if (roll(9) == 0)
		chart->high_text = words(90);
	return chart;
}

/* ---- what stands where ---- */

static bool line_meets(const struct item *line, struct extent area)
{
	for (int i = 0; i <= 200; i++) {
		double x = line->x + (line->x2 - line->x) * i / 200;
		double y = line->y + (line->y2 - line->y) * i / 200;

		if (x > area.x && x < area.x2 && y > area.y && y < area.y2)
			return true;
	}
	return false;
}

static bool meets(const struct item *text, const struct item *other,
	const struct placement *at)
{
	struct extent ink = ink_of(text, at);
	struct item line = *other;

	if (other->kind != ITEM_LINE)
		return !is_apart(ink, ink_of(other, at));
	line.x += at->x;
	line.x2 += at->x;
	line.y += at->y;
	line.y2 += at->y;
	return line_meets(&line, ink);
}

/* Text meets nothing, and all is within the column. */
static void check_labels(const struct placement *at)
{
	const struct drawing *drawing = at->drawing;
	struct extent column = {options.margin_left, options.margin_top,
		options.page_width - options.margin_right,
		options.page_height - options.margin_bottom};

	for (size_t i = 0; i < drawing->count; i++) {
		const struct item *item = &drawing->items[i];

		assert_int_equal(item->tag, 0);
		assert_inside(extent_of(item, at->x, at->y), column);
		if (item->kind != ITEM_TEXT)
			continue;
		for (size_t j = 0; j < drawing->count; j++)
			if (i != j && meets(item, &drawing->items[j], at))
				fail_msg("'%.*s' meets item %zu of kind %d",
					(int)item->run.length, item->run.text,
					j, (int)drawing->items[j].kind);
	}
}

static bool shows(const struct placement *at, const char *text)
{
	for (size_t i = 0; i < at->drawing->count; i++) {
		const struct item *item = &at->drawing->items[i];

		if (item->kind == ITEM_TEXT &&
			item->run.length == strlen(text) &&
			memcmp(item->run.text, text, item->run.length) == 0)
			return true;
	}
	return false;
}

/* A random column, from what is hardly one to a whole page, and type. */
static void random_column(void)
{
	double width = 6 * options.title_size + 1 + roll(440);

	options.margin_left = 20;
	options.margin_right = options.page_width - 20 - width;
	options.note_size = 6 + roll(5);
	options.body_leading = 11 + roll(12);
}

static void check_randomly(struct chart *make(void), int count)
{
	for (int i = 0; i < count; i++) {
		const struct placement *at;

		typeset_begin(NULL);
		seed = (unsigned)i;
		if (roll(3) == 0)
			random_column();
		at = draw(make());
		check_labels(at);
		arena_reset(&arena);
		report_clear(&report);
	}
}

static void test_trend_labels_never_meet(void **state)
{
	(void)state;
	check_randomly(random_trend, 3000);
}

static void test_bar_labels_never_meet(void **state)
{
	(void)state;
	check_randomly(random_bars, 3000);
}

static size_t count_items(const struct placement *at, enum item_kind kind,
	double width, bool is_dashed)
{
	size_t count = 0;

	for (size_t i = 0; i < at->drawing->count; i++) {
		const struct item *item = &at->drawing->items[i];

		count += item->kind == kind && (item->dash > 0) == is_dashed &&
			(width < 0 || fabs(item->width - width) < 1e-9);
	}
	return count;
}

#define OWN_LINE 1.5
#define THIN	 0.75

static void test_gap_has_no_line_across(void **state)
{
	double own[] = {1, 2, NAN, 4, 5, NAN, 7};
	struct chart *chart = new_trend(7, own, NULL);
	const struct placement *at = draw(chart);

	(void)state;
	assert_int_equal(count_items(at, ITEM_LINE, OWN_LINE, false), 2);
	assert_int_equal(count_items(at, ITEM_DOT, -1, false), 5);
	/* A year that has no row at all is a gap too. */
	((struct chart_point *)chart->points)[1].joins = false;
	at = draw(chart);
	assert_int_equal(count_items(at, ITEM_LINE, OWN_LINE, false), 1);
	assert_int_equal(count_items(at, ITEM_DOT, -1, false), 5);
}

static void test_trend_labels_first_last_highest(void **state)
{
	double own[] = {40, 45, 61, 58, 60}, average[] = {50, 51, 53, 54, 56};
	struct chart *chart = new_trend(5, own, average);
	const struct placement *at;

	(void)state;
	chart->own.label = "Bury";
	chart->average.label = "average";
	for (size_t i = 0; i < 5; i++)
		((struct chart_point *)chart->points)[i].own.text =
			arena_printf(&arena, "%g%%", own[i]);
	at = draw(chart);
	assert_true(shows(at, "40%"));
	assert_true(shows(at, "61%"));
	assert_true(shows(at, "60%"));
	assert_true(shows(at, "Bury"));
	assert_true(shows(at, "average"));
	assert_false(shows(at, "45%"));
	for (int year = 1961; year <= 1965; year++)
		assert_true(shows(at, arena_printf(&arena, "%d", year)));
}

/* Of dots, in the order of their x; their y counts upwards from the base. */
static void test_trend_is_to_scale(void **state)
{
	double own[] = {0, 25, 50, 100};
	const struct placement *at = draw(new_trend(4, own, NULL));
	const struct item *dots[4];
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < at->drawing->count; i++)
		if (at->drawing->items[i].kind == ITEM_DOT)
			dots[count++] = &at->drawing->items[i];
	assert_int_equal(count, 4);
	for (size_t i = 1; i < 4; i++) {
		double height = dots[0]->y - dots[i]->y;

		assert_true(fabs(height / (dots[0]->y - dots[3]->y) -
			own[i] / 100) < 1e-6);
		assert_true(fabs(dots[i]->x - dots[i - 1]->x -
			(dots[1]->x - dots[0]->x)) < 1e-6);
	}
}

static void test_bars_begin_at_zero(void **state)
{
	const struct placement *at = draw(new_bars(-50, 100));
	const struct item *bars[2];
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < at->drawing->count; i++)
		if (at->drawing->items[i].kind == ITEM_BOX)
			bars[count++] = &at->drawing->items[i];
	assert_int_equal(count, 2);
	assert_true(fabs(bars[0]->x2 - bars[1]->x) < 1e-6);
	assert_true(fabs((bars[1]->x2 - bars[1]->x) /
		(bars[0]->x2 - bars[0]->x) - 2) < 1e-6);
	assert_true(shows(at, "0%"));
}

/* A number that is cut would be another number. */
static void test_no_value_is_cut(void **state)
{
	double own[] = {1234567, 7654321}, average[] = {1, 2};
	struct chart *chart = new_trend(2, own, average);
	const struct placement *at;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		((struct chart_point *)chart->points)[i].own.text =
			"1,234,567,890 days and nights";
	options.margin_left = 20;
	for (double width = 103; width < 500; width += 9) {
		options.margin_right = options.page_width - 20 - width;
		at = draw(chart);
		for (size_t i = 0; i < at->drawing->count; i++) {
			const struct item *item = &at->drawing->items[i];

			if (item->kind == ITEM_TEXT &&
				memmem(item->run.text, item->run.length,
					"1,2", 3))
				assert_int_equal(item->run.length, 29);
		}
	}
	assert_true(shows(at, "1,234,567,890 days and nights"));
}

/* ---- grey ---- */

/* WCAG 2, relative luminance and contrast. */
static double linear(double part)
{
	return part <= 0.04045 ? part / 12.92 :
				 pow((part + 0.055) / 1.055, 2.4);
}

static double contrast(struct colour a, struct colour b)
{
	double of_a = 0.2126 * linear(a.red) + 0.7152 * linear(a.green) +
		0.0722 * linear(a.blue) + 0.05;
	double of_b = 0.2126 * linear(b.red) + 0.7152 * linear(b.green) +
		0.0722 * linear(b.blue) + 0.05;

	return of_a > of_b ? of_a / of_b : of_b / of_a;
}

static const struct item *find(const struct placement *at,
	enum item_kind kind, size_t skip)
{
	for (size_t i = 0; i < at->drawing->count; i++)
		if (at->drawing->items[i].kind == kind && skip-- == 0)
			return &at->drawing->items[i];
	fail_msg("no item of kind %d", (int)kind);
	return NULL;
}

/* In one colour for all: dots and squares, a thick line and dashes remain. */
static void test_trend_reads_without_colour(void **state)
{
	double own[] = {40, 45, 61}, average[] = {50, 51, 53};
	const struct placement *at = draw(new_trend(3, own, average));

	(void)state;
	assert_int_equal(count_items(at, ITEM_DOT, -1, false), 3);
	assert_int_equal(count_items(at, ITEM_BOX, -1, false), 3);
	assert_int_equal(count_items(at, ITEM_LINE, OWN_LINE, false), 2);
	assert_int_equal(count_items(at, ITEM_LINE, THIN, true), 2);
}

static void test_bars_read_without_colour(void **state)
{
	const struct placement *at = draw(new_bars(60, 56));
	const struct item *own = find(at, ITEM_BOX, 0);
	const struct item *average = find(at, ITEM_BOX, 1);

	(void)state;
	assert_true(contrast(own->colour, average->colour) >= 3);
	assert_true(contrast(own->colour, (struct colour){1, 1, 1}) >= 3);
	/* Its outline, for the fill is faint. */
	assert_true(contrast(find(at, ITEM_LINE, 0)->colour,
		(struct colour){1, 1, 1}) >= 3);
}

static void test_strip_reads_without_colour(void **state)
{
	double peers[] = {20, 40, 60};
	struct chart *chart = new_bars(60, 56);
	const struct placement *at;

	(void)state;
	chart->kind = CHART_STRIP;
	chart->peers = peers;
	chart->peer_count = 3;
	at = draw(chart);
	assert_int_equal(count_items(at, ITEM_DOT, -1, false), 1);
	assert_int_equal(find(at, ITEM_DOTS, 0)->dots.count, 3);
	assert_true(contrast(find(at, ITEM_DOTS, 0)->colour,
		find(at, ITEM_DOT, 0)->colour) >= 3);
	assert_true(find(at, ITEM_DOT, 0)->width >
		1.5 * find(at, ITEM_DOTS, 0)->width);
	assert_int_equal(count_items(at, ITEM_LINE, THIN, true), 1);
}

#define TEST(name) cmocka_unit_test_setup(name, typeset_begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_trend_labels_never_meet),
		TEST(test_bar_labels_never_meet),
		TEST(test_gap_has_no_line_across),
		TEST(test_trend_labels_first_last_highest),
		TEST(test_trend_is_to_scale),
		TEST(test_bars_begin_at_zero),
		TEST(test_no_value_is_cut),
		TEST(test_trend_reads_without_colour),
		TEST(test_bars_read_without_colour),
		TEST(test_strip_reads_without_colour),
		cmocka_unit_test(test_gauge_was_sure),
	};

	return cmocka_run_group_tests(tests, typeset_load, typeset_free);
}
