/*
 * Configured SQL is compiled on its own first, so that a fault has one place;
 * then all of it together, so that a letter costs two steps. Brackets and a
 * line end keep an expression from leaking into what stands after it (a
 * comment), the counts of columns and parameters from being more than one.
 *
 * Expressions compile under tables_guard(), which lets only reading through;
 * then again to note the columns they read. While they run, a progress handler
 * counts: a step that takes far longer than reading every row is stopped.
 */
#include "indicators/workings.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"

#define TICK   100000 /* SQLite instructions between two looks at the budget */
#define BUDGET 500    /* ticks a step may take: about a second */

const struct expression *indicator_part(const struct indicator_options *options,
	enum part part)
{
	switch (part) {
	case PART_COUNT:
		return &options->count;
	case PART_BASE:
		return &options->base;
	case PART_VALUE:
		return &options->value;
	default:
		return &options->average_value;
	}
}

const char *part_name(enum part part)
{
	static const char *const names[] = {"count", "base", "value",
		"average"};

	return names[part];
}

const char *field_name(const struct formulas *formulas, size_t indicator,
	enum part part)
{
	return formulas->catalogue.names[formulas->first_column +
		formulas->column_count + FIELDS * indicator + part];
}

/* ---- the SQL around expressions ---- */

static void add_name(struct text *sql, const char *prefix, const char *name)
{
	text_printf(sql, "\"%s", prefix);
	for (; *name != '\0'; name++) {
		if (*name == '"')
			text_add_char(sql, '"');
		text_add_char(sql, *name);
	}
	text_add_char(sql, '"');
}

/* All recipients' fields of an indicator, in a query of a condition's own. */
static void add_indicators(const struct formulas *formulas, struct text *sql)
{
	const struct formula_options *options = formulas->options;

	for (size_t i = 0; i < options->indicator_count; i++) {
		text_add(sql, i == 0 ? "WITH " : ", ");
		add_name(sql, "", options->indicators[i].name);
		text_add(sql, " AS NOT MATERIALIZED (SELECT _row, count, base,"
			      " value, average, state, rank FROM ");
		add_name(sql, "indicator ", options->indicators[i].name);
		text_add_char(sql, ')');
	}
}

static bool may_ask_given(const struct formulas *formulas,
	const struct expression *expression)
{
	const struct formula_options *options = formulas->options;
	size_t first = options->condition_count - options->message_conditions;

	for (size_t i = first; i < options->condition_count; i++)
		if (expression == &options->conditions[i])
			return options->given_date != NULL;
	return false;
}

static void add_from(const struct formulas *formulas, bool is_condition,
	bool has_given, struct text *sql)
{
	const struct formula_options *options = formulas->options;

	text_add(sql, " FROM \"row\"");
	if (has_given) {
		text_add(sql, " JOIN (SELECT :_given AS ");
		add_name(sql, "", options->given_date);
		text_add_char(sql, ')');
	}
	for (size_t i = 0; is_condition && i < options->indicator_count; i++) {
		text_add(sql, " JOIN ");
		add_name(sql, "present ", options->indicators[i].name);
		text_add(sql, " AS ");
		add_name(sql, "", options->indicators[i].name);
	}
}

static void add_row(struct text *sql)
{
	text_add(sql, " WHERE \"row\"._row = :_row");
}

/* From some row on, so that the next one is a step away. */
static void add_rows(struct text *sql)
{
	text_add(sql, " WHERE \"row\"._row >= :_row ORDER BY \"row\"._row");
}

static void add_expression(const struct expression *expression,
	struct text *sql)
{
	if (expression->sql == NULL)
		text_add(sql, "NULL");
	else
		text_printf(sql, "(%s\n)", expression->sql);
}

static void add_single(const struct formulas *formulas,
	const struct expression *expression, bool is_condition,
	struct text *sql)
{
	if (is_condition)
		add_indicators(formulas, sql);
	text_add(sql, "SELECT ");
	add_expression(expression, sql);
	add_from(formulas, is_condition,
		may_ask_given(formulas, expression), sql);
	add_row(sql);
}

/* All columns where `wanted` is NULL; else NULL stands for the others. */
static void add_columns(const struct formulas *formulas, const bool *wanted,
	struct text *sql)
{
	text_add(sql, "SELECT \"row\"._key");
	for (size_t i = 0; i < formulas->column_count; i++) {
		if (wanted != NULL && !wanted[i]) {
			text_add(sql, ", NULL");
			continue;
		}
		text_add(sql, ", \"row\".");
		add_name(sql, "", tables_column(formulas->tables, i)->name);
	}
}

