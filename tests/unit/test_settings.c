/* Settings: the table, each type, each trap of INI files, --set. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"
#include "config/ini.h"
#include "config/option.h"
#include "config/settings.h"
#include "config/value.h"

/* All that is required, one key a line: [data] is at line 4. */
#define JOB    "[job]\nname = trial\ndate = 2020-07-22\n"
#define DATA   "[data]\nrecipients = who.csv\nkey = Code\nname = body\n"
#define LETTER "[letter]\ntext = letter.md\n"
#define FONTS  "[fonts]\nregular = a.ttf\nprofile = ../fonts/s.icc\n"
#define WHOLE  JOB DATA LETTER FONTS
#define NEXT   13 /* the line after WHOLE */

static char folder[256], path[300];

/* What a test loads; cleared by its end. */
static struct settings *settings;
static struct report report;

static int make_folder(void **state)
{
	const char *above = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/settings-XXXXXX",
		above ? above : "/tmp");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/job.ini", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static int forget(void **state)
{
	(void)state;
	settings_free(settings);
	settings = NULL;
	report_clear(&report);
	return 0;
}

static void write_bytes(const char *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static bool load_with(const char *content, const char *const *sets,
	size_t count)
{
	forget(NULL);
	write_bytes(content, strlen(content));
	return settings_load(path, sets, count, &settings, &report);
}

static bool load(const char *content)
{
	return load_with(content, NULL, 0);
}

static bool load_set(const char *content, const char *set)
{
	return load_with(content, &set, 1);
}

static void print_report(void)
{
	struct text out = {0};

	for (size_t i = 0; i < report.count; i++)
		problem_describe(&report.problems[i], &out);
	print_message("%s", text_string(&out));
	text_clear(&out);
}

/* Whether an error at this line says all of `words`, parted by '~'. */
static bool has_error(int line, const char *words)
{
	for (size_t i = 0; i < report.count; i++) {
		const struct problem *problem = &report.problems[i];
		char *copy = strdup(words), *rest = NULL;
		bool all = problem->severity == SEVERITY_ERROR &&
			problem->place.line == line;

		for (char *word = strtok_r(copy, "~", &rest);
			word != NULL && all; word = strtok_r(NULL, "~", &rest))
			all = strstr(problem->message, word) != NULL;
		free(copy);
		if (all)
			return true;
	}
	return false;
}

#define assert_error(line, words)                                              \
	do {                                                                   \
		if (!has_error(line, words)) {                                 \
			print_report();                                        \
			fail_msg("no error at line %d says '%s'", line,        \
				words);                                        \
		}                                                              \
	} while (0)

static void assert_loads(const char *content)
{
	if (!load(content)) {
		print_report();
		fail_msg("does not load: %s", content);
	}
	assert_int_equal(report.count, 0);
}

/* Loads WHOLE with `tail`, whose first line has the one error. */
static void assert_refused(const char *tail, int line, const char *words)
{
	struct text content = {0};
	bool done;

	text_printf(&content, "%s%s", WHOLE, tail);
	done = load(content.data);
	text_clear(&content);
	assert_false(done);
	assert_null(settings);
	assert_error(line, words);
	if (report.errors != 1)
		print_report();
	assert_int_equal(report.errors, 1);
}

static void assert_text(const char *kind, const char *key, const char *text)
{
	const char *is = section_text(settings_section(settings, kind), key);

	assert_non_null(is);
	assert_string_equal(is, text);
}

/* ---- the table ---- */

static void table_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		size_t section = 0;

		while (section < option_section_count &&
			strcmp(option_sections[section].name,
				option->section) != 0)
			section++;
		assert_true(section < option_section_count);
		/* no key twice, and none hidden by a wildcard before it */
		assert_ptr_equal(option_lookup(option->section, option->key),
			option);
		assert_false(option->required && option->preset != NULL);
		assert_true(option->type != OPTION_CHOICE || option->range);
		assert_true(strlen(option->help) > 8);
		assert_int_equal(option->help[strlen(option->help) - 1], '.');
		assert_true(strlen(option_type_name(option->type)) > 3);
		assert_true(strlen(option_type_form(option->type)) > 3);
	}
	assert_null(option_lookup("page", "margin"));
	assert_null(option_lookup("nonsense", "size"));
	assert_string_equal(option_lookup("data *", "number.x")->key,
		"number.*");
}

