/* src/language/: numbers, dates, plurals and phrases of five languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "language/figure.h"

#define NBSP   "\xC2\xA0"
#define NARROW "\xE2\x80\xAF" /* U+202F */
#define MINUS  "\xE2\x88\x92"

static struct languages *languages;

static const struct language *language(const char *tag)
{
	struct report report = {0};
	const struct language *found = languages_open(languages, tag,
		(struct place){0}, &report);

	assert_non_null(found);
	report_clear(&report);
	return found;
}

static void expect(struct text *out, const char *wanted)
{
	assert_string_equal(text_string(out), wanted);
	text_reset(out);
}

static void numbers(void **state)
{
	static const struct {
		const char *number, *en, *cy, *de, *fr, *pl, *hi;
	} cases[] = {
		{"0", "0", "0", "0", "0", "0", "0"},
		{"999", "999", "999", "999", "999", "999", "999"},
		{"1204", "1,204", "1,204", "1.204", "1" NARROW "204", "1204",
			"1,204"},
		{"12040", "12,040", "12,040", "12.040", "12" NARROW "040",
			"12" NBSP "040", "12,040"},
		{"1234567.5", "1,234,567.5", "1,234,567.5", "1.234.567,5",
			"1" NARROW "234" NARROW "567,5",
			"1" NBSP "234" NBSP "567,5", "12,34,567.5"},
		{"-1204.25", MINUS "1,204.25", MINUS "1,204.25",
			MINUS "1.204,25", MINUS "1" NARROW "204,25",
			MINUS "1204,25", MINUS "1,204.25"},
		{"-0.5", MINUS "0.5", MINUS "0.5", MINUS "0,5", MINUS "0,5",
			MINUS "0,5", MINUS "0.5"},
	};
	struct text out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const wanted[] = {cases[i].en, cases[i].cy,
			cases[i].de, cases[i].fr, cases[i].pl, cases[i].hi};
		const char *const tags[] = {"en-GB", "cy", "de", "fr", "pl",
			"hi"};
		struct exact number;

		assert_true(exact_parse(cases[i].number, &number));
		for (int j = 0; j < 6; j++) {
			language_number(language(tags[j]), number, 1, 9, true,
				&out);
			expect(&out, wanted[j]);
		}
	}
	language_number(language("de"), (struct exact){5, 2}, 1, 3, false,
		&out);
	expect(&out, "2,500");
	language_number(language("de-CH"), exact_from_integer(1204), 1, 0,
		true, &out);
	expect(&out, "1\xE2\x80\x99" "204");
	text_clear(&out);
}

/* What letters in English have always said. */
static void english_is_exact_print(void **state)
{
	static const int64_t tops[] = {0, 1, -1, 999, 1000, -1000, 999999,
		1000000, INT64_MAX, -INT64_MAX, 4, 1150};
	struct text ours = {0}, plain = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++) {
		for (int64_t bottom = 1; bottom <= 7; bottom++) {
			struct exact number = {tops[i], bottom};

			language_number(language("en-GB"), number, 100, 3, true,
				&ours);
			exact_print(number, 100, 3, true, ",", &plain);
			expect(&ours, text_string(&plain));
			language_number(language("en-GB"), number, 1, 0, false,
				&ours);
			text_reset(&plain);
			exact_print(number, 1, 0, false, ",", &plain);
			expect(&ours, text_string(&plain));
			text_reset(&plain);
		}
	}
	text_clear(&ours);
	text_clear(&plain);
}

static void percents(void **state)
{
	struct exact rate = {575, 1000}, less = {-1, 4};
	static const char *const wanted[][3] = {{"en-GB", "57.5%", MINUS "25%"},
		{"cy", "57.5%", MINUS "25%"},
		{"de", "57,5" NBSP "%", MINUS "25" NBSP "%"},
		{"fr", "57,5" NBSP "%", MINUS "25" NBSP "%"},
		{"pl", "57,5%", MINUS "25%"}, {"tr", "%57,5", MINUS "%25"}};
	struct text out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		language_percent(language(wanted[i][0]), rate, 100, 1, true,
			&out);
		expect(&out, wanted[i][1]);
		language_percent(language(wanted[i][0]), less, 100, 1, true,
			&out);
		expect(&out, wanted[i][2]);
	}
	text_clear(&out);
}

