/*
 * template/: each test writes a letter, fills it with the values below and
 * reads what came out as one line of text, or the problems as printed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "template/template.h"
#include "tongue.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NBSP	     "\xC2\xA0"

static const struct place ini = {"job.ini", 7, 0};

static const struct figure_form cautious = {.scale = 100, .unit = "%",
	.cautious = true, .is_percent = true};
static const struct figure_form tenths = {.scale = 100, .decimals = 1,
	.unit = "%", .is_percent = true};

static const struct value items[] = {
	{.name = "name", .kind = VALUE_TEXT, .text = "Bury"},
	{.name = "evil", .kind = VALUE_TEXT,
		.text = "*A* {{b}} <i> [x](y) \\{{ \"q\" -- ![i](j)"},
	{.name = "empty", .kind = VALUE_TEXT, .text = ""},
	{.name = "lines", .kind = VALUE_TEXT, .text = "a\tb\r\nc"},
	{.name = "bell", .kind = VALUE_TEXT, .text = "a\ab",
		.place = {"who.csv", 2, 9}},
	{.name = "nel", .kind = VALUE_TEXT, .text = "a\xC2\x85",
		.place = {"who.csv", 2, 8}},
	{.name = "upheld", .kind = VALUE_NUMBER, .text = "6",
		.number = {6, 1}},
	{.name = "one", .kind = VALUE_NUMBER, .text = "1", .number = {1, 1}},
	{.name = "large", .kind = VALUE_NUMBER, .text = "1234.5",
		.number = {2469, 2}},
	{.name = "rate", .kind = VALUE_NUMBER, .text = "57.5%",
		.number = {23, 40}, .form = &tenths},
	{.name = "day", .kind = VALUE_DATE, .text = "1 March 2021",
		.date = {2021, 3, 1}},
	{.name = "iso", .kind = VALUE_TEXT, .text = "2020-07-22",
		.place = {"who.csv", 2, 3}},
	{.name = "gone", .kind = VALUE_MISSING, .place = {"who.csv", 3, 4},
		.reason = "column 'gone' is empty"},
	{.name = "url", .kind = VALUE_TEXT,
		.text = "https://e.org/a b?c=\xC3\xA9%20&d=%"},
	{.name = "code", .kind = VALUE_TEXT, .text = "../x@y?z"},
	{.name = "mail", .kind = VALUE_TEXT, .text = "a@b.org"},
	{.name = "script", .kind = VALUE_TEXT, .text = "javascript:alert(1)"},
	{.name = "uphold.count", .kind = VALUE_NUMBER, .text = "6",
		.number = {6, 1}},
	{.name = "share", .kind = VALUE_NUMBER, .text = "more than 99%",
		.number = {1999, 2000}, .form = &cautious},
	{.name = "none", .kind = VALUE_TEXT, .text = "not applicable"},
};

struct letter {
	struct template_options options;
	struct template *template;
	struct report report;
	struct arena arena;
	struct document document;
	struct values values;
	struct text out; /* the document, or the problems */
};

static void dump_runs(const struct block *block, struct text *out)
{
	for (size_t i = 0; i < block->run_count; i++) {
		const struct run *run = &block->runs[i];
		unsigned style = run->style & (RUN_BOLD | RUN_ITALIC);
		const char *const marks[] = {"", "**", "_", "**_"};

		if (run->link != NULL)
			text_printf(out, "<%s>", run->link);
		if (run->lang != NULL)
			text_printf(out, "(%s)", run->lang);
		text_printf(out, "%s%s%s", marks[style], run->text,
			marks[style]);
		if (run->style & RUN_LINE_BREAK)
			text_add(out, "/");
	}
}

static void dump(const struct block *blocks, size_t count, struct text *out)
{
	static const char *const names[] = {[BLOCK_HEADING] = "h",
		[BLOCK_PARAGRAPH] = "p", [BLOCK_NOTE] = "note",
		[BLOCK_LIST] = "list", [BLOCK_PANEL] = "panel",
		[BLOCK_SIGNATURE] = "signature", [BLOCK_PAGE_BREAK] = "page"};

	for (size_t i = 0; i < count; i++) {
		const struct block *block = &blocks[i];

		text_add(out, i ? " " : "");
		text_add(out, block->kind == BLOCK_ITEM ? block->label :
			names[block->kind]);
		if (block->level)
			text_printf(out, "%d", block->level);
		if (block->lang)
			text_printf(out, "(%s)", block->lang);
		text_add(out, "[");
		dump_runs(block, out);
		dump(block->children, block->child_count, out);
		text_add(out, "]");
	}
}

static void problems(struct letter *letter)
{
	for (size_t i = 0; i < letter->report.count; i++)
		problem_describe(&letter->report.problems[i], &letter->out);
}

/* Conditions are their own answers: {{#if 1}}, {{#if no}}. */
static bool *answers(const struct template *template, struct arena *arena,
	size_t *count)
{
	const struct template_expression *expressions =
		template_expressions(template, count);
	bool *list = arena_new(arena, *count);

	for (size_t i = 0; i < *count; i++)
		list[i] = expressions[i].sql[0] == '1';
	return list;
}

/* The items, with the language that their texts are in. */
static const struct value *speak_english(void)
{
	static struct value spoken[COUNT(items)];

	memcpy(spoken, items, sizeof(items));
	for (size_t i = 0; i < COUNT(items); i++)
		if (items[i].kind == VALUE_NUMBER ||
			items[i].kind == VALUE_DATE ||
			strcmp(items[i].name, "none") == 0)
			spoken[i].language = tongue("en-GB");
	return spoken;
}

static bool fill(struct letter *letter)
{
	const char *names[COUNT(items)];
	struct catalogue catalogue = {.names = names,
		.count = COUNT(items), .constant_count = 1};

	for (size_t i = 0; i < COUNT(items); i++)
		names[i] = items[i].name;
	letter->options.path = "letter.md";
	if (letter->options.language == NULL)
		letter->options.language = tongue("en-GB");
	letter->options.languages = tongues;
	if (!template_parse(&letter->options, &letter->template,
		    &letter->report)) {
		assert_null(letter->template);
		return false;
	}
	if (!template_bind(letter->template, catalogue, &letter->report))
		return false;
	letter->values.items = speak_english();
	letter->values.count = COUNT(items);
	letter->values.conditions = answers(letter->template, &letter->arena,
		&letter->values.condition_count);
	letter->report.recipient = "E08";
	return template_fill(letter->template, &letter->values,
		&letter->arena, &letter->document, &letter->report);
}

static bool make(struct letter *letter, const char *text)
{
	bool ok;

	letter->options.text = text;
	ok = fill(letter);
	if (ok)
		dump(letter->document.blocks, letter->document.block_count,
			&letter->out);
	else
		assert_true(letter->report.errors > 0);
	problems(letter);
	return ok;
}

