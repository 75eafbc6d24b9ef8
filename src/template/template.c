/* A template's parts and their life; see template.h. */
#include "template/template.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "template/blocks.h"
#include "template/chart.h"
#include "template/fill.h"
#include "template/letterhead.h"
#include "template/panel.h"
#include "template/signatory.h"
#include "template/steps.h"
#include "template/table.h"

struct template {
	struct parts parts;
	struct steps letter, title, footer, mark;
	struct signatory_text *signatories;
	size_t signatory_count;
	struct letterhead_text letterhead;
	struct panel_text *panels;
	size_t panel_count;
	struct parts formats; /* of charts: {{value}} is all they know */
	/* each in each language it is shown in */
	struct chart_text *charts;
	struct table_text *tables;
	size_t chart_count, table_count;
	const struct language *language;
	const char *wordmark, *banner, *page_label; /* lent */
};

struct line_template {
	struct parts parts;
	struct steps steps;
};

void template_free(struct template *template)
{
	if (template == NULL)
		return;
	arena_clear(&template->parts.arena);
	arena_clear(&template->formats.arena);
	free(template);
}

static bool parse_signatories(struct template *template,
	const struct template_options *options, struct report *report)
{
	struct parts *parts = &template->parts;
	bool ok = true;

	template->signatory_count = options->signatory_count;
	template->signatories = arena_new(&parts->arena,
		template->signatory_count * sizeof(*template->signatories));
	for (size_t i = 0; i < template->signatory_count; i++)
		ok &= signatory_parse(&template->signatories[i],
			&options->signatories[i], parts, report);
	return ok & steps_parse(&template->mark, &options->signature_mark,
		parts->language, true, parts, report);
}

static bool parse_panels(struct template *template,
	const struct template_options *options, struct report *report)
{
	bool ok = true;

	template->panel_count = options->panel_count;
	template->panels = arena_new(&template->parts.arena,
		template->panel_count * sizeof(*template->panels));
	for (size_t i = 0; i < template->panel_count; i++)
		if (!panel_parse(&template->panels[i], &options->panels[i],
			    &template->parts, report))
			ok = false;
	return ok;
}

/* Finds the panel whose words the chart of an indicator goes by. */
static bool find_panel(const struct template_options *options,
	struct chart_options *chart, struct report *report)
{
	struct nearest nearest = nearest_to(chart->indicator);

	for (size_t i = 0; i < options->panel_count; i++) {
		chart->panel = i;
		if (strcmp(options->panels[i].indicator,
			    chart->indicator) == 0)
			return true;
		nearest_offer(&nearest, options->panels[i].indicator);
	}
	if (nearest.name == NULL)
		return report_error(report, chart->indicator_place,
			"there is no indicator '%s'", chart->indicator);
	return report_error(report, chart->indicator_place, "there is no "
		"indicator '%s'; did you mean '%s'?", chart->indicator,
		nearest.name);
}

/* A section that the letter shows, in one of the languages it does so in. */
struct shown {
	size_t number;
	const struct language *language;
};

/* Where it is in the list, at whose end it is put if it is in none. */
static size_t find_shown(struct shown *list, size_t *count, struct shown what)
{
	size_t i = 0;

	while (i < *count && (list[i].number != what.number ||
		list[i].language != what.language))
		i++;
	if (i == *count)
		list[(*count)++] = what;
	return i;
}

/*
 * Everything to parse of the charts or tables: each section once for each
 * language of the passages it stands in, or its `usual` one. The steps, which
 * knew it by its section, are given its number in the list.
 */
static struct shown *list_shown(struct template *template,
	enum block_kind kind, const struct language *const *usual,
	size_t section_count, size_t *count)
{
	const struct steps *letter = &template->letter;
	struct shown *list = arena_new(&template->parts.arena,
		(letter->count + section_count) * sizeof(*list));
	bool *is_shown = arena_new(&template->parts.arena, section_count);

	*count = 0;
	for (size_t i = 0; i < letter->count; i++) {
		struct step *step = &letter->items[i];
		size_t number = step->number;

		if (step->kind != STEP_LEAF || step->block != kind ||
			number >= section_count)
			continue; /* the last: none has the name; reported */
		is_shown[number] = true;
		step->number = find_shown(list, count, (struct shown){number,
			step->language != NULL ? step->language :
			usual[number]});
	}
	for (size_t i = 0; i < section_count; i++)
		if (!is_shown[i])
			list[(*count)++] = (struct shown){i, usual[i]};
	return list;
}

