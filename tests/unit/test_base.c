/* The rest of base/: text, arena, report, UTF-8, names, dates, files, JSON. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/document_encoding.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/markup.h"
#include "base/nearest.h"
#include "base/report.h"
#include "base/text.h"
#include "base/utf8.h"

/* ---- text ---- */

static void test_text_grows(void **state)
{
	struct text text = {0};

	(void)state;
	assert_string_equal(text_string(&text), "");
	for (int i = 0; i < 1000; i++)
		text_printf(&text, "%03d,", i);
	assert_int_equal(text.length, 4000);
	assert_int_equal(strlen(text.data), 4000);
	assert_string_equal(text.data + 3996, "999,");
	text_reset(&text);
	assert_string_equal(text_string(&text), "");
	text_append(&text, "a\0b", 3);
	text_add_char(&text, 'c');
	assert_int_equal(text.length, 4);
	assert_memory_equal(text.data, "a\0bc", 5);
	text_clear(&text);
	assert_null(text.data);
}

static void test_text_in_pieces(void **state)
{
	struct text text = {0};

	(void)state;
	text_add_whole(&text, 0);
	text_add_whole(&text, UINT64_MAX);
	assert_string_equal(text_string(&text), "018446744073709551615");
	text_cut(&text, 3);
	memset(text_extend(&text, 300), 'x', 300);
	assert_int_equal(text.length, 303);
	text_cut(&text, 5);
	assert_string_equal(text_string(&text), "018xx");
	text_cut(&text, 0);
	assert_string_equal(text_string(&text), "");
	text_clear(&text);
}

static void test_text_printf_fills_its_room(void **state)
{
	char long_word[300];

	(void)state;
	memset(long_word, 'x', sizeof(long_word));
	for (size_t length = 0; length < sizeof(long_word); length++) {
		struct text text = {0};

		text_printf(&text, "%.*s", (int)length, long_word);
		assert_int_equal(text.length, length);
		assert_int_equal(strlen(text_string(&text)), length);
		text_clear(&text);
	}
}

static void test_text_numbers(void **state)
{
	static const struct {
		double number;
		int decimals;
		const char *expected;
	} cases[] = {
		{12.5, 2, "12.5"}, {12, 3, "12"}, {-0.25, 2, "-0.25"},
		{-0.001, 2, "0"}, {0, 0, "0"}, {1.999, 2, "2"},
		{0.05, 2, "0.05"}, {100, 0, "100"}, {1e-7, 6, "0"},
		{123456789012.25, 2, "123456789012.25"},
		{595.276, 3, "595.276"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text text = {0};

		text_add_number(&text, cases[i].number, cases[i].decimals);
		assert_string_equal(text_string(&text), cases[i].expected);
		text_clear(&text);
	}
}

static void assert_plain(const char *string, size_t most, const char *as)
{
	struct text text = {0};

	text_add(&text, "> ");
	text_add_plain(&text, string, most);
	assert_string_equal(text.data + 2, as);
	text_clear(&text);
}

static void test_text_of_strangers(void **state)
{
	(void)state;
	assert_plain("", 9, "");
	assert_plain("550 5.1.1 no", 99, "550 5.1.1 no");
	assert_plain("  a \r\n\tb\x1B[2J\x7F", 99, "a b [2J");
	assert_plain("a\xFF\xC3(\xE2\x80\xAE" "b\xC2\x9B" "c", 99, "a ( b c");
	assert_plain("a\xE2\x80\xA8" "b", 99, "a b");
	assert_plain("J\xC3\xBCrgen", 99, "J\xC3\xBCrgen");
	assert_plain("J\xC3\xBCrgen", 3, "J\xC3\xBC...");
	assert_plain("J\xC3\xBCrgen", 2, "J...");
	assert_plain("abc", 3, "abc");
	assert_plain("abc  ", 3, "abc");
	assert_plain("abc d", 4, "abc...");
}

static void test_text_never_becomes_markup(void **state)
{
	struct text text = {0};

	(void)state;
	markup_add(&text, "<b title=\"a\">R&D</b>\x01\tcaf\xC3\xA9 &amp;");
	assert_string_equal(text_string(&text), "&lt;b title=&quot;a&quot;&gt;"
		"R&amp;D&lt;/b&gt;  caf\xC3\xA9 &amp;amp;");
	text_clear(&text);
}

/* ---- arena ---- */

static void test_arena_is_zeroed_and_aligned(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 700; size++) {
			unsigned char *bytes = arena_new(&arena, size);

			assert_int_equal((uintptr_t)bytes % sizeof(void *), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(bytes[i], 0);
			memset(bytes, 0xEE, size);
		}
		arena_reset(&arena);
	}
	arena_clear(&arena);
	assert_null(arena.block);
}