static void clear(struct letter *letter)
{
	template_free(letter->template);
	report_clear(&letter->report);
	arena_clear(&letter->arena);
	text_clear(&letter->out);
}

static void prints(const char *text, const char *expected)
{
	struct letter letter = {0};
	bool ok = make(&letter, text);

	assert_string_equal(text_string(&letter.out), expected);
	assert_true(ok);
	clear(&letter);
}

/* Problems with the "letter.md:" and "error: " left out. */
static void fails(const char *text, const char *expected)
{
	struct letter letter = {0};
	bool ok = make(&letter, text);

	assert_string_equal(text_string(&letter.out), expected);
	assert_false(ok);
	clear(&letter);
}

static void test_blocks(void **state)
{
	(void)state;
	prints("", "");
	prints("# One\n\n## Two\n\n### Three *it*\n\nText\nmore.\n",
		"h1[One] h2[Two] h3[Three _it_] p[Text more.]");
	prints("Plain **bold _both_** _it_", "p[Plain **bold **"
		"**_both**_ _it_]");
	prints("**a **b** c** d", "p[**a b c** d]");
	prints("one\\\ntwo  \nthree", "p[one/two/three]");
	prints("\xEF\xBB\xBF# Mark\r\n\r\ncr\rlf", "h1[Mark] p[cr lf]");
	prints("a  b\tc&nbsp;d &amp;lt;", "p[a b c" NBSP "d &lt;]");
	prints("Title\n===\n\n{{pagebreak}}\n\n{{note}}\nSmall.\n\nBig.",
		"h1[Title] page[] note[Small.] p[Big.]");
}

static void test_smart_source(void **state)
{
	(void)state;
	prints("\"{{name}}\" -- it's {{name}}'s...", "p[\xE2\x80\x9C" "Bury"
		"\xE2\x80\x9D \xE2\x80\x93 it\xE2\x80\x99s Bury\xE2\x80\x99s"
		"\xE2\x80\xA6]");
	prints("{{#if 1 or 'a' = \"b\"}}_x_{{/if}}", "p[_x_]");
	prints("**{{name}}**{{#if 1}}_a_{{/if}} (**{{#if 1}}b{{/if}}**)",
		"p[**Bury**_a_ (**b**)]");
}

static void test_lists(void **state)
{
	(void)state;
	prints("- a\n- b **c**\n  d\n\n  e\n", "list[\xE2\x80\xA2[p[a]] "
		"\xE2\x80\xA2[p[b **c** d] p[e]]]");
	prints("3) a\n4) b\n   - c\n     1. d\n",
		"list[3)[p[a]] 4)[p[b] list[\xE2\x80\xA2[p[c] "
		"list[1.[p[d]]]]]]]");
	/* Items and lists that become empty are not there. */
	prints("- {{#if 0}}a{{/if}}\n- {{empty}}\n- b\n-\n",
		"list[\xE2\x80\xA2[p[b]]]");
	prints("x\n\n- {{empty}}\n  - {{empty}}\n\ny", "p[x] p[y]");
}

static void test_lists_across_conditions(void **state)
{
	(void)state;
	prints("1. a\n{{#if 0}}\n2. b\n{{/if}}\n3. c\n{{#if 1}}\n4. d\n"
		"{{/if}}\n", "list[1.[p[a]] 2.[p[c]] 3.[p[d]]]");
	prints("- a\n  {{#if 1}}\n  - b\n  {{/if}}\n- c\n",
		"list[\xE2\x80\xA2[p[a] list[\xE2\x80\xA2[p[b]]]] "
		"\xE2\x80\xA2[p[c]]]");
	prints("{{#if 0}}\n- a\n{{else}}\n- b\n{{/if}}\n- c",
		"list[\xE2\x80\xA2[p[b]] \xE2\x80\xA2[p[c]]]");
	/* Another kind, or anything between: another list. */
	prints("- a\n{{#if 1}}\n1. b\n{{/if}}\n",
		"list[\xE2\x80\xA2[p[a]]] list[1.[p[b]]]");
	prints("1. a\n{{#if 1}}\nx\n{{/if}}\n1. b\n",
		"list[1.[p[a]]] p[x] list[1.[p[b]]]");
	prints("- a\n\n* b\n", "list[\xE2\x80\xA2[p[a]]] "
		"list[\xE2\x80\xA2[p[b]]]");
}

static void test_conditions(void **state)
{
	(void)state;
	prints("{{#if 1}}\nA\n\nB\n{{else}}\nC\n{{/if}}\nD", "p[A] p[B] p[D]");
	prints("{{#if 0}}\nA\n{{else}}\nC\n{{/if}}", "p[C]");
	prints("{{#if 1}}\n{{#if 0}}\na\n{{else}}\nb {{#if 1}}c{{#if 0}}d"
		"{{/if}}{{else}}e{{/if}}\n{{/if}}\nf\n{{/if}}", "p[b c] p[f]");
	prints("{{#if 0}}\n{{#if 1}}\na\n{{else}}\nb\n{{/if}}\n{{else}}\n"
		"{{#if 1}}\nc\n{{/if}}\n{{/if}}", "p[c]");
	prints("a{{#if 1\n  and 'x}}' = ''\n}} b{{/if}} c", "p[a b c]");
	prints("**a {{#if 1}}b** c{{/if}} d", "p[**a ****b** c d]");
	prints("{{#if 0}}\n{{gone}}\n{{/if}}\nok", "p[ok]");
}

/* Blanks left over by what is not there are not printed. */
static void test_blanks(void **state)
{
	(void)state;
	prints("a {{#if 0}}b{{/if}} c {{empty}} d{{empty}}.",
		"p[a c d.]");
	prints("{{#if 0}}x{{/if}} a {{#if 0}}b{{/if}}", "p[a]");
	prints("a\n\n{{#if 0}}b{{/if}} {{empty}}\n\n**{{empty}}**\n\nc",
		"p[a] p[c]");
	prints("{{name}}\\\n{{empty}}\\\n{{#if 0}}x\\\n{{/if}}England\\\n"
		"{{empty}}", "p[Bury/England]");
	prints("{{name}}\n{{name}}", "p[Bury Bury]");
	prints("{{name}} {{empty}}", "p[Bury]");
}

/* One that a blank was taken from is another one, and so is a value. */
static void test_texts_have_serials(void **state)
{
	struct letter letter = {0};
	unsigned long serials[2][3];

	(void)state;
	assert_true(make(&letter, "a *b* {{name}}\n\nb {{empty}}"));
	for (int i = 0; i < 2; i++) {
		const struct block *blocks = letter.document.blocks;

		assert_int_equal(blocks[0].run_count, 4);
		assert_int_equal(blocks[0].runs[3].serial, 0);
		assert_int_equal(blocks[1].runs[0].serial, 0);
		for (int j = 0; j < 3; j++) {
			serials[i][j] = blocks[0].runs[j].serial;
			assert_int_not_equal(serials[i][j], 0);
		}
		assert_true(template_fill(letter.template, &letter.values,
			&letter.arena, &letter.document, &letter.report));
	}
	assert_memory_equal(serials[0], serials[1], sizeof(serials[0]));
	assert_int_not_equal(serials[0][0], serials[0][1]);
	assert_int_not_equal(serials[0][1], serials[0][2]);
	clear(&letter);
}

