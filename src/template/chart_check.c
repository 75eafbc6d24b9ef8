/*
 * Whether what charts print stands in the letter's text too. Digits are
 * compared, so that 60% agrees with 60 per cent, and 6 does not with 60.
 */
#include <string.h>

#include "base/text.h"
#include "template/chart.h"

#define DIGITS "0123456789"
#define MOST_LETTERS 8000 /* bytes of text that most have, at most */

struct agreement {
	const struct document *document;
	const struct chart *chart;
	struct text near; /* the chart's own panel */
	struct text whole; /* all of the letter's, once it is asked for */
	struct text missing;
	struct report *report;
};

static void add_line(struct text *out, const char *line)
{
	if (line == NULL)
		return;
	text_add(out, line);
	text_add_char(out, '\n');
}

static void add_table(struct text *out, const struct table *table)
{
	add_line(out, table->caption);
	for (size_t i = 0; i < table->row_count * table->column_count; i++)
		add_line(out, table->cells[i].text);
	for (size_t i = 0; table->totals != NULL && i < table->column_count;
		i++)
		add_line(out, table->totals[i].text);
}

static void add_panel(struct text *out, const struct panel *panel)
{
	add_line(out, panel->value);
	add_line(out, panel->note);
	add_line(out, panel->count_line);
	add_line(out, panel->average_line);
	add_line(out, panel->base_line);
}

/* Everything that is printed outside of graphics. */
static void add_blocks(const struct block *blocks, size_t count,
	struct text *out)
{
	for (size_t i = 0; i < count; i++) {
		const struct block *block = &blocks[i];

		for (size_t j = 0; j < block->run_count; j++)
			text_add(out, block->runs[j].text);
		text_add_char(out, '\n');
		if (block->panel != NULL)
			add_panel(out, block->panel);
		if (block->chart != NULL) {
			add_line(out, block->chart->label);
			add_line(out, block->chart->caption);
		}
		if (block->table != NULL)
			add_table(out, block->table);
		add_blocks(block->children, block->child_count, out);
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does a number go on beyond `at`, in this direction? */
static bool goes_on(const char *text, const char *at, int step)
{
	if (is_digit(*at))
		return true;
	return (*at == '.' || *at == ',') &&
		(step > 0 || at > text) && is_digit(at[step]);
}

/* Its first digit is found faster than the number, and is seldom there. */
static bool stands_in(const struct text *whole, const char *number,
	size_t length)
{
	const char *text = text_string(whole), *end = text + whole->length;

	for (const char *at = text; (at = memchr(at, *number,
			(size_t)(end - at))) != NULL; at++) {
		bool begins = at == text || !goes_on(text, at - 1, -1);

		if (begins && (size_t)(end - at) >= length &&
			memcmp(at, number, length) == 0 &&
			!goes_on(text, at + length, 1))
			return true;
	}
	return false;
}

/* Mostly it stands beside the chart: the rest is not even looked at then. */
static bool stands_in_letter(struct agreement *agreement, const char *number,
	size_t length)
{
	const struct document *document = agreement->document;
	struct text *whole = &agreement->whole;

	if (stands_in(&agreement->near, number, length))
		return true;
	if (whole->length == 0) {
		text_reserve(whole, MOST_LETTERS);
		add_blocks(document->blocks, document->block_count, whole);
	}
	return stands_in(whole, number, length);
}

static void check_mark(struct agreement *agreement, const struct mark *mark)
{
	const char *first, *end;

	if (mark == NULL || mark->text == NULL)
		return;
	first = mark->text + strcspn(mark->text, DIGITS);
	end = mark->text + strlen(mark->text);
	while (end > first && !is_digit(end[-1]))
		end--;
	if (first == end || stands_in_letter(agreement, first,
				    (size_t)(end - first)))
		return;
	text_printf(&agreement->missing, "%s%s",
		agreement->missing.length > 0 ? ", " : "", mark->text);
}

/* The first, the last and the highest are labelled. */
static void check_points(struct agreement *agreement, bool is_average)
{
	const struct chart *chart = agreement->chart;
	const struct mark *first = NULL, *last = NULL, *highest = NULL;

	for (size_t i = 0; i < chart->point_count; i++) {
		const struct mark *mark = is_average
			? &chart->points[i].average : &chart->points[i].own;

		if (mark->text == NULL)
			continue;
		if (first == NULL)
			first = highest = mark;
		if (mark->value > highest->value)
			highest = mark;
		last = mark;
	}
	check_mark(agreement, first);
	if (highest != first && highest != last && !is_average)
		check_mark(agreement, highest);
	if (last != first)
		check_mark(agreement, last);
}

static void check_chart(struct agreement *agreement)
{
	const struct chart *chart = agreement->chart;

	text_reset(&agreement->missing);
	if (chart->kind == CHART_TREND) {
		check_points(agreement, false);
		check_points(agreement, true);
	} else {
		check_mark(agreement, &chart->own);
		check_mark(agreement, &chart->average);
	}
	if (agreement->missing.length > 0)
		report_warning(agreement->report, chart->place, "{{%s %s}} "
			"draws %s, which stands nowhere in the letter's text: "
			"print it there too, as in the caption or a table",
			chart->is_of_panel ? "panel" : "chart", chart->name,
			text_string(&agreement->missing));
}

void charts_check(const struct document *document, struct report *report)
{
	struct agreement agreement = {.document = document, .report = report};

	for (size_t i = 0; i < document->block_count; i++) {
		const struct block *block = &document->blocks[i];

		text_reset(&agreement.near);
		if (block->panel != NULL)
			add_panel(&agreement.near, block->panel);
		agreement.chart = block->panel != NULL ? block->panel->chart :
							 block->chart;
		if (agreement.chart != NULL)
			check_chart(&agreement);
	}
	text_clear(&agreement.near);
	text_clear(&agreement.whole);
	text_clear(&agreement.missing);
}
