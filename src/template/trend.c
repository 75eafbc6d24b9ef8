/*
 * A trend's points from the recipient's rows, and what a person would say of
 * them. A cell without a value is a gap.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "template/chart.h"

#define MOST_POINTS 60
#define STEP_SLACK  1.01 /* of steps that count as equal */

/* A point of a line, and where it is: "2019". */
struct told {
	const struct mark *mark;
	const char *at;
};

/* A line's points that have a value, of which the words tell. */
struct course {
	struct told first, last, highest, lowest;
	size_t count;
};

static const struct value *cell(const struct filling *filling,
	const struct chart_text *text, size_t row, size_t column)
{
	const struct rows *rows = &filling->values->rows[text->source];

	assert(row < rows->count);
	return &rows->cells[row * text->columns + column];
}

/* By a line of the configuration that knows {{value}} alone. */
static const char *print(struct filling *filling, struct value value,
	const struct steps *format)
{
	const struct values row = {.items = &value, .count = 1};
	struct filling inner = {.values = &row, .arena = filling->arena,
		.language = filling->language, .report = filling->report};
	const char *printed = fill_line(&inner, format);

	text_clear(&inner.scratch);
	filling->failed |= inner.failed;
	return printed != NULL ? printed : "";
}

static const char *print_number(struct filling *filling,
	const struct chart_text *text, double number)
{
	struct value value = {.name = "value", .kind = VALUE_NUMBER,
		.language = text->language, .place = text->options->place};

	if (!exact_from_double(number, &value.number))
		value.number = exact_from_integer(0);
	text_reset(&filling->scratch);
	language_number(text->language, value.number, 1, 9, true,
		&filling->scratch);
	value.text = arena_strdup(filling->arena,
		text_string(&filling->scratch));
	return print(filling, value, &text->format);
}

static struct mark mark(struct filling *filling, const struct chart_text *text,
	const struct value *value)
{
	if (value->kind != VALUE_NUMBER)
		return (struct mark){0};
	return (struct mark){.value = exact_double(value->number),
		.text = print(filling, *value, &text->format)};
}

static bool refuse(struct filling *filling, const struct chart_text *text,
	struct place where, struct place place, const char *why,
	const char *way_out)
{
	filling->failed = true;
	return report_error(filling->report, where, "%s, but {{chart %s}} at "
		"%s draws it: %s", why, text->options->name,
		place_words(place, filling->arena), way_out);
}

/* As years do, without commas. */
static const char *print_x(struct filling *filling,
	const struct language *language, struct exact number)
{
	struct text *scratch = &filling->scratch;
	size_t whole;

	text_reset(scratch);
	exact_print(number, 1, 9, true, NULL, scratch);
	whole = strcspn(scratch->data, ".");
	return whole == scratch->length ?
		arena_strndup(filling->arena, scratch->data, whole) :
		arena_printf(filling->arena, "%.*s%s%s", (int)whole,
			scratch->data, language_decimal(language),
			scratch->data + whole + 1);
}

static bool fill_x(struct filling *filling, const struct chart_text *text,
	size_t row, struct chart_point *point, struct place place)
{
	const struct value *value = cell(filling, text, row, text->x);

	point->x = (double)row;
	point->label = value->text;
	point->joins = true;
	if (value->kind == VALUE_MISSING)
		return refuse(filling, text, value->place, place,
			value->reason, "fill it in");
	if (value->kind != VALUE_NUMBER)
		return true;
	point->label = print_x(filling, text->language, value->number);
	point->x = exact_double(value->number);
	if (row == 0 || point->x > point[-1].x)
		return true;
	return refuse(filling, text, value->place, place,
		arena_printf(filling->arena, "%s does not grow from row to "
			"row: %s follows %s", value->name, point->label,
			point[-1].label),
		arena_printf(filling->arena, "say order = %s under [data %s], "
			"and have one row for each", value->name,
			text->options->source.name));
}

/* Where x leaves out a step, nothing joins what is left and right of it. */
static void part_points(struct chart_point *points, size_t count)
{
	double least = INFINITY;

	for (size_t i = 1; i < count; i++)
		least = fmin(least, points[i].x - points[i - 1].x);
	for (size_t i = 1; i < count; i++)
		points[i].joins = points[i].x - points[i - 1].x <=
			least * STEP_SLACK;
}