static void test_injection(void **state)
{
	(void)state;
	prints("# {{evil}}\n\n- {{evil}}!", "h1[*A* {{b}} <i> [x](y) \\{{ "
		"\"q\" -- ![i](j)] list[\xE2\x80\xA2[p[*A* {{b}} <i> [x](y) "
		"\\{{ \"q\" -- ![i](j)!]]]");
	prints("{{lines}}", "p[a b c]");
	fails("{{nel}}", "who.csv:2:8: error: [E08] the text holds the control "
		"character U+0085, but {{nel}} at letter.md:1:1 prints it: "
		"take it out\n");
	fails("{{bell}}", "who.csv:2:9: error: [E08] the text holds the "
		"control character U+0007, but {{bell}} at letter.md:1:1 "
		"prints it: take it out\n");
}

static void test_forged(void **state)
{
	(void)state;
	fails("a\n\xF3\xB0\x80\x80{{name}}", "letter.md:2:1: error: character "
		"U+F0000 cannot be used here\n");
	fails("&#xF0000;", "letter.md:1:1: error: character U+F0000 cannot be "
		"used here\n");
	fails("&#xF0001; {{name}} {{#if 1}}", "letter.md:1:20: error: a "
		"character reference stands for this tag\nletter.md:1:20: "
		"error: {{#if}} is not closed by {{/if}} before the end of "
		"this paragraph\n");
	fails("a &#7;", "letter.md:1:3: error: character U+0007 cannot be "
		"used here\n");
	fails("a\n\ab", "letter.md:2:1: error: character U+0007 cannot be "
		"used here\n");
	fails("caf\xE9", "letter.md:1:4: error: byte 0xE9 is not UTF-8: save "
		"the text as UTF-8\n");
}

static void test_braces(void **state)
{
	(void)state;
	prints("\\{{name\\}} {x} \\\\{{name}}", "p[{{name}} {x} \\Bury]");
	fails("a\n }} b", "letter.md:2:2: error: }} without {{: write \\}} to "
		"print two braces\n");
	fails("\xC3\xA9 {{name\n}}", "letter.md:1:3: error: {{ is not closed "
		"by }}, or a quote in between is not: write \\{{ to print two "
		"braces\nletter.md:2:1: error: }} without {{: write \\}} to "
		"print two braces\n");
	fails("{{ }}", "letter.md:1:1: error: {{}} names nothing: write \\{{ "
		"to print two braces\n");
	fails("{{name {{name}}", "letter.md:1:1: error: {{ is not closed by "
		"}}, or a quote in between is not: write \\{{ to print two "
		"braces\n");
}

static void test_formatters(void **state)
{
	(void)state;
	prints("{{large}} {{large|number}} {{ large | number 2 }} "
		"{{large|number 0}}", "p[1234.5 1,234.5 1,234.50 1,235]");
	prints("{{rate}} {{rate|percent}} {{rate|percent 1}}",
		"p[57.5% 58% 57.5%]");
	prints("{{day}}, {{day|date}}, {{iso|date}}",
		"p[1 March 2021, 1 March 2021, 22 July 2020]");
	prints("{{one}} {{one|plural \"body}} is\" \"a\"}} {{upheld|plural "
		"\"case\" \"of" NBSP "cases\"}} {{rate|plural '' 's'}}",
		"p[1 body}} is of" NBSP "cases s]");
}

static void test_formatter_faults(void **state)
{
	(void)state;
	fails("{{name|number}}\n{{iso|percent}} {{name|date}}",
		"letter.md:1:1: error: [E08] {{name|number}}: 'Bury' is no "
		"number\nletter.md:2:1: error: [E08] "
		"{{iso|percent}}: '2020-07-22' at who.csv:2:3 is no "
		"number\nletter.md:2:17: error: [E08] {{name|date}}: 'Bury' is "
		"no date\n");
	fails("{{rate|precent}}", "letter.md:1:1: error: unknown formatter "
		"'precent' of {{rate}}; did you mean 'percent'?\n");
	fails("{{rate|upper}}", "letter.md:1:1: error: unknown formatter "
		"'upper' of {{rate}}: there are number, percent, date, "
		"plural\n");
	fails("{{rate|number 7}}", "letter.md:1:1: error: '7' is no count of "
		"decimals for number in {{rate}}: write 0 to 6\n");
	fails("{{one|plural \"a\"}}", "letter.md:1:1: error: plural takes two "
		"quoted words: {{one|plural \"decision\" \"decisions\"}}\n");
	fails("{{day|date long}}", "letter.md:1:1: error: date takes nothing, "
		"but 'long' follows\n");
}

static void test_unknown_names(void **state)
{
	(void)state;
	/* after a directive of three lines, in a list, behind others */
	fails("{{#if 1\nand\n2}}\n- \xC3\xA9 {{naem}}\n{{/if}}\n"
		"x {{#if 1}}y{{/if}} {{uphold.cout}} {{zzzzzzzz}}",
		"letter.md:4:5: error: unknown placeholder {{naem}}; did you "
		"mean {{name}}?\nletter.md:6:21: error: unknown placeholder "
		"{{uphold.cout}}; did you mean {{uphold.count}}?\n"
		"letter.md:6:37: error: unknown placeholder {{zzzzzzzz}}: no "
		"column, constant or indicator has that name\n");
	fails("{{pagebrake}}", "letter.md:1:1: error: unknown placeholder "
		"{{pagebrake}}; did you mean {{pagebreak}}?\n");
	fails("{{pannel uphold}}", "letter.md:1:1: error: {{pannel ...}} is "
		"not known; did you mean {{panel ...}}?\n");
	fails("{{#fi x}}", "letter.md:1:1: error: {{#fi ...}} is not known; "
		"did you mean {{#if ...}}?\n");
	fails("{{first name}}", "letter.md:1:1: error: {{first ...}} is not "
		"known: a value is written {{name}} or {{name|formatter}}\n");
	fails("{{else if x}}", "letter.md:1:1: error: {{else}} takes nothing, "
		"but 'if x' follows\n");
	fails("{{#if}}", "letter.md:1:1: error: {{#if}} needs an "
		"expression\n");
}

static void test_missing_value(void **state)
{
	(void)state;
	fails("Hello\n- {{gone}} and {{gone|number}}\n", "who.csv:3:4: error: "
		"[E08] column 'gone' is empty, but {{gone}} at letter.md:2:3 "
		"prints it: fill it in, or let {{#if ...}} leave it out\n"
		"who.csv:3:4: error: [E08] column 'gone' is empty, but "
		"{{gone}} at letter.md:2:16 prints it: fill it in, or let "
		"{{#if ...}} leave it out\n");
	prints("a {{#if no}}{{gone}}{{/if}}b", "p[a b]");
}

