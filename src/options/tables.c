/* [table NAME]; see tables.h. */
#include "options/tables.h"

#include <string.h>

#include "base/nearest.h"

/* ---- what stands in the sections ---- */

/* The [data NAME] that a table shows rows of; NULL: there is none. */
static const struct section *find_source(const struct settings *settings,
	const char *name)
{
	for (size_t i = 0; i < settings_count(settings, "data"); i++) {
		const struct section *data =
			settings_named(settings, "data", i);

		if (strcmp(section_name(data), name) == 0 &&
			section_choice(data, "rows") == 1)
			return data;
	}
	return NULL;
}

/* text.NAME or number.NAME of a section of data; NULL: neither. */
static const struct setting *find_column(const struct section *data,
	const char *name)
{
	for (size_t i = 0; i < section_setting_count(data); i++) {
		const struct setting *setting = section_setting(data, i);

		if ((strncmp(setting->key, "text.", 5) == 0 ||
			strncmp(setting->key, "number.", 7) == 0) &&
			strcmp(strchr(setting->key, '.') + 1, name) == 0)
			return setting;
	}
	return NULL;
}

static bool is_number(const struct setting *column)
{
	return column->key[0] == 'n';
}

/* Its place in the list; `count` where it is not there. */
static size_t find_in(const char *const *list, size_t count, const char *name)
{
	size_t i = 0;

	while (i < count && strcmp(list[i], name) != 0)
		i++;
	return i;
}

/* "label.charge" of a table, or NULL. */
static const struct setting *find_setting(const struct section *table,
	const char *key, const char *column)
{
	for (size_t i = 0; i < section_setting_count(table); i++) {
		const struct setting *setting = section_setting(table, i);
		size_t stem = strlen(key);

		if (strncmp(setting->key, key, stem) == 0 &&
			setting->key[stem] == '.' &&
			strcmp(setting->key + stem + 1, column) == 0)
			return setting;
	}
	return NULL;
}

/* The words of its option, in their order. */
enum { TOTAL_NONE, TOTAL_SUM, TOTAL_MEAN };

/* NULL: the column has no total. */
static const struct setting *find_total(const struct section *table,
	const char *column)
{
	const struct setting *total = find_setting(table, "total", column);

	if (total == NULL || section_choice(table, total->key) == TOTAL_NONE)
		return NULL;
	return total;
}

/* ---- checks ---- */

static bool refuse(struct place place, const char *key, const char *what,
	const struct nearest *nearest, struct report *report)
{
	return report_error(report, place, "%s: there is no %s '%s'%s%s%s",
		key, what, nearest->typed,
		nearest->name ? "; did you mean '" : "",
		nearest->name ? nearest->name : "", nearest->name ? "'?" : "");
}

static bool refuse_source(const struct settings *settings,
	const struct section *table, const char *name, struct report *report)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < settings_count(settings, "data"); i++) {
		const char *known =
			section_name(settings_named(settings, "data", i));

		if (find_source(settings, known) != NULL)
			nearest_offer(&nearest, known);
		else if (strcmp(known, name) == 0)
			return report_error(report,
				section_key_place(table, "rows"), "rows: [data "
				"%s] has one row for each recipient: say rows "
				"= many there", name);
	}
	return refuse(section_key_place(table, "rows"), "rows",
		"section [data NAME] with rows = many called", &nearest,
		report);
}

static bool refuse_column(const struct section *data, struct place place,
	const char *key, const char *name, struct report *report)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < section_setting_count(data); i++) {
		const char *known = strchr(section_setting(data, i)->key, '.');

		if (known != NULL && find_column(data, known + 1) != NULL)
			nearest_offer(&nearest, known + 1);
	}
	return refuse(place, key, "column of its rows called", &nearest,
		report);
}

/* A table that is checked. */
struct subject {
	const struct section *table, *data;
	const char *const *columns; /* that it shows */
	size_t count, header;
};

static bool refuse_unshown(const struct subject *subject, struct place place,
	const char *key, const char *name, struct report *report)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < subject->count; i++)
		nearest_offer(&nearest, subject->columns[i]);
	return refuse(place, key, "column of the table called", &nearest,
		report);
}

static bool check_columns(const struct subject *subject,
	struct report *report)
{
	struct place place = section_key_place(subject->table, "columns");
	const char *const *columns = subject->columns;
	bool good = true;

	for (size_t i = 0; i < subject->count; i++) {
		if (find_column(subject->data, columns[i]) == NULL)
			good = refuse_column(subject->data, place, "columns",
				columns[i], report);
		else if (find_in(columns, i, columns[i]) < i)
			good = report_error(report, place, "columns: '%s' "
				"stands there twice", columns[i]);
	}
	return good;
}

/* label.COLUMN and the like */
static bool check_setting(const struct subject *subject,
	const struct setting *setting, struct report *report)
{
	const char *name = strchr(setting->key, '.');
	const struct setting *column;
	size_t number;

	if (name == NULL)
		return true;
	number = find_in(subject->columns, subject->count, ++name);
	if (number == subject->count)
		return refuse_unshown(subject, setting->place, setting->key,
			name, report);
	column = find_column(subject->data, name);
	if (column == NULL || find_total(subject->table, name) != setting)
		return true;
	if (number == subject->header)
		return report_error(report, setting->place, "%s: the column "
			"that tells the rows apart has no total: say "
			"header_column", setting->key);
	if (!is_number(column))
		return report_error(report, setting->place, "%s: '%s' is a "
			"column of texts", setting->key, name);
	return section_choice(subject->table, setting->key) != TOTAL_MEAN ||
		find_setting(subject->table, "format", name) != NULL ||
		report_error(report, setting->place, "%s: a mean may have "
			"decimals without end: say format.%s = number 1, or "
			"more of them", setting->key, name);
}