static struct course course_of(const struct chart *chart, bool is_average)
{
	struct course out = {0};

	for (size_t i = 0; i < chart->point_count; i++) {
		const struct chart_point *point = &chart->points[i];
		const struct told told = {
			is_average ? &point->average : &point->own,
			point->label};

		if (told.mark->text == NULL)
			continue;
		if (out.count++ == 0)
			out.first = out.highest = out.lowest = told;
		out.last = told;
		if (told.mark->value > out.highest.mark->value)
			out.highest = told;
		if (told.mark->value < out.lowest.mark->value)
			out.lowest = told;
	}
	return out;
}

/* ---- the scale ---- */

static void stretch(struct chart *chart, const struct course *course)
{
	if (course->count == 0)
		return;
	chart->low = fmin(chart->low, course->lowest.mark->value);
	chart->high = fmax(chart->high, course->highest.mark->value);
}

/* To the highest value, from 0 or, if they go there, the lowest. */
static bool set_scale(struct filling *filling, const struct chart_text *text,
	struct chart *chart, const struct course *own,
	const struct course *average, struct place place)
{
	double from = text->options->from;
	struct value value = {.name = "value", .kind = VALUE_TEXT,
		.place = text->options->place};

	chart->low = chart->high = from;
	stretch(chart, own);
	stretch(chart, average);
	if (from > 0 && chart->low < from)
		return refuse(filling, text, text->options->place, place,
			arena_printf(filling->arena, "a value lies below "
				"from = %s", print_number(filling, text, from)),
			"lower it");
	if (from < 0 && chart->high < 0)
		chart->high = 0;
	if (!(chart->high > chart->low))
		chart->high = chart->low + 1;
	chart->low_text = print_number(filling, text, chart->low);
	chart->zero_text = chart->low < 0 ? print_number(filling, text, 0) :
					    NULL;
	if (chart->low > 0) {
		value.text = chart->low_text;
		chart->note = print(filling, value, &text->note);
	}
	return true;
}

/* ---- the words ---- */

static const char *say(struct filling *filling, const struct chart_text *text,
	enum phrase phrase, const char *first, const char *second)
{
	text_reset(&filling->scratch);
	phrase_print(language_phrase(text->language, phrase), phrase, first,
		second, &filling->scratch);
	return arena_strdup(filling->arena, text_string(&filling->scratch));
}

static const char *say_point(struct filling *filling,
	const struct chart_text *text, struct told told)
{
	return say(filling, text, PHRASE_TREND_POINT, told.mark->text,
		told.at);
}

/* "from 40% in 2014 to 60% in 2020, highest 61% in 2017" */
static const char *say_course(struct filling *filling,
	const struct chart_text *text, const struct course *course)
{
	double first = course->first.mark->value;
	double last = course->last.mark->value;
	const char *words = say_point(filling, text, course->first);

	if (course->count == 1)
		return words;
	words = say(filling, text, PHRASE_TREND_COURSE, words,
		say_point(filling, text, course->last));
	if (course->highest.mark->value > fmax(first, last))
		words = arena_printf(filling->arena, "%s, %s", words,
			say(filling, text, PHRASE_TREND_HIGHEST,
				say_point(filling, text, course->highest),
				NULL));
	if (course->lowest.mark->value < fmin(first, last))
		words = arena_printf(filling->arena, "%s, %s", words,
			say(filling, text, PHRASE_TREND_LOWEST,
				say_point(filling, text, course->lowest),
				NULL));
	return words;
}

/* "2016, 2018 and 2019"; NULL: every point has a value. */
static const char *say_missing(struct filling *filling,
	const struct chart_text *text, const struct chart *chart)
{
	const char *before = NULL, *last = NULL;

	for (size_t i = 0; i < chart->point_count; i++) {
		const struct chart_point *point = &chart->points[i];

		if (point->own.text != NULL)
			continue;
		if (last != NULL)
			before = before == NULL ? last : arena_printf(
				filling->arena, "%s, %s", before, last);
		last = point->label;
	}
	return before == NULL ? last :
		say(filling, text, PHRASE_TREND_AND, before, last);
}

