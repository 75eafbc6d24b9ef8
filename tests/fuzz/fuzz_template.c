/*
 * A letter's text, parsed and filled twice with values that look like markup.
 * Each condition's answer follows from its own text and the turn.
 */
#include "fuzz.h"

#include "base/text.h"
#include "base/utf8.h"
#include "template/template.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct figure_form form = {.scale = 100, .unit = "%",
	.cautious = true, .is_percent = true};
static const struct value items[] = {
	{.name = "name", .kind = VALUE_TEXT,
		.text = "*A* {{b}} <i> [x](y) \\{{ \"q\" ![i](j)"},
	{.name = "n", .kind = VALUE_NUMBER, .text = "1234.5",
		.number = {2469, 2}},
	{.name = "r", .kind = VALUE_NUMBER, .text = "60%",
		.number = {3, 5}, .form = &form},
	{.name = "d", .kind = VALUE_DATE, .text = "1 March 2021",
		.date = {2021, 3, 1}},
	{.name = "gone", .kind = VALUE_MISSING, .reason = "it is empty"},
	{.name = "p.count", .kind = VALUE_NUMBER, .text = "6",
		.number = {6, 1}},
};

static const struct indicator indicator = {.name = "p", .label = "Passed",
	.has_count = true, .has_base = true, .has_value = true,
	.count = {6, 1}, .base = {10, 1}, .value = {3, 5},
	.value_text = "60%", .average_text = "", .value_shown = 60,
	.is_percent = true};

static void fill(const struct template *template, bool turn)
{
	struct values values = {.row = 1, .key = "k", .name = "Name",
		.items = items, .count = COUNT(items),
		.indicators = &indicator, .indicator_count = 1};
	struct report report = {0};
	struct arena arena = {0};
	struct document document;
	const struct template_expression *list =
		template_expressions(template, &values.condition_count);
	bool *answers = arena_new(&arena, values.condition_count);

	for (size_t i = 0; i < values.condition_count; i++)
		answers[i] = (list[i].sql[0] & 1) == turn;
	values.conditions = answers;
	if (!template_fill(template, &values, &arena, &document, &report))
		FUZZ_EXPECT(report.errors > 0);
	report_clear(&report);
	arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct panel_options panel = {.indicator = "p",
		.counted = {"{{p.count}} passed", {0}}, .alt = {"chart", {0}}};
	const char *names[COUNT(items)];
	char *text = memory_strndup((const char *)data, size);
	struct template_options options = {.path = "letter.md", .text = text,
		.panels = &panel, .panel_count = 1,
		.title = {"To {{name}}", {0}}, .footer = {"{{n}}", {0}}};
	struct template *template = NULL;
	struct report report = {0};
	size_t bad;

	options.languages = languages_new(NULL, 0);
	options.language = languages_open(options.languages, "cy",
		(struct place){0}, &report);
	for (size_t i = 0; i < COUNT(items); i++)
		names[i] = items[i].name;
	if (utf8_is_valid(text, strlen(text), &bad) &&
		template_parse(&options, &template, &report) &&
		template_bind(template, (struct catalogue){names, COUNT(items)},
			&report)) {
		fill(template, false);
		fill(template, true);
	}
	template_free(template);
	languages_free(options.languages);
	report_clear(&report);
	free(text);
	return 0;
}
