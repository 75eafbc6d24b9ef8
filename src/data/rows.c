/*
 * A row: its cells are typed, `where` is asked by a prepared statement of the
 * cells alone, then the row goes to the recipients it belongs to.
 *
 * A row whose cells may have slipped (a stray quote, too few or too many
 * cells) and a row that stands twice leave no number behind, lest an average
 * of others be drawn from it; texts stay, so that it can be listed.
 */
#include "data/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "data/cell.h"

static bool is_missing(const struct source_options *options, const char *cell)
{
	if (*cell == '\0')
		return true;
	for (size_t i = 0; i < options->missing_count; i++)
		if (strcmp(options->missing[i], cell) == 0)
			return true;
	return false;
}

/* True when the row's cells may stand in other columns than they should. */
static bool has_slipped(const struct load *load, const struct csv_row *row)
{
	return row->fault != NULL || row->count != load->header_count;
}

/* Fills load->cells; true when all that is needed could be read. */
static bool read_cells(struct load *load, const struct csv_row *row)
{
	bool slipped = has_slipped(load, row), whole = !slipped;

	for (size_t i = 0; i < load->options->column_count; i++) {
		const struct table_column *column = &load->columns[i];
		struct value_cell *cell = &load->cells[i];

		*cell = (struct value_cell){.text = ""};
		if ((size_t)column->field <= row->count)
			cell->text = row->cells[column->field - 1];
		if (is_missing(load->options, cell->text))
			continue;
		cell->is_text = column->type == COLUMN_TEXT;
		if (cell->is_text || slipped)
			continue;
		cell->fault = cell_number(cell->text,
			load->options->decimal, &cell->number);
		cell->is_number = cell->fault == NULL;
		whole = whole && cell->is_number;
	}
	return whole;
}

/* Texts stay, or are copied: `texts` is SQLite's word for it. */
static void bind_cells(const struct load *load, sqlite3_stmt *statement,
	int first, sqlite3_destructor_type texts)
{
	for (size_t i = 0; i < load->options->column_count; i++) {
		const struct value_cell *cell = &load->cells[i];
		int parameter = first + (int)i;

		if (cell->is_number)
			sqlite3_bind_double(statement, parameter,
				cell->number);
		else if (cell->is_text)
			sqlite3_bind_text(statement, parameter, cell->text, -1,
				texts);
		else
			sqlite3_bind_null(statement, parameter);
	}
}

/* What is wrong with the row, to whoever report->recipient names. */
static void report_slip(const struct load *load, const struct csv_row *row,
	enum severity severity)
{
	struct place place = load_place(load, row->line, 0);

	if (row->fault != NULL) {
		place.column = row->fault_column;
		report_add(load->report, severity, place, row->fault, NULL);
	} else {
		report_say(load->report, severity, place, "the row has %zu "
			"cells, the header %zu: put a cell that holds the "
			"delimiter in quotes, and leave empty cells in place",
			row->count, load->header_count);
	}
}

static void report_faults(const struct load *load, const struct csv_row *row)
{
	char shown[CELL_SHOWN];

	if (has_slipped(load, row))
		report_slip(load, row, SEVERITY_ERROR);
	for (size_t i = 0; i < load->options->column_count; i++)
		if (load->cells[i].fault != NULL)
			report_error(load->report, load_place(load, row->line,
				load->columns[i].field), "'%s' in column '%s' "
				"%s; if it means that there is no value, list "
				"it under missing",
				cell_show(load->cells[i].text, shown),
				load->columns[i].header, load->cells[i].fault);
}

/*
 * Whether `where` takes the row. A faulty row is taken unless it is sure that
 * it would not be: its faults must not hide it.
 */
static bool ask_where(struct load *load, const struct csv_row *row,
	bool *taken)
{
	int result;

	*taken = true;
	if (load->where == NULL || has_slipped(load, row))
		return true;
	sqlite3_bind_int(load->where, 1, !load->is_whole);
	bind_cells(load, load->where, 2, SQLITE_STATIC);
	result = sqlite3_step(load->where);
	*taken = result == SQLITE_ROW;
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		report_error(load->report, load->options->where_place,
			"where fails at %s:%d: %s", load->source->path,
			row->line, sqlite3_errmsg(load->tables->database));
	sqlite3_reset(load->where);
	return result == SQLITE_ROW || result == SQLITE_DONE;
}

/* The row stands already for this key: whose numbers are right? */
static bool refuse_double(struct load *load, const struct csv_row *row,
	const char *key)
{
	bool done = sqlite3_step(load->older) == SQLITE_ROW;
	char shown[CELL_SHOWN];

	if (done) {
		report_error(load->report, load_place(load, row->line,
			load->key_field), "'%s' stands in line %d already: "
			"remove one of the two, or choose by where",
			cell_show(key, shown),
			sqlite3_column_int(load->older, 1));
		if (load->forget != NULL) {
			sqlite3_bind_int64(load->forget, 1,
				sqlite3_column_int64(load->older, 0));
			done = sqlite3_step(load->forget) == SQLITE_DONE;
			sqlite3_reset(load->forget);
		}
	}
	sqlite3_reset(load->older);
	return done || database_fail(load->tables, load->report);
}

