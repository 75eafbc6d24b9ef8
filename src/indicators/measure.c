/*
 * From cells to an indicator's numbers. Five cases follow from what is known:
 *
 *	a base of 0		undefined: there is no rate
 *	count and base		counted: count / base; or suppressed
 *	else a given value	stated, in printed units (98 for 98%)
 *	else			missing, and which empty cell is to blame
 */
#include "indicators/workings.h"

#include <string.h>
#include <strings.h>

#include "base/nearest.h"
#include "indicators/rounding.h"

/* ---- cells ---- */

int cells_column(size_t column)
{
	return 1 + (int)column; /* after the key */
}

static int part_column(const struct formulas *formulas, size_t indicator,
	enum part part)
{
	return cells_column(formulas->column_count) +
		PARTS * (int)indicator + (int)part;
}

bool part_reads(const struct formulas *formulas, size_t indicator,
	enum part part, size_t column)
{
	const struct reads *reads = &formulas->reads[indicator * PARTS + part];

	for (size_t i = 0; i < reads->count; i++)
		if (reads->columns[i] == column)
			return true;
	return false;
}

bool formulas_reads(const struct formulas *formulas, size_t column)
{
	for (size_t i = 0; i < formulas->options->indicator_count; i++)
		for (enum part part = 0; part < PARTS; part++)
			if (part_reads(formulas, i, part, column))
				return true;
	return false;
}

const struct indicator_options *formulas_withholds(
	const struct formulas *formulas, size_t column)
{
	const struct formula_options *options = formulas->options;

	for (size_t i = 0; i < options->indicator_count; i++)
		for (enum part part = PART_COUNT; part <= PART_BASE; part++)
			if (options->indicators[i].suppress_below > 0 &&
				part_reads(formulas, i, part, column))
				return &options->indicators[i];
	return NULL;
}

/* Of the first cell a part reads; of its formula where it reads none. */
static struct place part_place(struct formulas *formulas, size_t indicator,
	enum part part, int64_t row)
{
	const struct reads *reads = &formulas->reads[indicator * PARTS + part];

	if (reads->count == 0)
		return indicator_part(&formulas->options->indicators[indicator],
			part)->place;
	return tables_cell_place(formulas->tables, row,
		tables_column(formulas->tables, reads->columns[0]));
}

/* ---- reading ---- */

static bool read_part(struct formulas *formulas, size_t indicator,
	enum part part, int64_t row, struct measure *out,
	struct report *report)
{
	int column = part_column(formulas, indicator, part);
	sqlite3_stmt *cells = formulas->cells.statement;
	int type = sqlite3_column_type(cells, column);
	const char *text;

	if (type == SQLITE_NULL)
		return true;
	if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
		out->has[part] = exact_from_double(
			sqlite3_column_double(cells, column),
			&out->parts[part]);
		if (out->has[part])
			return true;
	}
	text = (const char *)sqlite3_column_text(cells, column);
	return report_error(report,
		part_place(formulas, indicator, part, row),
		"%s.%s is '%s': %s",
		formulas->options->indicators[indicator].name, part_name(part),
		text ? text : "",
		type == SQLITE_INTEGER || type == SQLITE_FLOAT
			? "numbers go up to 1,000,000,000,000,000"
			: "a number is needed here");
}

/* ---- small numbers ---- */

bool is_small(const struct indicator_options *options, struct exact number)
{
	return number.numerator > 0 && exact_compare(number,
		exact_from_integer(options->suppress_below)) < 0;
}

bool tells_count(const struct measure *measure)
{
	return measure->has[PART_COUNT] &&
		measure->state != INDICATOR_SUPPRESSED;
}

bool tells_base(const struct indicator_options *options,
	const struct measure *measure)
{
	return measure->has[PART_BASE] &&
		(measure->state != INDICATOR_SUPPRESSED ||
			!is_small(options, measure->parts[PART_BASE]));
}