/* Last of all, whose cells these are. */
static void add_cells(const struct formulas *formulas, struct text *sql)
{
	const struct formula_options *options = formulas->options;

	add_columns(formulas, NULL, sql);
	for (size_t i = 0; i < options->indicator_count; i++)
		for (enum part part = 0; part < PARTS; part++) {
			text_add(sql, ", ");
			add_expression(indicator_part(&options->indicators[i],
					       part), sql);
		}
	text_add(sql, ", \"row\"._row");
	add_from(formulas, false, false, sql);
}

static void add_answers(const struct formulas *formulas, struct text *sql)
{
	const struct formula_options *options = formulas->options;

	add_indicators(formulas, sql);
	text_add(sql, "SELECT 1"); /* there may be no condition at all */
	for (size_t i = 0; i < options->condition_count; i++) {
		text_add(sql, ", ");
		add_expression(&options->conditions[i], sql);
	}
	text_add(sql, ", \"row\"._row");
	add_from(formulas, true, options->given_date != NULL, sql);
}

/* ---- compiling ---- */

struct reading {
	const struct formulas *formulas;
	struct reads *reads;
};

static void note_column(struct reading *reading, const char *name)
{
	const struct formulas *formulas = reading->formulas;
	struct reads *reads = reading->reads;
	size_t column = 0;

	while (column < formulas->column_count &&
		strcasecmp(tables_column(formulas->tables, column)->name,
			name) != 0)
		column++;
	if (column == formulas->column_count)
		return;
	for (size_t i = 0; i < reads->count; i++)
		if (reads->columns[i] == column)
			return;
	ARRAY_RESERVE(reads->columns, reads->count, reads->room);
	reads->columns[reads->count++] = column;
}

/* Of the formula's own reads. */
static void note_read(void *context, const char *table, const char *column,
	const char *view)
{
	if (view == NULL && strcasecmp(table, "row") == 0)
		note_column(context, column);
}

/* For a name that SQLite does not know: the nearest that it would. */
static const char *nearest_name(const struct formulas *formulas,
	const char *typed, bool is_condition, bool has_given)
{
	size_t indicators =
		is_condition ? formulas->options->indicator_count : 0;
	struct nearest nearest = nearest_to(typed);

	for (size_t i = 0; i < formulas->column_count; i++)
		nearest_offer(&nearest,
			tables_column(formulas->tables, i)->name);
	if (has_given)
		nearest_offer(&nearest, formulas->options->given_date);
	for (size_t i = 0; i < indicators; i++)
		for (enum part part = 0; part < PARTS; part++)
			nearest_offer(&nearest, field_name(formulas, i, part));
	return nearest.name;
}

/* In SQLite's words. */
static bool report_refusal(const struct formulas *formulas,
	const struct expression *expression, const char *name,
	const char *words, struct report *report)
{
	static const char unknown[] = "no such column: ";
	static const char ambiguous[] = "ambiguous column name: ";
	struct text message = {0};
	const char *nearest = NULL;

	if (name == NULL)
		text_printf(&message, "condition '%s': ", expression->sql);
	else
		text_printf(&message, "formula %s = '%s': ", name,
			expression->sql);
	text_add(&message, words);
	if (strncmp(words, unknown, strlen(unknown)) == 0)
		nearest = nearest_name(formulas, words + strlen(unknown),
			name == NULL, may_ask_given(formulas, expression));
	else if (strncmp(words, ambiguous, strlen(ambiguous)) == 0)
		text_printf(&message, ": write row.%s for the column",
			words + strlen(ambiguous));
	else if (strncmp(words, "not authorized", 14) == 0)
		text_add(&message, ": an expression only reads, without "
			"recursion, files or chance");
	else if (strcmp(words, "row value misused") == 0)
		text_add(&message, ": write one expression");
	if (nearest != NULL && strchr(nearest, '.') != NULL &&
		strcmp(nearest, words + strlen(unknown)) == 0)
		text_printf(&message, ": in SQL it stands in double quotes, "
			"(\"%s\")", nearest);
	else if (formulas->options->given_date != NULL &&
		strncmp(words, unknown, strlen(unknown)) == 0 &&
		strcasecmp(words + strlen(unknown),
			formulas->options->given_date) == 0)
		text_add(&message, ", but in the conditions of messages");
	else if (nearest != NULL)
		text_printf(&message, "; did you mean '%s'?", nearest);
	else if (strncmp(words, unknown, strlen(unknown)) == 0 &&
		strchr(expression->sql, '"') != NULL)
		text_add(&message, "; a text stands in single quotes");
	report_add(report, SEVERITY_ERROR, expression->place,
		text_string(&message), NULL);
	text_clear(&message);
	return false;
}

