/*
 * After the last file: the view that puts all columns of a recipient side by
 * side, and a word on each recipient that a file has forgotten, and on each row
 * of no recipient: a slip in a key is both, and told once.
 */
#include "data/tables.h"

#include "base/nearest.h"
#include "data/cell.h"
#include "data/database.h"

#define SEARCHES 20 /* recipients for whom a like key is searched */

/* What the view has of a source. */
static void add_table(struct text *sql, const char *source, bool aggregates)
{
	struct text name = {0};

	text_printf(&name, "%s%s", aggregates ? AGGREGATES : "", source);
	sql_add_name(sql, name.data);
	text_clear(&name);
}

static bool make_view(struct tables *tables, struct report *report)
{
	struct text sql = {0};
	bool done;

	text_add(&sql, "CREATE VIEW row AS SELECT " RECIPIENTS "._row AS _row, "
		RECIPIENTS "._key AS _key");
	for (size_t i = 0; i < tables->column_count; i++) {
		const struct table_column *column = &tables->columns[i];

		text_add(&sql, ", ");
		add_table(&sql, column->source, column->is_aggregate);
		text_add_char(&sql, '.');
		sql_add_name(&sql, column->name);
		text_add(&sql, " AS ");
		sql_add_name(&sql, column->name);
	}
	text_add(&sql, " FROM " RECIPIENTS);
	for (size_t i = 1; i < tables->source_count; i++) {
		const struct source *source = &tables->sources[i];

		text_add(&sql, " LEFT JOIN ");
		add_table(&sql, source->name, source->many != NULL);
		text_add(&sql, " ON ");
		add_table(&sql, source->name, source->many != NULL);
		text_add(&sql, "._row = " RECIPIENTS "._row");
	}
	done = database_run(tables, text_string(&sql), report);
	text_clear(&sql);
	return done;
}

/* The row that may be meant for a recipient who has none. */
static struct stranger *nearest_stranger(const struct source *source,
	const char *key)
{
	struct nearest nearest = nearest_to(key);
	struct stranger *found = NULL;

	for (size_t i = 0; i < source->stranger_count; i++) {
		nearest_offer(&nearest, source->strangers[i].key);
		if (nearest.name == source->strangers[i].key)
			found = &source->strangers[i];
	}
	return found;
}

/* One recipient without a row; key is what the row would be found by. */
static void report_absent(const struct source *source, const char *key,
	bool search, struct report *report)
{
	struct stranger *near = search ? nearest_stranger(source, key) : NULL;
	struct place place = {.file = source->path};
	char shown[CELL_SHOWN], near_shown[CELL_SHOWN];

	if (*key == '\0') {
		report_error(report, place, "no row can be found: the "
			"recipient's '%s' is empty", source->match);
	} else if (near != NULL) {
		place.line = near->line;
		place.column = source->key_field;
		near->to_tell = false;
		report_error(report, place, "no row has '%s' in column '%s', "
			"but this one has '%s', which is no recipient: is it "
			"meant?", cell_show(key, shown), source->key,
			cell_show(near->key, near_shown));
	} else {
		report_error(report, place, "no row has '%s' in column '%s': "
			"add one, or say optional = yes", cell_show(key, shown),
			source->key);
	}
}

static void report_strangers(const struct source *source,
	struct report *report)
{
	char shown[CELL_SHOWN], near_shown[CELL_SHOWN];

	for (size_t i = 0; i < source->stranger_count; i++) {
		const struct stranger *stranger = &source->strangers[i];
		struct place place = {source->path, stranger->line,
			source->key_field};

		if (!stranger->to_tell)
			continue;
		cell_show(stranger->key, shown);
		if (stranger->near != NULL)
			report_error(report, place, "'%s' is no recipient; did "
				"you mean '%s'?", shown,
				cell_show(stranger->near, near_shown));
		else
			report_error(report, place, "'%s' is no recipient: "
				"remove the row, or say unmatched = ignore",
				shown);
	}
}

/* Is it known, without looking, that every recipient has a row? */
static bool has_all(const struct tables *tables, const struct source *source)
{
	return !source->is_unordered && source->owners == tables->recipients;
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
	text_add(&sql, ", '') FROM " RECIPIENTS " WHERE NOT EXISTS (SELECT 1 "
		"FROM ");
	sql_add_name(&sql, source->name);
	text_add(&sql, " WHERE ");
	source_add_owned(&sql, source, RECIPIENTS "._row");
	text_add(&sql, ") ORDER BY _row");
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
	for (size_t i = 1; i < tables->source_count; i++) {
		if (!tables->sources[i].optional &&
			!has_all(tables, &tables->sources[i]) &&
			!report_absents(tables, &tables->sources[i], report))
			return false;
		report_strangers(&tables->sources[i], report);
	}
	return make_view(tables, report);
}