static void test_arena_keeps_one_block(void **state)
{
	struct arena arena = {0};
	void *first;

	(void)state;
	first = arena_new(&arena, 1000000); /* larger than a block */
	memset(first, 1, 1000000);
	arena_reset(&arena);
	assert_ptr_equal(arena_new(&arena, 1000000), first);
	arena_clear(&arena);
}

static void test_arena_strings(void **state)
{
	struct arena arena = {0};
	int *numbers = NULL;
	size_t count = 0, room = 0;

	(void)state;
	assert_string_equal(arena_strdup(&arena, "letter"), "letter");
	assert_string_equal(arena_strndup(&arena, "letter", 3), "let");
	assert_string_equal(arena_printf(&arena, "%d of %s", 6, "10"),
		"6 of 10");
	assert_string_equal(arena_join(&arena, "a", " - ", "b"), "a - b");
	assert_string_equal(arena_join(&arena, "", "", ""), "");
	for (int i = 0; i < 100; i++) {
		ARENA_RESERVE(&arena, numbers, count, room);
		numbers[count++] = i;
	}
	for (int i = 0; i < 100; i++)
		assert_int_equal(numbers[i], i);
	arena_clear(&arena);
}

/* The last array stays where it is; what came behind another stays whole. */
static void test_arena_grows_in_place(void **state)
{
	struct arena arena = {0};
	int *first = arena_room(&arena, 8 * sizeof(int));
	int *grown = arena_grow(&arena, first, 8, 16, sizeof(int)), *moved;
	char *behind = arena_strdup(&arena, "behind");

	(void)state;
	assert_ptr_equal(grown, first);
	memset(grown, 1, 16 * sizeof(int));
	assert_string_equal(behind, "behind");
	moved = arena_grow(&arena, grown, 16, 32, sizeof(int));
	assert_ptr_not_equal(moved, grown);
	assert_memory_equal(moved, grown, 16 * sizeof(int));
	memset(moved, 2, 32 * sizeof(int));
	assert_string_equal(behind, "behind");
	/* No block has room for it. */
	assert_ptr_not_equal(arena_grow(&arena, moved, 32, 100000,
		sizeof(int)), moved);
	arena_clear(&arena);
}

/* ---- report ---- */

static void test_report_merges_repeats(void **state)
{
	struct place place = {"data/x.csv", 12, 7};
	struct report report = {.recipient = "SOT"};
	struct text line = {0};

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_false(report_error(&report, place, "'%s' is no number",
			"x12"));
	report_warning(&report, place, "'%s' is no number", "x12");
	report.recipient = NULL;
	report_error(&report, place, "'%s' is no number", "x12");
	assert_int_equal(report.count, 3);
	assert_int_equal(report.errors, 2);
	assert_int_equal(report.warnings, 1);
	problem_describe(&report.problems[0], &line);
	assert_string_equal(text_string(&line),
		"data/x.csv:12:7: error: [SOT] 'x12' is no number\n");
	text_reset(&line);
	problem_describe(&report.problems[2], &line);
	assert_string_equal(text_string(&line),
		"data/x.csv:12:7: error: 'x12' is no number\n");
	text_clear(&line);
	report_clear(&report);
	assert_int_equal(report.count, 0);
}

