/*
 * One CSV file into its table, row by row as it is read, so that memory holds
 * one row only.
 */
#include "data/load.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

#define SHEAF		 16  /* rows that are put in at once, */
#define SHEAF_PARAMETERS 999 /* of no more cells than SQLite always takes */

int load_first_parameter(const struct load *load)
{
	if (load->options->many)
		return INSERT_WHOLE + 1;
	return load->is_recipients ? INSERT_KEY + 1 : INSERT_LENGTH + 1;
}

int load_width(const struct load *load)
{
	return load_first_parameter(load) - 1 +
		(int)load->options->column_count;
}

struct place load_place(const struct load *load, int line, int field)
{
	return (struct place){.file = load->source->path, .line = line,
		.column = field};
}

static bool check_column_name(const struct load *load, const char *name,
	struct place place, const struct table_column *same)
{
	if (name[0] == '\0' || name[0] == '_')
		return report_error(load->report, place, "'%s' cannot "
			"name a column: names that begin with '_' are the "
			"program's own", name);
	if (same != NULL)
		return report_error(load->report, place, "'%s' names "
			"a column of %s already: every name of a job differs, "
			"capital letters or not", name, same->file);
	return true;
}

static bool check_source_name(const struct load *load)
{
	const struct tables *tables = load->tables;
	const char *name = load->options->name;

	if (load->is_recipients)
		return true;
	if (*name == '\0' || *name == '_' ||
		sqlite3_stricmp(name, "row") == 0 ||
		sqlite3_strnicmp(name, "sqlite_", 7) == 0)
		return report_error(load->report, load->options->place,
			"'%s' cannot name a source: take another", name);
	for (size_t i = 0; i < tables->source_count; i++)
		if (sqlite3_stricmp(tables->sources[i].name, name) == 0)
			return report_error(load->report, load->options->place,
				"'%s' names a source already: take another",
				name);
	return true;
}

/* The recipients' column to match; one that is text, as keys are. */
static bool check_match(const struct load *load)
{
	const char *match = load->options->match;
	const struct tables *tables = load->tables;
	struct nearest nearest;
	const struct table_column *column;

	if (match == NULL || load->is_recipients)
		return true;
	nearest = nearest_to(match);
	column = tables_column_lookup(tables, match);
	if (column != NULL && column->source == tables->sources[0].name &&
		column->type == COLUMN_TEXT)
		return true;
	for (size_t i = 0; i < tables->column_count; i++)
		if (tables->columns[i].source == tables->sources[0].name &&
			tables->columns[i].type == COLUMN_TEXT)
			nearest_offer(&nearest, tables->columns[i].name);
	if (nearest.name != NULL)
		return report_error(load->report, load->options->place,
			"match = %s: there is no such text column of the "
			"recipients; did you mean '%s'?", match, nearest.name);
	return report_error(load->report, load->options->place, "match = %s: "
		"there is no such text column of the recipients", match);
}

static struct table_column *enter_column(struct load *load, const char *name,
	const char *header, enum column_type type)
{
	struct tables *tables = load->tables;

	ARRAY_RESERVE(tables->columns, tables->column_count,
		tables->column_room);
	tables->columns[tables->column_count] = (struct table_column){
		.name = arena_strdup(&tables->arena, name),
		.header = arena_strdup(&tables->arena, header),
		.type = type,
		.file = load->source->path,
		.source = load->source->name};
	return &tables->columns[tables->column_count++];
}

/* Of a source of one row: they are columns of the view. */
static bool enter_columns(struct load *load)
{
	struct tables *tables = load->tables;
	bool done = true;

	for (size_t i = 0; i < load->options->column_count; i++) {
		const struct column_options *column =
			&load->options->columns[i];

		if (!check_column_name(load, column->name, column->place,
			    tables_column_lookup(tables, column->name)))
			done = false;
		enter_column(load, column->name, column->header, column->type);
	}
	load->columns = tables->columns + tables->column_count -
		load->options->column_count;
	return done;
}

static const struct table_column *find_own_column(const struct load *load,
	size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (sqlite3_stricmp(load->columns[i].name, name) == 0)
			return &load->columns[i];
	return NULL;
}

