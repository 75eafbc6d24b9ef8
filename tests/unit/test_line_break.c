/* Breaking lines, with a ruler on which every byte is one point wide. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <linebreak.h>
#include <string.h>

#include "base/text.h"
#include "lines/line_break.h"

static struct arena arena;

static double count_bytes(const void *context, size_t start, size_t end)
{
	const char *text = context;

	while (end > start && text[end - 1] == ' ')
		end--;
	return (double)(end - start);
}

static struct edge begin_at(const void *context, size_t offset)
{
	(void)context;
	return (struct edge){(double)offset, offset};
}

static struct edge end_at(const void *context, size_t offset)
{
	double end = count_bytes(context, 0, offset);

	return (struct edge){end, (size_t)end};
}

/* The lines, parted by '|'; without points in words, '!' is where some want. */
static const char *broken_at(const char *text, double width, bool in_words)
{
	struct measure measure = {begin_at, end_at, count_bytes, text, 1};
	struct break_point *points;
	size_t count = find_break_points(text, strlen(text), "en-GB", in_words,
		&arena, &points);
	size_t line_count;
	struct text_line *lines = break_lines(points, count, &measure, width,
		&arena, &line_count);
	const char *out = "";

	for (size_t i = 0; i < line_count; i++)
		out = arena_printf(&arena, "%s%.*s%s%s", out,
			(int)(lines[i].end - lines[i].start),
			text + lines[i].start,
			!in_words && lines[i].is_overfull ? "!" : "",
			i + 1 < line_count ? "|" : "");
	return out;
}

static const char *broken(const char *text, double width)
{
	return broken_at(text, width, true);
}

static void test_fills_lines(void **state)
{
	(void)state;
	assert_string_equal(broken("", 10), "");
	assert_string_equal(broken("one", 10), "one");
	assert_string_equal(broken("one two three", 7), "one two |three");
	assert_string_equal(broken("one two three", 6), "one |two |three");
	assert_string_equal(broken("one two three", 99), "one two three");
}

static void test_evens_lines(void **state)
{
	(void)state;
	/* The first line could hold "ccc"; the second would stand alone. */
	assert_string_equal(broken("aaa bbb ccc ddd", 12), "aaa bbb |ccc ddd");
	assert_string_equal(broken("aa bb cccccc dd eeeee", 9),
		"aa bb |cccccc |dd eeeee");
	/* Never a line more than filling them would take. */
	assert_string_equal(broken("aaaaa bbbb ccccc dd", 10),
		"aaaaa bbbb |ccccc dd");
}

static void test_leaves_no_stub(void **state)
{
	(void)state;
	assert_string_equal(broken("Average of similar authorities 5", 30),
		"Average of similar |authorities 5");
	/* What is long enough stays where it is. */
	assert_string_equal(broken("aaaa bbbb cccc ddd ee", 14),
		"aaaa bbbb cccc |ddd ee");
}

static void test_keeps_together(void **state)
{
	(void)state;
	assert_string_equal(broken("a letter to Mrs Danks, read by all", 16),
		"a letter to |Mrs Danks, read |by all");
	assert_string_equal(broken("of these about 1,400 people came to", 20),
		"of these about |1,400 people came to");
	assert_string_equal(broken("in the cold year 2020 nobody came to", 21),
		"in the cold year 2020 |nobody came to");
	assert_string_equal(broken("it was sold. We regret all of that", 15),
		"it was sold. |We regret all |of that");
	/* But where there is no other way, they part. */
	assert_string_equal(broken("Mrs Danks", 6), "Mrs |Danks");
	assert_string_equal(broken("1,400 people", 8), "1,400 |people");
}

static void test_many_chances(void **state)
{
	struct text text = {0};
	const char *out;

	(void)state;
	/* Zero-width spaces: every point is as good as the next. */
	for (int i = 0; i < 3000; i++)
		text_add(&text, i % 100 == 0 ? "x\xE2\x80\x8B" :
					       "\xE2\x80\x8B");
	out = broken(text_string(&text), 400);
	assert_true(strlen(out) > text.length);
	text_clear(&text);
}

static void test_blanks_hang(void **state)
{
	(void)state;
	assert_string_equal(broken("seven    x", 5), "seven    |x");
	assert_string_equal(broken("seven x    ", 7), "seven x    ");
}

static void test_follows_unicode(void **state)
{
	(void)state;
	assert_string_equal(broken("Stow-on-the-Wold", 8),
		"Stow-on-|the-Wold");
	assert_string_equal(broken("about 10% (or 5)", 12),
		"about 10% |(or 5)");
	/* A no-break space keeps 10 and km together. */
	assert_string_equal(broken("ran 10\xC2\xA0km", 7),
		"ran |10\xC2\xA0km");
	/* A zero-width space is a chance. */
	assert_string_equal(broken("abc\xE2\x80\x8B" "def", 6),
		"abc\xE2\x80\x8B|def");
}