static void test_unbalanced(void **state)
{
	(void)state;
	fails("{{#if 1}}\na\n", "letter.md:1:1: error: {{#if}} is not closed "
		"by {{/if}} before the end of the text\n");
	fails("a\n\n{{/if}}", "letter.md:3:1: error: {{/if}} without {{#if}} "
		"before it\n");
	fails("{{#if 1}}\na {{/if}}", "letter.md:2:3: error: {{/if}} belongs "
		"to {{#if}} at letter.md:1:1, outside this paragraph or item: "
		"put both alone on lines, or both in one paragraph\n");
	fails("a {{#if 1}}b\n\nc {{/if}}", "letter.md:1:3: error: {{#if}} is "
		"not closed by {{/if}} before the end of this paragraph\n"
		"letter.md:3:3: error: {{/if}} without {{#if}} before it\n");
	fails("{{#if 1}}a{{else}}b{{else}}c{{/if}}", "letter.md:1:20: error: "
		"a second {{else}} for {{#if}} at letter.md:1:1\n");
	fails("- a\n\n  {{#if 1}}\n\nb\n\n{{/if}}", "letter.md:3:3: error: "
		"{{#if}} is not closed by {{/if}} before the end of this "
		"item\nletter.md:7:1: error: {{/if}} without {{#if}} before "
		"it\n");
}

static void test_not_for_letters(void **state)
{
	(void)state;
	fails("{{#if 1\n}}\na <b>b</b>\n{{/if}}\n\n- c\n\n  <i>\n\n<div>",
		"letter.md:3:3: error: raw HTML is not for letters: write \\< "
		"for the sign\nletter.md:8:3: error: raw "
		"HTML is not for letters: write \\< for the sign\n"
		"letter.md:10:1: error: raw HTML is not for letters: write \\< "
		"for the sign\n");
	fails("a {{name}} ![{{name}}](b)", "letter.md:1:12: error: an image is "
		"not for letters: {{panel NAME}} shows a figure, {{signature}} "
		"the signature; write \\! for the sign\n");
	fails("{{name}}{{name}} `x`", "letter.md:1:19: error: code is not for "
		"letters: write \\` for the sign\n");
	fails("a\n\n    b {{name}}\n", "letter.md:3:5: error: a code block is "
		"not for letters: indent by fewer than four blanks\n");
	fails("> {{name}}\n\n***\n", "letter.md:1:1: error: a block quote is "
		"not for letters: write \\> for the sign\nletter.md:3:1: error:"
		" a rule is not for letters: {{pagebreak}} begins a new "
		"page\n");
}

static void test_headings(void **state)
{
	(void)state;
	fails("## a", "letter.md:1:1: error: the first heading has to be of "
		"level 1: begin it with one #\n");
	fails("# a\n\n### b", "letter.md:3:1: error: a heading of level 3 "
		"comes after one of level 1: make it one of level 2, with "
		"##\n");
	fails("# a\n## b\n### c\n#### d", "letter.md:4:1: error: headings "
		"have three levels: use at most ###\n");
	fails("- # a", "letter.md:1:3: error: a heading cannot stand in a "
		"list\n");
	fails("# a\n{{#if 0}}\n## b\n{{/if}}\n### c", "letter.md:5:1: error: "
		"[E08] in this letter a heading of level 3 comes where level 2 "
		"is the deepest that may\n");
	prints("# a\n## b\n{{#if 0}}\n# c\n{{else}}\n### d\n{{/if}}\n### e",
		"h1[a] h2[b] h3[d] h3[e]");
}

static void test_lone_tags(void **state)
{
	(void)state;
	fails("a {{pagebreak}}", "letter.md:1:3: error: this tag has to stand "
		"alone on a line of the letter's text, and in no list\n");
	fails("- a\n\n  {{pagebreak}}", "letter.md:3:3: error: this tag "
		"cannot stand in a list\n");
	fails("{{note}}\n- a", "letter.md:1:1: error: {{note}} has to stand "
		"right before a paragraph\n");
	fails("a\n{{note}}", "letter.md:2:1: error: {{note}} has to stand "
		"right before a paragraph\n");
	fails("{{signature}}", "letter.md:1:1: error: {{signature}} without a "
		"signatory: the configuration has to name one\n");
}

static void test_links(void **state)
{
	(void)state;
	prints("See [our **map**](https://e.org/\xC3\xA9?a=1&b=%20) now",
		"p[See <https://e.org/%C3%A9?a=1&b=%20>our "
		"<https://e.org/%C3%A9?a=1&b=%20>**map** now]");
	prints("[{{name}}]({{url}}) <https://e.org/{{code}}>",
		"p[<https://e.org/a%20b?c=%C3%A9%20&d=%25>Bury "
		"<https://e.org/..%2Fx%40y%3Fz>https://e.org/"
		"<https://e.org/..%2Fx%40y%3Fz>../x@y?z]");
	prints("[m](mailto:{{mail}})", "p[<mailto:a@b.org>m]");
	/* No definitions: what looks like one is text. */
	prints("[Note]: see below", "p[[Note]: see below]");
	prints("- [a]:\n  b", "list[\xE2\x80\xA2[p[[a]: b]]]");
	fails("a [x](/y)", "letter.md:1:3: error: the link's address '/y' is "
		"none: it has to begin with https://, http:// or mailto:\n");
	fails("[x]({{script}})", "letter.md:1:1: error: [E08] the link's "
		"address 'javascript:alert(1)' is none: it has to begin with "
		"https://, http:// or mailto:\n");
	fails("[x](https://e.org '{{name}}')", "letter.md:1:1: error: a "
		"link's title is printed nowhere: write [text](address)\n");
	fails("[x](https://e.org/{{#if 1}}a{{/if}})", "letter.md:1:19: error: "
		"a condition cannot stand here: use it in the letter's text\n"
		"letter.md:1:29: error: a condition cannot stand here: use it "
		"in the letter's text\n");
	fails("[x](https://e.org/{{gone}})", "who.csv:3:4: error: [E08] "
		"column 'gone' is empty, but {{gone}} at letter.md:1:19 prints "
		"it: fill it in, or let {{#if ...}} leave it out\n");
}

static void test_languages(void **state)
{
	(void)state;
	prints("{{lang cy}}Diolch *yn* {{name}}{{/lang}}!",
		"p[(cy)Diolch (cy)_yn_(cy) (cy)Bury!]");
	prints("a {{lang zh-Hant}}b{{/lang}}", "p[a (zh-Hant)b]");
	fails("{{lang zh-}}a{{/lang}}", "letter.md:1:1: error: 'zh-' is not "
		"the tag of a language known here: write one of BCP 47, as cy "
		"for Welsh or fr-CA for the French of Canada\n");
	fails("{{lang Welsh}}a{{/lang}}", "letter.md:1:1: error: 'Welsh' is "
		"not the tag of a language; did you mean 'cy' (Welsh)?\n");
	fails("{{lang cy}}a", "letter.md:1:1: error: {{lang}} is not closed "
		"by {{/lang}} before the end of this paragraph\n");
}