static bool find_order(const struct load *load)
{
	const struct source_options *options = load->options;
	struct nearest nearest;

	if (options->order == NULL)
		return true;
	load->source->order = find_own_column(load, options->column_count,
		options->order);
	if (load->source->order != NULL)
		return true;
	nearest = nearest_to(options->order);
	for (size_t i = 0; i < options->column_count; i++)
		nearest_offer(&nearest, load->columns[i].name);
	return report_error(load->report, options->order_place, "order: there "
		"is no column '%s' in this section%s%s%s", options->order,
		nearest.name ? "; did you mean '" : "",
		nearest.name ? nearest.name : "", nearest.name ? "'?" : "");
}

/* Of a source of many rows: the view has its aggregates only. */
static bool enter_many(struct load *load)
{
	const struct source_options *options = load->options;
	struct tables *tables = load->tables;
	struct arena *arena = &tables->arena;
	struct table_source *many = arena_new(arena, sizeof(*many));
	bool done = true;

	load->columns = arena_new(arena,
		options->column_count * sizeof(*load->columns));
	for (size_t i = 0; i < options->column_count; i++) {
		const struct column_options *column = &options->columns[i];

		if (!check_column_name(load, column->name, column->place,
			    find_own_column(load, i, column->name)))
			done = false;
		load->columns[i] = (struct table_column){
			.name = arena_strdup(arena, column->name),
			.header = arena_strdup(arena, column->header),
			.type = column->type,
			.file = load->source->path,
			.source = load->source->name};
	}
	for (size_t i = 0; i < options->aggregate_count; i++) {
		const struct aggregate_options *aggregate =
			&options->aggregates[i];

		if (!check_column_name(load, aggregate->name, aggregate->place,
			    tables_column_lookup(tables, aggregate->name)))
			done = false;
		enter_column(load, aggregate->name, aggregate->sql,
			COLUMN_NUMBER)->is_aggregate = true;
	}
	*many = (struct table_source){load->source->name, load->columns,
		options->column_count};
	load->source->many = many;
	return find_order(load) && done;
}

/* Names are checked before and while they are entered. */
static bool enter_source(struct load *load)
{
	const struct source_options *options = load->options;
	struct tables *tables = load->tables;
	struct arena *arena = &tables->arena;
	struct source source = {
		.descending = options->descending,
		.name = arena_strdup(arena, load->is_recipients ? RECIPIENTS
							: options->name),
		.path = arena_strdup(arena, options->path),
		.key = arena_strdup(arena, options->key),
		.match = arena_strdup(arena,
			options->match ? options->match : "_key"),
		.encoding = options->encoding == NULL
			? NULL : arena_strdup(arena, options->encoding),
		.optional = options->optional,
		.line_row = -1};

	if (!check_source_name(load) || !check_match(load))
		return false;
	ARRAY_RESERVE(tables->sources, tables->source_count,
		tables->source_room);
	tables->sources[tables->source_count++] = source;
	load->source = &tables->sources[tables->source_count - 1];
	return options->many ? enter_many(load) : enter_columns(load);
}

static bool prepare_insert(struct load *load, int rows, sqlite3_stmt **out)
{
	int width = load_width(load);
	struct text insert = {0};
	bool done;

	text_add(&insert, "INSERT OR IGNORE INTO ");
	sql_add_name(&insert, load->source->name);
	text_add(&insert, " VALUES ");
	for (int i = 1; i <= rows * width; i++)
		text_printf(&insert, "%s?%d%s", i % width != 1 ? ", "
			: i == 1 ? "(" : ", (", i, i % width == 0 ? ")" : "");
	done = database_prepare(load->tables, insert.data, out, load->report);
	text_clear(&insert);
	return done;
}

/* Of recipients, it has to be known of each whether its key is there. */
static bool prepare_inserts(struct load *load)
{
	if (!prepare_insert(load, 1, &load->insert))
		return false;
	if (load->is_recipients)
		return true;
	load->sheaf_room = SHEAF_PARAMETERS / load_width(load);
	if (load->sheaf_room > SHEAF)
		load->sheaf_room = SHEAF;
	return load->sheaf_room < 2 ||
		prepare_insert(load, load->sheaf_room, &load->sheaf);
}