/* An indicator's chart is of the indicator's language. */
static bool parse_charts(struct template *template,
	const struct template_options *options, struct report *report)
{
	struct arena *arena = &template->parts.arena;
	const struct language **usual = arena_new(arena,
		options->chart_count * sizeof(*usual));
	const struct shown *shown;
	bool ok = true;

	for (size_t i = 0; i < options->chart_count; i++) {
		struct chart_options *chart = &options->charts[i];

		usual[i] = options->language;
		if (chart->indicator == NULL)
			continue;
		if (!find_panel(options, chart, report)) {
			ok = false;
			continue;
		}
		chart->panel_language =
			template->panels[chart->panel].language;
		usual[i] = chart->panel_language;
	}
	shown = list_shown(template, BLOCK_CHART, usual, options->chart_count,
		&template->chart_count);
	template->charts = arena_new(arena,
		template->chart_count * sizeof(*template->charts));
	for (size_t i = 0; i < template->chart_count; i++)
		ok &= chart_parse(&template->charts[i],
			&options->charts[shown[i].number], shown[i].language,
			&template->parts, &template->formats, report);
	return ok;
}

static bool parse_tables(struct template *template,
	const struct template_options *options, struct report *report)
{
	struct parts *parts = &template->parts;
	const struct language **usual = arena_new(&parts->arena,
		options->table_count * sizeof(*usual));
	const struct shown *shown;
	bool ok = true;

	for (size_t i = 0; i < options->table_count; i++)
		usual[i] = options->language;
	shown = list_shown(template, BLOCK_TABLE, usual, options->table_count,
		&template->table_count);
	template->tables = arena_new(&parts->arena,
		template->table_count * sizeof(*template->tables));
	for (size_t i = 0; i < template->table_count; i++)
		ok &= table_parse(&template->tables[i],
			&options->tables[shown[i].number], shown[i].language,
			parts, report);
	return ok;
}

bool template_parse(const struct template_options *options,
	struct template **out, struct report *report)
{
	struct template *template = memory_new(sizeof(*template));
	struct parts *parts = &template->parts;
	bool ok;

	parts->languages = options->languages;
	parts->language = options->language;
	template->formats.languages = options->languages;
	template->formats.language = options->language;
	ok = blocks_parse(&template->letter, options, parts, report);
	template->language = options->language;
	template->wordmark = options->wordmark;
	template->banner = options->banner;
	template->page_label = options->page_label;
	ok &= steps_parse(&template->title, &options->title, parts->language,
		true, parts, report);
	ok &= steps_parse(&template->footer, &options->footer, parts->language,
		true, parts, report);
	ok &= parse_signatories(template, options, report);
	ok &= letterhead_parse(&template->letterhead, &options->letterhead,
		parts, report);
	ok &= parse_panels(template, options, report);
	ok &= parse_charts(template, options, report);
	ok &= parse_tables(template, options, report);
	if (!ok) {
		template_free(template);
		template = NULL;
	}
	*out = template;
	return ok;
}

const struct template_expression *template_expressions(
	const struct template *template, size_t *count)
{
	*count = template->parts.expression_count;
	return template->parts.expressions;
}

static bool bind(struct parts *parts, struct catalogue catalogue,
	struct report *report)
{
	bool ok = true;

	for (size_t i = 0; i < parts->placeholder_count; i++)
		if (!placeholder_bind(parts->placeholders[i], catalogue,
			    report))
			ok = false;
	return ok;
}

bool template_bind(struct template *template, struct catalogue catalogue,
	struct report *report)
{
	static const char *const value = "value";
	const struct catalogue of_formats = {.names = &value, .count = 1};
	bool ok = bind(&template->parts, catalogue, report);

	for (size_t i = 0; i < template->chart_count; i++)
		ok &= chart_bind(&template->charts[i], catalogue, report);
	for (size_t i = 0; i < template->table_count; i++)
		ok &= table_bind(&template->tables[i], catalogue, report);
	return bind(&template->formats, of_formats, report) && ok;
}

static bool uses_value(const struct parts *parts, size_t value)
{
	for (size_t i = 0; i < parts->placeholder_count; i++)
		if (parts->placeholders[i]->index == value)
			return true;
	return false;
}

bool template_uses_value(const struct template *template, size_t value)
{
	return uses_value(&template->parts, value);
}

static bool uses_block(const struct template *template, enum block_kind kind,
	size_t number)
{
	const struct steps *letter = &template->letter;

	for (size_t i = 0; i < letter->count; i++)
		if (letter->items[i].kind == STEP_LEAF &&
			letter->items[i].block == kind &&
			letter->items[i].number == number)
			return true;
	return false;
}

bool template_uses_panel(const struct template *template, size_t panel)
{
	for (size_t i = 0; i < template->chart_count; i++)
		if (uses_block(template, BLOCK_CHART, i) &&
			chart_uses_panel(&template->charts[i], panel))
			return true;
	return uses_block(template, BLOCK_PANEL, panel);
}

bool template_draws_peers(const struct template *template, size_t panel)
{
	const struct panel_text *text = &template->panels[panel];

	for (size_t i = 0; i < template->chart_count; i++)
		if (uses_block(template, BLOCK_CHART, i) &&
			template->charts[i].options->kind == CHART_STRIP &&
			chart_uses_panel(&template->charts[i], panel))
			return true;
	return text->has_chart && text->has_peers &&
		text->chart == CHART_STRIP &&
		uses_block(template, BLOCK_PANEL, panel);
}

