/*
 * Tables, set and then measured: cells that meet nothing, marks below each
 * other, rows that stay whole, headers on every page.
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

#define MOST_ROWS 120

static struct pages pages;

/* ---- tables ---- */

static struct cell cell(const char *text)
{
	const char *mark = strrchr(text, '.');

	return (struct cell){.text = text,
		.mark = mark ? (size_t)(mark - text) : strlen(text)};
}

static const char *number(void)
{
	return arena_printf(&arena, "%u%s", roll(20000), roll(3) == 0 ? ""
		: roll(2) ? ".5" : ".25");
}

static const char *words(unsigned most)
{
	const char *text = "x";

	for (unsigned i = roll(most); i > 0; i--)
		text = arena_printf(&arena, "%s%s", text, i % 3 ? "word"
			: " and more ");
	return text;
}

/* A month, a text of up to so many words, two columns of numbers. */
static struct table *new_table(size_t rows, unsigned most_words)
{
	static const enum cell_align aligns[] = {CELL_LEFT, CELL_LEFT,
		CELL_DECIMAL, CELL_DECIMAL};
	struct table *table = arena_new(&arena, sizeof(*table));
	struct cell *header = arena_new(&arena, 4 * sizeof(*header));
	struct cell *cells = arena_new(&arena, 4 * rows * sizeof(*cells));
	struct cell *totals = arena_new(&arena, 4 * sizeof(*totals));

	for (int i = 0; i < 4; i++)
		header[i] = cell(i < 2 ? "Words of it" : "Number");
	for (size_t i = 0; i < rows; i++) {
		cells[4 * i] = cell(arena_printf(&arena, "Row %zu", i + 1));
		cells[4 * i + 1] = cell(words(most_words));
		cells[4 * i + 2] = cell(number());
		cells[4 * i + 3] = cell(number());
	}
	totals[0] = cell("Total");
	totals[1] = cell("");
	totals[2] = cell("123456.75");
	totals[3] = cell("7");
	*table = (struct table){.caption = "A table", .column_count = 4,
		.row_count = rows, .aligns = aligns, .header = header,
		.cells = cells, .totals = totals};
	return table;
}

static struct block text_block(enum block_kind kind, const char *text)
{
	struct run *run = arena_new(&arena, sizeof(*run));

	run->text = text;
	return (struct block){.kind = kind, .level = 1, .runs = run,
		.run_count = 1};
}

/* `lines` paragraphs, a heading, a lead, the table. */
static bool set(const struct table *table, size_t lines)
{
	struct block *blocks = arena_new(&arena, (lines + 3) * sizeof(*blocks));
	struct document document = {.title = "Title", .lang = "en",
		.blocks = blocks, .block_count = lines + 3};

	for (size_t i = 0; i < lines; i++)
		blocks[i] = text_block(BLOCK_PARAGRAPH, "A line.");
	blocks[lines] = text_block(BLOCK_HEADING, "Heading");
	blocks[lines + 1] = text_block(BLOCK_PARAGRAPH, "Lead:");
	blocks[lines + 2] = (struct block){.kind = BLOCK_TABLE, .table = table,
		.place = {"letter.md", 7, 1}};
	return set_gauged(&document, &options, fonts, &arena, &pages,
		&report);
}

/* ---- measures ---- */

static bool is_within(size_t element, enum role role)
{
	while (element != 0 && pages.elements[element].role != role)
		element = pages.elements[element].parent;
	return element != 0;
}

/* Text and its page; items of a page that belong to different elements. */
static void check_cells_apart(void)
{
	struct extent column = {75, 60, 525, 740};

	for (size_t p = 0; p < pages.count; p++) {
		struct extent seen[1500];
		size_t tags[1500], count = 0;

		for (size_t i = 0; i < pages.pages[p].count; i++) {
			const struct placement *at =
				&pages.pages[p].placements[i];

			for (size_t j = 0; j < at->drawing->count; j++) {
				const struct item *item =
					&at->drawing->items[j];
				size_t tag = at->element + (size_t)item->tag;

				if (item->kind != ITEM_TEXT)
					continue;
				assert_true(count < 1500);
				seen[count] = ink_of(item, at);
				assert_inside(seen[count], column);
				for (size_t k = 0; k < count; k++)
					if (tags[k] != tag && !is_apart(
						seen[k], seen[count]))
						fail_msg("two cells meet");
				tags[count++] = tag;
			}
		}
	}
}

/* Where the decimal mark of a cell of numbers stands. */
static double mark_of(const struct item *item, double left)
{
	const char *mark = memchr(item->run.text, '.', item->run.length);
	double x = left + item->x;

	for (size_t i = 0; i < item->run.glyph_count; i++)
		if (mark == NULL || item->run.text +
				item->run.glyphs[i].cluster < mark)
			x += item->run.glyphs[i].advance;
	return x;
}

