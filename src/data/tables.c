/*
 * The database of a job and the ways to ask it. The tables are filled by
 * load.c.
 *
 * The database can be made anew from the CSV files at any time, so it keeps no
 * journal, waits for no disk, and its file has no name (scratch.h).
 */
#include "data/tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "data/database.h"
#include "data/scratch.h"
#include "data/sums.h"

/* No cell or result of a formula needs more; `printf('%9999999d')` would. */
#define LONGEST_VALUE (16 << 20)
#define LINE_BITS     32 /* of a _row that is a recipient's and a line */

bool database_fail(struct tables *tables, struct report *report)
{
	/* What is not whole fails again. */
	if (tables->is_cut_off)
		return false;
	if (sqlite3_extended_errcode(tables->database) == SQLITE_IOERR_WRITE) {
		tables->is_cut_off = true;
		errno = scratch_errno();
		return file_fail(tables->folder, "written to, where this "
			"job's tables are while it is in use", report);
	}
	return report_error(report, (struct place){.file = tables->folder},
		"SQLite says: %s", sqlite3_errmsg(tables->database));
}

bool database_run(struct tables *tables, const char *sql,
	struct report *report)
{
	if (sqlite3_exec(tables->database, sql, NULL, NULL, NULL) != SQLITE_OK)
		return database_fail(tables, report);
	return true;
}

bool database_prepare(struct tables *tables, const char *sql,
	sqlite3_stmt **out, struct report *report)
{
	if (sqlite3_prepare_v2(tables->database, sql, -1, out, NULL) !=
		SQLITE_OK)
		return database_fail(tables, report);
	return true;
}

void sql_add_name(struct text *sql, const char *name)
{
	text_add_char(sql, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"')
			text_add_char(sql, '"');
		text_add_char(sql, *name);
	}
	text_add_char(sql, '"');
}

void source_add_owned(struct text *sql, const struct source *source,
	const char *row)
{
	if (source->many == NULL)
		text_printf(sql, "_row = %s", row);
	else
		text_printf(sql, "_row BETWEEN %s << %d AND (%s + 1 << %d) - 1",
			row, LINE_BITS, row, LINE_BITS);
}

int64_t source_row(int64_t recipient, int line)
{
	return (recipient << LINE_BITS) + line;
}

/* Leaves a connection that double quotes cannot fool. */
static bool connect_to(struct tables *tables, int flags,
	struct report *report)
{
	bool done;