/* Every preset has its type and range: named sections, too. */
static void presets_are_valid(void **state)
{
	const struct section *section;
	size_t count;

	(void)state;
	assert_loads(WHOLE "[data more]\nfile = m.csv\nkey = K\n"
		"[group a]\nlabel = As\n"
		"[indicator rate]\nlabel = Rate\nundefined = None\n");
	assert_int_equal(settings_count(settings, "data"), 1);
	assert_int_equal(settings_count(settings, "page"), 0);
	section = settings_section(settings, "page");
	assert_null(section_name(section));
	assert_int_equal(section_choice(section, "size"), 0);
	assert_true(section_length(section, "margin_top") > 70.86 &&
		section_length(section, "margin_top") < 70.87);
	section = settings_section(settings, "data");
	assert_int_equal(section_character(section, "delimiter"), ',');
	section_list(section, "missing", &count);
	assert_int_equal(count, 0);
	assert_false(section_is_set(section, "where"));
	assert_null(section_text(section, "where"));
	section = settings_named(settings, "indicator", 0);
	assert_string_equal(section_name(section), "rate");
	assert_int_equal(section_integer(section, "scale"), 100);
	assert_true(section_flag(section, "peers"));
	assert_false(section_flag(section, "cautious"));
	/* the letter's language says it */
	assert_false(section_is_set(settings_section(settings, "job"),
		"banner"));
	assert_false(section_is_set(settings_section(settings, "output"),
		"file"));
	section_list(settings_section(settings, "fonts"), "fallback", &count);
	assert_int_equal(count, 0);
}

/* ---- types ---- */

static void types_are_read(void **state)
{
	const struct section *section;
	const char *const *items;
	struct colour colour;
	size_t count;

	(void)state;
	assert_loads(WHOLE "[page]\nsize = letter\nmargin_left = 2.5cm\n"
		"margin_right = 1 in\nmargin_top = 72 PT\n"
		"[colours]\ntext = \"#FF0080\"\naccent = 000000\n"
		"[signatory]\nroles = Chair |  Head of\tX|Z\n"
		"[constants]\ndate.end = 2020-02-29\n"
		"[data more]\nfile = m.csv\nkey = K\ndelimiter = tab\n"
		"missing = n/a , -\noptional = YES\nunmatched = ignore\n"
		"[data next]\nfile = /n.csv\nkey = K\ndelimiter = \";\"\n");
	section = settings_section(settings, "page");
	assert_int_equal(section_choice(section, "size"), 1);
	assert_true(section_length(section, "margin_left") > 70.86 &&
		section_length(section, "margin_left") < 70.87);
	assert_true(section_length(section, "margin_right") == 72);
	assert_true(section_length(section, "margin_top") == 72);
	colour = section_colour(settings_section(settings, "colours"), "text");
	assert_true(colour.red == 1 && colour.green == 0 &&
		colour.blue == 128 / 255.0);
	items = section_list(settings_section(settings, "signatory"), "roles",
		&count);
	assert_int_equal(count, 3);
	assert_string_equal(items[0], "Chair");
	assert_string_equal(items[1], "Head of\tX");
	assert_string_equal(items[2], "Z");
	assert_int_equal(section_date(settings_section(settings, "constants"),
		"date.end").day, 29);
	section = settings_named(settings, "data", 0);
	assert_int_equal(section_character(section, "delimiter"), '\t');
	assert_true(section_flag(section, "optional"));
	assert_int_equal(section_choice(section, "unmatched"), 1);
	items = section_list(section, "missing", &count);
	assert_int_equal(count, 2);
	assert_string_equal(items[0], "n/a");
	assert_string_equal(items[1], "-");
	section = settings_named(settings, "data", 1);
	assert_int_equal(section_character(section, "delimiter"), ';');
	assert_string_equal(section_text(section, "file"), "/n.csv");
}

/* A value of a type and range of its own. */
static bool parses(enum option_type type, const char *range, const char *text,
	struct value *out)
{
	const struct option option = {"x", "x", type, range, NULL, false, "."};
	static struct arena arena;
	bool done;

	arena_clear(&arena);
	done = value_parse(&option, "x", text, "job.ini", (struct place){0},
		&arena, out, &report);
	assert_int_equal(done ? 0 : 1, report.count);
	report_clear(&report);
	if (!done)
		arena_clear(&arena);
	return done;
}

