/* Panels of indicators; see panel.h. */
#include "template/panel.h"

#include <string.h>

#include "template/chart.h"

bool panel_parse(struct panel_text *panel,
	const struct panel_options *options, struct parts *parts,
	struct report *report)
{
	const struct template_line *const lines[PANEL_LINES] = {
		[PANEL_COUNTED] = &options->counted,
		[PANEL_STATED] = &options->stated,
		[PANEL_UNDEFINED] = &options->undefined,
		[PANEL_SUPPRESSED] = &options->suppressed,
		[PANEL_AVERAGE] = &options->average,
		[PANEL_NO_AVERAGE] = &options->no_average,
		[PANEL_BASE] = &options->base,
		[PANEL_VALUE_LABEL] = &options->value_label,
		[PANEL_AVERAGE_LABEL] = &options->average_label,
		[PANEL_ALT] = &options->alt,
	};
	bool ok = true;

	panel->indicator = options->indicator;
	panel->language = options->language ? options->language :
		parts->language;
	panel->has_chart = options->has_chart;
	panel->chart = options->chart;
	panel->has_peers = options->has_peers;
	for (int i = 0; i < PANEL_LINES; i++)
		if (!steps_parse(&panel->lines[i], lines[i], panel->language,
			    true, parts, report))
			ok = false;
	return ok;
}

static void fill_lines(struct filling *filling, const struct panel_text *text,
	const struct indicator *indicator, struct panel *panel)
{
	bool counted = indicator->state == INDICATOR_COUNTED;
	bool counted_nothing = indicator->state == INDICATOR_UNDEFINED;
	struct chart_words words;

	panel->average_line = fill_line(filling, &text->lines[
		indicator->has_average ? PANEL_AVERAGE : PANEL_NO_AVERAGE]);
	if (indicator->state == INDICATOR_UNDEFINED ||
		indicator->state == INDICATOR_SUPPRESSED) {
		panel->note = fill_line(filling,
			&text->lines[counted_nothing ? PANEL_UNDEFINED
						     : PANEL_SUPPRESSED]);
		return;
	}
	panel->value = indicator->value_text;
	panel->count_line = fill_line(filling,
		&text->lines[counted ? PANEL_COUNTED : PANEL_STATED]);
	if (counted || indicator->has_base)
		panel->base_line = fill_line(filling,
			&text->lines[PANEL_BASE]);
	if (!text->has_chart)
		return;
	words = (struct chart_words){
		fill_line(filling, &text->lines[PANEL_VALUE_LABEL]),
		fill_line(filling, &text->lines[PANEL_AVERAGE_LABEL]),
		fill_unseen(filling, &text->lines[PANEL_ALT]), text->has_peers};
	panel->chart = chart_of_indicator(filling, text->chart, &words,
		indicator);
}

static const struct indicator *lookup(const struct values *values,
	const char *name)
{
	for (size_t i = 0; i < values->indicator_count; i++)
		if (strcmp(values->indicators[i].name, name) == 0)
			return &values->indicators[i];
	return NULL;
}

const struct indicator *panel_indicator(struct filling *filling,
	const char *indicator, const char *tag, const char *name,
	struct place place)
{
	const struct indicator *found = lookup(filling->values, indicator);

	if (found == NULL) {
		filling->failed = !report_error(filling->report, place,
			"there is no indicator '%s'", indicator);
	} else if (found->state == INDICATOR_MISSING) {
		filling->failed = !report_error(filling->report, found->place,
			"%s, but {{%s %s}} at %s shows it", found->reason ?
			found->reason : "a figure has no value", tag, name,
			place_words(place, filling->arena));
		found = NULL;
	}
	return found;
}

const struct panel *panel_fill(struct filling *filling,
	const struct panel_text *text, struct place place)
{
	const struct indicator *indicator = panel_indicator(filling,
		text->indicator, "panel", text->indicator, place);
	const struct language *letters = filling->language;
	struct panel *panel;

	if (indicator == NULL)
		return NULL;
	panel = arena_new(filling->arena, sizeof(*panel));
	panel->label = indicator->label;
	if (text->language != letters)
		panel->lang = language_tag(text->language);
	filling->language = text->language;
	fill_lines(filling, text, indicator, panel);
	filling->language = letters;
	return panel;
}
