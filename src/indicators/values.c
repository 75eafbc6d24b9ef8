/*
 * One letter's values, in the order of the catalogue: two statements are
 * stepped, the rest is copying and printing into the letter's arena.
 */
#include "indicators/values.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "indicators/formulas.h"
#include "indicators/rounding.h"
#include "indicators/workings.h"

const char *scratch_copy(struct formulas *formulas, struct arena *arena)
{
	const char *copy = arena_strndup(arena,
		text_string(&formulas->scratch), formulas->scratch.length);

	text_reset(&formulas->scratch);
	return copy;
}

static const char *print_plain(struct formulas *formulas,
	const struct language *language, struct exact number,
	struct arena *arena)
{
	text_reset(&formulas->scratch);
	language_number(language, number, 1, 9, true, &formulas->scratch);
	return scratch_copy(formulas, arena);
}

static const char *print_rate(struct formulas *formulas,
	const struct indicator_options *options, struct exact number,
	struct arena *arena)
{
	text_reset(&formulas->scratch);
	rate_print(options, number, &formulas->scratch);
	return scratch_copy(formulas, arena);
}

/* ---- columns ---- */

static const char *cell_text(sqlite3_stmt *cells, size_t column,
	struct arena *arena)
{
	int at = cells_column(column);
	const char *text = (const char *)sqlite3_column_text(cells, at);

	return arena_strndup(arena, text ? text : "",
		(size_t)sqlite3_column_bytes(cells, at));
}

/* Why a cell of the file, or an aggregate of its rows, has no value. */
static const char *missing_reason(const struct table_column *column,
	struct place place, struct arena *arena)
{
	if (place.line == 0)
		return arena_printf(arena, "no row in %s", column->file);
	if (column->is_aggregate)
		return arena_printf(arena, "%s of its rows gives no value",
			column->header);
	return arena_printf(arena, "no value in column '%s'", column->header);
}

static struct value make_value(struct formulas *formulas,
	const struct table_column *column, const struct table_cell *cell,
	struct arena *arena)
{
	struct value value = {.name = column->name, .place = cell->place};