static void numbers_have_ranges(void **state)
{
	struct value value;

	(void)state;
	assert_true(parses(OPTION_NUMBER, "0.5..3", "2.25", &value));
	assert_true(value.number == 2.25);
	assert_true(parses(OPTION_NUMBER, "0.5..3", "0.5", &value));
	assert_true(parses(OPTION_NUMBER, "0.5..3", "3", &value));
	assert_true(parses(OPTION_NUMBER, "-3..-1", "-2", &value));
	assert_true(parses(OPTION_NUMBER, NULL, "-1000000", &value));
	assert_false(parses(OPTION_NUMBER, "0.5..3", "0.49", &value));
	assert_false(parses(OPTION_NUMBER, "0.5..3", "3.01", &value));
	assert_false(parses(OPTION_NUMBER, NULL, "1,5", &value));
	assert_false(parses(OPTION_NUMBER, NULL, "1,500", &value));
	assert_false(parses(OPTION_NUMBER, NULL, "1e3", &value));
	assert_false(parses(OPTION_NUMBER, NULL, "inf", &value));
	assert_false(parses(OPTION_NUMBER, NULL, "0x10", &value));
	assert_false(parses(OPTION_NUMBER, NULL, "", &value));
	assert_true(parses(OPTION_INTEGER, "0..6", "6", &value));
	assert_false(parses(OPTION_INTEGER, "0..6", "7", &value));
	assert_false(parses(OPTION_INTEGER, "0..6", "-1", &value));
	assert_false(parses(OPTION_INTEGER, "0..6", "2.0", &value));
	assert_false(parses(OPTION_INTEGER, NULL,
		"99999999999999999999999999999999999999", &value));
	assert_true(parses(OPTION_LENGTH, "0 pt..1 in", "72pt", &value));
	assert_false(parses(OPTION_LENGTH, "0 pt..1 in", "72.1pt", &value));
	assert_false(parses(OPTION_LENGTH, NULL, "72", &value));
	assert_false(parses(OPTION_LENGTH, NULL, "mm", &value));
	assert_false(parses(OPTION_LENGTH, NULL, "5 furlongs", &value));
}

static void words_are_checked(void **state)
{
	struct value value;

	(void)state;
	assert_true(parses(OPTION_CHOICE, "a4 a5", "a5", &value));
	assert_int_equal(value.word, 1);
	assert_false(parses(OPTION_CHOICE, "a4 a5", "a", &value));
	assert_false(parses(OPTION_CHOICE, "a4 a5", "a4 a5", &value));
	assert_false(parses(OPTION_CHOICE, "a4 a5", "", &value));
	assert_false(parses(OPTION_FLAG, NULL, "true", &value));
	assert_false(parses(OPTION_DATE, NULL, "2019-02-29", &value));
	assert_false(parses(OPTION_DATE, NULL, "22 July 2020", &value));
	assert_false(parses(OPTION_COLOUR, NULL, "#fff", &value));
	assert_false(parses(OPTION_COLOUR, NULL, "##123456", &value));
	assert_false(parses(OPTION_COLOUR, NULL, "12345g", &value));
	assert_true(parses(OPTION_CHARACTER, NULL, " ", &value));
	assert_int_equal(value.character, ' ');
	assert_false(parses(OPTION_CHARACTER, NULL, "\"", &value));
	assert_false(parses(OPTION_CHARACTER, NULL, "x", &value));
	assert_false(parses(OPTION_CHARACTER, NULL, ";;", &value));
	assert_false(parses(OPTION_CHARACTER, NULL, "\xC2\xA7", &value));
	assert_false(parses(OPTION_CHARACTER, NULL, "", &value));
	assert_true(parses(OPTION_LIST, NULL, "", &value));
	assert_int_equal(value.item_count, 0);
	assert_true(parses(OPTION_LIST, NULL, " \t", &value));
	assert_int_equal(value.item_count, 0);
	assert_false(parses(OPTION_LIST, NULL, "a,,b", &value));
	assert_false(parses(OPTION_LIST, NULL, "a, ", &value));
	assert_false(parses(OPTION_LIST, NULL, ",", &value));
	assert_true(parses(OPTION_LINES, NULL, "a,b", &value));
	assert_int_equal(value.item_count, 1);
	assert_true(parses(OPTION_LINES, NULL, "{{a|date}} | {{b}}|c {{d",
		&value));
	assert_int_equal(value.item_count, 3);
	assert_string_equal(value.items[0], "{{a|date}}");
	assert_string_equal(value.items[2], "c {{d");
	assert_false(parses(OPTION_FILE, NULL, "", &value));
	assert_false(parses(OPTION_EXPRESSION, NULL, "  ", &value));
	assert_true(parses(OPTION_TEXT, "letters", "a-Z_9", &value));
	assert_false(parses(OPTION_TEXT, "letters", "../a", &value));
}