/* All but a recipient's key, behind so many parameters of rows before. */
static void bind_row(const struct load *load, sqlite3_stmt *insert, int before,
	const struct csv_row *row, int64_t number,
	sqlite3_destructor_type texts)
{
	sqlite3_bind_int64(insert, before + INSERT_ROW, number);
	sqlite3_bind_int(insert, before + INSERT_LINE, row->line);
	sqlite3_bind_int64(insert, before + INSERT_OFFSET, row->offset);
	sqlite3_bind_int64(insert, before + INSERT_LENGTH, row->length);
	if (load->options->many)
		sqlite3_bind_int(insert, before + INSERT_WHOLE,
			load->is_whole);
	bind_cells(load, insert, before + load_first_parameter(load), texts);
}

static bool run(struct load *load, sqlite3_stmt *insert)
{
	int result = sqlite3_step(insert);

	sqlite3_reset(insert);
	return result == SQLITE_DONE ||
		database_fail(load->tables, load->report);
}

/* Where there are too few, the last one is said again, and ignored. */
bool load_sheaf(struct load *load)
{
	if (load->sheaved == 0)
		return true;
	for (int i = load->sheaved; i < load->sheaf_room; i++)
		sqlite3_bind_int64(load->sheaf, i * load_width(load) +
			INSERT_ROW, load->last_number);
	load->sheaved = 0;
	return run(load, load->sheaf);
}

/* *added is false where there is such a row; nothing needs a rollback so. */
static bool insert(struct load *load, const struct csv_row *row, int64_t number,
	bool *added)
{
	*added = true;
	if (load->options->many)
		number = source_row(number, row->line);
	if (load->sheaf != NULL && number > load->last_number) {
		bind_row(load, load->sheaf, load->sheaved * load_width(load),
			row, number, SQLITE_TRANSIENT);
		load->last_number = number;
		return ++load->sheaved < load->sheaf_room || load_sheaf(load);
	}
	if (!load_sheaf(load))
		return false;
	bind_row(load, load->insert, 0, row, number, SQLITE_STATIC);
	if (!run(load, load->insert))
		return false;
	*added = sqlite3_changes(load->tables->database) == 1;
	return true;
}

static bool take_recipient(struct load *load, const struct csv_row *row,
	const char *key)
{
	int64_t number = load->tables->recipients + 1;
	bool added;

	load->report->recipient = key;
	report_faults(load, row);
	sqlite3_bind_text(load->insert, INSERT_KEY, key, -1, SQLITE_STATIC);
	if (!insert(load, row, number, &added))
		return false;
	if (added) {
		load->tables->recipients++;
		return true;
	}
	sqlite3_bind_text(load->older, 1, key, -1, SQLITE_STATIC);
	return refuse_double(load, row, key);
}

/* The key of a recipient that is most like `key`, or NULL. */
static const char *nearest_recipient(struct load *load, const char *key)
{
	struct nearest nearest = nearest_to(key);
	struct report ignored = {0};
	sqlite3_stmt *keys = NULL;
	struct text sql = {0};

	text_add(&sql, "SELECT ");
	sql_add_name(&sql, load->source->match);
	text_add(&sql, " FROM " RECIPIENTS " WHERE ");
	sql_add_name(&sql, load->source->match);
	text_add(&sql, " IS NOT NULL");
	if (database_prepare(load->tables, text_string(&sql), &keys, &ignored))
		while (sqlite3_step(keys) == SQLITE_ROW) {
			const char *known = (const char *)
				sqlite3_column_text(keys, 0);

			nearest_offer(&nearest, known);
			if (nearest.name == known)
				nearest.name = arena_strdup(
					&load->tables->arena, known);
		}
	sqlite3_finalize(keys);
	text_clear(&sql);
	report_clear(&ignored);
	return nearest.name;
}

/*
 * A row of no recipient: that its cells slipped may be the reason. Else what
 * it is shows when all rows are known: perhaps the one that somebody lacks.
 */
static void meet_stranger(struct load *load, const struct csv_row *row,
	const char *key)
{
	struct source *source = load->source;
	bool ignore = load->options->ignore_unmatched;
	struct stranger stranger = {.line = row->line};

	/* Whoever it is may stand where the recipients could not be read. */
	if (load->tables->is_cut)
		return;
	load->strangers++;
	if (has_slipped(load, row))
		report_slip(load, row, ignore ? SEVERITY_WARNING
			: SEVERITY_ERROR);
	else if (!ignore && load->strangers <= STRANGERS_SHOWN)
		stranger.to_tell = true;
	else if (!ignore && load->first_hidden == 0)
		load->first_hidden = row->line;
	if (source->stranger_count == STRANGERS_KEPT)
		return;
	stranger.key = arena_strdup(&load->tables->arena, key);
	if (stranger.to_tell)
		stranger.near = nearest_recipient(load, key);
	ARRAY_RESERVE(source->strangers, source->stranger_count,
		source->stranger_room);
	source->strangers[source->stranger_count++] = stranger;
}

