/*
 * Once a job: check every expression, walk over all recipients, work out
 * averages. Where a condition asks for those of all recipients, each indicator
 * is kept as a table. The tables stand in the main database, so that workers
 * see them after a fork; peers and averages stay in memory, which a fork
 * shares.
 *
 * The tables are called "indicator NAME" and go by NAME only in conditions
 * (expression.c), so that a job may have [data x] and [indicator x].
 */
#include "indicators/formulas.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"
#include "indicators/rounding.h"
#include "indicators/workings.h"

/* ---- names ---- */

static const struct catalogue_source *catalogue_sources(
	const struct tables *tables, struct arena *arena)
{
	size_t count = tables_source_count(tables);
	struct catalogue_source *sources =
		arena_new(arena, count * sizeof(*sources));

	for (size_t i = 0; i < count; i++) {
		const struct table_source *from = tables_source(tables, i);
		struct catalogue_column *columns = arena_new(arena,
			from->column_count * sizeof(*columns));

		for (size_t j = 0; j < from->column_count; j++)
			columns[j] = (struct catalogue_column){
				from->columns[j].name,
				from->columns[j].type == COLUMN_NUMBER};
		sources[i] = (struct catalogue_source){from->name, columns,
			from->column_count};
	}
	return sources;
}

struct catalogue formulas_catalogue(const struct formula_options *options,
	const struct tables *tables, struct arena *arena)
{
	size_t columns = tables_column_count(tables), count = 0;
	const char **names = arena_new(arena,
		(options->constant_count + 3 + columns +
			FIELDS * options->indicator_count) * sizeof(*names));

	for (size_t i = 0; i < options->constant_count; i++)
		names[count++] = options->constants[i].name;
	names[count++] = "key";
	if (options->group_column != NULL)
		names[count++] = "group.label";
	for (size_t i = 0; i < columns; i++)
		names[count++] = tables_column(tables, i)->name;
	for (size_t i = 0; i < options->indicator_count; i++) {
		const char *name = options->indicators[i].name;

		for (enum part part = 0; part < PARTS; part++)
			names[count++] = arena_printf(arena, "%s.%s", name,
				part_name(part));
		names[count++] = arena_printf(arena, "%s.label", name);
		names[count++] = arena_printf(arena, "%s.rank", name);
		names[count++] = arena_printf(arena, "%s.ranked", name);
	}
	if (options->given_date != NULL)
		names[count++] = options->given_date;
	return (struct catalogue){names, count,
		catalogue_sources(tables, arena), tables_source_count(tables),
		options->constant_count};
}

/* SQL does not tell "Name" from "name", so neither may a letter. */
static bool check_names(const struct formulas *formulas,
	struct report *report)
{
	const struct catalogue *catalogue = &formulas->catalogue;
	bool done = true;

	for (size_t i = 0; i < catalogue->count; i++)
		for (size_t j = 0; j < i; j++)
			if (strcasecmp(catalogue->names[i],
				    catalogue->names[j]) == 0)
				done = report_error(report, (struct place){0},
					"two things are called '%s': rename "
					"the column, constant or indicator",
					catalogue->names[i]);
	return done;
}

static bool find_column(const struct formulas *formulas, const char *name,
	size_t *out, struct report *report)
{
	struct nearest nearest;

	*out = NO_COLUMN;
	if (name == NULL)
		return true;
	nearest = nearest_to(name);
	for (size_t i = 0; i < formulas->column_count; i++) {
		const char *known = tables_column(formulas->tables, i)->name;

		if (strcasecmp(name, known) == 0) {
			*out = i;
			return true;
		}
		nearest_offer(&nearest, known);
	}
	return report_error(report, (struct place){0},
		"there is no column '%s'%s%s%s", name,
		nearest.name ? "; did you mean '" : "",
		nearest.name ? nearest.name : "", nearest.name ? "'?" : "");
}

/* ---- checks ---- */

static bool check_indicator(struct formulas *formulas, size_t indicator,
	struct report *report)
{
	const struct indicator_options *options =
		&formulas->options->indicators[indicator];
	bool done = true;

