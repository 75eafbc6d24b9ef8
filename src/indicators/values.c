/*
 * One letter's values, in the order of the catalogue: two statements are
 * stepped, the rest is copying and printing into the letter's arena.
 */
#include "indicators/values.h"

#include <assert.h>
#include <string.h>

#include "indicators/formulas.h"
#include "indicators/rounding.h"
#include "indicators/workings.h"

static const char *printed(struct formulas *formulas, struct arena *arena)
{
	const char *copy = arena_strndup(arena, formulas->scratch.data,
		formulas->scratch.length);

	text_reset(&formulas->scratch);
	return copy;
}

static const char *print_plain(struct formulas *formulas,
	const struct language *language, struct exact number,
	struct arena *arena)
{
	text_reset(&formulas->scratch);
	language_number(language, number, 1, 9, true, &formulas->scratch);
	return printed(formulas, arena);
}

static const char *print_rate(struct formulas *formulas,
	const struct indicator_options *options, struct exact number,
	struct arena *arena)
{
	text_reset(&formulas->scratch);
	rate_print(options, number, &formulas->scratch);
	return printed(formulas, arena);
}

/* ---- columns ---- */

static const char *cell_text(struct formulas *formulas, size_t column,
	struct arena *arena)
{
	int at = cells_column(column);
	const char *text =
		(const char *)sqlite3_column_text(formulas->cells, at);

	return arena_strndup(arena, text ? text : "",
		(size_t)sqlite3_column_bytes(formulas->cells, at));
}

static struct value make_value(struct formulas *formulas,
	const struct table_column *column, const struct table_cell *cell,
	struct arena *arena)
{
	struct value value = {.name = column->name, .place = cell->place};

	if (!cell->has_value) {
		value.reason = cell_missing_reason(column, value.place,
			arena);
	} else if (column->type == COLUMN_TEXT) {
		value.kind = VALUE_TEXT;
		value.text = cell->text;
	} else if (exact_from_double(cell->number, &value.number)) {
		value.kind = VALUE_NUMBER;
		value.language = formulas->options->language;
		value.text = print_plain(formulas, value.language,
			value.number, arena);
	} else {
		value.reason = arena_printf(arena, "the number in column '%s' "
			"is past 1,000,000,000,000,000", column->header);
	}
	return value;
}

struct value cell_value(struct formulas *formulas, size_t number, int64_t row,
	struct arena *arena)
{
	const struct table_column *column =
		tables_column(formulas->tables, number);
	int at = cells_column(number);
	struct table_cell cell = {
		.has_value = sqlite3_column_type(formulas->cells, at) !=
			SQLITE_NULL,
		.place = tables_cell_place(formulas->tables, row, column)};

	if (column->type == COLUMN_NUMBER)
		cell.number = sqlite3_column_double(formulas->cells, at);
	else if (cell.has_value)
		cell.text = cell_text(formulas, number, arena);
	return make_value(formulas, column, &cell, arena);
}

static struct value *add_cells(struct formulas *formulas, int64_t row,
	struct value *to, struct arena *arena)
{
	for (size_t i = 0; i < formulas->column_count; i++)
		*to++ = cell_value(formulas, i, row, arena);
	return to;
}

/* ---- indicators ---- */

struct indicator indicator_fill(struct formulas *formulas, size_t number,
	int64_t row, size_t group, const struct measure *measure,
	struct arena *arena)
{
	const struct indicator_options *options =
		&formulas->options->indicators[number];
	struct indicator out = {.name = options->name, .label = options->label,
		.state = measure->state, .has_count = measure->has[PART_COUNT],
		.has_base = measure->has[PART_BASE],
		.has_value = measure->state <= INDICATOR_STATED,
		.count = measure->parts[PART_COUNT],
		.base = measure->parts[PART_BASE], .value = measure->value,
		.average = exact_from_integer(0),
		.value_text = "",
		.average_text = options->no_average ? options->no_average : "",
		.is_percent = rate_is_percent(options),
		.place = options->place};
	const struct comparison *comparison;
	const char *reason;