/* Around blocks: all of them are of the language, and a passage may differ. */
static void test_language_of_blocks(void **state)
{
	(void)state;
	prints("a\n{{lang cy}}\n# b\n\n- c\n\n{{lang en}}d{{/lang}} e\n"
		"{{/lang}}\nf\n", "p[a] h1(cy)[(cy)b] list(cy)[\xE2\x80\xA2"
		"(cy)[p(cy)[(cy)c]]] p(cy)[(en)d(cy) e] p[f]");
	prints("{{#if 1}}\n{{lang cy}}\na\n{{/lang}}\n{{else}}\nb\n{{/if}}",
		"p(cy)[(cy)a]");
	prints("a\n{{lang fr}}\n{{large}}\n\n{{day|date}}\n"
		"{{/lang}}\n{{large}}",
		"p[a] p(fr)[(fr)1\xE2\x80\xAF" "234,5] p(fr)[(fr)1er mars "
		"2021] p[1234.5]");
	fails("{{lang cy}}\na\n", "letter.md:1:1: error: {{lang}} is not "
		"closed by {{/lang}} before the end of the text\n");
	fails("{{lang cy}}\n{{lang fr}}\na\n{{/lang}}\n", "letter.md:2:1: "
		"error: {{lang}} within {{lang}}\n");
	fails("a\n{{/lang}}\n", "letter.md:2:1: error: {{/lang}} without "
		"{{lang}} alone on a line before it\n");
	fails("{{#if 1}}\n{{lang cy}}\na\n{{/if}}\nb\n{{/lang}}\n",
		"letter.md:2:1: error: {{lang}} is not closed by {{/lang}} "
		"before the end of this condition\n"
		"letter.md:6:1: error: {{/lang}} without {{lang}} alone on a "
		"line before it\n");
	fails("{{lang cy}}\n{{#if 1}}\na\n{{/lang}}\n{{/if}}\n",
		"letter.md:4:1: error: {{/lang}} is in another {{#if}} than "
		"its {{lang}}\n"
		"letter.md:1:1: error: {{lang}} is not closed by {{/lang}} "
		"before the end of the text\n");
	fails("- a\n\n  {{lang cy}}\n\n  b\n\n  {{/lang}}\n", "letter.md:3:3: "
		"error: this tag cannot stand in a list\n"
		"letter.md:7:3: error: this tag cannot stand in a list\n");
}

/* A number without a formatter is that of the passage; words are data. */
static void test_values_in_a_passage(void **state)
{
	(void)state;
	prints("{{large}} {{lang de}}{{large}} {{name}} {{rate}} {{day}} "
		"{{rate|percent 1}} {{iso|date}}{{/lang}} {{rate}}",
		"p[1234.5 (de)1.234,5(de) (de)Bury(de) (de)57,5" NBSP "%(de) "
		"(de)1. M\xC3\xA4rz 2021(de) (de)57,5" NBSP "%(de) "
		"(de)22. Juli 2020 57.5%]");
	prints("{{share}} {{lang cy}}{{share}}{{/lang}}",
		"p[more than 99% (cy)dros 99%]");
	/* Latin has no rules of its own: the letter's hold */
	prints("{{lang la}}{{large}}{{/lang}}", "p[(la)1234.5]");
	prints("{{none}} {{lang cy}}{{none}}{{/lang}}",
		"p[not applicable (cy)ddim yn berthnasol]");
	fails("{{lang nl}}{{none}}{{/lang}}", "letter.md:1:12: error: [E08] "
		"{{none}} is to say 'not applicable' in Dutch, and has no "
		"words for it: add a section [words nl]; 'lettermill words "
		"nl' prints one to start from\n");
}

static void test_plurals(void **state)
{
	(void)state;
	prints("{{lang pl}}{{upheld|plural one 'skarga' few 'skargi' many "
		"'skarg' other \"skargi\"}}{{/lang}}", "p[(pl)skarg]");
	prints("{{lang cy}}{{one|plural zero 'cwyn' one 'gwyn' two 'gwyn' few "
		"'chwyn' many 'chwyn' other 'cwyn'}}{{/lang}}", "p[(cy)gwyn]");
	prints("{{lang cy}}{{upheld|plural zero 'a' one 'b' two 'c' few 'd' "
		"many 'e' other 'f'}}{{/lang}}", "p[(cy)e]");
	prints("{{one|plural other 'cases' one 'case'}}", "p[case]");
	/* 0.575: one in French, more in English */
	prints("{{rate|plural 'a' 'b'}}{{lang fr}}{{rate|plural 'a' 'b'}}"
		"{{/lang}}", "p[b(fr)a]");
	prints("{{lang fr}}{{one|plural one 'a' many 'de b' other 'b'}}"
		"{{/lang}}", "p[(fr)a]");
	fails("{{lang pl}}{{one|plural 'a' 'b'}}{{/lang}}", "letter.md:1:12: "
		"error: two words are not the plural of Polish: write "
		"{{one|plural one '...' few '...' many '...' other '...'}}\n");
	fails("{{lang pl}}{{one|plural one 'a' few 'b' other 'c'}}{{/lang}}",
		"letter.md:1:12: error: 'many' is missing in this plural of "
		"Polish: write {{one|plural one '...' few '...' many '...' "
		"other '...'}}\n");
	fails("{{one|plural one 'a' few 'b'}}", "letter.md:1:1: error: 'few' "
		"is none of its forms in this plural of English: write "
		"{{one|plural one '...' other '...'}}\n");
	fails("{{one|plural one 'a' one 'b'}}", "letter.md:1:1: error: 'one' "
		"stands there twice in this plural of English: write "
		"{{one|plural one '...' other '...'}}\n");
	fails("{{one|plural one a}}", "letter.md:1:1: error: 'one' has no "
		"word in quotes in this plural of English: write "
		"{{one|plural one '...' other '...'}}\n");
}

static void test_depth(void **state)
{
	struct text text = {0};
	struct letter letter = {0};

	(void)state;
	for (int i = 0; i < 16; i++)
		text_add(&text, "{{#if 1}}");
	text_add(&text, "x");
	for (int i = 0; i < 16; i++)
		text_add(&text, "{{/if}}");
	text_add(&text, "\n\n");
	for (int i = 0; i < 16; i++)
		text_add(&text, "- ");
	text_add(&text, "y\n");
	assert_true(make(&letter, text_string(&text)));
	clear(&letter);
	letter = (struct letter){0};
	text_add(&text, "\nz {{#if 1}}");
	for (int i = 0; i < 40; i++)
		text_add(&text, "{{#if 1}}");
	text_add(&text, "\n\n");
	for (int i = 0; i < 400; i++)
		text_add(&text, "- ");
	text_add(&text, "y\n");
	assert_false(make(&letter, text_string(&text)));
	assert_non_null(strstr(text_string(&letter.out),
		"conditions nest deeper than 16"));
	assert_non_null(strstr(text_string(&letter.out),
		"lists nest deeper than 16"));
	clear(&letter);
	text_clear(&text);
}