	for (enum part part = 0; part < PARTS; part++)
		done &= expression_check(formulas,
			indicator_part(options, part),
			field_name(formulas, indicator, part),
			&formulas->reads[indicator * PARTS + part], report);
	if (strcasecmp(options->name, "row") == 0)
		done = report_error(report, options->place,
			"an indicator cannot be called 'row': formulas call "
			"the recipient's row so");
	if ((options->count.sql == NULL) != (options->base.sql == NULL))
		done = report_error(report, options->place,
			"%s has a count or a base alone: give both, or only "
			"a value", options->name);
	if (options->count.sql == NULL && options->value.sql == NULL)
		done = report_error(report, options->place,
			"%s has no value: give a count and a base, or a value",
			options->name);
	if (options->average == AVERAGE_SUPPLIED &&
		options->average_value.sql == NULL)
		done = report_error(report, options->place,
			"the average of %s is to be supplied: say by which "
			"column or formula", options->name);
	if (options->average == AVERAGE_POOLED && options->count.sql == NULL &&
		formulas->options->group_column != NULL)
		done = report_error(report, options->place,
			"%s has no count and base to pool: say average = "
			"mean, median, supplied or none", options->name);
	return done;
}

const char *date_text(struct formulas *formulas, struct date date,
	struct arena *arena)
{
	text_reset(&formulas->scratch);
	language_date(formulas->options->language, date, &formulas->scratch);
	return arena_strdup(arena, text_string(&formulas->scratch));
}

static bool check_constants(struct formulas *formulas, struct report *report)
{
	const struct formula_options *options = formulas->options;
	bool done = true;

	formulas->constants = arena_new(&formulas->arena,
		options->constant_count * sizeof(*formulas->constants));
	for (size_t i = 0; i < options->constant_count; i++) {
		const struct constant *constant = &options->constants[i];
		struct value *value = &formulas->constants[i];

		*value = (struct value){.name = constant->name,
			.kind = VALUE_TEXT, .text = constant->text,
			.place = constant->place};
		if (!constant->is_date)
			continue;
		if (!date_parse(constant->text, &value->date)) {
			done = report_error(report, constant->place,
				"%s is '%s', which is no date: write it as "
				"2020-07-22", constant->name, constant->text);
			continue;
		}
		value->kind = VALUE_DATE;
		value->language = formulas->options->language;
		value->text = date_text(formulas, value->date,
			&formulas->arena);
	}
	return done;
}

/* The columns that each figure is traced to, in their order. */
static void list_traced(struct formulas *formulas, size_t indicator)
{
	struct reads *lists = &formulas->traced[indicator * TRACES];

	for (size_t column = 0; column < formulas->column_count; column++)
		for (int i = 0; i < TRACES; i++) {
			struct reads *list = &lists[i];
			bool is_read = i == TRACE_RATIO
				? part_reads(formulas, indicator, PART_COUNT,
					  column) ||
					part_reads(formulas, indicator,
						PART_BASE, column)
				: part_reads(formulas, indicator,
					  (enum part)i, column);

			if (!is_read)
				continue;
			ARENA_RESERVE(&formulas->arena, list->columns,
				list->count, list->room);
			list->columns[list->count++] = column;
		}
}

static bool check(struct formulas *formulas, struct report *report)
{
	const struct formula_options *options = formulas->options;
	bool done = check_names(formulas, report);

	done &= check_constants(formulas, report);
	done &= find_column(formulas, options->name_column,
		&formulas->name_column, report);
	done &= find_column(formulas, options->group_column,
		&formulas->group_column, report);
	for (size_t i = 0; i < options->indicator_count; i++)
		done &= check_indicator(formulas, i, report);
	for (size_t i = 0; i < options->indicator_count; i++)
		list_traced(formulas, i);
	for (size_t i = 0; i < options->condition_count; i++)
		done &= expression_check(formulas, &options->conditions[i],
			NULL, NULL, report);
	return done;
}

/* ---- the tables of indicators ---- */

static bool database_error(struct formulas *formulas, struct report *report)
{
	return report_error(report, (struct place){0},
		"the indicators cannot be kept in the database: %s",
		sqlite3_errmsg(formulas->database));
}

/* Runs one statement of our own, where each %w is an indicator's name. */
static bool run(struct formulas *formulas, const char *sql, const char *name,
	struct report *report)
{
	char *full = sqlite3_mprintf(sql, name, name);
	int result = sqlite3_exec(formulas->database, full, NULL, NULL, NULL);

	sqlite3_free(full);
	return result == SQLITE_OK || database_error(formulas, report);
}

static bool prepare(struct formulas *formulas, const char *sql,
	const char *name, sqlite3_stmt **out, struct report *report)
{
	char *full = sqlite3_mprintf(sql, name);
	int result = sqlite3_prepare_v2(formulas->database, full, -1, out,
		NULL);

	sqlite3_free(full);
	return result == SQLITE_OK || database_error(formulas, report);
}

static bool create_tables(struct formulas *formulas, struct report *report)
{
	for (size_t i = 0; i < formulas->options->indicator_count; i++)
		if (!run(formulas,
			    "CREATE TABLE \"indicator %w\" ("
			    "_row INTEGER PRIMARY KEY, _group INTEGER, "
			    "count REAL, base REAL, value REAL, average REAL, "
			    "state TEXT, rank INTEGER)",
			    formulas->options->indicators[i].name, report))
			return false;
	return true;
}

