/*
 * The indicators of the letter at hand, each a table of one row that
 * conditions join: nothing has to be stored for them. They stand in the
 * connection's own temporary schema, as "present NAME".
 */
#include "indicators/workings.h"

#include <stdlib.h>

#include "indicators/rounding.h"

/* As the tables of all recipients have them; see formulas.c. */
enum {
	COLUMN_ROW,
	COLUMN_COUNT,
	COLUMN_BASE,
	COLUMN_VALUE,
	COLUMN_AVERAGE,
	COLUMN_STATE,
	COLUMN_RANK
};

struct present {
	sqlite3_vtab base;
	const struct formulas *formulas;
	size_t indicator;
};

struct cursor {
	sqlite3_vtab_cursor base;
	bool is_past;
};

const char *state_name(enum indicator_state state)
{
	static const char *const names[] = {"counted", "stated", "undefined",
		"suppressed", "missing"};

	return names[state];
}

static int connect_to(sqlite3 *database, void *context, int count,
	const char *const *words, sqlite3_vtab **out, char **error)
{
	struct present *present;

	(void)error;
	(void)count;
	if (sqlite3_declare_vtab(database, "CREATE TABLE present(_row INTEGER, "
			"count REAL, base REAL, value REAL, average REAL, "
			"state TEXT, rank INTEGER)") != SQLITE_OK)
		return SQLITE_ERROR;
	present = memory_new(sizeof(*present));
	present->formulas = context;
	present->indicator = strtoul(words[3], NULL, 10);
	*out = &present->base;
	return SQLITE_OK;
}

/* Another function, or SQL could name the module without a number. */
static int create(sqlite3 *database, void *context, int count,
	const char *const *words, sqlite3_vtab **out, char **error)
{
	return connect_to(database, context, count, words, out, error);
}

static int disconnect(sqlite3_vtab *table)
{
	free(table);
	return SQLITE_OK;
}

static int find_plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedCost = 1;
	info->estimatedRows = 1;
	info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
	return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
	struct cursor *cursor = memory_new(sizeof(*cursor));

	(void)table;
	*out = &cursor->base;
	return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
	free(cursor);
	return SQLITE_OK;
}

static int rewind_cursor(sqlite3_vtab_cursor *cursor, int plan,
	const char *words, int count, sqlite3_value **values)
{
	(void)plan, (void)words, (void)count, (void)values;
	((struct cursor *)cursor)->is_past = false;
	return SQLITE_OK;
}

static int step_cursor(sqlite3_vtab_cursor *cursor)
{
	((struct cursor *)cursor)->is_past = true;
	return SQLITE_OK;
}

static int is_past(sqlite3_vtab_cursor *cursor)
{
	return ((struct cursor *)cursor)->is_past;
}

static int read_row(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
	(void)cursor;
	*row = 1;
	return SQLITE_OK;
}

static void tell(sqlite3_context *out, bool is_known, double number)
{
	if (is_known)
		sqlite3_result_double(out, number);
}

static int read_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out,
	int column)
{
	const struct present *present = (struct present *)cursor->pVtab;
	const struct formulas *formulas = present->formulas;
	const struct indicator_options *options =
		&formulas->options->indicators[present->indicator];
	const struct measure *measure =
		&formulas->present_measures[present->indicator];
	const struct indicator *indicator =
		&formulas->present_indicators[present->indicator];

	if (column == COLUMN_ROW)
		sqlite3_result_int64(out, formulas->present_row);
	else if (column == COLUMN_COUNT)
		tell(out, tells_count(measure),
			exact_double(measure->parts[PART_COUNT]));
	else if (column == COLUMN_BASE)
		tell(out, tells_base(options, measure),
			exact_double(measure->parts[PART_BASE]));
	else if (column == COLUMN_VALUE)
		tell(out, indicator->has_value, indicator->value_shown);
	else if (column == COLUMN_AVERAGE)
		tell(out, indicator->has_average, indicator->average_shown);
	else if (column == COLUMN_STATE)
		sqlite3_result_text(out, state_name(measure->state), -1,
			SQLITE_STATIC);
	else if (indicator->rank > 0)
		sqlite3_result_int64(out, (sqlite3_int64)indicator->rank);
	return SQLITE_OK;
}

static const sqlite3_module module = {
	.xCreate = create,
	.xConnect = connect_to,
	.xBestIndex = find_plan,
	.xDisconnect = disconnect,
	.xDestroy = disconnect,
	.xOpen = open_cursor,
	.xClose = close_cursor,
	.xFilter = rewind_cursor,
	.xNext = step_cursor,
	.xEof = is_past,
	.xColumn = read_column,
	.xRowid = read_row,
};

bool present_install(struct formulas *formulas, struct report *report)
{
	size_t count = formulas->options->indicator_count;
	bool done = sqlite3_create_module(formulas->database, "present",
		&module, formulas) == SQLITE_OK;

	for (size_t i = 0; done && i < count; i++) {
		char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE "
			"temp.\"present %w\" USING present(%d)",
			formulas->options->indicators[i].name, (int)i);

		done = sqlite3_exec(formulas->database, sql, NULL, NULL,
			NULL) == SQLITE_OK;
		sqlite3_free(sql);
	}
	return done || report_error(report, (struct place){0},
		"the indicators cannot be shown to conditions: %s",
		sqlite3_errmsg(formulas->database));
}