/* What English says of it: test_formulas.c. */
static void figures(void **state)
{
	static const char *const wanted[][4] = {
		{"cy", "dros 99%", "o dan 0.1%", "1,204.5 pwynt"},
		{"de", "mehr als 99" NBSP "%", "weniger als 0,1" NBSP "%",
			"1.204,5 pwynt"},
		{"fr", "plus de 99" NBSP "%", "moins de 0,1" NBSP "%",
			"1" NARROW "204,5 pwynt"},
		{"pl", "ponad 99%", "poni\xC5\xBC" "ej 0,1%", "1204,5 pwynt"},
	};
	struct figure_form form = {.scale = 100, .unit = "%",
		.cautious = true, .is_percent = true};
	struct figure_form plain = {.scale = 1, .decimals = 1,
		.unit = " pwynt"};
	struct text out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct language *it = language(wanted[i][0]);

		form.decimals = 0;
		assert_true(figure_print(it, &form, (struct exact){1999, 2000},
			&out));
		expect(&out, wanted[i][1]);
		form.decimals = 1;
		assert_true(figure_print(it, &form, (struct exact){1, 5000},
			&out));
		expect(&out, wanted[i][2]);
		assert_true(figure_print(it, &plain, (struct exact){2409, 2},
			&out));
		expect(&out, wanted[i][3]);
	}
	/* no words, no figure */
	assert_false(figure_print(language("nl"), &form,
		(struct exact){1, 5000}, &out));
	assert_int_equal(out.length, 0);
	text_clear(&out);
}

static void dates(void **state)
{
	static const struct {
		const char *tag;
		struct date date;
		const char *wanted;
	} cases[] = {
		{"en-GB", {2024, 3, 31}, "31 March 2024"},
		{"en-GB", {1, 1, 1}, "1 January 1"},
		{"en-GB", {1066, 10, 14}, "14 October 1066"},
		{"en-GB", {1969, 12, 31}, "31 December 1969"},
		{"en-GB", {2000, 2, 29}, "29 February 2000"},
		{"en-GB", {9999, 12, 31}, "31 December 9999"},
		{"en-US", {2024, 3, 31}, "March 31, 2024"},
		{"cy", {2024, 3, 31}, "31 Mawrth 2024"},
		{"cy", {2024, 8, 1}, "1 Awst 2024"},
		{"de", {2024, 3, 31}, "31. M\xC3\xA4rz 2024"},
		{"de-AT", {2024, 1, 2}, "2. J\xC3\xA4nner 2024"},
		{"fr", {2024, 3, 31}, "31 mars 2024"},
		{"fr", {2024, 8, 1}, "1er ao\xC3\xBBt 2024"},
		{"fr-CA", {2024, 8, 1}, "1er ao\xC3\xBBt 2024"},
		{"pl", {2024, 3, 31}, "31 marca 2024"},
		{"pl", {2024, 10, 1}, "1 pa\xC5\xBA" "dziernika 2024"},
		{"es", {2024, 3, 31}, "31 de marzo de 2024"},
	};
	struct text out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		language_date(language(cases[i].tag), cases[i].date, &out);
		expect(&out, cases[i].wanted);
	}
	text_clear(&out);
}

/* Every day of five centuries, by the calendar of base/date.h. */
static void every_day(void **state)
{
	static const char *const months[] = {"January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December"};
	struct text out = {0}, iso = {0}, wanted = {0};
	struct date date;

	(void)state;
	for (int year = 1500; year < 2000; year += 1) {
		for (int day = 0; day < 12 * 31; day++) {
			text_reset(&iso);
			text_printf(&iso, "%04d-%02d-%02d", year, day / 31 + 1,
				day % 31 + 1);
			if (!date_parse(text_string(&iso), &date))
				continue;
			text_reset(&wanted);
			text_printf(&wanted, "%d %s %d", date.day,
				months[date.month - 1], date.year);
			language_date(language("en-GB"), date, &out);
			expect(&out, text_string(&wanted));
		}
	}
	text_clear(&out);
	text_clear(&iso);
	text_clear(&wanted);
}