static void values_that_are_refused(void **state)
{
	(void)state;
	assert_refused("[page]\nsize = A5\n", NEXT + 1,
		"size: 'A5'~A4 Letter~did you mean 'A4'?");
	assert_refused("[page]\nsize = folio\n", NEXT + 1, "A4 Letter");
	assert_refused("[page]\nmargin_top = 25\n", NEXT + 1,
		"margin_top: '25' is not a valid length~25 mm");
	assert_refused("[page]\nmargin_top = 3 in\nmargin_left = 4 in\n",
		NEXT + 2, "margin_left: '4 in' goes beyond 5 mm..80 mm");
	assert_refused("[colours]\ntext = red\n", NEXT + 1, "hexadecimal");
	assert_refused("[signatory]\nimage =\n", NEXT + 1, "it is empty");
	assert_refused("[constants]\ndate.a = 2020-13-01\n", NEXT + 1,
		"date.a: '2020-13-01'~as 2020-07-22");
	assert_refused("[group a]\nlabel = \"  \"\n", NEXT + 1,
		"label: it is empty");
	assert_refused("[constants]\ntext.a =\n", NEXT + 1, "it is empty");
}

/* ---- files and places ---- */

static void files_come_with_their_folder(void **state)
{
	char wanted[400];

	(void)state;
	assert_loads(WHOLE "[signatory]\nimage = /pictures/sign.png\n");
	snprintf(wanted, sizeof(wanted), "%s/who.csv", folder);
	assert_text("data", "recipients", wanted);
	/* "FOLDER/../fonts" */
	snprintf(wanted, sizeof(wanted), "%.*s/fonts/s.icc",
		(int)(strrchr(folder, '/') - folder), folder);
	assert_text("fonts", "profile", wanted);
	assert_text("signatory", "image", "/pictures/sign.png");
}

static void places_are_known(void **state)
{
	const struct section *data;
	struct place place;

	(void)state;
	assert_loads("; a comment\n\n" WHOLE);
	data = settings_section(settings, "data");
	assert_int_equal(section_place(data).line, 6);
	place = section_key_place(data, "key");
	assert_int_equal(place.line, 8);
	assert_string_equal(place.file, path);
	assert_int_equal(section_key_place(data, "delimiter").line, 6);
	assert_int_equal(section_key_place(data, "where").line, 6);
	place = section_place(settings_section(settings, "page"));
	assert_int_equal(place.line, 0);
	assert_string_equal(place.file, path);
}

/* By the table's order, wildcards by the file's. */
static void settings_stand_in_order(void **state)
{
	static const char *const keys[] = {"file", "key", "where", "delimiter",
		"encoding", "missing", "optional", "unmatched", "rows",
		"text.b", "number.z", "number.a"};
	const struct section *section;

	(void)state;
	assert_loads(WHOLE "[Data  MORE]\nNUMBER.z = Z\nwhere = z > 0\n"
		"text.B = B b\nkey = K\nnumber.a = A\nFile = f.csv\n");
	section = settings_named(settings, "data", 0);
	assert_string_equal(section_name(section), "more");
	assert_int_equal(section_setting_count(section),
		sizeof(keys) / sizeof(keys[0]));
	for (size_t i = 0; i < section_setting_count(section); i++)
		assert_string_equal(section_setting(section, i)->key, keys[i]);
	assert_true(section_setting(section, 2)->given);
	assert_false(section_setting(section, 3)->given);
	assert_string_equal(section_setting(section, 0)->text, "f.csv");
	assert_string_equal(section_setting(section, 9)->text, "B b");
	assert_int_equal(section_setting(section, 11)->place.line, NEXT + 5);
	assert_string_equal(section_text(section, "number.a"), "A");
	assert_null(section_text(section, "number.none"));
}

static void sections_stand_in_order(void **state)
{
	(void)state;
	assert_loads("[group zoos]\nlabel = zoos\n" WHOLE
		"[group london  Boroughs: inner]\nlabel = boroughs\n");
	assert_int_equal(settings_count(settings, "group"), 2);
	assert_string_equal(section_name(settings_named(settings, "group", 0)),
		"zoos");
	assert_string_equal(section_name(settings_named(settings, "group", 1)),
		"london boroughs: inner");
	assert_string_equal(section_text(settings_named(settings, "group", 1),
		"label"), "boroughs");
}

/* ---- unknown, missing, misnamed ---- */

static void unknown_names_get_hints(void **state)
{
	(void)state;
	assert_refused("[pgae]\nsize = A4\n", NEXT,
		"no section [pgae]; did you mean [page]?");
	assert_refused("[page one]\n", NEXT, "did you mean [page]?");
	assert_refused("[indicator]\n", NEXT,
		"did you mean [indicator NAME]?");
	assert_refused("[indicatr a]\n", NEXT,
		"did you mean [indicator NAME]?");
	assert_refused("[zzzzzzzz]\n", NEXT,
		"there are [job], [data], [data NAME]~[output]");
	assert_refused("[page]\nmargin_tpo = 5 mm\n", NEXT + 1,
		"[page] has no key 'margin_tpo'; did you mean 'margin_top'?");
	assert_refused("[constants]\ntxt.period = x\n", NEXT + 1,
		"did you mean 'text.NAME'?");
	assert_refused("[constants]\ntext = x\n", NEXT + 1,
		"did you mean 'text.NAME'?");
	assert_refused("[page]\nqqqqqqqqqqq = 5 mm\n", NEXT + 1,
		"there are 'size', 'margin_top'~'margin_left'");
}

