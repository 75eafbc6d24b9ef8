/*
 * What the many rows of a recipient come to, worked out once for each and kept
 * in a table of one row each, which the view `row` joins. A recipient with a
 * faulty row gets none: others' averages must not be drawn from a part.
 */
#include <stdio.h>
#include <string.h>

#include "data/cell.h"
#include "data/load.h"

#define TICK   100000 /* SQLite instructions between two looks at the budget */
#define BUDGET 500    /* ticks for one recipient: about a second */

struct aggregation {
	struct load *load;
	sqlite3_stmt *select, *insert, *key;
	int budget;
};

static void add_aggregates(const struct load *load, struct text *sql)
{
	struct text name = {0};

	text_printf(&name, AGGREGATES "%s", load->source->name);
	sql_add_name(sql, name.data);
	text_clear(&name);
}

static const char *option_name(const struct aggregate_options *aggregate,
	char name[CELL_SHOWN])
{
	snprintf(name, CELL_SHOWN, "aggregate.%s", aggregate->name);
	return name;
}

/* A place for what they come to. */
static bool make_table(struct load *load)
{
	struct text sql = {0};
	bool done;

	text_add(&sql, "CREATE TABLE ");
	add_aggregates(load, &sql);
	text_add(&sql, "(_row INTEGER PRIMARY KEY");
	for (size_t i = 0; i < load->options->aggregate_count; i++) {
		text_add(&sql, ", ");
		sql_add_name(&sql, load->options->aggregates[i].name);
		text_add(&sql, " REAL");
	}
	text_add_char(&sql, ')');
	done = database_run(load->tables, text_string(&sql), load->report);
	text_clear(&sql);
	return done;
}

/* Compiles under the guard, as everything that a configuration says. */
static bool compile(struct load *load, const char *sql, sqlite3_stmt **out,
	const char **tail)
{
	sqlite3 *database = load->tables->database;
	bool done = tables_guard(database) &&
		sqlite3_prepare_v2(database, sql, -1, out, tail) == SQLITE_OK;

	return tables_unguard(database) && done;
}

/*
 * In a WHERE an aggregate is refused: what is welcome there is of one row, and
 * would be taken from any.
 */
static bool is_of_one_row(struct load *load,
	const struct aggregate_options *aggregate)
{
	sqlite3_stmt *statement = NULL;
	struct text sql = {0};
	bool compiles;

	text_add(&sql, "SELECT 1 FROM ");
	sql_add_name(&sql, load->source->name);
	text_printf(&sql, " WHERE (%s\n)", aggregate->sql);
	compiles = compile(load, text_string(&sql), &statement, NULL);
	sqlite3_finalize(statement);
	text_clear(&sql);
	return compiles;
}

static bool check_aggregate(struct load *load,
	const struct aggregate_options *aggregate)
{
	const char *words = NULL, *tail = "";
	sqlite3_stmt *statement = NULL;
	struct text sql = {0};
	char name[CELL_SHOWN];
	bool done = true;

	text_printf(&sql, "SELECT (%s\n) FROM ", aggregate->sql);
	sql_add_name(&sql, load->source->name);
	option_name(aggregate, name);
	if (!compile(load, text_string(&sql), &statement, &tail))
		done = load_refuse(load, name, aggregate->place,
			sqlite3_errmsg(load->tables->database));
	else if (*tail != '\0')
		words = "one expression is wanted, without ';'";
	else if (is_of_one_row(load, aggregate))
		words = "it is of one row: say of all, as sum(...), max(...) "
			"or count(*)";
	if (words != NULL)
		done = report_error(load->report, aggregate->place,
			"%s = '%s': %s", name, aggregate->sql, words);
	sqlite3_finalize(statement);
	text_clear(&sql);
	return done;
}

static bool prepare(struct aggregation *aggregation)
{
	struct load *load = aggregation->load;
	struct text select = {0}, insert = {0};
	bool done;

	text_add(&select, "SELECT min(_whole)");
	text_add(&insert, "INSERT INTO ");
	add_aggregates(load, &insert);
	text_add(&insert, " VALUES (?1");
	for (size_t i = 0; i < load->options->aggregate_count; i++) {
		text_printf(&select, ", (%s\n)",
			load->options->aggregates[i].sql);
		text_printf(&insert, ", ?%zu", i + 2);
	}
	text_add_char(&insert, ')');
	text_add(&select, " FROM ");
	sql_add_name(&select, load->source->name);
	text_add(&select, " WHERE ");
	source_add_owned(&select, load->source, "?1");
	done = (compile(load, text_string(&select), &aggregation->select,
			NULL) || database_fail(load->tables, load->report)) &&
		database_prepare(load->tables, text_string(&insert),
			&aggregation->insert, load->report) &&
		database_prepare(load->tables, "SELECT _key FROM " RECIPIENTS
			" WHERE _row = ?1", &aggregation->key, load->report);
	text_clear(&select);
	text_clear(&insert);
	return done;
}