static void bind_number(sqlite3_stmt *statement, int column, bool is_known,
	double number)
{
	if (is_known)
		sqlite3_bind_double(statement, column, number);
	else
		sqlite3_bind_null(statement, column);
}

static bool insert(struct formulas *formulas, sqlite3_stmt *statement,
	size_t indicator, int64_t row, size_t group,
	const struct measure *measure, struct report *report)
{
	const struct indicator_options *options =
		&formulas->options->indicators[indicator];
	const struct comparison *comparison;
	struct exact average;
	const char *reason;
	bool has_average = options->average == AVERAGE_SUPPLIED &&
		peers_average(formulas, indicator, group, measure, &comparison,
			&average, &reason);

	sqlite3_reset(statement);
	sqlite3_bind_int64(statement, 1, row);
	sqlite3_bind_int64(statement, 2, group != NO_GROUP &&
		formulas->options->groups[group].compare ? (int64_t)group : -1);
	bind_number(statement, 3, tells_count(measure),
		exact_double(measure->parts[PART_COUNT]));
	bind_number(statement, 4, tells_base(options, measure),
		exact_double(measure->parts[PART_BASE]));
	bind_number(statement, 5, measure->state <= INDICATOR_STATED,
		rate_shown(options, measure->value));
	bind_number(statement, 6, has_average,
		has_average ? rate_shown(options, average) : 0);
	sqlite3_bind_text(statement, 7, state_name(measure->state), -1,
		SQLITE_STATIC);
	return sqlite3_step(statement) == SQLITE_DONE ||
		database_error(formulas, report);
}

/* Once the averages are known. */
static bool insert_averages(struct formulas *formulas, struct report *report)
{
	const struct formula_options *options = formulas->options;
	const struct comparison *comparison;
	struct measure none = {0};
	struct exact average;
	sqlite3_stmt *update = NULL;
	const char *reason;
	bool done = true;

	for (size_t i = 0; done && i < options->indicator_count; i++) {
		if (options->indicators[i].average == AVERAGE_SUPPLIED)
			continue;
		done = prepare(formulas, "UPDATE \"indicator %w\" "
			"SET average = ?1 WHERE _group = ?2",
			options->indicators[i].name, &update, report);
		for (size_t g = 0; done && g < options->group_count; g++) {
			if (!peers_average(formulas, i, g, &none, &comparison,
				    &average, &reason))
				continue;
			sqlite3_reset(update);
			sqlite3_bind_double(update, 1, rate_shown(
				&options->indicators[i], average));
			sqlite3_bind_int64(update, 2, (int64_t)g);
			done = sqlite3_step(update) == SQLITE_DONE ||
				database_error(formulas, report);
		}
		sqlite3_finalize(update);
		update = NULL;
	}
	return done;
}

#define SET_RANKS(order)                                                       \
	"UPDATE \"indicator %w\" AS i SET rank = r.place FROM (SELECT _row, "  \
	"rank() OVER (PARTITION BY _group ORDER BY " order ") AS place "       \
	"FROM \"indicator %w\" WHERE value IS NOT NULL AND _group >= 0) AS r " \
	"WHERE r._row = i._row"

/* As peers_rank() has them. */
static bool insert_ranks(struct formulas *formulas, struct report *report)
{
	for (size_t i = 0; i < formulas->options->indicator_count; i++) {
		const struct indicator_options *options =
			&formulas->options->indicators[i];

		if (options->rank != RANK_NONE &&
			!run(formulas, options->rank == RANK_LOWEST
				? SET_RANKS("value") : SET_RANKS("value DESC"),
				options->name, report))
			return false;
	}
	return true;
}

/* ---- the walk over all recipients ---- */

/* False only for what stops the job; faults of the row are in the report. */
static bool survey_row(struct formulas *formulas, sqlite3_stmt **inserts,
	int64_t row, struct report *report)
{
	bool endless = false, done = true;
	size_t group;

	/* A row on which a formula fails has no values and no group. */
	if (!expressions_step(formulas, &formulas->cells, row, &endless,
		    report))
		return !endless;
	(void)!group_read(formulas, formulas->cells.statement, row, &group,
		report);
	for (size_t i = 0; done && i < formulas->options->indicator_count;
		i++) {
		struct measure measure;

		if (measure_read(formulas, i, row, &measure, report))
			measure_doubt(formulas, i, row, &measure, report);
		if (group != NO_GROUP)
			peers_gather(formulas, i, group, &measure,
				report->recipient);
		done = !formulas->are_all_asked || insert(formulas, inserts[i],
			i, row, group, &measure, report);
	}
	return done;
}