/* "No value for 2016 and 2018. Nothing between 2019 and 2022." */
static const char *say_gaps(struct filling *filling,
	const struct chart_text *text, const struct chart *chart)
{
	const char *missing = say_missing(filling, text, chart), *words = "";

	if (missing != NULL)
		words = arena_printf(filling->arena, " %s", say(filling, text,
			PHRASE_TREND_NO_VALUE, missing, NULL));
	for (size_t i = 1; i < chart->point_count; i++)
		if (!chart->points[i].joins)
			words = arena_printf(filling->arena, "%s %s", words,
				say(filling, text, PHRASE_TREND_GAP,
					chart->points[i - 1].label,
					chart->points[i].label));
	return words;
}

/* What a person would say who looks at it. */
static const char *compose_alt(struct filling *filling,
	const struct chart_text *text, const struct chart *chart,
	const struct course *own, const struct course *average)
{
	const char *label = fill_line(filling, &text->lines[CHART_LABEL]);
	const char *words = say_course(filling, text, own), *beside;

	if (label == NULL)
		label = chart->own.label;
	if (label != NULL)
		words = say(filling, text, PHRASE_TREND, label, words);
	if (average->count > 0) {
		beside = chart->average.label != NULL ? chart->average.label :
			language_phrase(text->language,
				PHRASE_TREND_COMPARED);
		beside = say(filling, text, PHRASE_TREND, beside,
			say_course(filling, text, average));
		words = say(filling, text, PHRASE_TREND_AVERAGE, words,
			beside);
	}
	return arena_printf(filling->arena, "%s.%s%s%s", words,
		say_gaps(filling, text, chart), chart->note ? " " : "",
		chart->note ? chart->note : "");
}

/* ---- all ---- */

static bool fill_points(struct filling *filling, const struct chart_text *text,
	struct chart_point *points, size_t count, struct place place)
{
	bool has_average = text->options->average.name != NULL;

	for (size_t i = 0; i < count; i++) {
		if (!fill_x(filling, text, i, &points[i], place))
			return false;
		points[i].own = mark(filling, text,
			cell(filling, text, i, text->y));
		if (has_average)
			points[i].average = mark(filling, text,
				cell(filling, text, i, text->average));
	}
	part_points(points, count);
	return !filling->failed;
}

const struct chart *trend_fill(struct filling *filling,
	const struct chart_text *text, struct place place)
{
	const struct chart_options *options = text->options;
	struct chart *chart = arena_new(filling->arena, sizeof(*chart));
	size_t count = filling->values->rows[text->source].count;
	struct chart_point *points = arena_new(filling->arena,
		(count + 1) * sizeof(*points));
	struct course own, average;

	if (count > MOST_POINTS) {
		filling->failed = !report_error(filling->report, options->place,
			"{{chart %s}} has %zu points, and %d is the most: take "
			"fewer rows with where under [data %s]", options->name,
			count, MOST_POINTS, options->source.name);
		return NULL;
	}
	if (!fill_points(filling, text, points, count, place))
		return NULL;
	chart->kind = CHART_TREND;
	chart->points = points;
	chart->point_count = count;
	chart->own.label = fill_line(filling, &text->lines[CHART_OWN_LABEL]);
	chart->average.label =
		fill_line(filling, &text->lines[CHART_AVERAGE_LABEL]);
	own = course_of(chart, false);
	average = course_of(chart, true);
	if (own.count == 0) {
		(void)refuse(filling, text, options->y.place, place,
			arena_printf(filling->arena, "no row of [data %s] has "
				"a value for '%s'", options->source.name,
				options->y.name),
			"let {{#if ...}} leave it out");
		return NULL;
	}
	if (!set_scale(filling, text, chart, &own, &average, place))
		return NULL;
	chart->high_text = own.highest.mark->text;
	chart->alt = fill_unseen(filling, &text->lines[CHART_ALT]);
	if (chart->alt == NULL)
		chart->alt = compose_alt(filling, text, chart, &own, &average);
	return chart;
}