static void test_report_keeps_forms(void **state)
{
	struct report report = {0}, copy = {0};
	struct place place = {0};

	(void)state;
	report_error(&report, place, "'%s' has %-5.2f%% of %zu, %lld", "Ann",
		1.0, (size_t)2, 3LL);
	report_warning(&report, place, "plain");
	report_add(&report, SEVERITY_NOTE, place, "100%s", NULL);
	report_add(&report, SEVERITY_NOTE, place, "of Ann", "of \xE2\x80\xA6");
	report_say(&report, SEVERITY_WARNING, place, "of %s", "Bob");
	assert_string_equal(report.problems[0].message,
		"'Ann' has 1.00 % of 2, 3");
	assert_string_equal(report.problems[0].form, "'\xE2\x80\xA6' has "
		"\xE2\x80\xA6% of \xE2\x80\xA6, \xE2\x80\xA6");
	assert_string_equal(report.problems[1].form, "plain");
	assert_string_equal(report.problems[2].form, "100%s");
	assert_string_equal(report.problems[3].message, "of Ann");
	assert_string_equal(report.problems[3].form, "of \xE2\x80\xA6");
	assert_string_equal(report.problems[4].message, "of Bob");
	assert_string_equal(report.problems[4].form, "of \xE2\x80\xA6");
	assert_int_equal(report.warnings, 2);
	copy.recipient = "ash";
	copy.turn = 7;
	report_copy(&copy, &report.problems[0]);
	report_copy(&copy, &report.problems[0]);
	assert_int_equal(copy.count, 1);
	assert_int_equal(copy.errors, 1);
	assert_string_equal(copy.problems[0].recipient, "ash");
	assert_int_equal(copy.problems[0].turn, 7);
	assert_string_equal(copy.problems[0].form, report.problems[0].form);
	report_clear(&report);
	report_clear(&copy);
}

static void test_report_knows_first_errors(void **state)
{
	struct report report = {0};
	char key[16];

	(void)state;
	assert_null(report_first_error(&report, "k1"));
	for (int i = 0; i < 3000; i++) {
		snprintf(key, sizeof(key), "k%d", i % 1000);
		report.recipient = key;
		report.turn = 1000 - i % 1000;
		if (i < 1000)
			report_warning(&report, (struct place){0}, "%d", i);
		else
			report_error(&report, (struct place){0}, "%d", i);
	}
	assert_string_equal(report_first_error(&report, "k7")->message, "1007");
	assert_null(report_first_error(&report, "k1000"));
	report_sort(&report);
	assert_string_equal(report.problems[0].message, "999");
	assert_string_equal(report.problems[1].message, "1999");
	assert_string_equal(report.problems[2].message, "2999");
	assert_string_equal(report.problems[2999].message, "2000");
	assert_string_equal(report_first_error(&report, "k7")->message, "1007");
	report_clear(&report);
}

static bool is_even(void *context, const char *recipient)
{
	++*(size_t *)context;
	return (recipient[1] - '0') % 2 == 0;
}

static void test_report_forgets_others(void **state)
{
	static const char *const keys[] = {"k1", "k2", "k3", "k4", NULL};
	struct report report = {0};
	size_t asked = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		report.recipient = keys[i];
		report_error(&report, (struct place){0}, "wrong %d", i);
		report_warning(&report, (struct place){0}, "odd %d", i);
	}
	report_keep(&report, is_even, &asked);
	assert_int_equal(asked, 8);
	assert_int_equal(report.count, 6);
	assert_int_equal(report.errors, 3);
	assert_int_equal(report.warnings, 3);
	assert_null(report_first_error(&report, "k1"));
	assert_string_equal(report_first_error(&report, "k4")->message,
		"wrong 3");
	assert_null(report.problems[4].recipient);
	report_clear(&report);
}

static void test_report_owns_its_strings(void **state)
{
	char file[] = "a.csv", key[] = "ONE";
	struct report report = {.recipient = key};

	(void)state;
	report_note(&report, (struct place){.file = file}, "hello");
	memset(file, 'x', 5);
	memset(key, 'x', 3);
	assert_string_equal(report.problems[0].place.file, "a.csv");
	assert_string_equal(report.problems[0].recipient, "ONE");
	assert_int_equal(report.errors + report.warnings, 0);
	report_clear(&report);
}