static bool survey_rows(struct formulas *formulas, sqlite3_stmt **inserts,
	struct report *report)
{
	const char *before = report->recipient;
	sqlite3_stmt *rows = NULL;
	bool done = prepare(formulas,
		"SELECT _row, _key FROM recipient ORDER BY _row", NULL, &rows,
		report);

	while (done && sqlite3_step(rows) == SQLITE_ROW) {
		report->recipient =
			(const char *)sqlite3_column_text(rows, 1);
		done = survey_row(formulas, inserts,
			sqlite3_column_int64(rows, 0), report);
	}
	report->recipient = before;
	sqlite3_finalize(rows);
	walk_rest(&formulas->cells);
	return done;
}

static bool survey(struct formulas *formulas, struct report *report)
{
	size_t count = formulas->options->indicator_count;
	sqlite3_stmt **inserts = memory_new(count * sizeof(*inserts));
	bool done = true;

	for (size_t i = 0; done && i < count; i++)
		done = prepare(formulas, "INSERT INTO \"indicator %w\" "
			"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)",
			formulas->options->indicators[i].name, &inserts[i],
			report);
	done = done && survey_rows(formulas, inserts, report);
	for (size_t i = 0; i < count; i++)
		sqlite3_finalize(inserts[i]);
	free(inserts);
	return done && peers_finish(formulas, report) &&
		(!formulas->are_all_asked ||
			(insert_averages(formulas, report) &&
				insert_ranks(formulas, report)));
}

/* ---- life ---- */

/*
 * All in one transaction, for speed. It is committed even after a fault: the
 * database keeps no journal to go back by.
 */
static bool fill_database(struct formulas *formulas, struct report *report)
{
	bool done = run(formulas, "BEGIN", NULL, report);

	if (!done)
		return false;
	done = create_tables(formulas, report) &&
		present_install(formulas, report) && check(formulas, report) &&
		expressions_prepare(formulas, report) &&
		survey(formulas, report);
	return run(formulas, "COMMIT", NULL, report) && done;
}

bool formulas_new(struct tables *tables, const struct formula_options *options,
	struct formulas **out, struct report *report)
{
	struct formulas *formulas = memory_new(sizeof(*formulas));
	size_t comparisons = options->group_count * options->indicator_count;

	formulas->tables = tables;
	formulas->options = options;
	formulas->column_count = tables_column_count(tables);
	formulas->catalogue =
		formulas_catalogue(options, tables, &formulas->arena);
	formulas->first_column = options->constant_count + 1 +
		(options->group_column != NULL);
	formulas->forms = arena_new(&formulas->arena,
		options->indicator_count * sizeof(*formulas->forms));
	for (size_t i = 0; i < options->indicator_count; i++)
		formulas->forms[i] = rate_form(&options->indicators[i]);
	formulas->reads = memory_new(
		options->indicator_count * PARTS * sizeof(struct reads));
	formulas->traced = arena_new(&formulas->arena,
		options->indicator_count * TRACES * sizeof(struct reads));
	formulas->comparisons =
		memory_new(comparisons * sizeof(struct comparison));
	for (size_t i = 0; i < comparisons; i++)
		formulas->comparisons[i].peers.counts =
			formulas->comparisons[i].peers.bases =
				exact_from_integer(0);
	formulas_give(formulas, NULL, "it is known as a message is written");
	formulas->database = tables_database(tables);
	if (!fill_database(formulas, report)) {
		formulas_free(formulas);
		return false;
	}
	wordings_make(formulas);
	*out = formulas;
	return true;
}

void formulas_free(struct formulas *formulas)
{
	if (formulas == NULL)
		return;
	sqlite3_finalize(formulas->cells.statement);
	sqlite3_finalize(formulas->answers.statement);
	sqlite3_finalize(formulas->outline.statement);
	for (size_t i = 0; i < formulas->options->indicator_count * PARTS; i++)
		free(formulas->reads[i].columns);
	free(formulas->reads);
	peers_free(formulas);
	free(formulas->comparisons);
	text_clear(&formulas->scratch);
	arena_clear(&formulas->arena);
	free(formulas);
}

/*
 * A parent's statements and connection are not a child's to touch, not even
 * to close: they are forgotten.
 */
bool formulas_reopen(struct formulas *formulas, struct report *report)
{
	if (tables_database(formulas->tables) == formulas->database)
		return true;
	formulas->database = tables_database(formulas->tables);
	formulas->cells = formulas->answers = formulas->outline =
		(struct row_walk){0};
	return present_install(formulas, report) &&
		expressions_prepare(formulas, report);
}