static void test_too_many_tags(void **state)
{
	struct letter letter = {0};
	struct text text = {0};

	(void)state;
	for (int i = 0; i < 65534; i++)
		text_add(&text, "{{name}}\n");
	assert_true(make(&letter, text_string(&text)));
	assert_int_equal(letter.document.blocks[0].run_count, 2 * 65534 - 1);
	clear(&letter);
	letter = (struct letter){0};
	text_add(&text, "{{name}}");
	assert_false(make(&letter, text_string(&text)));
	assert_string_equal(text_string(&letter.out), "letter.md:65535:1: "
		"error: one text may hold 65534 placeholders at most\n");
	clear(&letter);
	text_clear(&text);
}

/* Hostile size: none of these may take time by the square. */
static void test_large(void **state)
{
	static const char *const parts[] = {"{{name}} ", "*a _b ",
		"{{#if 1}}x{{/if}}", "[a](", "- a\n", "a\\\n", "\"'",
		"{{#if '", "]: "};

	(void)state;
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct letter letter = {0};
		struct text text = {0};

		for (int j = 0; j < 20000; j++)
			text_add(&text, parts[i]);
		(void)!make(&letter, text_string(&text));
		clear(&letter);
		text_clear(&text);
	}
}

static void test_expressions(void **state)
{
	struct letter letter = {.options = {
		.title = {"T{{#if 0}}x{{else}}{{name}}{{/if}} \\{{", ini},
		.footer = {"{{#if 1 and 2 }}f{{/if}}", ini}}};
	const struct template_expression *expressions;
	size_t count;

	(void)state;
	assert_true(make(&letter, "{{#if no\nor 'a'}}\nx\n{{/if}}\n\n"
		"b {{#if  1}}c{{/if}}"));
	assert_string_equal(text_string(&letter.out), "p[b c]");
	assert_string_equal(letter.document.title, "TBury {{");
	assert_string_equal(letter.document.footer, "f");
	expressions = template_expressions(letter.template, &count);
	assert_int_equal(count, 4);
	assert_string_equal(expressions[0].sql, "no\nor 'a'");
	assert_string_equal(expressions[1].sql, "1");
	assert_int_equal(expressions[1].place.line, 6);
	assert_int_equal(expressions[1].place.column, 3);
	assert_string_equal(expressions[2].sql, "0");
	assert_string_equal(expressions[3].sql, "1 and 2");
	assert_string_equal(expressions[3].place.file, "job.ini");
	clear(&letter);
}

/* A fault in any line of the configuration is one of the job. */
static void test_faulty_lines(void **state)
{
	static const struct panel_options broken = {.indicator = "uphold",
		.alt = {"{{", {"job.ini", 4, 0}}};
	static const struct template_line role = {"{{/if}}",
		{"job.ini", 3, 0}};
	const struct signatory_options signatory = {.roles = &role,
		.name = {"{{name|x}}", {"job.ini", 2, 0}}, .role_count = 1};
	struct letter letter = {.options = {
		.title = {"{{lang cy}}x", {"job.ini", 1, 0}},
		.signatories = &signatory, .signatory_count = 1,
		.panels = &broken, .panel_count = 1}};

	(void)state;
	assert_false(make(&letter, "{{panel zzzzzzzzz}}"));
	assert_string_equal(text_string(&letter.out),
		"letter.md:1:1: error: there is no indicator 'zzzzzzzzz'\n"
		"job.ini:1: error: {{lang}} can stand only in the letter's "
		"text\n"
		"job.ini:2: error: unknown formatter 'x' of {{name}}: there "
		"are number, percent, date, plural\n"
		"job.ini:3: error: {{/if}} without {{#if}} before it\n"
		"job.ini:4: error: {{ is not closed by }}, or a quote in "
		"between is not: write \\{{ to print two braces\n");
	clear(&letter);
}

static void test_fields_and_places(void **state)
{
	struct letter letter = {0};
	const struct run *runs;

	(void)state;
	assert_true(make(&letter, "a \xC3\xA9 {{name}}\n**b** {{rate}}"));
	runs = letter.document.blocks[0].runs;
	assert_int_equal(letter.document.blocks[0].run_count, 6);
	assert_null(runs[0].field);
	assert_int_equal(runs[0].place.column, 1);
	assert_true(runs[0].is_common);
	assert_string_equal(runs[1].field, "name");
	assert_true(runs[1].is_common); /* the only constant */
	assert_int_equal(runs[1].place.column, 5);
	assert_int_equal(runs[3].place.line, 2);
	assert_int_equal(runs[3].place.column, 3);
	assert_string_equal(runs[5].field, "rate");
	assert_false(runs[5].is_common);
	assert_int_equal(runs[5].place.line, 2);
	assert_int_equal(runs[5].place.column, 7);
	clear(&letter);
}

static const double peer_values[] = {20, 56, 80};
static const struct peer_group peers = {.label = "unitary councils",
	.values = peer_values, .count = 3, .members = 4};

static const struct panel_options panels[] = {{
	.has_chart = true,
	.indicator = "uphold",
	.counted = {"{{uphold.count}} of 10{{#if 1}} upheld{{/if}}", {0}},
	.stated = {"as stated", {0}},
	.undefined = {"nothing to decide", {0}},
	.average = {"average 56%", {0}},
	.no_average = {"no group", {0}},
	.base = {"based on 10", {0}},
	.value_label = {"{{name}}", {0}},
	.average_label = {"average", {0}},
	.alt = {"A scale", {0}},
	.has_peers = true,
	.place = {"job.ini", 3, 0},
}};

static bool make_panel(struct letter *letter, const struct indicator *from)
{
	letter->options.panels = panels;
	letter->options.panel_count = COUNT(panels);
	letter->values.indicators = from;
	letter->values.indicator_count = 1;
	return make(letter, "a\n{{panel uphold}}\nb");
}

static struct indicator sample(enum indicator_state state)
{
	return (struct indicator){.name = "uphold", .label = "Upheld",
		.state = state, .has_count = true, .has_base = true,
		.has_average = true, .has_value = true, .value_text = "60%",
		.average_text = "56%", .value_shown = 60, .average_shown = 56,
		.is_percent = true, .peers = &peers,
		.place = {"job.ini", 5, 0}};
}