static int on_tick(void *context)
{
	struct aggregation *aggregation = context;

	return --aggregation->budget < 0;
}

static int step(struct aggregation *aggregation, int64_t row)
{
	sqlite3 *database = aggregation->load->tables->database;
	int result;

	sqlite3_bind_int64(aggregation->select, 1, row);
	aggregation->budget = BUDGET;
	sqlite3_progress_handler(database, TICK, on_tick, aggregation);
	result = sqlite3_step(aggregation->select);
	sqlite3_progress_handler(database, 0, NULL, NULL);
	return result;
}

/* A result that is no number stops this recipient's letter. */
static void refuse_text(struct aggregation *aggregation, size_t number,
	int64_t row)
{
	struct load *load = aggregation->load;
	const struct aggregate_options *aggregate =
		&load->options->aggregates[number];
	const char *before = load->report->recipient;
	char name[CELL_SHOWN], shown[CELL_SHOWN];

	sqlite3_bind_int64(aggregation->key, 1, row);
	if (sqlite3_step(aggregation->key) == SQLITE_ROW)
		load->report->recipient = (const char *)
			sqlite3_column_text(aggregation->key, 0);
	report_error(load->report, aggregate->place, "%s is '%s': a number is "
		"needed", option_name(aggregate, name),
		cell_show((const char *)sqlite3_column_text(
			aggregation->select, 1 + (int)number), shown));
	load->report->recipient = before;
	sqlite3_reset(aggregation->key);
}

static void bind_aggregates(struct aggregation *aggregation, int64_t row)
{
	bool is_faulty = sqlite3_column_type(aggregation->select, 0) ==
			SQLITE_INTEGER &&
		sqlite3_column_int(aggregation->select, 0) == 0;
	size_t count = aggregation->load->options->aggregate_count;

	sqlite3_clear_bindings(aggregation->insert);
	sqlite3_bind_int64(aggregation->insert, 1, row);
	for (size_t i = 0; i < count && !is_faulty; i++) {
		int column = 1 + (int)i;

		switch (sqlite3_column_type(aggregation->select, column)) {
		case SQLITE_NULL:
			break;
		case SQLITE_INTEGER:
		case SQLITE_FLOAT:
			sqlite3_bind_double(aggregation->insert, column + 1,
				sqlite3_column_double(aggregation->select,
					column));
			break;
		default:
			refuse_text(aggregation, i, row);
		}
	}
}

static bool keep_row(struct aggregation *aggregation, int64_t row)
{
	struct load *load = aggregation->load;
	int result = step(aggregation, row);

	if (result != SQLITE_ROW) {
		report_error(load->report, load->options->place,
			"the aggregates of [data %s] cannot be worked out: %s",
			load->source->name, result == SQLITE_INTERRUPT
				? "one of them does not come to an end"
				: sqlite3_errmsg(load->tables->database));
	} else {
		bind_aggregates(aggregation, row);
		result = sqlite3_step(aggregation->insert);
		sqlite3_reset(aggregation->insert);
		if (result != SQLITE_DONE)
			database_fail(load->tables, load->report);
	}
	sqlite3_reset(aggregation->select);
	return result == SQLITE_DONE;
}

bool load_aggregates(struct load *load)
{
	struct aggregation aggregation = {.load = load};
	bool done = make_table(load);

	for (size_t i = 0; i < load->options->aggregate_count; i++)
		done = check_aggregate(load, &load->options->aggregates[i]) &&
			done;
	done = done && prepare(&aggregation);
	for (int64_t row = 1; done && row <= load->tables->recipients; row++)
		done = keep_row(&aggregation, row);
	sqlite3_finalize(aggregation.select);
	sqlite3_finalize(aggregation.insert);
	sqlite3_finalize(aggregation.key);
	return done;
}