	out.has_average = peers_average(formulas, number, group, measure,
		&comparison, &out.average, &reason);
	out.peers = comparison ? &comparison->peers : NULL;
	if (out.has_value) {
		out.value_text = print_rate(formulas, options, out.value,
			arena);
		out.value_shown = rate_shown(options, out.value);
	}
	if (out.has_value && out.peers != NULL && options->rank != RANK_NONE)
		out.rank = peers_rank(out.peers, options->rank,
			out.value_shown);
	if (out.has_average) {
		out.average_text = print_rate(formulas, options, out.average,
			arena);
		out.average_shown = rate_shown(options, out.average);
	}
	if (out.state == INDICATOR_SUPPRESSED)
		out.value_text = options->withheld;
	if (out.state == INDICATOR_MISSING)
		out.reason = measure_reason(formulas, number,
			options->count.sql ? PART_COUNT : PART_VALUE,
			options->count.sql ? PART_BASE : PART_VALUE, row,
			measure, arena, &out.place);
	return out;
}

static void set_number(struct value *value, struct exact number,
	const char *text, const struct language *language,
	const struct figure_form *form)
{
	value->kind = VALUE_NUMBER;
	value->language = language;
	value->form = form;
	value->number = number;
	value->text = text;
}

static void set_average(struct formulas *formulas, size_t number, int64_t row,
	size_t group, const struct measure *measure,
	const struct indicator *indicator, struct value *value,
	struct arena *arena)
{
	const struct indicator_options *options =
		&formulas->options->indicators[number];
	const struct comparison *comparison;
	struct exact unused;

	if (indicator->has_average) {
		set_number(value, indicator->average, indicator->average_text,
			options->language, &formulas->forms[number]);
		return;
	}
	if (options->no_average != NULL) {
		value->kind = VALUE_TEXT;
		value->text = options->no_average;
		if (options->says_not_applicable)
			value->language = options->language;
		return;
	}
	(void)peers_average(formulas, number, group, measure, &comparison,
		&unused, &value->reason);
	if (value->reason == NULL)
		value->reason = measure_reason(formulas, number, PART_AVERAGE,
			PART_AVERAGE, row, measure, arena, &value->place);
}

static void set_text(struct value *value, const char *text)
{
	value->kind = VALUE_TEXT;
	value->text = text;
}

/* NAME.count or NAME.base */
static void set_part(struct formulas *formulas, size_t number, int64_t row,
	enum part part, const struct measure *measure, struct value *value,
	struct arena *arena)
{
	const struct indicator_options *options =
		&formulas->options->indicators[number];
	struct exact known = measure->parts[part];
	bool is_secret = measure->state == INDICATOR_SUPPRESSED;

	if (!measure->has[part])
		value->reason = measure_reason(formulas, number, part, part,
			row, measure, arena, &value->place);
	else if (is_secret && is_small(options, known))
		set_text(value, options->fewer);
	else if (is_secret && part == PART_COUNT)
		set_text(value, options->withheld);
	else
		set_number(value, known, print_plain(formulas,
				options->language, known, arena),
			options->language, NULL);
}

/* NAME.rank, and out of how many. */
static void set_rank(struct formulas *formulas,
	const struct indicator_options *options,
	const struct indicator *indicator, struct value *fields,
	struct arena *arena)
{
	size_t numbers[] = {indicator->rank,
		indicator->rank > 0 ? indicator->peers->count : 0};

	for (int i = 0; i < 2; i++) {
		struct value *value = &fields[FIELD_RANK + i];
		struct exact number = exact_from_integer((int64_t)numbers[i]);

		value->place = options->place;
		if (indicator->rank > 0)
			set_number(value, number, print_plain(formulas,
				options->language, number, arena),
				options->language, NULL);
		else if (options->rank == RANK_NONE)
			value->reason = arena_printf(arena, "[indicator %s] "
				"has no rank: say rank = highest or lowest",
				options->name);
		else
			value->reason = indicator->peers == NULL
				? "there is no group to be ranked in"
				: "there is no value to be ranked by";
	}
}

/* NAME.count, .base, .value, .average, .label, .rank, .ranked */
static struct value *add_fields(struct formulas *formulas, size_t number,
	int64_t row, size_t group, const struct measure *measure,
	const struct indicator *indicator, struct value *to,
	struct arena *arena)
{
	const struct indicator_options *options =
		&formulas->options->indicators[number];