/* Does a condition ask for an indicator of all recipients? */
static void note_table(void *context, const char *table, const char *column,
	const char *view)
{
	struct formulas *formulas = context;

	(void)column, (void)view;
	if (strncmp(table, "indicator ", 10) == 0)
		formulas->are_all_asked = true;
}

/*
 * Compiles the SQL in the scratch text; SQLite knows why when it cannot. What
 * is read is told to `listener`, unless NULL.
 */
static bool compile(struct formulas *formulas, struct tables_listener *listener,
	sqlite3_stmt **out, const char **rest)
{
	bool done = tables_guard_heard(formulas->database, listener) &&
		sqlite3_prepare_v3(formulas->database,
			text_string(&formulas->scratch), -1,
			SQLITE_PREPARE_PERSISTENT, out, rest) == SQLITE_OK;

	return tables_unguard(formulas->database) && done;
}

bool expression_check(struct formulas *formulas,
	const struct expression *expression, const char *name,
	struct reads *reads, struct report *report)
{
	struct reading reading = {formulas, reads};
	struct tables_listener listener = {note_read, &reading};
	sqlite3_stmt *statement = NULL;
	const char *rest;
	bool done = true;

	if (expression->sql == NULL)
		return true;
	if (reads == NULL)
		listener = (struct tables_listener){note_table, formulas};
	text_reset(&formulas->scratch);
	add_single(formulas, expression, name == NULL, &formulas->scratch);
	if (!compile(formulas, &listener, &statement, &rest))
		done = report_refusal(formulas, expression, name,
			sqlite3_errmsg(formulas->database), report);
	else if (*rest != '\0' || sqlite3_column_count(statement) != 1 ||
		sqlite3_bind_parameter_count(statement) != 1 +
			may_ask_given(formulas, expression))
		done = report_refusal(formulas, expression, name,
			"is not one expression", report);
	sqlite3_finalize(statement);
	return done;
}

static bool prepare(struct formulas *formulas, sqlite3_stmt **out,
	struct report *report)
{
	if (compile(formulas, NULL, out, NULL))
		return true;
	return report_error(report, (struct place){0},
		"the formulas cannot be prepared together: %s",
		sqlite3_errmsg(formulas->database));
}

/* What a window function comes to depends on the rows that are asked for. */
static bool may_have_window(const struct expression *expression)
{
	return expression->sql != NULL &&
		strcasestr(expression->sql, "over") != NULL;
}

static bool may_formulas_follow(const struct formula_options *options)
{
	for (size_t i = 0; i < options->indicator_count; i++)
		for (enum part part = 0; part < PARTS; part++)
			if (may_have_window(indicator_part(
				    &options->indicators[i], part)))
				return false;
	return true;
}

static bool may_conditions_follow(const struct formula_options *options)
{
	for (size_t i = 0; i < options->condition_count; i++)
		if (may_have_window(&options->conditions[i]))
			return false;
	return true;
}

static void bind(struct formulas *formulas, sqlite3_stmt *statement,
	int64_t row)
{
	int given = sqlite3_bind_parameter_index(statement, ":_given");

	sqlite3_bind_int64(statement, sqlite3_bind_parameter_index(statement,
		":_row"), row);
	if (given == 0)
		return;
	if (formulas->given_text[0] == '\0')
		sqlite3_bind_null(statement, given);
	else
		sqlite3_bind_text(statement, given, formulas->given_text, -1,
			SQLITE_TRANSIENT);
}

/* Is nothing found behind the last row? An aggregate would be, and a sum. */
static bool is_of_each_row(struct formulas *formulas, sqlite3_stmt *statement)
{
	bool is_empty;

	bind(formulas, statement, tables_recipient_count(formulas->tables) + 1);
	is_empty = sqlite3_step(statement) == SQLITE_DONE;
	sqlite3_reset(statement);
	return is_empty &&
		sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 0) == 0;
}

/* Of all rows from one on, if it may `follow`; of one where it would come to
 * something else then. */
static bool prepare_walk(struct formulas *formulas,
	void (*add)(const struct formulas *, struct text *), bool may_follow,
	struct row_walk *out, struct report *report)
{
	struct text *sql = &formulas->scratch;