static void test_places(void **state)
{
	static const struct {
		struct place place;
		const char *expected;
	} cases[] = {
		{{NULL, 3, 4}, ""}, {{"a.ini", 0, 0}, "a.ini: "},
		{{"a.ini", 3, 0}, "a.ini:3: "},
		{{"a.ini", 3, 4}, "a.ini:3:4: "},
		{{"a.ini", 0, 4}, "a.ini: "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text out = {0};

		place_describe(&cases[i].place, &out);
		assert_string_equal(text_string(&out), cases[i].expected);
		text_clear(&out);
	}
}

/* ---- UTF-8 ---- */

static void test_utf8_goes_round(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		char bytes[UTF8_MAX + 1] = {0};
		const char *at = bytes;
		size_t bad, length;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		length = utf8_put(c, bytes);
		if (utf8_next(&at) != c || at != bytes + length ||
			!utf8_is_valid(bytes, length, &bad))
			fail_msg("U+%04X does not come back", (unsigned)c);
	}
}

static void test_utf8_refuses(void **state)
{
	static const struct {
		const char *bytes;
		size_t length, bad;
	} cases[] = {
		{"\x80", 1, 0}, {"ab\xFF", 3, 2}, {"\xC0\x80", 2, 0},
		{"\xC1\xBF", 2, 0}, {"\xE0\x80\x80", 3, 0},
		{"\xE0\x9F\xBF", 3, 0}, {"\xED\xA0\x80", 3, 0},
		{"\xF0\x80\x80\x80", 4, 0}, {"\xF4\x90\x80\x80", 4, 0},
		{"\xF5\x80\x80\x80", 4, 0}, {"a\xC3", 2, 1},
		{"a\xE2\x82", 3, 1}, {"\xF0\x9F\x98", 3, 0},
		{"\xC3(", 2, 0}, {"caf\xE9 au", 7, 3},
	};
	size_t bad;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(utf8_is_valid(cases[i].bytes, cases[i].length,
			&bad));
		assert_int_equal(bad, cases[i].bad);
	}
	/* A character cut by the end of the bytes, not by a NUL. */
	assert_false(utf8_is_valid("\xE2\x82\xAC", 2, &bad));
	assert_true(utf8_is_valid("a\0b", 3, &bad));
	assert_true(utf8_is_valid("", 0, &bad));
}

static void test_utf8_moves_on_after_a_wrong_byte(void **state)
{
	const char *at = "\xE2(\xC3\xA9";

	(void)state;
	assert_true(utf8_next(&at) == UTF8_INVALID);
	assert_int_equal(utf8_next(&at), '(');
	assert_int_equal(utf8_next(&at), 0xE9);
	assert_int_equal(utf8_next(&at), 0);
}

static void test_utf8_columns(void **state)
{
	const char *line = "\xC3\xA9t\xC3\xA9 {{x}}";

	(void)state;
	assert_int_equal(utf8_column(line, 0), 1);
	assert_int_equal(utf8_column(line, 2), 2);
	assert_int_equal(utf8_column(line, 6), 5);
	assert_int_equal(utf8_column("ab", 99), 3);
}

/* ---- nearest ---- */

static const char *nearest(const char *typed)
{
	static const char *const known[] = {"margin_left", "margin_right",
		"margin_top", "title_size", "text", "title", "x"};
	struct nearest to = nearest_to(typed);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		nearest_offer(&to, known[i]);
	return to.name;
}

static void test_nearest(void **state)
{
	(void)state;
	assert_string_equal(nearest("margin_lfet"), "margin_left");
	assert_string_equal(nearest("MARGIN_TOP"), "margin_top");
	assert_string_equal(nearest("titel"), "title");
	assert_string_equal(nearest("titlesize"), "title_size");
	assert_string_equal(nearest("txt"), "text");
	assert_string_equal(nearest("y"), "x");
	assert_null(nearest("colour"));
	assert_null(nearest("a_name_longer_than_any_that_a_person_would_choose_"
			    "for_an_option_of_a_program"));
}

/* ---- dates ---- */

static void test_dates(void **state)
{
	struct date date;

	(void)state;
	assert_true(date_parse("2020-07-02", &date));
	assert_int_equal(date.year, 2020);
	assert_int_equal(date.month, 7);
	assert_int_equal(date.day, 2);
	assert_true(date_parse("2020-02-29", &date));
	assert_true(date_parse("2000-02-29", &date));
	assert_true(date_parse("9999-12-31", &date));
	assert_true(date_parse("0001-01-01", &date));
}

