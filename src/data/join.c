/*
 * After the last file: the view that puts all columns of a recipient side by
 * side, and a word on each recipient that a file has forgotten.
 */
#include "data/tables.h"

#include "base/nearest.h"
#include "data/cell.h"
#include "data/database.h"

#define SEARCHES 20 /* recipients for whom a like key is searched */

static void sql_add_column(struct text *sql, const char *table,
	const char *column)
{
	sql_add_name(sql, table);
	text_add_char(sql, '.');
	sql_add_name(sql, column);
}

static bool make_view(struct tables *tables, struct report *report)
{
	struct text sql = {0};
	bool done;

	text_add(&sql, "CREATE VIEW row AS SELECT " RECIPIENT "._row AS _row, "
		RECIPIENT "._key AS _key");
	for (size_t i = 0; i < tables->column_count; i++) {
		const struct table_column *column = &tables->columns[i];

		text_add(&sql, ", ");
		sql_add_column(&sql, column->source, column->name);
		text_add(&sql, " AS ");
		sql_add_name(&sql, column->name);
	}
	text_add(&sql, " FROM " RECIPIENT);
	for (size_t i = 1; i < tables->source_count; i++) {
		text_add(&sql, " LEFT JOIN ");
		sql_add_name(&sql, tables->sources[i].name);
		text_add(&sql, " ON ");
		sql_add_column(&sql, tables->sources[i].name, "_row");
		text_add(&sql, " = " RECIPIENT "._row");
	}
	done = database_run(tables, text_string(&sql), report);
	text_clear(&sql);
	return done;
}

/* One recipient without a row; key is what the row would be found by. */
static void report_absent(const struct source *source, const char *key,
	bool search, struct report *report)
{
	struct nearest nearest = nearest_to(key);
	struct place place = {.file = source->path};
	char shown[CELL_SHOWN], near_shown[CELL_SHOWN];
	int line = 0;

	if (*key == '\0') {
		report_error(report, place, "no row can be found: the "
			"recipient's '%s' is empty", source->match);
		return;
	}
	cell_show(key, shown);
	for (size_t i = 0; search && i < source->stranger_count; i++) {
		nearest_offer(&nearest, source->strangers[i].key);
		if (nearest.name == source->strangers[i].key)
			line = source->strangers[i].line;
	}
	if (line > 0)
		report_error(report, place, "no row has '%s' in column '%s'; "
			"line %d has '%s'", shown, source->key, line,
			cell_show(nearest.name, near_shown));
	else
		report_error(report, place, "no row has '%s' in column '%s': "
			"add one, or say optional = yes", shown, source->key);
}

static bool report_absents(struct tables *tables, const struct source *source,
	struct report *report)
{
	const char *recipient = report->recipient;
	sqlite3_stmt *absents = NULL;
	struct text sql = {0};
	int result, found = 0;
	bool done = false;

	text_add(&sql, "SELECT _key, coalesce(");
	sql_add_name(&sql, source->match);
	text_add(&sql, ", '') FROM " RECIPIENT " WHERE NOT EXISTS (SELECT 1 "
		"FROM ");
	sql_add_name(&sql, source->name);
	text_add(&sql, " AS there WHERE there._row = " RECIPIENT "._row) "
		"ORDER BY " RECIPIENT "._row");
	if (!database_prepare(tables, text_string(&sql), &absents, report))
		goto out;
	while ((result = sqlite3_step(absents)) == SQLITE_ROW) {
		report->recipient =
			(const char *)sqlite3_column_text(absents, 0);
		report_absent(source,
			(const char *)sqlite3_column_text(absents, 1),
			found++ < SEARCHES, report);
	}
	done = result == SQLITE_DONE || database_fail(tables, report);
out:
	report->recipient = recipient;
	sqlite3_finalize(absents);
	text_clear(&sql);
	return done;
}

bool tables_join(struct tables *tables, struct report *report)
{
	for (size_t i = 1; i < tables->source_count; i++)
		if (!tables->sources[i].optional &&
			!report_absents(tables, &tables->sources[i], report))
			return false;
	return make_view(tables, report);
}