static void names_are_for_formulas(void **state)
{
	(void)state;
	assert_refused("[indicator up-held]\nlabel = x\nundefined = x\n",
		NEXT, "'up-held' cannot be a name~a to z, digits and _");
	assert_refused("[data 2020]\nfile = x\nkey = x\n", NEXT, "'2020'");
	assert_refused("[constants]\ntext.a b = x\n", NEXT + 1, "'text.a b'");
	assert_refused("[constants]\ntext. = x\n", NEXT + 1, "'text.'");
	assert_refused("[constants]\ntext.a.b = x\n", NEXT + 1, "'text.a.b'");
	assert_refused("[constants]\ntext.\xC3\xA9t\xC3\xA9 = x\n", NEXT + 1,
		"cannot be a name");
}

static void missing_ones_are_named(void **state)
{
	(void)state;
	assert_refused("[group a]\ncompare = no\n", NEXT,
		"[group a] has no 'label': add a line 'label = ...'");
	assert_false(load("[job]\nname = a/b\n" DATA));
	assert_error(1, "[job] has no 'date'~2020-07-22");
	assert_error(2, "name: 'a/b' goes beyond letters, digits, - and _");
	assert_error(0, "there is no section [letter]: add it, with 'text'");
	assert_error(0, "no section [fonts]~with 'regular', 'profile'");
	assert_int_equal(report.errors, 4);
	assert_false(load(""));
	assert_int_equal(report.errors, 4);
	assert_error(0, "there is no section [job]: add it, with 'name', "
		"'date'");
}

static void all_problems_at_once(void **state)
{
	(void)state;
	assert_false(load(WHOLE "[page]\nsize = A6\nmargin_top = 25\n"
		"nonsense\nmargin_left = 10 mm ; wide\nmargin_topp = 5 mm\n"
		"[colors]\n[type]\nleading = 1 pt\nleading = 12 pt\n"));
	assert_error(14, "'A6'");
	assert_error(15, "'25'");
	assert_error(16, "'nonsense' is neither");
	assert_error(17, "';' begins a comment");
	assert_error(18, "did you mean 'margin_top'?");
	assert_error(19, "did you mean [colours]?");
	assert_error(21, "leading: '1 pt' goes beyond");
	assert_error(22, "'leading' is given twice in [type], first at line "
		"21");
	assert_true(report.errors >= 8);
}

/* ---- traps of the format ---- */

static void comment_marks_never_cut(void **state)
{
	(void)state;
	assert_refused("[colours]\ntext = #0b5563\n", NEXT + 1,
		"'#' begins a comment, which leaves '' for 'text'~text = "
		"\"...\"");
	assert_refused("[constants]\ntext.a = a;b\n", NEXT + 1,
		"leaves 'a' for 'text.a'");
	assert_refused("[constants]\ntext.a = Review # 5\n", NEXT + 1,
		"leaves 'Review' for 'text.a'");
	assert_refused("[constants]\ntext.a = it's \"a # b\"\n", NEXT + 1,
		"leaves 'it's \"a' for 'text.a'");
	assert_refused("[constants]\ntext.a = \"a\" ; b\ntext.c = ; d\n",
		NEXT + 2, "leaves '' for 'text.c'");
	assert_loads(WHOLE "[constants]\n# text.x = 1\n  ; text.y = 1 \\\n"
		"text.a = \"a;b #c\" ; a comment\n"
		"text.b = 'say \"#1\"'# another\ntext.c = \"it's\"\n");
	assert_text("constants", "text.a", "a;b #c");
	assert_text("constants", "text.b", "say \"#1\"");
	assert_text("constants", "text.c", "it's");
	assert_int_equal(section_setting_count(settings_section(settings,
		"constants")), 3);
}