static void count_owner(struct source *source, int64_t number)
{
	source->is_unordered |= number < source->last_owner;
	source->owners += number > source->last_owner;
	source->last_owner = number;
}

static bool take_row_of(struct load *load, const struct csv_row *row,
	const char *key, int64_t number, const char *recipient)
{
	bool added;

	count_owner(load->source, number);

	load->report->recipient = recipient;
	report_faults(load, row);
	if (!insert(load, row, number, &added))
		return false;
	if (added)
		return true;
	sqlite3_bind_int64(load->older, 1, number);
	return refuse_double(load, row, key);
}

static bool is_there(const struct load *load, const char *key)
{
	return load->ahead_row != 0 && strcmp(key, (const char *)
		sqlite3_column_text(load->ahead, 1)) == 0;
}

static void step_ahead(struct load *load)
{
	load->ahead_row = sqlite3_step(load->ahead) == SQLITE_ROW
		? sqlite3_column_int64(load->ahead, 0) : 0;
}

/* Is it the key of the last row, or of the recipient behind that? */
static bool is_ahead(struct load *load, const char *key)
{
	if (load->ahead == NULL)
		return false;
	if (is_there(load, key))
		return true;
	step_ahead(load);
	return is_there(load, key);
}

/* The next key is looked for from here on, unless that is seldom of use. */
static void go_ahead(struct load *load, int64_t number)
{
	if (load->ahead == NULL)
		return;
	load->ahead_row = 0;
	sqlite3_reset(load->ahead);
	if (2 * ++load->missed > load->rows + 100) {
		sqlite3_finalize(load->ahead);
		load->ahead = NULL;
		return;
	}
	sqlite3_bind_int64(load->ahead, 1, number);
	step_ahead(load);
}

/* A key that several recipients match (their group) is a row of each. */
static bool find_and_take(struct load *load, const struct csv_row *row,
	const char *key, bool *found)
{
	int64_t number = 0;
	bool done = true;
	int result;

	sqlite3_bind_text(load->find, 1, key, -1, SQLITE_STATIC);
	while (done && (result = sqlite3_step(load->find)) == SQLITE_ROW) {
		number = sqlite3_column_int64(load->find, 0);
		done = take_row_of(load, row, key, number, (const char *)
			sqlite3_column_text(load->find, 1));
	}
	if (done && result != SQLITE_DONE)
		done = database_fail(load->tables, load->report);
	sqlite3_reset(load->find);
	*found = number != 0;
	go_ahead(load, number);
	return done;
}

static bool take_statistics(struct load *load, const struct csv_row *row,
	const char *key)
{
	bool found = is_ahead(load, key), done;

	if (found)
		done = take_row_of(load, row, key, load->ahead_row,
			(const char *)sqlite3_column_text(load->ahead, 1));
	else
		done = find_and_take(load, row, key, &found);
	load->matched += found;
	if (done && !found)
		meet_stranger(load, row, key);
	return done;
}

/* What spreadsheets leave behind their last row: a line of commas. */
static bool is_empty_row(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i][0] != '\0')
			return false;
	return row->fault == NULL;
}

/* Keys name letters, files and problems: one line, and something in it. */
static bool check_key(const struct load *load, const struct csv_row *row,
	const char *key)
{
	struct place place = load_place(load, row->line, load->key_field);
	char shown[CELL_SHOWN];

	if (*key == '\0') {
		if (has_slipped(load, row))
			report_slip(load, row, SEVERITY_ERROR);
		else
			report_error(load->report, place, "the key is empty in "
				"column '%s': every row needs one",
				load->source->key);
		return false;
	}
	for (const char *c = key; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return report_error(load->report, place, "key '%s' "
				"holds a line end or another control "
				"character: take it out",
				cell_show(key, shown));
	return true;
}

bool load_row(struct load *load, const struct csv_row *row)
{
	const char *recipient = load->report->recipient, *key = "";
	bool taken, done;

	if (is_empty_row(row))
		return true;
	load->is_whole = read_cells(load, row);
	if (!ask_where(load, row, &taken))
		return false;
	if (!taken)
		return true;
	load->rows++;
	if ((size_t)load->key_field <= row->count)
		key = row->cells[load->key_field - 1];
	if (!check_key(load, row, key))
		return true;
	if (load->is_recipients)
		done = take_recipient(load, row, key);
	else
		done = take_statistics(load, row, key);
	load->report->recipient = recipient;
	return done;
}