static void test_breaks_long_words(void **state)
{
	(void)state;
	assert_string_equal(broken("a incomprehensible b", 8),
		"a |incompre|hensible |b");
	assert_string_equal(broken("abc", 0.5), "a|b|c");
}

static void test_breaks_addresses_after_signs(void **state)
{
	(void)state;
	assert_string_equal(broken("x https://a.example.org/path", 12),
		"x https://|a.example.|org/path");
	assert_string_equal(broken("name.surname@example", 9),
		"name.|surname@e|xample");
}

static void test_keeps_characters_whole(void **state)
{
	(void)state;
	/* "e" with U+0301, and the two bytes of "é". */
	assert_string_equal(broken("eee\xCC\x81" "ee", 4),
		"ee|e\xCC\x81" "e|e");
	assert_string_equal(broken("\xC3\xA9\xC3\xA9\xC3\xA9", 3),
		"\xC3\xA9|\xC3\xA9|\xC3\xA9");
}

static void test_reports_emergencies(void **state)
{
	static const char text[] = "abcdefgh ij";
	struct measure measure = {begin_at, end_at, count_bytes, text, 1};
	struct break_point *points;
	size_t count = find_break_points(text, strlen(text), "en", true,
		&arena, &points);
	size_t line_count;
	struct text_line *lines = break_lines(points, count, &measure, 6,
		&arena, &line_count);

	(void)state;
	assert_int_equal(points[count - 1].offset, strlen(text));
	assert_int_equal(points[count - 1].kind, BREAK_FORCED);
	assert_int_equal(line_count, 2);
	assert_true(lines[0].is_emergency);
	assert_false(lines[1].is_emergency);
}

/* Plain words are passed over, and the others looked at by themselves. */
static void test_plain_words_change_nothing(void **state)
{
	static const char *const parts[] = {"a", "Is", "12", ".", ",", "-", "(",
		")", "\"", "'", " ", " ", " ", " ", "/", "%", "\xC2\xA3",
		"\xE2\x80\x99", "\xE2\x80\x93", "\xC2\xA0", "\xC3\xA9",
		"e\xCC\x81", "!", "?", ":", ";", "$", "\xE2\x80\x9C",
		"\xE4\xB8\x80"};
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct break_point *points;
		struct text text = {0};
		char breaks[64];
		size_t count, next = 0;

		for (int i = 0; i < 12; i++) {
			seed = seed * 1664525 + 1013904223;
			text_add(&text, parts[(seed >> 16) %
				(sizeof(parts) / sizeof(*parts))]);
		}
		set_linebreaks_utf8((const utf8_t *)text.data, text.length,
			"en", breaks);
		count = find_break_points(text_string(&text), text.length,
			"en", round % 2 != 0, &arena, &points);
		for (size_t i = 0; i + 1 < text.length; i++) {
			while (next < count && points[next].offset < i + 1)
				next++;
			assert_int_equal(breaks[i] == LINEBREAK_ALLOWBREAK,
				next < count && points[next].offset == i + 1 &&
					points[next].kind >= BREAK_TIED);
		}
		text_clear(&text);
		arena_reset(&arena);
	}
}

/* Points in words change no line, unless one is overfull without them. */
static void test_points_in_words(void **state)
{
	static const char *const parts[] = {"a ", "ham ", "eleven ", "10 ",
		"is", "Stow-on-", "Mrs ", "x/y", "thereabouts, ", "go. "};
	uint32_t seed = 1;
	size_t overfull = 0;

	(void)state;
	assert_string_equal(broken_at("a incomprehensible b", 8, false),
		"a |incomprehensible !|b");
	for (int round = 0; round < 20000; round++) {
		struct text text = {0};
		const char *lines;

		for (int i = 0; i < 12; i++) {
			seed = seed * 1664525 + 1013904223;
			text_add(&text, parts[(seed >> 16) %
				(sizeof(parts) / sizeof(*parts))]);
		}
		lines = broken_at(text_string(&text), 12, false);
		if (strchr(lines, '!') != NULL)
			overfull++;
		else
			assert_string_equal(lines,
				broken(text_string(&text), 12));
		text_clear(&text);
		arena_reset(&arena);
	}
	assert_in_range(overfull, 1000, 19000);
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
		cmocka_unit_test(test_fills_lines),
		cmocka_unit_test(test_evens_lines),
		cmocka_unit_test(test_leaves_no_stub),
		cmocka_unit_test(test_keeps_together),
		cmocka_unit_test(test_many_chances),
		cmocka_unit_test(test_blanks_hang),
		cmocka_unit_test(test_follows_unicode),
		cmocka_unit_test(test_plain_words_change_nothing),
		cmocka_unit_test(test_points_in_words),
		cmocka_unit_test(test_breaks_long_words),
		cmocka_unit_test(test_breaks_addresses_after_signs),
		cmocka_unit_test(test_keeps_characters_whole),
		cmocka_unit_test(test_reports_emergencies)};

	return cmocka_run_group_tests(tests, NULL, free_arena);
}