static void test_panel_counted(void **state)
{
	struct indicator from = sample(INDICATOR_COUNTED);
	struct letter letter = {0};
	const struct panel *panel;

	(void)state;
	assert_true(make_panel(&letter, &from));
	assert_string_equal(text_string(&letter.out), "p[a] panel[] p[b]");
	panel = letter.document.blocks[1].panel;
	assert_string_equal(panel->label, "Upheld");
	assert_string_equal(panel->value, "60%");
	assert_null(panel->note);
	assert_string_equal(panel->count_line, "6 of 10 upheld");
	assert_string_equal(panel->average_line, "average 56%");
	assert_string_equal(panel->base_line, "based on 10");
	assert_non_null(panel->chart);
	assert_string_equal(panel->chart->own.label, "Bury");
	assert_string_equal(panel->chart->own.text, "60%");
	assert_string_equal(panel->chart->average.label, "average");
	assert_string_equal(panel->chart->average.text, "56%");
	assert_string_equal(panel->chart->low_text, "0%");
	assert_string_equal(panel->chart->high_text, "100%");
	assert_string_equal(panel->chart->alt, "A scale");
	assert_int_equal(panel->chart->peer_count, 3);
	assert_true(panel->chart->high >= 100 && panel->chart->high <= 100);
	clear(&letter);
}

static void test_panel_stated(void **state)
{
	struct indicator from = sample(INDICATOR_STATED);
	struct letter letter = {0};
	const struct panel *panel;

	(void)state;
	from.has_base = from.has_average = false;
	assert_true(make_panel(&letter, &from));
	panel = letter.document.blocks[1].panel;
	assert_string_equal(panel->count_line, "as stated");
	assert_string_equal(panel->average_line, "no group");
	assert_null(panel->base_line);
	assert_null(panel->chart->average.text);
	clear(&letter);
}

static void test_panel_undefined(void **state)
{
	struct indicator from = sample(INDICATOR_UNDEFINED);
	struct letter letter = {0};
	const struct panel *panel;

	(void)state;
	assert_true(make_panel(&letter, &from));
	panel = letter.document.blocks[1].panel;
	assert_null(panel->value);
	assert_string_equal(panel->note, "nothing to decide");
	assert_string_equal(panel->average_line, "average 56%");
	assert_null(panel->count_line);
	assert_null(panel->base_line);
	assert_null(panel->chart);
	clear(&letter);
}

static void test_panel_missing(void **state)
{
	struct indicator from = sample(INDICATOR_MISSING);
	struct letter letter = {0};

	(void)state;
	from.reason = "column 'base' is empty";
	assert_false(make_panel(&letter, &from));
	assert_string_equal(text_string(&letter.out), "job.ini:5: error: "
		"[E08] column 'base' is empty, but {{panel uphold}} at "
		"letter.md:2:1 shows it\n");
	clear(&letter);
	letter = (struct letter){.options = {.panels = panels,
		.panel_count = 1}};
	assert_false(make(&letter, "{{panel upholt}}"));
	assert_string_equal(text_string(&letter.out), "letter.md:1:1: error: "
		"there is no indicator 'upholt'; did you mean 'uphold'?\n");
	clear(&letter);
}

