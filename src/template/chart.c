/* Charts, and those of indicators; see chart.h. */
#include "template/chart.h"

#include <math.h>
#include <string.h>

#include "base/nearest.h"
#include "template/panel.h"

/* ---- once a job ---- */

static bool check_needs(const struct chart_options *options,
	struct report *report)
{
	bool is_trend = options->kind == CHART_TREND, good = true;
	const struct {
		const char *key, *value;
		bool for_trend;
	} needs[] = {
		{"indicator", options->indicator, false},
		{"rows", options->source.name, true},
		{"x", options->x.name, true}, {"y", options->y.name, true}};

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (needs[i].for_trend == is_trend && needs[i].value == NULL)
			good = report_error(report, options->place,
				"[chart %s] has no '%s', which kind = %s "
				"needs", options->name, needs[i].key,
				is_trend ? "trend" :
				options->kind == CHART_BAR ? "bar" : "strip");
	return good;
}

/* A trend that is told by the mill needs its words. */
static bool check_alt(const struct chart_options *options,
	const struct language *language, struct arena *arena,
	struct report *report)
{
	const char *tag = language_tag(language), *lacking = "";

	if (options->kind != CHART_TREND || options->alt.text != NULL)
		return true;
	for (int i = PHRASE_TREND; i <= PHRASE_TREND_GAP; i++)
		if (language_phrase(language, (enum phrase)i) == NULL)
			lacking = arena_printf(arena, "%s%s%s", lacking,
				*lacking != '\0' ? ", " : "",
				phrase_kinds[i].key);
	return *lacking == '\0' || report_error(report, options->place,
		"[chart %s] has no 'alt', and what a trend shows cannot be "
		"said in %s: say it there, or add %s to a section [words %s]; "
		"'lettermill words %s' prints one to start from",
		options->name, language_name(language), lacking, tag, tag);
}

/* What prints a figure of its indicator in the chart's language. */
static struct placeholder *add_figure(const struct chart_text *chart,
	const char *field, struct parts *parts, struct report *report)
{
	struct placeholder *placeholder = placeholder_parse(
		arena_printf(&parts->arena, "%s.%s", chart->options->indicator,
			field), chart->language, chart->options->place,
		&parts->arena, report);

	ARENA_RESERVE(&parts->arena, parts->placeholders,
		parts->placeholder_count, parts->placeholder_room);
	parts->placeholders[parts->placeholder_count++] = placeholder;
	return placeholder;
}

bool chart_parse(struct chart_text *chart, const struct chart_options *options,
	const struct language *language, struct parts *parts,
	struct parts *formats, struct report *report)
{
	const struct template_line *const lines[CHART_LINES] = {
		[CHART_LABEL] = &options->label,
		[CHART_CAPTION] = &options->caption,
		[CHART_OWN_LABEL] = &options->own_label,
		[CHART_AVERAGE_LABEL] = &options->average_label,
		[CHART_ALT] = &options->alt,
	};
	bool ok = check_needs(options, report);

	chart->options = options;
	chart->language = language;
	if (options->panel_language != NULL &&
		options->panel_language != language) {
		chart->value = add_figure(chart, "value", parts, report);
		chart->of_average = add_figure(chart, "average", parts,
			report);
	}
	ok &= check_alt(options, chart->language, &parts->arena, report);
	for (int i = 0; i < CHART_LINES; i++)
		ok &= steps_parse(&chart->lines[i], lines[i],
			chart->language, true, parts, report);
	ok &= steps_parse(&chart->format, &options->format, chart->language,
		false, formats, report);
	return steps_parse(&chart->note, &options->from_text, chart->language,
		       false, formats, report) && ok;
}

/* "; did you mean 'x'?" */
static const char *suggestion(const struct nearest *nearest,
	struct arena *arena)
{
	return nearest->name == NULL ? "" : arena_printf(arena,
		"; did you mean '%s'?", nearest->name);
}

static bool bind_column(const struct catalogue_source *source,
	const struct chart_column *column, bool must_be_number, size_t *out,
	struct report *report)
{
	struct nearest nearest;
	struct arena arena = {0};

	if (column->name == NULL)
		return true;
	nearest = nearest_to(column->name);
	for (size_t i = 0; i < source->column_count; i++) {
		if (strcmp(source->columns[i].name, column->name) == 0) {
			*out = i;
			return !must_be_number ||
				source->columns[i].is_number ||
				report_error(report, column->place, "'%s' of "
					"[data %s] is a text, and a chart "
					"draws numbers: map it as number.%s",
					column->name, source->name,
					column->name);
		}
		nearest_offer(&nearest, source->columns[i].name);
	}
	report_error(report, column->place, "[data %s] has no column '%s'%s",
		source->name, column->name, suggestion(&nearest, &arena));
	arena_clear(&arena);
	return false;
}

bool chart_bind(struct chart_text *chart, struct catalogue catalogue,
	struct report *report)
{
	const struct chart_options *options = chart->options;
	struct nearest nearest;
	struct arena arena = {0};

	if (options->kind != CHART_TREND)
		return true;
	nearest = nearest_to(options->source.name);
	for (size_t i = 0; i < catalogue.source_count; i++) {
		const struct catalogue_source *source = &catalogue.sources[i];
		bool ok;

		nearest_offer(&nearest, source->name);
		if (strcmp(source->name, options->source.name) != 0)
			continue;
		chart->source = i;
		chart->columns = source->column_count;
		ok = bind_column(source, &options->x, false, &chart->x,
			report);
		ok &= bind_column(source, &options->y, true, &chart->y,
			report);
		return bind_column(source, &options->average, true,
			       &chart->average, report) && ok;
	}
	report_error(report, options->source.place, "there is no [data %s] "
		"with rows = many%s", options->source.name,
		suggestion(&nearest, &arena));
	arena_clear(&arena);
	return false;
}