/* Who knows base and rest knows the count. */
static bool is_telling(const struct indicator_options *options,
	const struct measure *measure)
{
	struct exact minus = measure->parts[PART_COUNT], rest;

	minus.numerator = -minus.numerator;
	return is_small(options, measure->parts[PART_COUNT]) ||
		is_small(options, measure->parts[PART_BASE]) ||
		(exact_add(measure->parts[PART_BASE], minus, &rest) &&
			is_small(options, rest));
}

static enum indicator_state settle(const struct indicator_options *options,
	struct measure *measure)
{
	struct exact base = measure->parts[PART_BASE];

	if (measure->has[PART_BASE] && base.numerator == 0)
		return INDICATOR_UNDEFINED;
	if (measure->has[PART_COUNT] && measure->has[PART_BASE] &&
		base.numerator > 0 &&
		exact_ratio(measure->parts[PART_COUNT], base, &measure->value))
		return is_telling(options, measure) ? INDICATOR_SUPPRESSED
						    : INDICATOR_COUNTED;
	if (measure->has[PART_VALUE] &&
		exact_ratio(measure->parts[PART_VALUE],
			exact_from_integer(options->scale), &measure->value))
		return INDICATOR_STATED;
	return INDICATOR_MISSING;
}

bool measure_read(struct formulas *formulas, size_t indicator, int64_t row,
	struct measure *out, struct report *report)
{
	bool done = true;

	*out = (struct measure){.state = INDICATOR_MISSING,
		.value = exact_from_integer(0)};
	for (enum part part = 0; part < PARTS; part++) {
		out->parts[part] = exact_from_integer(0);
		done &= read_part(formulas, indicator, part, row, out, report);
	}
	if (done)
		out->state = settle(
			&formulas->options->indicators[indicator], out);
	return done;
}

/* Where a row's cells have slipped, what its group's cell holds is no news. */
static bool has_slipped(const struct report *report, struct place cell)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct problem *problem = &report->problems[i];

		if (problem->severity == SEVERITY_ERROR &&
			problem->place.line == cell.line &&
			problem->place.column == 0 &&
			problem->place.file != NULL &&
			strcmp(problem->place.file, cell.file) == 0)
			return true;
	}
	return false;
}

bool group_read(struct formulas *formulas, struct sqlite3_stmt *cells,
	int64_t row, size_t *group, struct report *report)
{
	const struct formula_options *options = formulas->options;
	const struct table_column *column;
	struct nearest nearest;
	struct place place;
	const char *name;

	*group = NO_GROUP;
	if (formulas->group_column == NO_COLUMN)
		return true;
	name = (const char *)sqlite3_column_text(cells,
		cells_column(formulas->group_column));
	if (name == NULL)
		return true;
	for (size_t i = 0; i < options->group_count; i++)
		if (strcasecmp(options->groups[i].name, name) == 0) {
			*group = i;
			return true;
		}
	nearest = nearest_to(name);
	for (size_t i = 0; i < options->group_count; i++)
		nearest_offer(&nearest, options->groups[i].name);
	column = tables_column(formulas->tables, formulas->group_column);
	place = tables_cell_place(formulas->tables, row, column);
	if (has_slipped(report, place))
		return false;
	return report_error(report, place,
		"'%s' in column '%s' is no group of the configuration%s%s%s",
		name, column->header,
		nearest.name ? "; did you mean '" : ": add a section [group ",
		nearest.name ? nearest.name : name, nearest.name ? "'?" : "]");
}

/* ---- what is odd ---- */

static const char *plain(struct exact number, struct text *out)
{
	text_reset(out);
	exact_print(number, 1, 9, true, ",", out);
	return text_string(out);
}