	/* Refused once SQLite is at work, which costs time alone. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	flags |= SQLITE_OPEN_NOMUTEX;
	if (tables->folder == NULL)
		done = sqlite3_open_v2(":memory:", &tables->database,
			flags, NULL) == SQLITE_OK;
	else
		done = scratch_open(tables->file, flags, &tables->database);
	if (!done)
		return database_fail(tables, report);
	/* Else "Uphled" in a formula would be a text, not an unknown column. */
	sqlite3_db_config(tables->database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(tables->database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_limit(tables->database, SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
	return sums_install(tables->database) || database_fail(tables, report);
}

static bool make_file(struct tables *tables, const char *folder,
	struct report *report)
{
	tables->folder = memory_strdup(folder);
	tables->file = scratch_make(folder);
	return tables->file >= 0 || report_error(report,
		(struct place){.file = folder},
		"cannot hold this job's tables while it is in use: %s: let "
		"TMPDIR name a folder that can", strerror(errno));
}

/*
 * Recipients are met in the order of their rows, so a larger cache saves
 * nothing: of 100,000 with 1.7 million rows behind them, 1 MB and 8 MB take the
 * same time, also where the rows are shuffled.
 */
bool tables_open(const char *folder, struct tables **out,
	struct report *report)
{
	struct tables *tables = memory_new(sizeof(*tables));

	*out = NULL;
	tables->file = -1;
	if ((folder != NULL && !make_file(tables, folder, report)) ||
		!connect_to(tables, SQLITE_OPEN_READWRITE |
			SQLITE_OPEN_CREATE, report) ||
		!database_run(tables, "PRAGMA journal_mode = OFF;"
				      "PRAGMA synchronous = OFF;"
				      "PRAGMA cache_size = -2048", report)) {
		tables_free(tables);
		return false;
	}
	*out = tables;
	return true;
}

/*
 * SQLite forbids a child even to close a connection of its parent: so that
 * one, its statements included, is left as it is. It ends with the process.
 */
bool tables_reopen(struct tables *tables, struct report *report)
{
	/* The child has a whole copy of a database in memory. */
	if (tables->folder == NULL)
		return true;
	tables->parents = tables->database;
	tables->database = NULL;
	tables->recipient = tables->recipient_row = NULL;
	tables->standing = NULL;
	tables->at_recipient = tables->at_standing = 0;
	for (size_t i = 0; i < tables->source_count; i++) {
		struct source *source = &tables->sources[i];

		source->line = source->standing = source->rows = NULL;
	}
	return connect_to(tables, SQLITE_OPEN_READONLY, report) &&
		tables_settle(tables, report);
}

bool tables_settle(struct tables *tables, struct report *report)
{
	return database_run(tables, "PRAGMA locking_mode = EXCLUSIVE", report);
}

void tables_free(struct tables *tables)
{
	if (tables == NULL)
		return;
	for (size_t i = 0; i < tables->source_count; i++) {
		sqlite3_finalize(tables->sources[i].rows);
		sqlite3_finalize(tables->sources[i].line);
		sqlite3_finalize(tables->sources[i].standing);
		decoder_close(tables->sources[i].original);
		free(tables->sources[i].stands);
		free(tables->sources[i].strangers);
	}
	sqlite3_finalize(tables->recipient);
	sqlite3_finalize(tables->recipient_row);
	sqlite3_finalize(tables->standing);
	sqlite3_close(tables->database);
	if (tables->file >= 0)
		close(tables->file);
	arena_clear(&tables->arena);
	free(tables->sources);
	free(tables->columns);
	free(tables->folder);
	free(tables);
}

struct sqlite3 *tables_database(struct tables *tables)
{
	return tables->database;
}

size_t tables_column_count(const struct tables *tables)
{
	return tables->column_count;
}

const struct table_column *tables_column(const struct tables *tables,
	size_t number)
{
	return &tables->columns[number];
}

/* As SQLite compares names: without regard to ASCII case. */
const struct table_column *tables_column_lookup(const struct tables *tables,
	const char *name)
{
	for (size_t i = 0; i < tables->column_count; i++)
		if (sqlite3_stricmp(tables->columns[i].name, name) == 0)
			return &tables->columns[i];
	return NULL;
}

int64_t tables_recipient_count(struct tables *tables)
{
	return tables->recipients;
}

/* Prepares once; NULL when SQLite will not. */
static sqlite3_stmt *prepared(struct tables *tables, sqlite3_stmt **statement,
	const char *sql)
{
	if (*statement == NULL &&
		sqlite3_prepare_v2(tables->database, sql, -1, statement,
			NULL) != SQLITE_OK)
		return NULL;
	return *statement;
}

int64_t tables_recipient_row(struct tables *tables, const char *key)
{
	sqlite3_stmt *select = prepared(tables, &tables->recipient_row,
		"SELECT _row FROM " RECIPIENTS " WHERE _key = ?1");
	int64_t row = 0;

	if (select == NULL)
		return 0;
	sqlite3_bind_text(select, 1, key, -1, SQLITE_STATIC);
	if (sqlite3_step(select) == SQLITE_ROW)
		row = sqlite3_column_int64(select, 0);
	sqlite3_reset(select);
	return row;
}

/*
 * Steps a statement of all recipients from ?1 on, in their order, to one of
 * them: mostly they are asked for one by one. `at` is where it stands; 0:
 * nowhere.
 */
static int step_to(const struct tables *tables, sqlite3_stmt *select,
	int64_t *at, int64_t row)
{
	int result;

	if (row < 1 || row > tables->recipients)
		return SQLITE_DONE;
	if (*at == 0 || *at + 1 != row) {
		sqlite3_reset(select);
		sqlite3_bind_int64(select, 1, row);
	}
	result = sqlite3_step(select);
	*at = result == SQLITE_ROW ? row : 0;
	return result;
}

bool tables_recipient(struct tables *tables, int64_t row,
	const char *name_column, struct arena *arena, const char **key,
	const char **name)
{
	struct text sql = {0};
	sqlite3_stmt *select;
	bool found = false;

	if (tables->recipient == NULL) {
		text_add(&sql, "SELECT _key, coalesce(");
		sql_add_name(&sql, name_column);
		text_add(&sql, ", _key) FROM row WHERE _row >= ?1 "
			"ORDER BY _row");
	}
	select = prepared(tables, &tables->recipient, text_string(&sql));
	text_clear(&sql);
	if (select == NULL)
		return false;
	if (step_to(tables, select, &tables->at_recipient, row) ==
		SQLITE_ROW) {
		*key = arena_strdup(arena,
			(const char *)sqlite3_column_text(select, 0));
		*name = arena_strdup(arena,
			(const char *)sqlite3_column_text(select, 1));
		found = true;
	}
	return found;
}

/* Of this name, which there is; a column lends its source's own. */
static struct source *find_source(struct tables *tables, const char *name)
{
	struct source *source = tables->sources;

	while (strcmp(source->name, name) != 0)
		source++;
	return source;
}

/* "SELECT columns FROM source" of one recipient's rows, in the file's order. */
static sqlite3_stmt *select_rows(struct tables *tables, struct source *source,
	sqlite3_stmt **statement, const char *columns, int64_t row)
{
	struct text sql = {0};

	if (*statement == NULL) {
		text_printf(&sql, "SELECT %s FROM ", columns);
		sql_add_name(&sql, source->name);
		text_add(&sql, " WHERE ");
		source_add_owned(&sql, source, "?1");
		text_add(&sql, " ORDER BY _row");
	}
	if (prepared(tables, statement, text_string(&sql)) != NULL)
		sqlite3_bind_int64(*statement, 1, row);
	text_clear(&sql);
	return *statement;
}

/* From three columns. */
static void add_stand(struct source *source, sqlite3_stmt *select, int column)
{
	ARRAY_RESERVE(source->stands, source->stand_count, source->stand_room);
	source->stands[source->stand_count++] = (struct stand){
		sqlite3_column_int(select, column),
		sqlite3_column_int64(select, column + 1),
		sqlite3_column_int64(select, column + 2)};
}

/* Of all sources of one row. */
static sqlite3_stmt *select_standing(struct tables *tables)
{
	struct text sql = {0};

	if (tables->standing != NULL)
		return tables->standing;
	text_add(&sql, "SELECT NULL");
	for (size_t i = 0; i < tables->source_count; i++)
		if (tables->sources[i].many == NULL)
			text_printf(&sql, ", s%zu._line, s%zu._offset, "
				"s%zu._length", i, i, i);
	text_add(&sql, " FROM " RECIPIENTS " s0");
	for (size_t i = 1; i < tables->source_count; i++) {
		if (tables->sources[i].many != NULL)
			continue;
		text_add(&sql, " LEFT JOIN ");
		sql_add_name(&sql, tables->sources[i].name);
		text_printf(&sql, " s%zu ON s%zu._row = s0._row", i, i);
	}
	text_add(&sql, " WHERE s0._row >= ?1 ORDER BY s0._row");
	prepared(tables, &tables->standing, text_string(&sql));
	text_clear(&sql);
	return tables->standing;
}

/* A letter asks for them all. */
static bool find_single_stands(struct tables *tables, int64_t row)
{
	sqlite3_stmt *select = select_standing(tables);
	int result, column = 1;
	bool done;

	if (select == NULL)
		return false;
	result = step_to(tables, select, &tables->at_standing, row);
	done = result == SQLITE_ROW || result == SQLITE_DONE;
	for (size_t i = 0; i < tables->source_count; i++) {
		struct source *source = &tables->sources[i];

		if (source->many != NULL)
			continue;
		source->stand_count = 0;
		source->stands_row = done ? row : 0;
		if (result == SQLITE_ROW &&
			sqlite3_column_type(select, column) != SQLITE_NULL)
			add_stand(source, select, column);
		column += 3;
	}
	return done;
}

/* Once for each recipient; false when SQLite fails. */
static bool find_stands(struct tables *tables, struct source *source,
	int64_t row)
{
	sqlite3_stmt *select;
	int result;

	if (source->stands_row == row)
		return true;
	if (source->many == NULL)
		return find_single_stands(tables, row);
	select = select_rows(tables, source, &source->standing,
		"_line, _offset, _length", row);
	source->stand_count = 0;
	source->stands_row = 0;
	if (select == NULL)
		return false;
	while ((result = sqlite3_step(select)) == SQLITE_ROW)
		add_stand(source, select, 0);
	sqlite3_reset(select);
	if (result == SQLITE_DONE)
		source->stands_row = row;
	return result == SQLITE_DONE;
}

/* Of the first row: others of many are left alone until they are asked for. */
static int find_line(struct tables *tables, struct source *source, int64_t row)
{
	sqlite3_stmt *select;
	int line = 0;

	if (source->many == NULL)
		return find_stands(tables, source, row) &&
			source->stand_count > 0 ? source->stands[0].line : 0;
	select = select_rows(tables, source, &source->line, "_line", row);
	if (select != NULL && sqlite3_step(select) == SQLITE_ROW)
		line = sqlite3_column_int(select, 0);
	sqlite3_reset(select);
	return line;
}

struct place tables_cell_place(struct tables *tables, int64_t row,
	const struct table_column *column)
{
	struct source *source = find_source(tables, column->source);

	/* A letter asks for many cells of one row in turn. */
	if (source->line_row != row) {
		source->line_found = find_line(tables, source, row);
		source->line_row = row;
	}
	return (struct place){.file = column->file,
		.line = source->line_found, .column = column->field};
}

/* ---- as they stand in the file ---- */

size_t tables_lines(struct tables *tables, const char *name, int64_t row,
	struct text *out)
{
	struct source *source = find_source(tables, name);
	const struct stand *stands;
	size_t count, first = 0; /* of lines that follow one another */

	if (!find_stands(tables, source, row))
		return 0;
	stands = source->stands;
	count = source->stand_count;
	for (size_t i = 0; i < count; i++) {
		if (i + 1 < count && stands[i + 1].line == stands[i].line + 1)
			continue;
		if (out->length > 0)
			text_add_char(out, ' ');
		text_add_whole(out, (uint64_t)stands[first].line);
		if (i > first) {
			text_add_char(out, '-');
			text_add_whole(out, (uint64_t)stands[i].line);
		}
		first = i + 1;
	}
	return count;
}

static bool read_original(struct source *source, int64_t offset,
	int64_t length, struct text *out, struct report *report)
{
	char part[4096];
	size_t got;

	if (source->original == NULL)
		source->original = decoder_open(source->path,
			source->encoding, report);
	if (source->original == NULL ||
		!decoder_go(source->original, offset, report))
		return false;
	for (; length > 0; length -= (int64_t)got) {
		size_t room = length < (int64_t)sizeof(part) ? (size_t)length
							     : sizeof(part);

		if (!decoder_read(source->original, part, room, &got, report))
			return false;
		if (got == 0)
			return report_error(report,
				(struct place){.file = source->path},
				"has changed while it was in use");
		text_append(out, part, got);
	}
	return true;
}

/* Rows that follow one another, in one piece; line ends become line feeds. */
static bool read_rows(struct source *source, const struct stand *first,
	const struct stand *last, struct text *out, struct report *report)
{
	size_t start = out->length;
	char *to;

	if (!read_original(source, first->offset, last->offset +
			last->length - first->offset, out, report))
		return false;
	to = out->data + start;
	for (const struct stand *row = first; row <= last; row++) {
		if (row > first)
			*to++ = '\n';
		memmove(to, out->data + start + (row->offset - first->offset),
			(size_t)row->length);
		to += row->length;
	}
	text_cut(out, (size_t)(to - out->data));
	return true;
}

/* With nothing but a line end in between. */
static bool follows(const struct stand *row, const struct stand *before)
{
	int64_t gap = row->offset - before->offset - before->length;

	return gap == 1 || gap == 2;
}

bool tables_original_row(struct tables *tables, const char *name, int64_t row,
	struct text *out, struct report *report)
{
	struct source *source = find_source(tables, name);
	const struct stand *first, *end;

	if (row == 0)
		return read_original(source, source->header_offset,
			source->header_length, out, report);
	if (!find_stands(tables, source, row))
		return database_fail(tables, report);
	first = source->stands;
	end = first + source->stand_count;
	for (const struct stand *next = first; next < end; first = next) {
		if (first > source->stands)
			text_add_char(out, '\n');
		for (next++; next < end && follows(next, next - 1);)
			next++;
		if (!read_rows(source, first, next - 1, out, report))
			return false;
	}
	return source->stand_count > 0 || report_error(report,
		(struct place){.file = source->path},
		"has no row for recipient %lld", (long long)row);
}

/* ---- sources of many rows ---- */

size_t tables_source_count(const struct tables *tables)
{
	size_t count = 0;

	for (size_t i = 0; i < tables->source_count; i++)
		count += tables->sources[i].many != NULL;
	return count;
}

const struct table_source *tables_source(const struct tables *tables,
	size_t number)
{
	const struct source *source = tables->sources;

	while (source->many == NULL || number-- > 0)
		source++;
	return source->many;
}

/* The line, then the mapped columns, in the order of the file. */
static sqlite3_stmt *select_cells(struct tables *tables,
	struct source *source, int64_t row)
{
	struct text columns = {0};
	sqlite3_stmt *select;

	text_add(&columns, "_line");
	for (size_t i = 0; source->rows == NULL &&
		i < source->many->column_count; i++) {
		text_add(&columns, ", ");
		sql_add_name(&columns, source->many->columns[i].name);
	}
	select = select_rows(tables, source, &source->rows, columns.data, row);
	text_clear(&columns);
	return select;
}

static struct table_cell read_cell(sqlite3_stmt *select,
	const struct table_column *column, int at, struct arena *arena)
{
	struct table_cell cell = {.place = {column->file,
		sqlite3_column_int(select, 0), column->field}};

	cell.has_value = sqlite3_column_type(select, at) != SQLITE_NULL;
	if (cell.has_value && column->type == COLUMN_NUMBER)
		cell.number = sqlite3_column_double(select, at);
	else if (cell.has_value)
		cell.text = arena_strdup(arena,
			(const char *)sqlite3_column_text(select, at));
	return cell;
}

/* As SQLite has it: what is missing is less than anything else. */
static int compare_cells(const struct table_cell *a, const struct table_cell *b)
{
	if (!a->has_value || !b->has_value)
		return (int)a->has_value - (int)b->has_value;
	if (a->text != NULL)
		return strcmp(a->text, b->text);
	return (a->number > b->number) - (a->number < b->number);
}

/* Of the cells that rows are ordered by; of equal ones by the file's order. */
static int compare_rows(const void *left, const void *right, void *context)
{
	const struct table_cell *a = *(const struct table_cell *const *)left;
	const struct table_cell *b = *(const struct table_cell *const *)right;
	const struct source *source = context;
	int order = compare_cells(a, b);

	if (order == 0)
		return a->place.line - b->place.line;
	return source->descending ? -order : order;
}

/* Rows that come in the order of the file, where another is asked for. */
static const struct table_cell *ordered(struct source *source,
	const struct table_cell *cells, size_t count, struct arena *arena)
{
	size_t columns = source->many->column_count;
	size_t by = (size_t)(source->order - source->many->columns);
	const struct table_cell **keys = arena_room(arena,
		count * sizeof(const struct table_cell *));
	struct table_cell *sorted;
	bool in_order = true;

	for (size_t i = 0; i < count; i++) {
		keys[i] = &cells[i * columns + by];
		in_order = in_order && (i == 0 || compare_rows(&keys[i - 1],
			&keys[i], source) < 0);
	}
	if (in_order)
		return cells;
	qsort_r(keys, count, sizeof(*keys), compare_rows, source);
	sorted = arena_room(arena, count * columns * sizeof(*sorted));
	for (size_t i = 0; i < count; i++)
		memcpy(sorted + i * columns, keys[i] - by,
			columns * sizeof(*sorted));
	return sorted;
}

bool tables_rows(struct tables *tables, const struct table_source *many,
	int64_t row, struct arena *arena, const struct table_cell **out,
	size_t *count, struct report *report)
{
	struct source *source = find_source(tables, many->name);
	sqlite3_stmt *select = select_cells(tables, source, row);
	struct table_cell *cells = NULL;
	size_t used = 0, room = 0;
	int result;

	*count = 0;
	if (select == NULL)
		return database_fail(tables, report);
	for (; (result = sqlite3_step(select)) == SQLITE_ROW; ++*count)
		for (size_t i = 0; i < many->column_count; i++) {
			ARENA_RESERVE(arena, cells, used, room);
			cells[used++] = read_cell(select, &many->columns[i],
				1 + (int)i, arena);
		}
	sqlite3_reset(select);
	*out = source->order == NULL ? cells
		: ordered(source, cells, *count, arena);
	return result == SQLITE_DONE || database_fail(tables, report);
}