	if (!cell->has_value) {
		value.reason = missing_reason(column, value.place, arena);
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

/* A column's value of the row that the statement stands on; row 0: where that
 * is does not matter. */
static struct value cell_value(struct formulas *formulas, sqlite3_stmt *cells,
	size_t number, int64_t row, struct arena *arena)
{
	const struct table_column *column =
		tables_column(formulas->tables, number);
	int at = cells_column(number);
	struct table_cell cell = {
		.has_value = sqlite3_column_type(cells, at) != SQLITE_NULL};

	if (row != 0)
		cell.place = tables_cell_place(formulas->tables, row, column);
	if (column->type == COLUMN_NUMBER)
		cell.number = sqlite3_column_double(cells, at);
	else if (cell.has_value)
		cell.text = cell_text(cells, number, arena);
	return make_value(formulas, column, &cell, arena);
}

/* ---- indicators ---- */

static const char *print_average(const struct subject *subject)
{
	struct formulas *formulas = subject->formulas;
	struct comparison *shared = peers_shared(formulas, subject->number,
		subject->comparison);

	if (shared == NULL)
		return print_rate(formulas, subject->options, subject->average,
			subject->arena);
	if (shared->average_text == NULL)
		shared->average_text = print_rate(formulas, subject->options,
			subject->average, &formulas->arena);
	return shared->average_text;
}

/* What is missing is looked for where it was to be counted. */
static void blame(const struct subject *subject, struct indicator *out)
{
	bool is_counted = subject->options->count.sql != NULL;

	out->reason = measure_reason(subject,
		is_counted ? PART_COUNT : PART_VALUE,
		is_counted ? PART_BASE : PART_VALUE, &out->place);
}

static struct indicator make_indicator(const struct subject *subject)
{
	const struct indicator_options *options = subject->options;
	const struct measure *measure = subject->measure;
	struct indicator out = {.name = options->name, .label = options->label,
		.state = measure->state, .has_count = measure->has[PART_COUNT],
		.has_base = measure->has[PART_BASE],
		.has_average = subject->has_average,
		.has_value = measure->state <= INDICATOR_STATED,
		.count = measure->parts[PART_COUNT],
		.base = measure->parts[PART_BASE], .value = measure->value,
		.average = subject->average,
		.value_text = "",
		.average_text = options->no_average ? options->no_average : "",
		.is_percent = rate_is_percent(options),
		.peers = subject->comparison ? &subject->comparison->peers
					     : NULL,
		.value_item = subject->item + PART_VALUE,
		.average_item = subject->item + PART_AVERAGE,
		.place = options->place};

	if (out.has_value) {
		out.value_text = print_rate(subject->formulas, options,
			out.value, subject->arena);
		out.value_shown = rate_shown(options, out.value);
	}
	if (out.has_value && out.peers != NULL && options->rank != RANK_NONE)
		out.rank = peers_rank(out.peers, options->rank,
			out.value_shown);
	if (out.has_average) {
		out.average_text = print_average(subject);
		out.average_shown = rate_shown(options, out.average);
	}
	if (out.state == INDICATOR_SUPPRESSED)
		out.value_text = options->withheld;
	if (out.state == INDICATOR_MISSING)
		blame(subject, &out);
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

static void set_text(struct value *value, const char *text)
{
	value->kind = VALUE_TEXT;
	value->text = text;
}

/* One that letters print as it is. */
static void set_plain(const struct subject *subject, struct exact number,
	struct value *value)
{
	const struct language *language = subject->options->language;

	set_number(value, number, print_plain(subject->formulas, language,
		number, subject->arena), language, NULL);
}

/* NAME.count or NAME.base */
static void set_part(const struct subject *subject, enum part part,
	struct value *value)
{
	const struct indicator_options *options = subject->options;
	const struct measure *measure = subject->measure;
	struct exact known = measure->parts[part];
	bool is_secret = measure->state == INDICATOR_SUPPRESSED;

	if (!measure->has[part])
		value->reason = measure_reason(subject, part, part,
			&value->place);
	else if (is_secret && is_small(options, known))
		set_text(value, options->fewer);
	else if (is_secret && part == PART_COUNT)
		set_text(value, options->withheld);
	else
		set_plain(subject, known, value);
}

static void set_value(const struct subject *subject,
	const struct indicator *indicator, struct value *value)
{
	const struct indicator_options *options = subject->options;

	if (indicator->has_value) {
		set_number(value, indicator->value, indicator->value_text,
			options->language,
			&subject->formulas->forms[subject->number]);
	} else if (indicator->state == INDICATOR_SUPPRESSED) {
		set_text(value, options->withheld);
	} else if (indicator->state == INDICATOR_UNDEFINED) {
		value->reason = subject->wording->no_rate;
	} else {
		value->reason = indicator->reason;
		value->place = indicator->place;
	}
}

static void set_average(const struct subject *subject,
	const struct indicator *indicator, struct value *value)
{
	const struct indicator_options *options = subject->options;

	if (indicator->has_average) {
		set_number(value, indicator->average, indicator->average_text,
			options->language,
			&subject->formulas->forms[subject->number]);
	} else if (options->no_average != NULL) {
		set_text(value, options->no_average);
		if (options->says_not_applicable)
			value->language = options->language;
	} else if (subject->no_average != NULL) {
		value->reason = subject->no_average;
	} else {
		value->reason = measure_reason(subject, PART_AVERAGE,
			PART_AVERAGE, &value->place);
	}
}

/* NAME.rank, and out of how many. */
static void set_rank(const struct subject *subject,
	const struct indicator *indicator, struct value *fields)
{
	size_t numbers[] = {indicator->rank,
		indicator->rank > 0 ? indicator->peers->count : 0};

	for (int i = 0; i < 2; i++) {
		struct value *value = &fields[FIELD_RANK + i];

		value->place = subject->options->place;
		if (indicator->rank > 0)
			set_plain(subject,
				exact_from_integer((int64_t)numbers[i]),
				value);
		else if (subject->options->rank == RANK_NONE)
			value->reason = subject->wording->no_rank;
		else
			value->reason = indicator->peers == NULL
				? "there is no group to be ranked in"
				: "there is no value to be ranked by";
	}
}

/* NAME.count, .base, .value, .average, .label, .rank, .ranked */
static void set_fields(const struct subject *subject,
	const struct indicator *indicator, struct value *to)
{
	const struct indicator_options *options = subject->options;

	for (enum part part = 0; part < PARTS; part++)
		to[part].place = indicator_part(options, part)->sql
			? indicator_part(options, part)->place
			: options->place;
	for (enum part part = PART_COUNT; part <= PART_BASE; part++)
		set_part(subject, part, &to[part]);
	set_value(subject, indicator, &to[PART_VALUE]);
	set_average(subject, indicator, &to[PART_AVERAGE]);
	to[FIELD_LABEL].place = options->place;
	set_text(&to[FIELD_LABEL], options->label);
	set_rank(subject, indicator, to);
}

struct subject subject_of(struct formulas *formulas,
	const struct values *values, size_t number, struct arena *arena)
{
	struct subject subject = {.formulas = formulas, .number = number,
		.options = &formulas->options->indicators[number],
		.wording = &formulas->wordings[number],
		.cells = &values->items[formulas->first_column],
		.item = formulas->first_column + formulas->column_count +
			FIELDS * number,
		.measure = &values->measures[number],
		.average = exact_from_integer(0), .arena = arena};

	subject.has_average = peers_average(formulas, number, values->group,
		subject.measure, &subject.comparison, &subject.average,
		&subject.no_average);
	return subject;
}

static void add_indicators(struct formulas *formulas, struct value *items,
	struct arena *arena, struct values *out)
{
	size_t count = formulas->options->indicator_count;
	struct indicator *indicators =
		arena_new(arena, count * sizeof(*indicators));

	for (size_t i = 0; i < count; i++) {
		struct subject subject = subject_of(formulas, out, i, arena);

		indicators[i] = make_indicator(&subject);
		set_fields(&subject, &indicators[i], &items[subject.item]);
	}
	out->indicators = indicators;
	out->indicator_count = count;
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
	walk_rest(&formulas->answers); /* it is bound to the one before */
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

/* Room for the first items of the catalogue, missing as yet, and for notes. */
static struct value *new_items(const struct formulas *formulas, size_t count,
	struct arena *arena, struct values *out)
{
	size_t constants = formulas->options->constant_count;
	struct value *items;

	out->count = count;
	out->items = items = arena_new(arena, out->count * sizeof(*items));
	out->in_text = arena_new(arena, out->count * sizeof(*out->in_text));
	if (constants > 0)
		memcpy(items, formulas->constants, constants * sizeof(*items));
	return items;
}

static void name_items(const struct formulas *formulas, struct value *items,
	size_t count)
{
	for (size_t i = 0; i < count; i++)
		items[i].name = formulas->catalogue.names[i];
}

static void fill_items(struct formulas *formulas, struct arena *arena,
	struct values *out)
{
	struct value *items = new_items(formulas, formulas->catalogue.count,
		arena, out);
	struct value *to = items + formulas->options->constant_count;

	*to++ = key_value(out);
	if (formulas->group_column != NO_COLUMN)
		*to++ = group_label(formulas, out->group, out->row);
	assert(to == items + formulas->first_column);
	for (size_t i = 0; i < formulas->column_count; i++)
		*to++ = cell_value(formulas, formulas->cells.statement, i,
			out->row, arena);
	add_indicators(formulas, items, arena, out);
	if (formulas->options->given_date != NULL)
		items[out->count - 1] = given_value(formulas, arena);
	name_items(formulas, items, out->count);
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
	struct row_walk *answers = &formulas->answers;
	bool *conditions = arena_new(arena, count * sizeof(*conditions));

	if (count > 0 && !expressions_step(formulas, answers, row, NULL,
				 report))
		return false;
	for (size_t i = 0; i < count; i++)
		conditions[i] = is_true(answers->statement, 1 + (int)i);
	if (!answers->follows)
		walk_rest(answers);
	out->conditions = conditions;
	out->condition_count = count;
	return true;
}

static bool fill(struct formulas *formulas, int64_t row, struct arena *arena,
	struct values *out, struct report *report)
{
	size_t count = formulas->options->indicator_count;
	struct measure *measures = arena_room(arena, count * sizeof(*measures));
	bool done = group_read(formulas, formulas->cells.statement, row,
		&out->group, report);

	for (size_t i = 0; i < count; i++)
		done &= measure_read(formulas, i, row, &measures[i], report);
	if (!done)
		return false;
	out->measures = measures;
	fill_items(formulas, arena, out);
	formulas->present_row = row;
	formulas->present_measures = measures;
	formulas->present_indicators = out->indicators;
	return fill_rows(formulas, row, arena, out, report) &&
		fill_conditions(formulas, row, arena, out, report);
}

/* Steps to the row. */
static bool begin_values(struct formulas *formulas, struct row_walk *walk,
	int64_t row, struct arena *arena, struct values *out,
	struct report *report)
{
	size_t name = formulas->name_column;
	sqlite3_stmt *cells = walk->statement;

	*out = (struct values){.row = row};
	if (!expressions_step(formulas, walk, row, NULL, report))
		return false;
	out->key = arena_strdup(arena,
		(const char *)sqlite3_column_text(cells, 0));
	out->name = out->key;
	if (name != NO_COLUMN && sqlite3_column_type(cells,
			cells_column(name)) != SQLITE_NULL)
		out->name = cell_text(cells, name, arena);
	return true;
}

bool formulas_values(struct formulas *formulas, int64_t row,
	struct arena *arena, struct values *out, struct report *report)
{
	const char *before = report->recipient;
	bool done;

	if (!begin_values(formulas, &formulas->cells, row, arena, out, report))
		return false;
	report->recipient = out->key;
	done = fill(formulas, row, arena, out, report);
	report->recipient = before;
	return done;
}

size_t formulas_outline_count(const struct formulas *formulas)
{
	return formulas->first_column + formulas->column_count;
}

/* Name and group are read whoever wants them. */
static bool open_outline(struct formulas *formulas, const bool *wanted,
	struct report *report)
{
	size_t count = formulas->column_count;
	bool *columns = memory_new(count * sizeof(*columns));
	bool done;

	for (size_t i = 0; i < count; i++)
		columns[i] = wanted[formulas->first_column + i] ||
			i == formulas->name_column ||
			i == formulas->group_column;
	done = outline_prepare(formulas, columns, report);
	free(columns);
	return done;
}

static void fill_outline(struct formulas *formulas, const bool *wanted,
	bool places, struct value *items, struct arena *arena,
	const struct values *out)
{
	int64_t row = places ? out->row : 0;
	size_t key = formulas->options->constant_count;

	for (size_t i = key; i < formulas_outline_count(formulas); i++)
		if (!wanted[i])
			continue;
		else if (i >= formulas->first_column)
			items[i] = cell_value(formulas,
				formulas->outline.statement,
				i - formulas->first_column, row, arena);
		else if (i == key)
			items[i] = key_value(out);
		else
			items[i] = group_label(formulas, out->group, out->row);
}

bool formulas_outline(struct formulas *formulas, int64_t row,
	const bool *wanted, bool places, struct arena *arena,
	struct values *out, struct report *report)
{
	struct value *items;
	bool done;

	if (formulas->outline.statement == NULL &&
		!open_outline(formulas, wanted, report))
		return false;
	done = begin_values(formulas, &formulas->outline, row, arena, out,
		       report) &&
		group_read(formulas, formulas->outline.statement, row,
			&out->group, report);
	items = new_items(formulas, formulas_outline_count(formulas), arena,
		out);
	if (done)
		fill_outline(formulas, wanted, places, items, arena, out);
	name_items(formulas, items, out->count);
	return done;
}