static void quotes_enclose_all(void **state)
{
	(void)state;
	assert_refused("[constants]\ntext.a = \"a\" b\n", NEXT + 1,
		"the quotes do not enclose~leaves 'a' for 'text.a'");
	assert_refused("[constants]\ntext.a = \"a\n", NEXT + 1,
		"leaves 'a'");
	assert_refused("[constants]\ntext.a = 'tis\n", NEXT + 1,
		"leaves 'tis'");
	assert_refused("[constants]\ntext.a = \"a \\\"b\\\"\"\n", NEXT + 1,
		"of the kind that it does not hold");
	assert_loads(WHOLE "[constants]\ntext.a = the \"b\" c\n"
		"text.b = \"  padded \"\ntext.c = a = b\n"
		"[data more]\nfile = x\nkey = x\n"
		"where = kind = 'x' AND \"a\" <> 'it''s'\n"
		"[indicator i]\nlabel = x\nundefined = x\nunit = \"\"\n"
		"no_average = ''\n");
	assert_text("constants", "text.a", "the \"b\" c");
	assert_text("constants", "text.b", "  padded ");
	assert_text("constants", "text.c", "a = b");
	assert_string_equal(section_text(settings_named(settings, "data", 0),
		"where"), "kind = 'x' AND \"a\" <> 'it''s'");
	assert_string_equal(section_text(settings_named(settings, "indicator",
		0), "unit"), "");
	assert_string_equal(section_text(settings_named(settings, "indicator",
		0), "no_average"), "");
}

static void nothing_is_given_twice(void **state)
{
	(void)state;
	assert_refused("[constants]\ntext.a = 1\nTEXT.A = 2\n", NEXT + 2,
		"'text.a' is given twice in [constants], first at line 14");
	assert_refused("[Page]\nsize = A4\n[ PAGE ]\n", NEXT + 2,
		"[page] is given twice, first at line 13");
	assert_refused("[group a  b]\nlabel = x\n[group A B]\n", NEXT + 2,
		"[group a b] is given twice");
	/* a section's second part is looked at, too */
	assert_false(load(WHOLE "[page]\nsize = A4\n[page]\nsize = Letter\n"));
	assert_error(NEXT + 2, "[page] is given twice");
	assert_error(NEXT + 3, "'size' is given twice in [page]");
	assert_int_equal(report.errors, 2);
}

static void lines_that_are_neither(void **state)
{
	(void)state;
	assert_refused("size\n", NEXT, "'size' is neither a [section] nor");
	assert_refused("= A4\n", NEXT, "no key stands before the '='");
	assert_refused("[page\nsize = Letter\n", NEXT, "[indicator NAME]");
	assert_refused("[page] ; paper\n", NEXT, "alone on its line");
	assert_refused("[a] b = [c]\n", NEXT, "alone on its line");
	assert_refused("[]\n", NEXT, "alone on its line");
	assert_refused("[  ]\n", NEXT, "alone on its line");
	assert_refused("[\n", NEXT, "alone on its line");
	assert_refused("[page]\nx", NEXT + 1, "'x' is neither");
	assert_false(load("size = A4\n" WHOLE));
	assert_error(1, "'size' stands before the first section");
	assert_int_equal(report.errors, 1);
}

static void lines_are_not_continued(void **state)
{
	(void)state;
	assert_refused("[constants]\ntext.a = one \\\n; two\n", NEXT + 1,
		"cannot be continued");
	assert_refused("[constants]\ntext.a = one \\", NEXT + 1,
		"cannot be continued");
	assert_loads(WHOLE "; C:\\\n[constants]\ntext.a = \"C:\\\"\n");
	assert_text("constants", "text.a", "C:\\");
}

static void long_lines_are_refused(void **state)
{
	char line[INI_LINE_LIMIT + 3];
	struct text content = {0};

	(void)state;
	memset(line, 'x', sizeof(line));
	line[INI_LINE_LIMIT] = '\0';
	memcpy(line, "text.a=", 7);
	text_printf(&content, "%s[constants]\n%s\n; %0*d\n", WHOLE, line, 2000,
		1);
	assert_loads(content.data);
	assert_text("constants", "text.a", line + 7);
	/* without a line end, too */
	text_reset(&content);
	text_printf(&content, "%s[constants]\n%s", WHOLE, line);
	assert_loads(content.data);
	assert_text("constants", "text.a", line + 7);

	line[INI_LINE_LIMIT] = 'x';
	line[INI_LINE_LIMIT + 1] = '\0';
	text_reset(&content);
	text_printf(&content, "[constants]\n%s\n", line);
	assert_refused(content.data, NEXT + 1, "1023 bytes long~at most 1022");
	text_clear(&content);
}