bool chart_uses_panel(const struct chart_text *chart, size_t panel)
{
	return chart->options->kind != CHART_TREND &&
		chart->options->panel == panel;
}

bool chart_shows(const struct chart_text *chart, size_t source, size_t column)
{
	return chart->options->kind == CHART_TREND &&
		chart->source == source &&
		(column == chart->x || column == chart->y ||
			(chart->options->average.name != NULL &&
				column == chart->average));
}

/* ---- of an indicator ---- */

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
	if (is_percent)
		language_percent(filling->language, number, 1, 6, true,
			scratch);
	else
		language_number(filling->language, number, 1, 6, true,
			scratch);
	return arena_strndup(filling->arena, scratch->data, scratch->length);
}

/* From 0 to 100%, or to a round number past all that is shown. */
static void set_scale(struct filling *filling, struct chart *chart,
	bool is_percent)
{
	double least = chart->own.value, most = chart->own.value;

	if (chart->average.text != NULL) {
		least = fmin(least, chart->average.value);
		most = fmax(most, chart->average.value);
	}
	if (chart->peer_count > 0) {
		least = fmin(least, chart->peers[0]);
		most = fmax(most, chart->peers[chart->peer_count - 1]);
	}
	chart->low = least < 0 ? -round_up(-least) : 0;
	chart->high = is_percent && most <= 100 ? 100 : round_up(most);
	chart->low_text = scale_text(filling, chart->low, is_percent);
	chart->high_text = scale_text(filling, chart->high, is_percent);
	chart->zero_text = chart->low < 0 ?
		scale_text(filling, 0, is_percent) : NULL;
}

const struct chart *chart_of_indicator(struct filling *filling,
	enum chart_kind kind, const struct chart_words *words,
	const struct indicator *indicator)
{
	struct chart *chart = arena_new(filling->arena, sizeof(*chart));

	chart->kind = kind;
	chart->is_of_panel = true;
	chart->name = indicator->name;
	chart->place = indicator->place;
	chart->own = (struct mark){indicator->value_shown,
		indicator->value_text, words->own};
	fill_note_value(filling, indicator->value_item, indicator->value_text);
	if (indicator->has_average) {
		chart->average = (struct mark){indicator->average_shown,
			indicator->average_text, words->average};
		fill_note_value(filling, indicator->average_item,
			indicator->average_text);
	}
	if (kind == CHART_STRIP && words->has_peers &&
		indicator->peers != NULL) {
		chart->peers = indicator->peers->values;
		chart->peer_count = indicator->peers->count;
		chart->peers_serial = indicator->peers->serial;
	}
	set_scale(filling, chart, indicator->is_percent);
	chart->alt = words->alt;
	if (chart->alt == NULL)
		chart->alt = arena_printf(filling->arena, "%s: %s%s%s",
			indicator->label, words->own ? words->own : "",
			words->own ? " " : "", indicator->value_text);
	return chart;
}

/* What the chart does not say of itself, the indicator's section does. */
static const char *own_or_panel(struct filling *filling,
	const struct chart_text *text, enum chart_line line,
	enum panel_line of_panel)
{
	const struct panel_text *panel =
		&filling->panels[text->options->panel];

	const struct steps *steps = text->lines[line].given ?
		&text->lines[line] : &panel->lines[of_panel];

	return line == CHART_ALT ? fill_unseen(filling, steps) :
				   fill_line(filling, steps);
}

/* A figure that the indicator's section prints in another language. */
static const char *print_figure(struct filling *filling,
	const struct placeholder *placeholder)
{
	const char *text = placeholder_print(placeholder, filling->values,
		filling->arena, &filling->scratch, filling->report);

	filling->failed |= text == NULL;
	return text != NULL ? text : "";
}

static const struct chart *fill_of_indicator(struct filling *filling,
	const struct chart_text *text, struct place place)
{
	const struct chart_options *options = text->options;
	const struct indicator *indicator = panel_indicator(filling,
		options->indicator, "chart", options->name, place);
	struct indicator printed;
	struct chart_words words;

	if (indicator == NULL || !indicator->has_value)
		return NULL;
	printed = *indicator;
	if (text->value != NULL)
		printed.value_text = print_figure(filling, text->value);
	if (text->of_average != NULL && indicator->has_average)
		printed.average_text = print_figure(filling, text->of_average);
	words = (struct chart_words){
		.own = own_or_panel(filling, text, CHART_OWN_LABEL,
			PANEL_VALUE_LABEL),
		.average = own_or_panel(filling, text, CHART_AVERAGE_LABEL,
			PANEL_AVERAGE_LABEL),
		.alt = own_or_panel(filling, text, CHART_ALT, PANEL_ALT),
		.has_peers = true,
	};
	return chart_of_indicator(filling, options->kind, &words, &printed);
}

const struct chart *chart_fill(struct filling *filling,
	const struct chart_text *text, struct place place)
{
	const struct language *letters = filling->language;
	const struct chart *filled;
	struct chart *chart;

	filling->language = text->language;
	filled = text->options->kind == CHART_TREND ?
		trend_fill(filling, text, place) :
		fill_of_indicator(filling, text, place);
	filling->language = letters;
	if (filled == NULL)
		return NULL;
	chart = arena_new(filling->arena, sizeof(*chart));
	*chart = *filled;
	chart->is_of_panel = false;
	chart->name = text->options->name;
	chart->place = text->options->place;
	chart->label = fill_line(filling, &text->lines[CHART_LABEL]);
	chart->caption = fill_line(filling, &text->lines[CHART_CAPTION]);
	return chart;
}