static bool make_table(struct load *load)
{
	const char *name = load->source->name;
	size_t count = load->options->column_count;
	struct text make = {0};
	bool done;

	text_add(&make, "CREATE TABLE ");
	sql_add_name(&make, name);
	text_add(&make, "(_row INTEGER PRIMARY KEY, _line INTEGER, "
		"_offset INTEGER, _length INTEGER");
	if (load->is_recipients)
		text_add(&make, ", _key TEXT UNIQUE");
	else if (load->options->many)
		text_add(&make, ", _whole INTEGER");
	for (size_t i = 0; i < count; i++) {
		text_add(&make, ", ");
		sql_add_name(&make, load->columns[i].name);
		text_add(&make, load->columns[i].type == COLUMN_NUMBER
			? " REAL" : " TEXT");
	}
	text_add_char(&make, ')');
	done = database_run(load->tables, text_string(&make), load->report) &&
		prepare_inserts(load);
	text_clear(&make);
	return done;
}

/* Finding recipients by key needs an index; their own key has one. */
static bool prepare_find(struct load *load)
{
	const char *match = load->source->match;
	struct text index = {0}, find = {0};
	bool done = true;

	text_add(&index, "CREATE INDEX IF NOT EXISTS ");
	/* No column's name begins so, hence no other index's either. */
	text_printf(&find, "_match_%s", match);
	sql_add_name(&index, text_string(&find));
	text_add(&index, " ON " RECIPIENTS " (");
	sql_add_name(&index, match);
	text_add_char(&index, ')');
	text_reset(&find);
	text_add(&find, "SELECT _row, _key FROM " RECIPIENTS " WHERE ");
	sql_add_name(&find, match);
	text_add(&find, " = ?1");
	if (strcmp(match, "_key") != 0)
		done = database_run(load->tables, text_string(&index),
			load->report);
	else
		done = database_prepare(load->tables, "SELECT _row, _key FROM "
			RECIPIENTS " WHERE _row >= ?1 ORDER BY _row",
			&load->ahead, load->report);
	done = done && database_prepare(load->tables, text_string(&find),
		&load->find, load->report);
	text_clear(&index);
	text_clear(&find);
	return done;
}

/* A further row is no double where there may be many. */
static bool prepare_double(struct load *load)
{
	struct text older = {0}, forget = {0};
	bool done, has_numbers = false;

	if (load->options->many)
		return true;
	text_add(&older, "SELECT _row, _line FROM ");
	sql_add_name(&older, load->source->name);
	text_add(&older, load->is_recipients ? " WHERE _key = ?1"
					     : " WHERE _row = ?1");
	text_add(&forget, "UPDATE ");
	sql_add_name(&forget, load->source->name);
	for (size_t i = 0; i < load->options->column_count; i++) {
		if (load->columns[i].type != COLUMN_NUMBER)
			continue;
		text_add(&forget, has_numbers ? ", " : " SET ");
		sql_add_name(&forget, load->columns[i].name);
		text_add(&forget, " = NULL");
		has_numbers = true;
	}
	text_add(&forget, " WHERE _row = ?1");
	done = database_prepare(load->tables, text_string(&older),
		&load->older, load->report);
	if (done && has_numbers)
		done = database_prepare(load->tables, text_string(&forget),
			&load->forget, load->report);
	text_clear(&older);
	text_clear(&forget);
	return done;
}

bool load_refuse(const struct load *load, const char *what,
	struct place place, const char *words)
{
	static const char unknown[] = "no such column: ";
	bool is_unknown = strncmp(words, unknown, strlen(unknown)) == 0;
	struct nearest nearest =
		nearest_to(is_unknown ? words + strlen(unknown) : "");

	for (size_t i = 0; is_unknown && i < load->options->column_count; i++)
		nearest_offer(&nearest, load->columns[i].name);
	return report_error(load->report, place, "%s: %s; %s%s%s", what, words,
		nearest.name ? "did you mean '" : "",
		nearest.name ? nearest.name : "it reads the columns mapped "
			"in its own section", nearest.name ? "'?" : "");
}

/*
 * As a WHERE (so that an aggregate is refused) over one row of parameters. Its
 * first says what an unknown answer (NULL) means: whether the row is faulty.
 * The line end is for an expression that ends in a comment.
 */