	for (enum part part = 0; part < PARTS; part++)
		to[part].place = indicator_part(options, part)->sql
			? indicator_part(options, part)->place
			: options->place;
	for (enum part part = PART_COUNT; part <= PART_BASE; part++)
		set_part(formulas, number, row, part, measure, &to[part],
			arena);
	if (indicator->has_value) {
		set_number(&to[PART_VALUE], indicator->value,
			indicator->value_text, options->language,
			&formulas->forms[number]);
	} else if (indicator->state == INDICATOR_SUPPRESSED) {
		set_text(&to[PART_VALUE], options->withheld);
	} else if (indicator->state == INDICATOR_UNDEFINED) {
		to[PART_VALUE].reason = arena_printf(arena,
			"there is no rate where %s.base is 0", options->name);
	} else {
		to[PART_VALUE].reason = indicator->reason;
		to[PART_VALUE].place = indicator->place;
	}
	set_average(formulas, number, row, group, measure, indicator,
		&to[PART_AVERAGE], arena);
	to[FIELD_LABEL] = (struct value){.kind = VALUE_TEXT,
		.text = options->label, .place = options->place};
	set_rank(formulas, options, indicator, to, arena);
	return to + FIELDS;
}

static struct value *add_indicators(struct formulas *formulas, int64_t row,
	size_t group, const struct measure *measures, struct value *to,
	struct arena *arena, struct values *out)
{
	size_t count = formulas->options->indicator_count;
	struct indicator *indicators =
		arena_new(arena, count * sizeof(*indicators));

	for (size_t i = 0; i < count; i++) {
		indicators[i] = indicator_fill(formulas, i, row, group,
			&measures[i], arena);
		to = add_fields(formulas, i, row, group, &measures[i],
			&indicators[i], to, arena);
	}
	out->indicators = indicators;
	out->indicator_count = count;
	return to;
}

/* ---- the rest ---- */

static struct value key_value(const struct values *values)
{
	return (struct value){.kind = VALUE_TEXT, .text = values->key};
}

static struct value group_label(struct formulas *formulas, size_t group,
	int64_t row)
{
	const struct table_column *column =
		tables_column(formulas->tables, formulas->group_column);
	struct value value = {0};

	if (group == NO_GROUP) {
		value.place = tables_cell_place(formulas->tables, row, column);
		value.reason = "it belongs to no group";
		return value;
	}
	value.kind = VALUE_TEXT;
	value.text = formulas->options->groups[group].label;
	value.place = formulas->options->groups[group].place;
	return value;
}

void formulas_give(struct formulas *formulas, const struct date *date,
	const char *reason)
{
	formulas->given = (struct value){.kind = VALUE_MISSING,
		.place = formulas->options->given_place, .reason = reason};
	formulas->given_text[0] = '\0';
	if (date == NULL)
		return;
	formulas->given.kind = VALUE_DATE;
	formulas->given.date = *date;
	formulas->given.language = formulas->options->language;
	date_iso(*date, formulas->given_text);
}

/* As it is printed. */
static struct value given_value(struct formulas *formulas, struct arena *arena)
{
	struct value value = formulas->given;

	if (value.kind == VALUE_DATE)
		value.text = date_text(formulas, value.date, arena);
	return value;
}

/* All items of the catalogue are there: their names, and room for notes. */
static void set_items(const struct formulas *formulas, struct value *items,
	struct arena *arena, struct values *out)
{
	for (size_t i = 0; i < formulas->catalogue.count; i++)
		items[i].name = formulas->catalogue.names[i];
	out->items = items;
	out->count = formulas->catalogue.count;
	out->in_text = arena_new(arena, out->count * sizeof(*out->in_text));
}

static void fill_items(struct formulas *formulas, int64_t row, size_t group,
	const struct measure *measures, struct arena *arena,
	struct values *out)
{
	size_t constants = formulas->options->constant_count;
	struct value *items = arena_new(arena,
		formulas->catalogue.count * sizeof(*items));
	struct value *to = items + constants;

	if (constants > 0)
		memcpy(items, formulas->constants, constants * sizeof(*items));
	*to++ = key_value(out);
	if (formulas->group_column != NO_COLUMN)
		*to++ = group_label(formulas, group, row);
	to = add_cells(formulas, row, to, arena);
	to = add_indicators(formulas, row, group, measures, to, arena, out);
	if (formulas->options->given_date != NULL)
		*to++ = given_value(formulas, arena);
	assert(to == items + formulas->catalogue.count);
	set_items(formulas, items, arena, out);
}

/* The rows that the letter shows. */
static bool fill_rows(struct formulas *formulas, int64_t row,
	struct arena *arena, struct values *out, struct report *report)
{
	size_t count = formulas->catalogue.source_count;
	struct rows *rows = arena_new(arena, count * sizeof(*rows));