static void test_panel_scales(void **state)
{
	static const struct {
		double value;
		bool percent;
		const char *low, *high;
	} cases[] = {
		{4.2, false, "0", "5"}, {0, false, "0", "1"},
		{0.3, false, "0", "0.5"}, {5, false, "0", "5"},
		{1001, false, "0", "2,000"}, {120, true, "0%", "200%"},
		{-3, false, "\xE2\x88\x92" "5", "1"}, {100, true, "0%", "100%"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct indicator from = sample(INDICATOR_COUNTED);
		struct letter letter = {0};
		const struct chart *chart;

		from.value_shown = cases[i].value;
		from.is_percent = cases[i].percent;
		from.has_average = false;
		from.peers = NULL;
		assert_true(make_panel(&letter, &from));
		chart = letter.document.blocks[1].panel->chart;
		assert_string_equal(chart->low_text, cases[i].low);
		assert_string_equal(chart->high_text, cases[i].high);
		clear(&letter);
	}
}

static void test_signatory(void **state)
{
	static const struct template_line roles[] = {
		{"Ombudsman of {{name}}", {0}},
		{"{{empty}}", {0}},
		{"Chair", {0}},
	};
	const struct signatory_options options = {.name = {"A. Person", {0}},
		.roles = roles, .role_count = COUNT(roles)};
	struct letter letter = {.options = {.signatories = &options,
		.signatory_count = 1}};
	const struct signatory *signatory;

	(void)state;
	assert_true(make(&letter, "x\n{{signature}}\n"));
	assert_string_equal(text_string(&letter.out), "p[x] signature[]");
	signatory = letter.document.blocks[1].signatories;
	assert_string_equal(signatory->name, "A. Person");
	assert_int_equal(signatory->role_count, 2);
	assert_string_equal(signatory->roles[0], "Ombudsman of Bury");
	assert_string_equal(signatory->roles[1], "Chair");
	assert_string_equal(signatory->image_alt,
		"Signature of A. Person, Ombudsman of Bury");
	clear(&letter);
}

static const struct signatory_options three_signatories[] = {
	{.name = {"First", {0}}},
	{.section = "second", .name = {"{{empty}}", {0}}},
	{.section = "third", .name = {"Third", {0}}},
};

/* Whoever has no name does not sign, and a letter is marked once. */
static void test_several_signatories(void **state)
{
	struct letter letter = {.options = {.signatories = three_signatories,
		.signatory_count = 3, .signature_mark = {"Signed", {0}}}};
	const struct block *blocks;

	(void)state;
	assert_true(make(&letter, "{{signatures}}\n\n{{signature third}}\n"
		"{{signature second}}\n"));
	blocks = letter.document.blocks;
	assert_int_equal(letter.document.block_count, 2);
	assert_int_equal(blocks[0].signatory_count, 2);
	assert_string_equal(blocks[0].signatories[0].name, "First");
	assert_int_equal(blocks[0].signatories[1].number, 2);
	assert_string_equal(blocks[0].mark, "Signed");
	assert_int_equal(blocks[1].signatory_count, 1);
	assert_string_equal(blocks[1].signatories[0].name, "Third");
	assert_null(blocks[1].mark);
	clear(&letter);
}

static void test_unknown_signatories(void **state)
{
	struct letter letter = {.options = {
		.signatories = three_signatories, .signatory_count = 3}};

	(void)state;
	assert_false(make(&letter, "{{signature thirt}}\n\n"
		"{{signature zzzzzzzz}}\n"));
	assert_string_equal(text_string(&letter.out),
		"letter.md:1:1: error: there is no signatory 'thirt'; did you "
		"mean 'third'?\n"
		"letter.md:3:1: error: there is no signatory 'zzzzzzzz': add a "
		"section [signatory zzzzzzzz]\n");
	clear(&letter);
}

/* Lines that lack a value are not there; those after them move up. */
static void test_letterhead(void **state)
{
	static const struct template_line lines[] = {
		{"To {{name}}", {"job.ini", 1, 0}},
		{"c/o {{empty}}", {"job.ini", 1, 0}},
		{"{{#if no}}x{{/if}}", {"job.ini", 1, 0}},
		{"{{gone}} {{name}}", {"job.ini", 1, 0}},
		{"Last", {"job.ini", 1, 0}},
	};
	const struct template_lines all = {lines, COUNT(lines), {0}};
	const struct template_lines lacking = {lines + 3, 1, {0}};
	struct letter letter = {.options = {.signatories = three_signatories,
		.signatory_count = 3, .letterhead = {.address = all,
			.reference = lacking, .enclosures = all,
			.copies = lacking}}};
	const struct head *head = &letter.document.head;

	(void)state;
	assert_true(make(&letter, "x\n{{signature}}\n{{pagebreak}}\ny\n"));
	assert_int_equal(head->address.count, 2);
	assert_string_equal(head->address.items[0], "To Bury");
	assert_string_equal(head->address.items[1], "Last");
	assert_int_equal(head->reference.count, 0);
	assert_string_equal(head->reference.missing.file, "who.csv");
	assert_int_equal(head->return_address.count, 0);
	assert_string_equal(text_string(&letter.out), "p[x] signature[] "
		"p[**Enclosed**/To Bury/Last] page[] p[y]");
	assert_true(letter.document.blocks[2].clings);
	clear(&letter);
	letter = (struct letter){.options = {.letterhead = {.copies = all}}};
	assert_true(make(&letter, "x\n"));
	assert_string_equal(text_string(&letter.out),
		"p[x] p[**Copies to**/To Bury/Last]");
	clear(&letter);
}

static void test_line_template(void **state)
{
	const char *const names[] = {"name", "evil"};
	struct catalogue catalogue = {.names = names, .count = 2};
	struct values values = {.items = items, .count = COUNT(items)};
	struct template_line line = {"{{name}}-\\{{*x*.pdf", ini};
	struct line_template *made = NULL;
	struct report report = {0};
	struct arena arena = {0};
	const char *out;

	(void)state;
	assert_true(line_template_parse(&line, tongue("en-GB"), catalogue,
		 &made, &report));
	assert_true(line_template_fill(made, &values, &arena, &out, &report));
	assert_string_equal(out, "Bury-{{*x*.pdf");
	line_template_free(made);
	line.text = "{{nam}}";
	assert_false(line_template_parse(&line, tongue("en-GB"), catalogue,
		 &made, &report));
	assert_null(made);
	assert_int_equal(report.problems[0].place.line, 7);
	line.text = "{{#if 1}}x{{/if}}";
	assert_false(line_template_parse(&line, tongue("en-GB"), catalogue,
		 &made, &report));
	report_clear(&report);
	arena_clear(&arena);
}

static void test_repertoire(void **state)
{
	struct letter letter = {.options = {.wordmark = "\xC3\x86",
		.banner = "\xC3\x98", .page_label = "\xC3\x9E {page}",
		.title = {"\xC3\x9F", {0}},
		.panels = panels, .panel_count = 1}};
	static const char *const wanted[] = {"\xC3\x86", "\xC3\x98",
		"\xC3\x9E", "\xC3\x9F", "\xE2\x80\x9C", "based on", "\xC5\xB5",
		"September", "\xE2\x88\x92", "\xE2\x80\xA2", "0123456789"};
	struct text out = {0};

	(void)state;
	assert_true(make(&letter, "\"x\" {{one|plural \"\xC5\xB5\" \"y\"}} "
		"{{day|date}}"));
	template_repertoire(letter.template, &out);
	for (size_t i = 0; i < COUNT(wanted); i++)
		assert_non_null(strstr(text_string(&out), wanted[i]));
	assert_true(utf8_is_valid(out.data, out.length, &(size_t){0}));
	assert_null(strstr(text_string(&out), "\xF3\xB0"));
	text_clear(&out);
	clear(&letter);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Letters of random pieces, and a good one with random bytes changed. */
static void test_fuzz(void **state)
{
	static const char *const pieces[] = {"{{#if 1}}", "{{#if 0\n}}",
		"{{else}}", "{{/if}}", "\n", "\n\n", "- ", "  ", "1. ", "# ",
		"{{name}}", "{{gone}}", "**", "_", "[x](", ")", "{{url}}",
		"{{lang cy}}", "{{/lang}}", "{{note}}\n", "{{panel uphold}}\n",
		"\n{{pagebreak}}\n", "\\", "{{", "}}", "\"", "'", "<b>", "`",
		"> ", "&#xF0000;", "&#xF0001;", "&#x2E20;", "text ", "  \n",
		"{{one|plural \"a\" \"b\"}}", "\xC3\xA9", "]:", "\t", "---\n"};
	struct indicator from = sample(INDICATOR_COUNTED);
	uint32_t seed = 2020;

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct letter letter = {.options = {.panels = panels,
			.panel_count = 1}, .values = {.indicators = &from,
			.indicator_count = 1}};
		struct text text = {0};

		for (uint32_t i = next_random(&seed) % 40; i > 0; i--)
			text_add(&text, pieces[next_random(&seed) %
				COUNT(pieces)]);
		for (int i = round % 4; i > 0 && text.length > 0; i--)
			text.data[next_random(&seed) % text.length] =
				(char)(1 + next_random(&seed) % 255);
		(void)!make(&letter, text_string(&text));
		clear(&letter);
		text_clear(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_smart_source),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_lists_across_conditions),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_texts_have_serials),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_forged),
		cmocka_unit_test(test_braces),
		cmocka_unit_test(test_formatters),
		cmocka_unit_test(test_formatter_faults),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_missing_value),
		cmocka_unit_test(test_unbalanced),
		cmocka_unit_test(test_not_for_letters),
		cmocka_unit_test(test_headings),
		cmocka_unit_test(test_lone_tags),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_language_of_blocks),
		cmocka_unit_test(test_values_in_a_passage),
		cmocka_unit_test(test_plurals),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_too_many_tags),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_expressions),
		cmocka_unit_test(test_faulty_lines),
		cmocka_unit_test(test_fields_and_places),
		cmocka_unit_test(test_panel_counted),
		cmocka_unit_test(test_panel_stated),
		cmocka_unit_test(test_panel_undefined),
		cmocka_unit_test(test_panel_missing),
		cmocka_unit_test(test_panel_scales),
		cmocka_unit_test(test_signatory),
		cmocka_unit_test(test_several_signatories),
		cmocka_unit_test(test_unknown_signatories),
		cmocka_unit_test(test_letterhead),
		cmocka_unit_test(test_line_template),
		cmocka_unit_test(test_repertoire),
		cmocka_unit_test(test_fuzz),
	};

	return cmocka_run_group_tests(tests, NULL, tongues_free);
}
