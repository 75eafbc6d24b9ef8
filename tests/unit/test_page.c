/* The proof page: what a letter says never becomes markup. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "proof/page.h"

#define EVIL "</script><img src=x onerror=alert(1)><!--<script>"

static size_t count_of(const char *text, const char *word)
{
	size_t count = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		count++;
	return count;
}

static void write_page(const char *words, const struct shown_letter *letter,
	const struct page_service *service, struct text *out)
{
	struct page *page = page_new(words, words, service, out);

	page_add_indicator(page, words);
	page_add_letter(page, letter);
	page_end(page);
	page_free(page);
}

static void write_both(const char *words, const char *by, struct text *out,
	struct text *served)
{
	struct shown_figure figure = {.now = words, .has_number = true,
		.number = 60};
	struct shown_change change = {words, words, NULL};
	struct shown_event event = {"2021-03-01T00:00:00Z", "made", words,
		words};
	struct shown_letter letter = {.key = words, .name = words,
		.group = words, .file = words, .sha256 = "", .earlier = words,
		.approval = words, .issue = 1,
		.pages = 1, .picture = words, .figures = &figure,
		.figure_count = 1, .changes = &change, .change_count = 1,
		.events = &event, .event_count = 1, .notes = &words,
		.note_count = 1};
	struct page_service service = {by};

	write_page(words, &letter, NULL, out);
	if (served != NULL)
		write_page(words, &letter, &service, served);
}

static void write_one(const char *words, struct text *out)
{
	write_both(words, "", out, NULL);
}

static void data_is_never_markup(void **state)
{
	struct text good = {0}, evil = {0};
	const char *data;

	(void)state;
	write_one("Ash", &good);
	write_one(EVIL, &evil);
	assert_int_equal(count_of(evil.data, "<"), count_of(good.data, "<"));
	assert_int_equal(count_of(evil.data, "</script"),
		count_of(good.data, "</script"));
	assert_null(strstr(evil.data, "<img"));
	assert_null(strstr(evil.data, "<!--"));
	assert_non_null(strstr(evil.data, "&lt;/script&gt;&lt;img"));
	data = strstr(evil.data, "id=\"data\"");
	assert_non_null(data);
	assert_non_null(strstr(data, "\\u003c/script>\\u003cimg"));
	text_clear(&good);
	text_clear(&evil);
}

static void page_is_whole(void **state)
{
	struct text out = {0};

	(void)state;
	write_one("a \"quoted\" {{name}} \\ &amp; x", &out);
	assert_null(strstr(out.data, "{{style"));
	assert_null(strstr(out.data, "{{script"));
	assert_null(strstr(out.data, "{{data}}"));
	assert_non_null(strstr(out.data, "script-src 'sha256-"));
	assert_non_null(strstr(out.data, "style-src 'sha256-"));
	assert_non_null(strstr(out.data, "&amp;amp; x: proof</title>"));
	assert_non_null(strstr(out.data, "a \\\"quoted\\\" {{name}} \\\\ "));
	/* Nothing is asked of the network. */
	assert_int_equal(count_of(out.data, "http"),
		count_of(out.data, "http-equiv") +
		count_of(out.data, "http://www.w3.org/2000/svg"));
	text_clear(&out);
}

/* The page from disk has nothing of a server's. */
static void served_page_may_ask(void **state)
{
	struct text out = {0}, served = {0};

	(void)state;
	write_both("Ash", EVIL, &out, &served);
	assert_null(strstr(out.data, "connect-src"));
	assert_null(strstr(out.data, "\"served\": "));
	assert_non_null(strstr(served.data, "connect-src 'self'; "));
	assert_non_null(strstr(served.data, "\"by\": \"\\u003c/script>"));
	assert_int_equal(count_of(served.data, "<"), count_of(out.data, "<"));
	text_clear(&out);
	text_clear(&served);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_is_never_markup),
		cmocka_unit_test(page_is_whole),
		cmocka_unit_test(served_page_may_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