	out->rows = rows;
	out->source_count = count;
	for (size_t i = 0; i < count && formulas->options->shown; i++) {
		const struct table_source *source =
			tables_source(formulas->tables, i);
		size_t columns = source->column_count;
		const struct table_cell *cells;
		struct value *values;

		if (!formulas->options->shown[i])
			continue;
		if (!tables_rows(formulas->tables, source, row, arena, &cells,
			    &rows[i].count, report))
			return false;
		values = arena_new(arena,
			rows[i].count * columns * sizeof(*values));
		for (size_t j = 0; j < rows[i].count * columns; j++)
			values[j] = make_value(formulas,
				&source->columns[j % columns], &cells[j],
				arena);
		rows[i].cells = values;
	}
	return true;
}

/* A text is true when there is one; NULL is false. */
static bool is_true(sqlite3_stmt *answers, int column)
{
	switch (sqlite3_column_type(answers, column)) {
	case SQLITE_NULL:
		return false;
	case SQLITE_TEXT:
		return sqlite3_column_bytes(answers, column) > 0;
	default:
		return sqlite3_column_double(answers, column) != 0;
	}
}

static bool fill_conditions(struct formulas *formulas, int64_t row,
	struct arena *arena, struct values *out, struct report *report)
{
	size_t count = formulas->options->condition_count;
	bool *conditions = arena_new(arena, count * sizeof(*conditions));

	if (count > 0 && !expressions_step(formulas, formulas->answers, row,
				 NULL, report))
		return false;
	for (size_t i = 0; i < count; i++)
		conditions[i] = is_true(formulas->answers, 1 + (int)i);
	sqlite3_reset(formulas->answers);
	out->conditions = conditions;
	out->condition_count = count;
	return true;
}

static bool fill(struct formulas *formulas, int64_t row, struct arena *arena,
	struct values *out, struct report *report)
{
	size_t count = formulas->options->indicator_count, group;
	struct measure *measures = arena_new(arena, count * sizeof(*measures));
	bool done = group_read(formulas, row, &group, report);

	for (size_t i = 0; i < count; i++)
		done &= measure_read(formulas, i, row, &measures[i], report);
	if (!done)
		return false;
	fill_items(formulas, row, group, measures, arena, out);
	formulas->present_row = row;
	formulas->present_measures = measures;
	formulas->present_indicators = out->indicators;
	return fill_rows(formulas, row, arena, out, report) &&
		fill_conditions(formulas, row, arena, out, report);
}

/* Steps to the row, whose statement the caller resets. */
static bool begin_values(struct formulas *formulas, int64_t row,
	struct arena *arena, struct values *out, struct report *report)
{
	*out = (struct values){.row = row};
	if (!expressions_step(formulas, formulas->cells, row, NULL, report))
		return false;
	out->key = arena_strdup(arena,
		(const char *)sqlite3_column_text(formulas->cells, 0));
	out->name = out->key;
	if (formulas->name_column != NO_COLUMN &&
		sqlite3_column_type(formulas->cells,
			cells_column(formulas->name_column)) != SQLITE_NULL)
		out->name = cell_text(formulas, formulas->name_column, arena);
	return true;
}

bool formulas_values(struct formulas *formulas, int64_t row,
	struct arena *arena, struct values *out, struct report *report)
{
	const char *before = report->recipient;
	bool done;

	if (!begin_values(formulas, row, arena, out, report))
		return false;
	report->recipient = out->key;
	done = fill(formulas, row, arena, out, report);
	sqlite3_reset(formulas->cells);
	report->recipient = before;
	return done;
}

size_t formulas_outline_count(const struct formulas *formulas)
{
	return formulas->first_column + formulas->column_count;
}

bool formulas_outline(struct formulas *formulas, int64_t row,
	const bool *wanted, struct arena *arena, struct values *out,
	struct report *report)
{
	size_t constants = formulas->options->constant_count, group;
	struct value *items = arena_new(arena,
		formulas->catalogue.count * sizeof(*items));
	bool done = begin_values(formulas, row, arena, out, report) &&
		group_read(formulas, row, &group, report);

	if (done && constants > 0)
		memcpy(items, formulas->constants, constants * sizeof(*items));
	for (size_t i = constants; done && i < formulas_outline_count(formulas);
		i++)
		if (!wanted[i])
			continue;
		else if (i >= formulas->first_column)
			items[i] = cell_value(formulas,
				i - formulas->first_column, row, arena);
		else if (i == constants)
			items[i] = key_value(out);
		else
			items[i] = group_label(formulas, group, row);
	sqlite3_reset(formulas->cells);
	set_items(formulas, items, arena, out);
	return done;
}
