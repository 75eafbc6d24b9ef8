/*
 * Paragraphs set again and again: of letters that were never met, which takes
 * shaping, and of letters that are known, which lines are measured and filled
 * by without it. Their lines are the same.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "layout/alphabet.h"
#include "layout/font_set.h"
#include "layout/grid.h"
#include "layout/paragraph.h"
#include "lines/hyphens.h"
#include "typeset.h"

#define PARAGRAPHS 400

static struct setter setter;
static struct hyphens *hyphens;

static const char *word(void)
{
	static const char *const awkward[] = {"To", "AVA", "We", "Yes,", "T.",
		"\xE2\x80\x9CWhy?\xE2\x80\x9D", "(AV", "b)", "10", "1,400",
		"Mr", "31", "March", "12%", "km", "\xC2\xA3", "Tea-Table",
		"W\xE2\x80\x94T\xE2\x80\x94y", "T/V/A/T/V", "a", "I",
		"caf\xC3\xA9", "\xC2\xA0", "AV\xC2\xAD" "AT\xC2\xAD" "AV",
		"https://Ty.example.org/a/Very/long/address.html",
		"Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch",
		("Wis\xC5\x82" "awa"), "f\xC5\x93tus", "\xE2\x80\x93", ""};
	static const char *const usual[] = {"complaint", "was", "the", "of",
		"authority", "We", "upheld", "in", "remedies", "satisfactory",
		"council", "Your", "year", "letter", "Training", "similar"};

	return roll(4) ? usual[roll(16)] : awkward[roll(30)];
}

static const char *text(unsigned most)
{
	const char *text = roll(2) ? "" : " ";

	for (unsigned i = 1 + roll(most); i > 0; i--)
		text = arena_printf(&arena, "%s%s%s", text, word(),
			i > 1 || roll(2) ? " " : "");
	return text;
}

static struct run *new_runs(size_t count)
{
	static const unsigned styles[] = {0, 0, 0, 0, RUN_BOLD, RUN_LINE_BREAK};
	struct run *runs = arena_new(&arena, count * sizeof(*runs));

	for (size_t i = 0; i < count; i++) {
		runs[i].text = text(count == 1 || roll(4) == 0 ? 60 : 4);
		runs[i].style = styles[roll(6)];
		runs[i].link = roll(8) ? NULL : "https://example.org/";
	}
	return runs;
}

/* How wide the blank is that ends a line counts for nothing (lines_memo.h). */
static void dump_run(const struct glyph_run *run, struct text *out)
{
	text_printf(out, "%s %a '%.*s'", run->program->name, run->size,
		(int)run->length, run->text);
	for (size_t i = 0; i < run->glyph_count; i++) {
		const struct glyph *glyph = &run->glyphs[i];
		bool is_last_blank = i + 1 == run->glyph_count &&
			run->text[glyph->cluster] == ' ';

		text_printf(out, " %u:%u", glyph->cluster, glyph->id);
		if (!is_last_blank)
			text_printf(out, ":%a", glyph->advance);
	}
}

/* All of its lines, or nothing where it cannot be set. */
static const char *set(const struct run *runs, size_t count,
	const struct text_style *style, double width, struct paragraph *out)
{
	struct text dump = {0};
	const char *lines;

	if (!paragraph_set(&setter, runs, count, style, width, out))
		return "";
	for (size_t i = 0; i < out->count; i++) {
		const struct line *line = &out->lines[i];

		text_printf(&dump, "%a %d\n", line->width,
			line->is_hyphenated);
		for (size_t j = 0; j < line->count; j++) {
			const struct piece *piece = &line->pieces[j];

			text_printf(&dump, "\t%a %a %zu ", piece->x,
				piece->width, piece->tag);
			dump_run(&piece->run, &dump);
			text_add_char(&dump, '\n');
		}
	}
	lines = arena_strdup(&arena, text_string(&dump));
	text_clear(&dump);
	return lines;
}

/* Is the text of letters that are known by now? */
static bool is_traced(const char *text, double size)
{
	struct span span = {.end = strlen(text), .lang = "en-GB"};
	struct source source = {.text = text, .length = span.end,
		.spans = &span, .span_count = 1, .size = size,
		.figures = options.figures};
	struct shaped shaped = {0};
	struct pen *pens = arena_new(&arena,
		(span.end + 1) * sizeof(*pens));

	return shape_trace(&source, fonts, &arena, &shaped, pens);
}

static size_t has_hyphen(const struct paragraph *paragraph)
{
	for (size_t i = 0; i < paragraph->count; i++)
		if (paragraph->lines[i].is_hyphenated)
			return 1;
	return 0;
}

/* Nothing is remembered from one paragraph to the next. */
static void forget(void)
{
	assert_true(fonts_prepare(fonts, "\xE2\x80\x9C\xE2\x80\x9D\xC2\xA3"
		"\xC3\xA9\xE2\x80\x93\xE2\x80\x94%\xC2\xA0", FIGURES_ALL,
		&report));
}

static void test_traces_as_shaped(void **state)
{
	size_t traced = 0, several = 0, hyphenated = 0;

	(void)state;
	for (int i = 0; i < PARAGRAPHS; i++) {
		size_t count = 1 + roll(6);
		struct run *runs = new_runs(count);
		double width = roll(5) ? 60 + roll(400) : ONE_LINE;
		struct text_style style = grid_style(&options,
			roll(3) ? options.body_size : options.note_size,
			options.text, 0);
		struct paragraph out;
		const char *shaped;

		options.hyphens = roll(2) ? hyphens : NULL;
		forget();
		assert_false(is_traced("a", style.size));
		shaped = set(runs, count, &style, width, &out);
		assert_string_equal(shaped, set(runs, count, &style, width,
			&out));
		traced += is_traced(runs[0].text, style.size);
		several += out.count > 1;
		hyphenated += has_hyphen(&out);
		/* Now known within their words, but not at a line's end. */
		forget();
		set(runs, count, &style, ONE_LINE, &out);
		assert_string_equal(shaped, set(runs, count, &style, width,
			&out));
		report_clear(&report);
		arena_reset(&arena);
	}
	/* Else nothing was shown. */
	assert_in_range(traced, PARAGRAPHS / 4, PARAGRAPHS);
	assert_in_range(several, PARAGRAPHS / 2, PARAGRAPHS);
	assert_in_range(hyphenated, PARAGRAPHS / 8, PARAGRAPHS);
}

static int begin(void **state)
{
	setter = (struct setter){.options = &options, .fonts = fonts,
		.arena = &arena, .report = &report, .lang = "en-GB"};
	return typeset_begin(state);
}

static int load(void **state)
{
	return typeset_load(state) == 0 && hyphens_load(
		"/usr/share/hyphen/hyph_en_GB.dic", (struct place){0},
		&hyphens, &report) ? 0 : -1;
}

static int end(void **state)
{
	hyphens_free(hyphens);
	return typeset_free(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_traces_as_shaped, begin)};

	return cmocka_run_group_tests(tests, load, end);
}