static void doubt_given(struct formulas *formulas, size_t indicator,
	int64_t row, const struct measure *measure, struct report *report)
{
	const struct indicator_options *options =
		&formulas->options->indicators[indicator];
	struct exact given = measure->parts[PART_VALUE];
	struct text words = {0};

	if (exact_round(given, 1, options->decimals) ==
		exact_round(measure->value, options->scale, options->decimals))
		return;
	text_printf(&words, "%s: published %s%s", options->name,
		plain(given, &formulas->scratch), options->unit);
	text_printf(&words, " but %s", plain(measure->parts[PART_COUNT],
		&formulas->scratch));
	text_printf(&words, " of %s is ", plain(measure->parts[PART_BASE],
		&formulas->scratch));
	exact_print(measure->value, options->scale, options->decimals, true,
		",", &words);
	text_add(&words, options->unit);
	report_warning(report,
		part_place(formulas, indicator, PART_VALUE, row),
		"%s, which is printed: see which of them is wrong",
		text_string(&words));
	text_clear(&words);
}

void measure_doubt(struct formulas *formulas, size_t indicator, int64_t row,
	const struct measure *measure, struct report *report)
{
	const struct indicator_options *options =
		&formulas->options->indicators[indicator];
	const struct exact *parts = measure->parts;
	struct text words = {0};

	for (enum part part = PART_COUNT; part <= PART_BASE; part++)
		if (measure->has[part] && parts[part].numerator < 0)
			report_warning(report,
				part_place(formulas, indicator, part, row),
				"%s.%s is negative: %s", options->name,
				part_name(part),
				plain(parts[part], &formulas->scratch));
	if (measure->has[PART_COUNT] && measure->has[PART_BASE] &&
		rate_is_percent(options) &&
		exact_compare(parts[PART_COUNT], parts[PART_BASE]) > 0) {
		text_printf(&words, "%s counts ", options->name);
		exact_print(parts[PART_COUNT], 1, 9, true, ",", &words);
		text_add(&words, " out of ");
		exact_print(parts[PART_BASE], 1, 9, true, ",", &words);
		report_warning(report,
			part_place(formulas, indicator, PART_COUNT, row),
			"%s: see which of them is wrong", text_string(&words));
		text_clear(&words);
	}
	if (measure->has[PART_VALUE] &&
		(measure->state == INDICATOR_COUNTED ||
			measure->state == INDICATOR_SUPPRESSED))
		doubt_given(formulas, indicator, row, measure, report);
}

/* ---- why there is no value ---- */

/* Does one of the unknown parts read it? */
static bool is_to_blame(const struct subject *subject, enum part first,
	enum part last, size_t column)
{
	for (enum part part = first; part <= last; part++)
		if (!subject->measure->has[part] &&
			part_reads(subject->formulas, subject->number, part,
				column))
			return true;
	return false;
}

/* Where no cell is to blame. */
static const char *formula_reason(const struct subject *subject,
	enum part first, enum part last, struct place *place)
{
	const struct measure *measure = subject->measure;
	const char *name = subject->options->name;

	for (enum part part = first; part <= last; part++) {
		const struct expression *formula =
			indicator_part(subject->options, part);

		if (measure->has[part])
			continue;
		if (formula->sql == NULL)
			return subject->wording->no_part[part];
		*place = formula->place;
		return arena_printf(subject->arena, "the formula of %s.%s "
			"gives no value", name, part_name(part));
	}
	if (measure->has[PART_BASE] && measure->parts[PART_BASE].numerator < 0)
		return arena_printf(subject->arena, "%s.base is negative",
			name);
	return arena_printf(subject->arena, "%s is too large to be exact",
		name);
}

const char *measure_reason(const struct subject *subject, enum part first,
	enum part last, struct place *place)
{
	const struct formulas *formulas = subject->formulas;
	const char *reason = NULL;

	*place = subject->options->place;
	for (size_t i = 0; i < formulas->column_count; i++) {
		const struct value *cell = &subject->cells[i];

		if (cell->kind != VALUE_MISSING ||
			!is_to_blame(subject, first, last, i))
			continue;
		if (reason != NULL) {
			reason = arena_printf(subject->arena, "%s, '%s'",
				reason,
				tables_column(formulas->tables, i)->header);
			continue;
		}
		*place = cell->place;
		reason = cell->reason;
		if (place->line == 0)
			break;
	}
	return reason ? reason : formula_reason(subject, first, last, place);
}