static void line_ends_and_marks(void **state)
{
	(void)state;
	assert_loads("\xEF\xBB\xBF" WHOLE "[page]\r\nsize = Letter \r\n"
		"[type]\n\n\t leading\t=\t14 pt");
	assert_int_equal(section_choice(settings_section(settings, "page"),
		"size"), 1);
	assert_true(section_length(settings_section(settings, "type"),
		"leading") == 14);
	assert_text("job", "name", "trial");
	assert_false(load("[job]\rname = x\rdate = 2020-07-22\r"));
	assert_error(1, "(0x0D)~LF or CRLF");
	assert_int_equal(report.problems[0].place.column, 6);
	assert_refused("[page]\nsize = A4\x01\n", NEXT + 1, "(0x01)");
	assert_refused("[page]\nsize = A4 ; \x7F\n", NEXT + 1, "(0x7F)");
	assert_refused("\xEF\xBB\xBF[page]\n", NEXT, "is neither");
}

static void only_utf8_is_read(void **state)
{
	static const char utf16[] = "[\0j\0o\0b\0]\0\n";

	(void)state;
	assert_false(load("[job]\nname = caf\xE9\n"));
	assert_error(2, "0xE9~UTF-8");
	assert_int_equal(report.problems[0].place.column, 11);
	assert_int_equal(report.errors, 1);

	forget(NULL);
	write_bytes(utf16, sizeof(utf16) - 1);
	assert_false(settings_load(path, NULL, 0, &settings, &report));
	assert_error(1, "0x00~UTF-16");
	assert_int_equal(report.errors, 1);

	forget(NULL);
	write_bytes("\xFF\xFE[\0", 4);
	assert_false(settings_load(path, NULL, 0, &settings, &report));
	assert_error(1, "0xFF~UTF-16");
}

static void files_that_cannot_be(void **state)
{
	struct text content = {0};

	(void)state;
	forget(NULL);
	unlink(path);
	assert_false(settings_load(path, NULL, 0, &settings, &report));
	assert_error(0, "no such file~by --config");
	assert_int_equal(report.errors, 1);
	assert_false(settings_load(folder, NULL, 0, &settings, &report));
	assert_error(0, "is not a file");
	while (content.length <= INI_FILE_LIMIT)
		text_add(&content, "; nothing but comments\n");
	assert_false(load(content.data));
	assert_error(0, "is larger than");
	text_clear(&content);
}

/* iniparser's own words come into the report, not to standard error. */
static void iniparser_is_quiet(void **state)
{
	struct rlimit before, low;
	int next = dup(STDIN_FILENO);
	bool done;

	(void)state;
	assert_true(next >= 0);
	close(next);
	forget(NULL);
	write_bytes(WHOLE, strlen(WHOLE));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	low = before;
	low.rlim_cur = (rlim_t)next + 1; /* one file open at a time */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	done = settings_load(path, NULL, 0, &settings, &report);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_false(done);
	assert_error(0, "cannot be read by iniparser: ~cannot open");
}

/* One colon more must not make one key out of two. */
static void colons_are_no_joints(void **state)
{
	(void)state;
	assert_loads(WHOLE "[group a]\nlabel = A\n[group a:b]\nlabel = B\n");
	assert_string_equal(section_text(settings_named(settings, "group", 0),
		"label"), "A");
	assert_string_equal(section_text(settings_named(settings, "group", 1),
		"label"), "B");
	/* iniparser takes these for one; it must not go unseen */
	assert_false(load(WHOLE "[group a]\nlabel = A\n"
		"[group a:label]\nlabel = B\n"));
	assert_error(NEXT + 1, "'label' of [group a]~[group a:label]");
}

/* ---- --set ---- */

static void sets_override(void **state)
{
	static const char *const sets[] = {"page.size=Letter",
		"PAGE.Margin_Top = 30 mm ", "indicator rate.decimals=1",
		"constants.text.period=a = b; c # d",
		"constants.text.new=\"q\"",
		"page.size=A4", "data.recipients=other.csv",
		"group other people.label=others"};
	const struct section *section;
	struct place place;
	char wanted[400];

	(void)state;
	assert_true(load_with(WHOLE "[indicator rate]\nlabel = Rate\n"
		"undefined = None\n[constants]\ntext.period = x\n", sets,
		sizeof(sets) / sizeof(sets[0])));
	assert_int_equal(report.count, 0);
	section = settings_section(settings, "page");
	assert_int_equal(section_choice(section, "size"), 0);
	assert_true(section_length(section, "margin_top") > 85);
	place = section_key_place(section, "margin_top");
	assert_string_equal(place.file, "--set");
	assert_int_equal(place.line, 0);
	assert_int_equal(section_integer(settings_named(settings, "indicator",
		0), "decimals"), 1);
	assert_text("constants", "text.period", "a = b; c # d");
	assert_text("constants", "text.new", "\"q\"");
	snprintf(wanted, sizeof(wanted), "%s/other.csv", folder);
	assert_text("data", "recipients", wanted);
	assert_string_equal(section_name(settings_named(settings, "group", 0)),
		"other people");
}