static bool check_table(const struct settings *settings,
	const struct section *table, struct report *report)
{
	const char *rows = section_text(table, "rows");
	const char *header = section_text(table, "header_column");
	struct subject subject = {.table = table,
		.data = find_source(settings, rows)};
	bool good;

	if (subject.data == NULL)
		return refuse_source(settings, table, rows, report);
	subject.columns = section_list(table, "columns", &subject.count);
	if (header != NULL)
		subject.header = find_in(subject.columns, subject.count,
			header);
	good = check_columns(&subject, report);
	if (header != NULL && subject.header == subject.count)
		good = refuse_unshown(&subject,
			section_key_place(table, "header_column"),
			"header_column", header, report);
	for (size_t i = 0; i < section_setting_count(table); i++)
		good &= check_setting(&subject, section_setting(table, i),
			report);
	return good;
}

bool table_options_check(const struct settings *settings,
	struct report *report)
{
	bool good = true;

	for (size_t i = 0; i < settings_count(settings, "table"); i++)
		good &= check_table(settings,
			settings_named(settings, "table", i), report);
	return good;
}

/* ---- options ---- */

static struct template_line line(const struct section *section,
	const char *key)
{
	return (struct template_line){section_text(section, key),
		section_key_place(section, key)};
}

static const char *total_name(const struct section *table, const char *column,
	struct arena *arena)
{
	return arena_printf(arena, "%s.%s.total", section_name(table), column);
}

static struct table_column_options column_options(const struct section *table,
	const struct section *data, const char *name, struct arena *arena)
{
	const struct setting *label = find_setting(table, "label", name);
	const struct setting *format = find_setting(table, "format", name);
	const struct setting *align = find_setting(table, "align", name);
	const struct setting *total = find_total(table, name);
	struct table_column_options out = {.name = name};

	if (label == NULL) /* its header in the file */
		label = find_column(data, name);
	out.label = (struct template_line){label->text, label->place};
	out.format_place = section_key_place(table, "columns");
	if (format != NULL) {
		out.format = format->text;
		out.format_place = format->place;
	}
	if (align != NULL)
		out.align = section_choice(table, align->key) == 0
			? ALIGN_LEFT : ALIGN_RIGHT;
	if (total != NULL) {
		out.total = total_name(table, name, arena);
		out.total_place = total->place;
	}
	return out;
}

const struct table_options *options_for_tables(const struct settings *settings,
	struct arena *arena, size_t *count)
{
	struct table_options *tables;

	*count = settings_count(settings, "table");
	tables = arena_new(arena, *count * sizeof(*tables));
	for (size_t i = 0; i < *count; i++) {
		const struct section *table =
			settings_named(settings, "table", i);
		const char *header = section_text(table, "header_column");
		struct table_options *out = &tables[i];
		const char *const *names =
			section_list(table, "columns", &out->column_count);
		struct table_column_options *columns = arena_new(arena,
			out->column_count * sizeof(*columns));

		out->name = section_name(table);
		out->source = section_text(table, "rows");
		out->caption = line(table, "caption");
		out->total_label = line(table, "total_label");
		out->empty = line(table, "empty");
		out->missing = section_text(table, "missing");
		out->place = section_place(table);
		for (size_t j = 0; j < out->column_count; j++)
			columns[j] = column_options(table,
				find_source(settings, out->source), names[j],
				arena);
		out->columns = columns;
		if (header != NULL)
			out->header_column = find_in(names, out->column_count,
				header);
	}
	return tables;
}

/* ---- what they need of the data ---- */

static void add_aggregate(struct source_options *out, const char *name,
	const char *sql, struct place place, struct arena *arena)
{
	struct aggregate_options *all = arena_grow(arena,
		(struct aggregate_options *)out->aggregates,
		out->aggregate_count, out->aggregate_count + 1, sizeof(*all));

	all[out->aggregate_count++] =
		(struct aggregate_options){name, sql, place};
	out->aggregates = all;
}

static void add_of_table(const struct section *table,
	struct source_options *out, struct arena *arena)
{
	size_t count;
	const char *const *columns = section_list(table, "columns", &count);

	add_aggregate(out, arena_printf(arena, "%s.rows", section_name(table)),
		"count(*)", section_place(table), arena);
	for (size_t i = 0; i < count; i++) {
		const struct setting *total = find_total(table, columns[i]);

		if (total != NULL)
			add_aggregate(out, total_name(table, columns[i], arena),
				arena_printf(arena, "%s(%s)",
					section_choice(table, total->key) ==
						TOTAL_MEAN ? "avg" : "sum",
					columns[i]),
				total->place, arena);
	}
}

void table_aggregates(const struct settings *settings, const char *source,
	struct source_options *out, struct arena *arena)
{
	for (size_t i = 0; i < settings_count(settings, "table"); i++) {
		const struct section *table =
			settings_named(settings, "table", i);

		if (strcmp(section_text(table, "rows"), source) == 0)
			add_of_table(table, out, arena);
	}
}