/* Of the last two columns, in all rows, the totals included. */
static void check_marks(void)
{
	double marks[4] = {0};

	for (size_t p = 0; p < pages.count; p++)
		for (size_t i = 0; i < pages.pages[p].count; i++) {
			const struct placement *at =
				&pages.pages[p].placements[i];

			for (size_t j = 0; j < at->drawing->count; j++) {
				const struct item *item =
					&at->drawing->items[j];
				double x = item->kind == ITEM_TEXT
					? mark_of(item, at->x) : 0;

				if (item->kind != ITEM_TEXT || item->tag < 3 ||
					is_within(at->element, ROLE_THEAD))
					continue;
				if (marks[item->tag - 1] == 0)
					marks[item->tag - 1] = x;
				assert_true(fabs(marks[item->tag - 1] - x) <
					0.01);
			}
		}
}

/* Rows on the page, headers drawn there (as artifacts), the lead there. */
struct census {
	size_t rows, headers, artifacts, totals;
	bool has_lead;
};

static struct census count_page(size_t number)
{
	struct census census = {0};

	for (size_t i = 0; i < pages.pages[number].count; i++) {
		const struct placement *at = &pages.pages[number].placements[i];
		const struct item *first = &at->drawing->items[0];

		if (first->tag == TAG_ARTIFACT && first->kind == ITEM_TEXT) {
			census.artifacts++;
			continue;
		}
		census.rows += is_within(at->element, ROLE_TBODY);
		census.headers += is_within(at->element, ROLE_THEAD);
		census.totals += is_within(at->element, ROLE_TFOOT);
		census.has_lead |= first->kind == ITEM_TEXT &&
			strncmp(first->run.text, "Lead:", 5) == 0;
	}
	return census;
}

/* Two rows at least at either end; a header on each page, once as a tag. */
static void check_pages(size_t rows)
{
	size_t found = 0, headers = 0;

	for (size_t p = 0; p < pages.count; p++) {
		struct census page = count_page(p);
		bool has_table = page.rows + page.totals > 0;

		assert_int_equal(page.headers + page.artifacts, has_table);
		if (has_table)
			assert_true(page.rows >= (rows < 2 ? rows : 2));
		if (page.headers > 0)
			assert_true(page.has_lead);
		found += page.rows;
		headers += page.headers;
	}
	assert_int_equal(found, rows);
	assert_int_equal(headers, 1);
}

/* ---- tests ---- */

static void test_tables_of_all_lengths(void **state)
{
	(void)state;
	for (size_t rows = 1; rows <= MOST_ROWS; rows += 1 + rows / 8) {
		assert_true(set(new_table(rows, 3), roll(36)));
		check_cells_apart();
		check_marks();
		check_pages(rows);
	}
	assert_int_equal(report.count, 0);
}

static void test_long_texts_wrap(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_true(set(new_table(1 + roll(30), 60), roll(30)));
		check_cells_apart();
		check_marks();
	}
}

static void test_wherever_it_begins(void **state)
{
	const struct table *table = new_table(5, 3);

	(void)state;
	for (size_t lines = 0; lines < 40; lines++) {
		assert_true(set(table, lines));
		check_pages(5);
	}
}

/* Whatever a row has, its elements are as many as there are columns. */
static void test_rows_are_regular(void **state)
{
	size_t cells = 0, rows = 0, of_rows = 0;

	(void)state;
	assert_true(set(new_table(7, 3), 0));
	for (size_t i = 0; i < pages.element_count; i++) {
		const struct element *element = &pages.elements[i];

		rows += element->role == ROLE_TR;
		cells += element->role == ROLE_TH || element->role == ROLE_TD;
		of_rows += element->is_of_row;
		if (element->role == ROLE_TH || element->role == ROLE_TD)
			assert_int_equal(pages.elements[element->parent].role,
				ROLE_TR);
	}
	assert_int_equal(rows, 7 + 2);
	assert_int_equal(cells, 4 * rows);
	assert_int_equal(of_rows, 7 + 1);
}

static void test_refuses_what_cannot_fit(void **state)
{
	struct table *table = new_table(2, 3);
	struct cell *cells = (struct cell *)table->cells;

	(void)state;
	cells[1].text = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio"
		"gogogoch-by-the-sea-and-all-its-many-surroundings";
	assert_false(set(table, 0));
	assert_int_equal(report.errors, 1);
	assert_int_equal(report.problems[0].place.line, 7);
	assert_non_null(strstr(report.problems[0].message, "the 4 columns of "
		"this table need"));
}

/* A row that no page holds is said to be so. */
static void test_refuses_too_high_a_row(void **state)
{
	struct table *table = new_table(3, 3);
	struct cell *cells = (struct cell *)table->cells;

	(void)state;
	cells[5].text = "";
	for (int i = 0; i < 900; i++)
		cells[5].text = arena_printf(&arena, "%s word",
			cells[5].text);
	assert_false(set(table, 0));
	assert_int_equal(report.errors, 1);
	assert_non_null(strstr(report.problems[0].message, "points high"));
}

#define TEST(name) cmocka_unit_test_setup(name, typeset_begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tables_of_all_lengths),
		TEST(test_long_texts_wrap),
		TEST(test_wherever_it_begins),
		TEST(test_rows_are_regular),
		TEST(test_refuses_what_cannot_fit),
		TEST(test_refuses_too_high_a_row),
		TEST(test_gauge_was_sure),
	};

	return cmocka_run_group_tests(tests, typeset_load, typeset_free);
}