static void take_file(void *context, const struct settings_file *file)
{
	text_printf(context, "%s %s %s%s\n", file->setting,
		strrchr(file->path, '/') + 1, file->written,
		file->is_secret ? " secret" : "");
}

static void tells_its_files(void **state)
{
	struct text files = {0};

	(void)state;
	assert_true(load(WHOLE "[data usage]\nfile = ../b.csv\nkey = id\n"
		"[signature]\nkey = mine.pem\nroots = own.pem\n"
		"certificates = one.pem, /a/two.pem\n"));
	settings_files(settings, take_file, &files);
	assert_non_null(strstr(text_string(&files),
		"data usage.file b.csv ../b.csv\n"));
	assert_non_null(strstr(text_string(&files),
		"signature.roots own.pem own.pem\n"));
	assert_non_null(strstr(text_string(&files),
		"signature.certificates one.pem one.pem\n"
		"signature.certificates two.pem /a/two.pem\n"));
	assert_non_null(strstr(text_string(&files),
		"signature.key mine.pem mine.pem secret\n"));
	text_reset(&files);
	assert_true(load(WHOLE "[signature]\nkey = pkcs11:object=a\n"));
	settings_files(settings, take_file, &files);
	assert_null(strstr(text_string(&files), "signature.key"));
	text_clear(&files);
}

static void sets_are_checked(void **state)
{
	(void)state;
	assert_false(load_set(WHOLE, "page.size"));
	assert_error(0, "'page.size' is not of the form section.key=value");
	assert_false(load_set(WHOLE, "size=A4.5"));
	assert_error(0, "section.key=value");
	assert_false(load_set(WHOLE, ""));
	assert_error(0, "section.key=value");
	assert_false(load_set(WHOLE, "page.size=A7"));
	assert_error(0, "size: 'A7'");
	assert_string_equal(report.problems[0].place.file, "--set");
	assert_false(load_set(WHOLE, "page.sise=A4"));
	assert_error(0, "did you mean 'size'?");
	assert_false(load_set(WHOLE, "pages.size=A4"));
	assert_error(0, "did you mean [page]?");
	assert_false(load_set(WHOLE, "indicator x.unit=%"));
	assert_error(0, "[indicator x] has no 'label'");
	assert_false(load_set(WHOLE, "job.author=\xE9"));
	assert_error(0, "UTF-8");
	assert_false(load_set(WHOLE, "job.author=a\nb"));
	assert_error(0, "'job.author=a' is followed by a control");
	assert_false(load_set(WHOLE, "job.date="));
	assert_error(0, "date: it is empty");
	/* what is missing in the file may come from here */
	assert_true(load_set(JOB DATA FONTS, "letter.text=x.md"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_sound),
		cmocka_unit_test_teardown(presets_are_valid, forget),
		cmocka_unit_test_teardown(types_are_read, forget),
		cmocka_unit_test_teardown(numbers_have_ranges, forget),
		cmocka_unit_test_teardown(words_are_checked, forget),
		cmocka_unit_test_teardown(values_that_are_refused, forget),
		cmocka_unit_test_teardown(files_come_with_their_folder, forget),
		cmocka_unit_test_teardown(places_are_known, forget),
		cmocka_unit_test_teardown(settings_stand_in_order, forget),
		cmocka_unit_test_teardown(sections_stand_in_order, forget),
		cmocka_unit_test_teardown(unknown_names_get_hints, forget),
		cmocka_unit_test_teardown(names_are_for_formulas, forget),
		cmocka_unit_test_teardown(missing_ones_are_named, forget),
		cmocka_unit_test_teardown(all_problems_at_once, forget),
		cmocka_unit_test_teardown(comment_marks_never_cut, forget),
		cmocka_unit_test_teardown(quotes_enclose_all, forget),
		cmocka_unit_test_teardown(nothing_is_given_twice, forget),
		cmocka_unit_test_teardown(lines_that_are_neither, forget),
		cmocka_unit_test_teardown(lines_are_not_continued, forget),
		cmocka_unit_test_teardown(long_lines_are_refused, forget),
		cmocka_unit_test_teardown(line_ends_and_marks, forget),
		cmocka_unit_test_teardown(only_utf8_is_read, forget),
		cmocka_unit_test_teardown(files_that_cannot_be, forget),
		cmocka_unit_test_teardown(iniparser_is_quiet, forget),
		cmocka_unit_test_teardown(colons_are_no_joints, forget),
		cmocka_unit_test_teardown(sets_override, forget),
		cmocka_unit_test_teardown(sets_are_checked, forget),
		cmocka_unit_test_teardown(tells_its_files, forget),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