	*out = (struct row_walk){0};
	text_reset(sql);
	add(formulas, sql);
	add_rows(sql);
	out->follows = may_follow &&
		compile(formulas, NULL, &out->statement, NULL) &&
		is_of_each_row(formulas, out->statement);
	if (out->follows)
		return true;
	sqlite3_finalize(out->statement);
	out->statement = NULL;
	text_reset(sql);
	add(formulas, sql);
	add_row(sql);
	return prepare(formulas, &out->statement, report);
}

bool expressions_prepare(struct formulas *formulas, struct report *report)
{
	const struct formula_options *options = formulas->options;

	return prepare_walk(formulas, add_cells, may_formulas_follow(options),
		       &formulas->cells, report) &&
		prepare_walk(formulas, add_answers,
			may_conditions_follow(options), &formulas->answers,
			report);
}

bool outline_prepare(struct formulas *formulas, const bool *columns,
	struct report *report)
{
	formulas->outline = (struct row_walk){.follows = true};
	text_reset(&formulas->scratch);
	add_columns(formulas, columns, &formulas->scratch);
	text_add(&formulas->scratch, ", \"row\"._row");
	add_from(formulas, false, false, &formulas->scratch);
	add_rows(&formulas->scratch);
	return prepare(formulas, &formulas->outline.statement, report);
}

/* ---- running ---- */

static int on_tick(void *context)
{
	struct formulas *formulas = context;

	return --formulas->budget < 0;
}

static int step(struct formulas *formulas, struct row_walk *walk, int64_t row)
{
	int result;

	if (walk->row == 0 || walk->row + 1 != row) {
		sqlite3_reset(walk->statement);
		bind(formulas, walk->statement, row);
	}
	formulas->budget = BUDGET;
	sqlite3_progress_handler(formulas->database, TICK, on_tick, formulas);
	result = sqlite3_step(walk->statement);
	sqlite3_progress_handler(formulas->database, 0, NULL, NULL);
	walk->row = walk->follows && result == SQLITE_ROW ? row : 0;
	return result;
}

/* Reports an expression that fails on this row when run alone. */
static bool works_alone(struct formulas *formulas,
	const struct expression *expression, const char *name, int64_t row,
	struct report *report)
{
	struct row_walk alone = {0};
	int result = SQLITE_ROW;

	if (expression->sql == NULL)
		return true;
	text_reset(&formulas->scratch);
	add_single(formulas, expression, name == NULL, &formulas->scratch);
	if (prepare(formulas, &alone.statement, report))
		result = step(formulas, &alone, row);
	if (result == SQLITE_INTERRUPT)
		report_refusal(formulas, expression, name,
			"does not come to an end", report);
	else if (result != SQLITE_ROW)
		report_refusal(formulas, expression, name,
			sqlite3_errmsg(formulas->database), report);
	sqlite3_finalize(alone.statement);
	return result == SQLITE_ROW;
}

/* Which expression it was; always false. */
static bool blame(struct formulas *formulas, bool conditions, int64_t row,
	const char *words, struct report *report)
{
	const struct formula_options *options = formulas->options;

	for (size_t i = 0; conditions && i < options->condition_count; i++)
		if (!works_alone(formulas, &options->conditions[i], NULL, row,
			    report))
			return false;
	for (size_t i = 0; !conditions && i < options->indicator_count; i++)
		for (enum part part = 0; part < PARTS; part++)
			if (!works_alone(formulas,
				    indicator_part(&options->indicators[i],
					    part),
				    field_name(formulas, i, part), row,
				    report))
				return false;
	return report_error(report, (struct place){0},
		"the formulas cannot be worked out: %s", words);
}

void walk_rest(struct row_walk *walk)
{
	sqlite3_reset(walk->statement);
	walk->row = 0;
}

bool expressions_step(struct formulas *formulas, struct row_walk *walk,
	int64_t row, bool *endless, struct report *report)
{
	sqlite3_stmt *statement = walk->statement;
	int result = step(formulas, walk, row);

	if (result == SQLITE_ROW && sqlite3_column_int64(statement,
			sqlite3_column_count(statement) - 1) != row)
		result = SQLITE_DONE;
	if (result == SQLITE_ROW)
		return true;
	if (result == SQLITE_DONE)
		return report_error(report, (struct place){0},
			"there is no recipient of number %" PRId64, row);
	if (endless != NULL && result == SQLITE_INTERRUPT) {
		*endless = true;
		report->recipient = NULL; /* it stops more than one letter */
	}
	return blame(formulas, walk == &formulas->answers, row,
		sqlite3_errmsg(formulas->database), report);
}