static void test_iso_dates(void **state)
{
	char iso[DATE_SIZE];

	(void)state;
	date_iso((struct date){2020, 7, 2}, iso);
	assert_string_equal(iso, "2020-07-02");
	date_iso((struct date){1, 12, 31}, iso);
	assert_string_equal(iso, "0001-12-31");
}

static void test_dates_refuse(void **state)
{
	static const char *const wrong[] = {"", "2020-7-2", "2021-02-29",
		"1900-02-29", "2020-04-31", "2020-13-01", "2020-00-01",
		"2020-01-00", "0000-01-01", "2020/01/01", "2020-01-01 ",
		"02-07-2020", "2020-01-0x", "-020-01-01", "+020-01-01"};
	struct date date;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (date_parse(wrong[i], &date))
			fail_msg("'%s' was taken for a date", wrong[i]);
}

/* ---- files ---- */

static void test_paths(void **state)
{
	static const char *const cases[][3] = {
		/* config/ is a folder of the project, jobs/ is not */
		{"config/job.ini", "../data/x.csv", "data/x.csv"},
		{"jobs/job.ini", "../data/x.csv", "jobs/../data/x.csv"},
		{"src/base/job.ini", "../../data/x.csv", "data/x.csv"},
		{"../job.ini", "../data/x.csv", "../../data/x.csv"},
		{"job.ini", "x.csv", "x.csv"},
		{"config/job.ini", "/tmp/x.csv", "/tmp/x.csv"},
		{"/job.ini", "x.csv", "/x.csv"},
		{"config/job.ini", "", "config/"}, {"job.ini", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *path = path_beside(cases[i][0], cases[i][1]);

		assert_string_equal(path, cases[i][2]);
		free(path);
	}
}

static void test_files(void **state)
{
	const char *temporary = getenv("TMPDIR");
	struct report report = {0};
	struct text bytes = {0}, folder = {0}, path = {0};
	FILE *file;

	(void)state;
	text_printf(&folder, "%s/base.XXXXXX", temporary ? temporary : "/tmp");
	assert_non_null(mkdtemp(folder.data));
	text_printf(&path, "%s/x", folder.data);
	file = fopen(path.data, "wb");
	assert_non_null(file);
	for (int i = 0; i < 100000; i++)
		fputc(i % 251, file);
	fclose(file);
	assert_true(file_read(path.data, FILE_LIMIT, &bytes, &report));
	assert_int_equal(bytes.length, 100000);
	for (int i = 0; i < 100000; i++)
		assert_int_equal((unsigned char)bytes.data[i], i % 251);
	text_reset(&bytes);
	assert_true(file_read(path.data, 100000, &bytes, &report));
	assert_true(file_read(path.data, FILE_LIMIT, &bytes, &report));
	assert_int_equal(bytes.length, 200000);
	assert_memory_equal(bytes.data, bytes.data + 100000, 100000);
	text_reset(&bytes);
	/* A file that does not tell its size. */
	assert_true(file_read("/proc/version", FILE_LIMIT, &bytes, &report));
	assert_non_null(strchr(text_string(&bytes), '\n'));
	text_reset(&bytes);
	assert_int_equal(report.count, 0);
	assert_false(file_read(path.data, 99999, &bytes, &report));
	assert_false(file_read(folder.data, FILE_LIMIT, &bytes, &report));
	assert_int_equal(unlink(path.data), 0);
	assert_false(file_read(path.data, FILE_LIMIT, &bytes, &report));
	assert_int_equal(report.errors, 3);
	assert_non_null(strstr(report.problems[0].message, "99999 bytes"));
	assert_string_equal(report.problems[1].message, "is not a file");
	assert_string_equal(report.problems[2].place.file, path.data);
	assert_int_equal(rmdir(folder.data), 0);
	text_clear(&bytes);
	text_clear(&folder);
	text_clear(&path);
	report_clear(&report);
}

/* ---- JSON ---- */

static void test_json(void **state)
{
	struct text out = {0};
	struct json json = {.out = &out};

	(void)state;
	json_begin(&json, NULL, '{');
	json_string(&json, "na\"me", "a\\b\n\x01\xC3\xA9");
	json_string(&json, "none", NULL);
	json_begin(&json, "list", '[');
	json_integer(&json, NULL, INT64_MIN);
	json_bool(&json, NULL, true);
	json_begin(&json, NULL, '{');
	json_end(&json);
	json_end(&json);
	json_number(&json, "half", -0.5);
	json_number(&json, "large", 1.25e300);
	json_number(&json, "no", NAN);
	json_bool(&json, "last", false);
	json_end(&json);
	assert_string_equal(text_string(&out),
		"{\n \"na\\\"me\": \"a\\\\b\\u000a\\u0001\xC3\xA9\",\n"
		" \"none\": null,\n \"list\": [\n"
		"  -9223372036854775808,\n  true,\n  {}\n ],\n"
		" \"half\": -0.5,\n \"large\": 1.25e+300,\n \"no\": null,\n"
		" \"last\": false\n}\n");
	assert_int_equal(json.depth, 0);
	text_clear(&out);
}

/* Each byte from 20 on that is in use comes back from its character. */
static void test_document_encoding(void **state)
{
	unsigned unused = 0;

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		uint32_t character = document_character((unsigned char)i);

		if (character == 0xFFFD)
			unused++;
		else if (i >= ' ')
			assert_int_equal(document_byte(character), i);
	}
	assert_int_equal(unused, 3);
	assert_int_equal(document_character('\n'), '\n');
	assert_int_equal(document_character(0x18), 0x02D8);
	assert_int_equal(document_character(0x90), 0x2019);
	assert_int_equal(document_character(0xA0), 0x20AC);
	assert_int_equal(document_byte(0xE9), 0xE9);
	assert_int_equal(document_byte(0x2013), 0x85);
	assert_int_equal(document_byte(0x017E), 0x9E);
	assert_int_equal(document_byte('\n'), 0);
	assert_int_equal(document_byte(0x80), 0);
	assert_int_equal(document_byte(0xA0), 0);
	assert_int_equal(document_byte(0xAD), 0);
	assert_int_equal(document_byte(0x0175), 0);
	assert_int_equal(document_byte(0xFFFD), 0);
	assert_int_equal(document_byte(0x12019), 0);
}

