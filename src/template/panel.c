/* Panels of indicators; see panel.h. */
#include "template/panel.h"

#include <math.h>
#include <string.h>

bool panel_parse(struct panel_text *panel,
	const struct panel_options *options, struct parts *parts,
	struct report *report)
{
	const struct template_line *const lines[PANEL_LINES] = {
		[PANEL_COUNTED] = &options->counted,
		[PANEL_STATED] = &options->stated,
		[PANEL_UNDEFINED] = &options->undefined,
		[PANEL_AVERAGE] = &options->average,
		[PANEL_NO_AVERAGE] = &options->no_average,
		[PANEL_BASE] = &options->base,
		[PANEL_VALUE_LABEL] = &options->value_label,
		[PANEL_AVERAGE_LABEL] = &options->average_label,
		[PANEL_ALT] = &options->alt,
	};
	bool ok = true;

	panel->indicator = options->indicator;
	panel->has_peers = options->has_peers;
	for (int i = 0; i < PANEL_LINES; i++)
		if (!steps_parse(&panel->lines[i], lines[i], true, parts,
			    report))
			ok = false;
	return ok;
}

/* The least of 1, 2 and 5 times a power of ten that is not below `most`. */
static double round_up(double most)
{
	static const double powers[] = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1,
		1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
		1e13, 1e14};
	static const double steps[] = {1, 2, 5};

	if (!(most > 0))
		return 1;
	for (size_t i = 0; i < sizeof(powers) / sizeof(powers[0]); i++)
		for (int j = 0; j < 3; j++)
			if (most <= steps[j] * powers[i])
				return steps[j] * powers[i];
	return 1e15;
}

static const char *scale_text(struct filling *filling, double end,
	bool is_percent)
{
	struct text *scratch = &filling->scratch;
	struct exact number;

	if (!exact_from_double(end, &number))
		return "";
	text_reset(scratch);
	exact_print(number, 1, 6, true, ",", scratch);
	if (is_percent)
		text_add_char(scratch, '%');
	return arena_strndup(filling->arena, scratch->data, scratch->length);
}

/* "LABEL VALUE" */
static const char *labelled(struct filling *filling,
	const struct steps *label, const char *value)
{
	const char *words = fill_line(filling, label);

	return words == NULL ? value :
		arena_printf(filling->arena, "%s %s", words, value);
}

/* From 0 to 100%, or to a round number past all that is shown. */
static void set_scale(struct filling *filling, struct panel_chart *chart,
	bool is_percent)
{
	double least = chart->value, most = chart->value;

	if (chart->has_average) {
		least = fmin(least, chart->average);
		most = fmax(most, chart->average);
	}
	if (chart->peer_count > 0) {
		least = fmin(least, chart->peers[0]);
		most = fmax(most, chart->peers[chart->peer_count - 1]);
	}
	chart->low = least < 0 ? -round_up(-least) : 0;
	chart->high = is_percent && most <= 100 ? 100 : round_up(most);
	chart->low_text = scale_text(filling, chart->low, is_percent);
	chart->high_text = scale_text(filling, chart->high, is_percent);
}

static void fill_chart(struct filling *filling, const struct panel_text *text,
	const struct indicator *indicator, struct panel *panel)
{
	struct panel_chart *chart = &panel->chart;

	panel->has_chart = true;
	chart->value = indicator->value_shown;
	chart->value_text = labelled(filling, &text->lines[PANEL_VALUE_LABEL],
		indicator->value_text);
	chart->has_average = indicator->has_average;
	if (chart->has_average) {
		chart->average = indicator->average_shown;
		chart->average_text = labelled(filling,
			&text->lines[PANEL_AVERAGE_LABEL],
			indicator->average_text);
	}
	if (text->has_peers && indicator->peers != NULL) {
		chart->peers = indicator->peers->values;
		chart->peer_count = indicator->peers->count;
	}
	set_scale(filling, chart, indicator->is_percent);
	chart->alt = fill_line(filling, &text->lines[PANEL_ALT]);
	if (chart->alt == NULL)
		chart->alt = arena_printf(filling->arena, "%s: %s",
			panel->label, chart->value_text);
}

static void fill_lines(struct filling *filling, const struct panel_text *text,
	const struct indicator *indicator, struct panel *panel)
{
	bool counted = indicator->state == INDICATOR_COUNTED;

	panel->average_line = fill_line(filling, &text->lines[
		indicator->has_average ? PANEL_AVERAGE : PANEL_NO_AVERAGE]);
	if (indicator->state == INDICATOR_UNDEFINED) {
		panel->note = fill_line(filling,
			&text->lines[PANEL_UNDEFINED]);
		return;
	}
	panel->value = indicator->value_text;
	panel->count_line = fill_line(filling,
		&text->lines[counted ? PANEL_COUNTED : PANEL_STATED]);
	if (counted || indicator->has_base)
		panel->base_line = fill_line(filling,
			&text->lines[PANEL_BASE]);
	fill_chart(filling, text, indicator, panel);
}

static const struct indicator *lookup(const struct values *values,
	const char *name)
{
	for (size_t i = 0; i < values->indicator_count; i++)
		if (strcmp(values->indicators[i].name, name) == 0)
			return &values->indicators[i];
	return NULL;
}

const struct panel *panel_fill(struct filling *filling,
	const struct panel_text *text, struct place place)
{
	const struct indicator *indicator = lookup(filling->values,
		text->indicator);
	const char *where = NULL;
	struct panel *panel;

	if (indicator == NULL) {
		filling->failed = !report_error(filling->report, place,
			"there is no indicator '%s'", text->indicator);
		return NULL;
	}
	if (indicator->state == INDICATOR_MISSING) {
		where = place_words(place, filling->arena);
		filling->failed = !report_error(filling->report,
			indicator->place, "%s, but {{panel %s}} at %s shows it",
			indicator->reason ? indicator->reason :
			"a figure has no value", text->indicator, where);
		return NULL;
	}
	panel = arena_new(filling->arena, sizeof(*panel));
	panel->label = indicator->label;
	fill_lines(filling, text, indicator, panel);
	return panel;
}