static void plurals(void **state)
{
	static const char *const numbers[] = {"0", "1", "2", "3", "5", "6",
		"11", "21", "22", "1.5", "-1", "1000000"};
	static const char *const wanted[][13] = {
		{"en-GB", "other", "one", "other", "other", "other", "other",
			"other", "other", "other", "other", "one", "other"},
		{"de", "other", "one", "other", "other", "other", "other",
			"other", "other", "other", "other", "one", "other"},
		{"fr", "one", "one", "other", "other", "other", "other",
			"other", "other", "other", "one", "one", "many"},
		{"pl", "many", "one", "few", "few", "many", "many", "many",
			"many", "few", "other", "one", "many"},
		{"cy", "zero", "one", "two", "few", "other", "many", "other",
			"other", "other", "other", "one", "other"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		for (size_t j = 0; j < 12; j++) {
			struct exact number;

			assert_true(exact_parse(numbers[j], &number));
			assert_string_equal(plural_names[language_plural(
				language(wanted[i][0]), number)],
				wanted[i][j + 1]);
		}
	}
}

static unsigned set_of(const char *names)
{
	unsigned set = 0;

	for (int i = 0; i < PLURAL_COUNT; i++)
		if (strstr(names, plural_names[i]) != NULL)
			set |= 1u << i;
	return set;
}

static void plurals_of_a_language(void **state)
{
	static const char *const wanted[][3] = {
		{"en-GB", "one other", "one other"},
		{"de", "one other", "one other"},
		{"fr", "one other", "one many other"},
		{"es", "one other", "one many other"},
		{"pl", "one few many other", "one few many other"},
		{"cy", "zero one two few many other",
			"zero one two few many other"},
		{"ja", "other", "other"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct language *it = language(wanted[i][0]);

		assert_int_equal(language_plurals_needed(it),
			set_of(wanted[i][1]));
		assert_int_equal(language_plurals_known(it),
			set_of(wanted[i][2]));
	}
}

static void refused(const char *tag, const char *message)
{
	struct report report = {0};

	assert_null(languages_open(languages, tag,
		(struct place){"job.ini", 3, 0}, &report));
	assert_int_equal(report.count, 1);
	assert_string_equal(report.problems[0].message, message);
	report_clear(&report);
}

static void tags(void **state)
{
	static const char *const unknown[] = {"", "c", "xq", "cyy-GB", "en-",
		"-en", "en-ZQ", "de-Abcd-DE", "x-private", "verylongtagindeed",
		"en--GB", "\xC5\xB5", "../etc", "@", "en@calendar=buddhist",
		"cy\nGB"};

	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		struct report report = {0};

		assert_null(languages_open(languages, unknown[i],
			(struct place){0}, &report));
		assert_int_equal(report.errors, 1);
		report_clear(&report);
	}
	refused("xq", "'xq' is not the tag of a language known here: write one "
		"of BCP 47, as cy for Welsh or fr-CA for the French of Canada");
	refused("welsh", "'welsh' is not the tag of a language; did you mean "
		"'cy' (Welsh)?");
	refused("Deutch", "'Deutch' is not the tag of a language; did you mean "
		"'de' (German)?");
	refused("en_GB", "'en_GB' is not the tag of a language; did you mean "
		"'en-GB' (English)?");
	assert_string_equal(language_tag(language("cy-GB")), "cy-GB");
	assert_string_equal(language_name(language("cy-GB")), "Welsh");
	assert_true(language_has_rules(language("cy-GB")));
	assert_false(language_has_rules(language("la")));
	assert_ptr_equal(language("cy"), language("cy"));
}

/* The French is spelt as the English, or there is no word in it. */
static bool is_alike(enum phrase phrase, const char *tag)
{
	return phrase == PHRASE_FIRST_DAY || phrase == PHRASE_TREND ||
		phrase == PHRASE_TREND_AVERAGE ||
		(phrase == PHRASE_TOTAL && strcmp(tag, "fr") == 0);
}

/* Every language has every phrase, and nothing is English by oversight. */
static void phrases(void **state)
{
	const char *const *english = phrases_of("en-GB");

	(void)state;
	for (size_t i = 0; i < phrase_language_count; i++) {
		const char *const *its = phrases_of(phrase_languages[i]);

		for (int j = 0; j < PHRASE_COUNT; j++) {
			const char *const *holds = phrase_kinds[j].holds;

			assert_non_null(its[j]);
			for (int k = 0; k < 2 && holds[k] != NULL; k++)
				assert_non_null(strstr(its[j], holds[k]));
			if (i > 0 && !is_alike((enum phrase)j,
					     phrase_languages[i]))
				assert_string_not_equal(its[j], english[j]);
			assert_true(its[j][0] != '\0' || j == PHRASE_FIRST_DAY);
		}
	}
	assert_null(phrases_of("e"));
	assert_null(phrases_of("english"));
	assert_null(language_phrase(language("nl"), PHRASE_PAGE));
	assert_string_equal(language_phrase(language("cy-GB"), PHRASE_PAGE),
		"Tudalen {page} o {pages}");
}

static void own_phrases(void **state)
{
	static const struct own_phrases own[] = {
		{.tag = "cy", .phrases = {[PHRASE_PAGE] = "{page}/{pages}",
			[PHRASE_SPECIMEN] = "Drafft"}},
		{.tag = "cy-gb", .phrases = {[PHRASE_SPECIMEN] = "Enghraifft"}},
		{.tag = "gd", .phrases = {[PHRASE_FIRST_DAY] = "1d"}},
	};
	struct languages *mine = languages_new(own, 3);
	struct report report = {0};
	const struct language *cy = languages_open(mine, "cy-GB",
		(struct place){0}, &report);
	const struct language *gd = languages_open(mine, "gd",
		(struct place){0}, &report);
	struct text out = {0};

	(void)state;
	assert_string_equal(language_phrase(cy, PHRASE_PAGE), "{page}/{pages}");
	assert_string_equal(language_phrase(cy, PHRASE_SPECIMEN), "Enghraifft");
	assert_string_equal(language_phrase(cy, PHRASE_SIGNATURE),
		"Llofnod digidol");
	/* its pattern has a text of its own: d'mh' MMMM y */
	language_date(gd, (struct date){2024, 3, 1}, &out);
	expect(&out, "1dmh dhen Mh\xC3\xA0rt 2024");
	phrase_print("ab {value} {page}", PHRASE_MORE_THAN, "{value}", NULL,
		&out);
	expect(&out, "ab {value} {page}");
	phrase_print("none", PHRASE_MORE_THAN, "9", NULL, &out);
	expect(&out, "none");
	phrase_print("{at}: {value}{", PHRASE_TREND_POINT, "{at}", "{value}",
		&out);
	expect(&out, "{value}: {at}{");
	text_clear(&out);
	languages_free(mine);
	report_clear(&report);
}

static int set_up(void **state)
{
	(void)state;
	setenv("ICU_DATA", "/nowhere", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	setenv("TZ", "Asia/Tokyo", 1);
	languages = languages_new(NULL, 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	languages_free(languages);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(english_is_exact_print),
		cmocka_unit_test(percents),
		cmocka_unit_test(figures),
		cmocka_unit_test(dates),
		cmocka_unit_test(every_day),
		cmocka_unit_test(plurals),
		cmocka_unit_test(plurals_of_a_language),
		cmocka_unit_test(tags),
		cmocka_unit_test(phrases),
		cmocka_unit_test(own_phrases),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