static bool prepare_where(struct load *load)
{
	struct tables *tables = load->tables;
	const char *expression = load->options->where;
	struct text sql = {0};
	const char *tail = "";
	bool done = false;

	if (expression == NULL)
		return true;
	text_add(&sql, "SELECT 1 FROM (SELECT NULL AS _");
	for (size_t i = 0; i < load->options->column_count; i++) {
		text_printf(&sql, ", CAST(?%zu AS %s) AS ", i + 2,
			load->columns[i].type == COLUMN_NUMBER ? "REAL"
							       : "TEXT");
		sql_add_name(&sql, load->columns[i].name);
	}
	text_printf(&sql, ") WHERE coalesce((%s\n), ?1)", expression);
	if (!tables_guard(tables->database) ||
		sqlite3_prepare_v2(tables->database, text_string(&sql), -1,
			&load->where, &tail) != SQLITE_OK)
		load_refuse(load, "where", load->options->where_place,
			sqlite3_errmsg(tables->database));
	else if (*tail != '\0')
		report_error(load->report, load->options->where_place,
			"where: one expression is wanted, without ';'");
	else
		done = true;
	text_clear(&sql);
	return tables_unguard(tables->database) && done;
}

/* A file that gives nothing at all is one mistake, not one a recipient. */
static bool check_yield(struct load *load)
{
	const struct source_options *options = load->options;
	const char *path = load->source->path;
	enum severity severity = options->optional ? SEVERITY_WARNING :
						     SEVERITY_ERROR;

	if (load->first_hidden > 0)
		report_error(load->report, load_place(load,
			load->first_hidden, load->key_field),
			"%lld more rows from here on are of no recipient: see "
			"key, match and unmatched",
			(long long)load->strangers - STRANGERS_SHOWN);
	if (load->rows == 0 && options->where != NULL)
		report_say(load->report, severity, options->where_place,
			"where lets no row of %s through", path);
	else if (load->rows == 0)
		report_say(load->report, severity,
			(struct place){.file = path},
			"has no row below its header");
	else if (!load->is_recipients && load->matched == 0 &&
		!load->tables->is_cut)
		report_say(load->report, severity, options->place, "no row of "
			"%s is a recipient's by column '%s': see key and "
			"match", path, load->source->key);
	else
		return true;
	return options->optional;
}

static bool on_row(void *context, const struct csv_row *row)
{
	struct load *load = context;

	if (load->seen_header)
		return load_row(load, row);
	load->seen_header = true;
	return load_header(load, row);
}

static bool load_rows(struct load *load)
{
	struct csv_options csv = {.delimiter = load->options->delimiter,
		.encoding = load->options->encoding};
	bool read = csv_read(load->source->path, &csv, on_row, load,
		load->report);

	return load_sheaf(load) && read && check_yield(load);
}

bool tables_load(struct tables *tables, const struct source_options *options,
	struct report *report)
{
	struct load load = {.tables = tables, .options = options,
		.report = report, .is_recipients = options->name == NULL};
	bool done = false;

	/* Rows are matched with recipients as they come. */
	assert(load.is_recipients == (tables->source_count == 0));
	/* That there are no recipients has been reported. */
	if (!load.is_recipients && tables->recipients == 0)
		return false;
	if (!enter_source(&load))
		return false;
	load.cells = memory_resize(NULL, options->column_count,
		sizeof(*load.cells));
	if (!database_run(tables, "BEGIN", report))
		goto out;
	done = make_table(&load) && prepare_double(&load) &&
		(load.is_recipients || prepare_find(&load)) &&
		prepare_where(&load) && load_rows(&load) &&
		(!options->many || load_aggregates(&load));
	if (load.is_recipients)
		tables->is_cut = !done;
	sqlite3_finalize(load.insert);
	sqlite3_finalize(load.sheaf);
	sqlite3_finalize(load.where);
	sqlite3_finalize(load.find);
	sqlite3_finalize(load.ahead);
	sqlite3_finalize(load.older);
	sqlite3_finalize(load.forget);
	/* Without a journal there is no way back: what is there, stays. */
	if (!database_run(tables, "COMMIT", report))
		done = false;
out:
	free(load.cells);
	return done;
}