bool template_shows(const struct template *template, size_t source,
	size_t column)
{
	for (size_t i = 0; i < template->chart_count; i++)
		if (uses_block(template, BLOCK_CHART, i) &&
			chart_shows(&template->charts[i], source, column))
			return true;
	for (size_t i = 0; i < template->table_count; i++)
		if (uses_block(template, BLOCK_TABLE, i) &&
			table_shows(&template->tables[i], source, column))
			return true;
	return false;
}

bool template_fill(const struct template *template,
	const struct values *values, struct arena *arena,
	struct document *out, struct report *report)
{
	struct filling filling = {.values = values, .arena = arena,
		.report = report, .language = template->language,
		.panels = template->panels, .charts = template->charts,
		.signatories = template->signatories,
		.signatory_count = template->signatory_count,
		.mark = &template->mark, .tables = template->tables};
	struct block root = {0};

	assert(values->condition_count >= template->parts.expression_count);
	*out = (struct document){
		.lang = language_tag(template->language),
		.wordmark = template->wordmark, .banner = template->banner,
		.page_label = template->page_label};
	out->title = fill_unseen(&filling, &template->title);
	out->footer = fill_unseen(&filling, &template->footer);
	letterhead_fill(&filling, &template->letterhead, &out->head);
	fill_steps(&filling, &template->letter, &root);
	letterhead_close(&filling, &template->letterhead, &root);
	out->blocks = root.children;
	out->block_count = root.child_count;
	text_clear(&filling.scratch);
	if (!filling.failed)
		charts_check(out, report);
	return !filling.failed;
}

bool line_template_parse(const struct template_line *line,
	const struct language *language, struct catalogue catalogue,
	struct line_template **out, struct report *report)
{
	struct line_template *made = memory_new(sizeof(*made));

	*out = made;
	if (steps_parse(&made->steps, line, language, false, &made->parts,
		    report) &&
		bind(&made->parts, catalogue, report))
		return true;
	line_template_free(made);
	*out = NULL;
	return false;
}

bool line_template_fill(const struct line_template *line,
	const struct values *values, struct arena *arena, const char **out,
	struct report *report)
{
	struct filling filling = {.values = values, .arena = arena,
		.report = report, .is_unseen = true};
	const char *text = fill_line(&filling, &line->steps);

	*out = text ? text : "";
	text_clear(&filling.scratch);
	return !filling.failed;
}

bool line_template_uses(const struct line_template *line, size_t value)
{
	return uses_value(&line->parts, value);
}

bool line_template_misses(const struct line_template *line,
	const struct values *values)
{
	for (size_t i = 0; i < line->parts.placeholder_count; i++)
		if (values->items[line->parts.placeholders[i]->index].kind ==
			VALUE_MISSING)
			return true;
	return false;
}

const struct value *line_template_value(const struct line_template *line,
	const struct values *values, const char *part)
{
	for (size_t i = 0; i < line->parts.placeholder_count; i++) {
		const struct value *value =
			&values->items[line->parts.placeholders[i]->index];

		if (value->text != NULL && *value->text != '\0' &&
			(strstr(value->text, part) != NULL ||
				strstr(part, value->text) != NULL))
			return value;
	}
	return NULL;
}

void line_template_free(struct line_template *line)
{
	if (line == NULL)
		return;
	arena_clear(&line->parts.arena);
	free(line);
}

void template_repertoire(const struct template *template, struct text *out)
{
	const char *const fixed[] = {template->wordmark, template->banner,
		template->page_label,
		/* bullets and numbers of lists */
		"0123456789.)\xE2\x80\xA2 ",
		"\xC2\xB7" /* of a return address */};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (fixed[i] != NULL)
			text_add(out, fixed[i]);
	language_repertoire(template->language, out);
	steps_repertoire(&template->letter, out);
	steps_repertoire(&template->title, out);
	steps_repertoire(&template->footer, out);
	steps_repertoire(&template->mark, out);
	for (size_t i = 0; i < template->signatory_count; i++)
		signatory_repertoire(&template->signatories[i], out);
	letterhead_repertoire(&template->letterhead, out);
	for (size_t i = 0; i < template->panel_count; i++)
		for (int line = 0; line < PANEL_LINES; line++)
			steps_repertoire(&template->panels[i].lines[line],
				out);
	for (size_t i = 0; i < template->chart_count; i++) {
		for (int line = 0; line < CHART_LINES; line++)
			steps_repertoire(&template->charts[i].lines[line],
				out);
		steps_repertoire(&template->charts[i].format, out);
		if (template->charts[i].language != template->language)
			language_repertoire(template->charts[i].language, out);
		steps_repertoire(&template->charts[i].note, out);
	}
	for (size_t i = 0; i < template->table_count; i++)
		table_repertoire(&template->tables[i], out);
	for (size_t i = 0; i < template->parts.placeholder_count; i++)
		placeholder_repertoire(template->parts.placeholders[i], out);
}