/* Of every byte, in pieces of every length. */
static void test_hex(void **state)
{
	unsigned char bytes[256], read[256];
	char hex[513], each[3];

	(void)state;
	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	for (size_t count = 0; count <= 256; count++) {
		hex_print(bytes + 256 - count, count, hex);
		assert_int_equal(strlen(hex), 2 * count);
		for (size_t i = 0; i < count; i++) {
			snprintf(each, sizeof(each), "%02x",
				bytes[256 - count + i]);
			assert_memory_equal(hex + 2 * i, each, 2);
		}
		assert_true(hex_read(hex, read, count));
		assert_memory_equal(read, bytes + 256 - count, count);
	}
	assert_false(hex_read("0g", read, 1));
	assert_false(hex_read("A0", read, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_grows),
		cmocka_unit_test(test_text_in_pieces),
		cmocka_unit_test(test_text_printf_fills_its_room),
		cmocka_unit_test(test_text_numbers),
		cmocka_unit_test(test_text_of_strangers),
		cmocka_unit_test(test_text_never_becomes_markup),
		cmocka_unit_test(test_arena_is_zeroed_and_aligned),
		cmocka_unit_test(test_arena_keeps_one_block),
		cmocka_unit_test(test_arena_strings),
		cmocka_unit_test(test_arena_grows_in_place),
		cmocka_unit_test(test_report_merges_repeats),
		cmocka_unit_test(test_report_keeps_forms),
		cmocka_unit_test(test_report_knows_first_errors),
		cmocka_unit_test(test_report_forgets_others),
		cmocka_unit_test(test_report_owns_its_strings),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_utf8_goes_round),
		cmocka_unit_test(test_utf8_refuses),
		cmocka_unit_test(test_utf8_moves_on_after_a_wrong_byte),
		cmocka_unit_test(test_utf8_columns),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_iso_dates),
		cmocka_unit_test(test_dates_refuse),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_files), cmocka_unit_test(test_hex),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_document_encoding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
