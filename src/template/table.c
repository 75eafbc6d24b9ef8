/*
 * Tables. A cell is printed like any {{value|formatter}}: its placeholder is
 * given a set of values that holds just the cell. A total is one of the
 * letter's own values, an aggregate that the data has worked out.
 */
#include "template/table.h"

#include <assert.h>
#include <string.h>

#include "language/language.h"

static const char *cell_body(const struct table_text *table,
	const struct table_column_options *column, const char *name,
	struct arena *arena)
{
	if (name == NULL)
		name = arena_printf(arena, "%s.%s", table->options->source,
			column->name);
	return arena_printf(arena, "%s%s%s", name, column->format ? "|" : "",
		column->format ? column->format : "");
}

static bool add_total(struct table_text *table,
	struct table_column_text *column, struct parts *parts,
	struct report *report)
{
	const struct table_column_options *options = column->options;

	if (options->total == NULL)
		return true;
	column->total = placeholder_parse(cell_body(table, options,
		options->total, &parts->arena), table->language,
		options->total_place, &parts->arena, report);
	if (column->total == NULL)
		return false;
	ARENA_RESERVE(&parts->arena, parts->placeholders,
		parts->placeholder_count, parts->placeholder_room);
	parts->placeholders[parts->placeholder_count++] = column->total;
	table->has_totals = true;
	return true;
}

static bool parse_words(const struct table_text *table, struct steps *steps,
	const struct template_line *line, struct parts *parts,
	struct report *report)
{
	return steps_parse(steps, line, table->language, true, parts, report);
}

/* What the mill itself calls the last row, where the job does not. */
static bool parse_total_label(struct table_text *table, struct parts *parts,
	struct report *report)
{
	const struct table_options *options = table->options;
	struct template_line label = options->total_label;
	const char *tag = language_tag(table->language);

	if (label.text == NULL && table->has_totals) {
		label.text = language_phrase(table->language, PHRASE_TOTAL);
		label.place = options->place;
	}
	if (label.text == NULL && table->has_totals)
		return report_error(report, options->place, "[table %s] has no "
			"'total_label', and 'Total' is not known in %s: say it "
			"there, or as total = ... in a section [words %s]",
			options->name, language_name(table->language), tag);
	table->total_place = label.place;
	return parse_words(table, &table->total_label, &label, parts, report);
}

bool table_parse(struct table_text *table, const struct table_options *options,
	const struct language *language, struct parts *parts,
	struct report *report)
{
	bool ok = true;

	table->options = options;
	table->language = language;
	table->columns = arena_new(&parts->arena,
		options->column_count * sizeof(*table->columns));
	ok &= parse_words(table, &table->caption, &options->caption, parts,
		report);
	ok &= parse_words(table, &table->empty, &options->empty, parts,
		report);
	for (size_t i = 0; i < options->column_count; i++) {
		struct table_column_text *column = &table->columns[i];

		column->options = &options->columns[i];
		ok &= parse_words(table, &column->label,
			&column->options->label, parts, report);
		column->cell = placeholder_parse(cell_body(table,
			column->options, NULL, &parts->arena), language,
			column->options->format_place, &parts->arena, report);
		if (column->cell == NULL ||
			!add_total(table, column, parts, report))
			ok = false;
	}
	return parse_total_label(table, parts, report) && ok;
}

/* A formatter that would refuse every cell of the column. */
static bool check_format(const struct table_column_text *column,
	bool is_number, struct report *report)
{
	enum format format = column->cell->format;
	bool is_for_numbers = format == FORMAT_NUMBER ||
		format == FORMAT_PERCENT;

	if (format == FORMAT_NONE || (format == FORMAT_DATE && !is_number) ||
		(is_for_numbers && is_number))
		return true;
	return report_error(report, column->options->format_place,
		"format.%s: %s is not for a column of %s",
		column->options->name, formatter_table[format].name,
		is_number ? "numbers" : "texts");
}

bool table_bind(struct table_text *table, struct catalogue catalogue,
	struct report *report)
{
	const struct catalogue_source *source = catalogue.sources;
	bool ok = true;

	while (strcmp(source->name, table->options->source) != 0)
		source++;
	table->source = (size_t)(source - catalogue.sources);
	table->known = source;
	for (size_t i = 0; i < table->options->column_count; i++) {
		struct table_column_text *column = &table->columns[i];
		bool is_number;

		while (strcmp(source->columns[column->number].name,
			column->options->name) != 0)
			column->number++;
		is_number = source->columns[column->number].is_number;
		ok &= check_format(column, is_number, report);
		if (column->options->align == ALIGN_AUTO)
			column->align = is_number ? CELL_DECIMAL : CELL_LEFT;
		else if (column->options->align == ALIGN_RIGHT)
			column->align = is_number ? CELL_DECIMAL : CELL_RIGHT;
	}
	return ok;
}

bool table_shows(const struct table_text *table, size_t source, size_t column)
{
	if (table->source != source)
		return false;
	for (size_t i = 0; i < table->options->column_count; i++)
		if (table->columns[i].number == column)
			return true;
	return false;
}

/* ---- a letter's ---- */

static size_t find_mark(const char *text, const char *mark)
{
	const char *found = strstr(text, mark);

	return found != NULL ? (size_t)(found - text) : strlen(text);
}

/* What one value shows, printed by its column's placeholder. */
static bool fill_cell(struct filling *filling, const struct table_text *text,
	const struct placeholder *placeholder, const struct values *values,
	struct cell *out)
{
	const struct value *value = &values->items[placeholder->index];

	out->field = placeholder->name;
	out->place = value->place;
	if (value->kind != VALUE_MISSING)
		out->text = placeholder_print(placeholder, values,
			filling->arena, &filling->scratch, filling->report);
	else if (text->options->missing != NULL)
		out->text = text->options->missing;
	else
		report_error(filling->report, value->place, "%s, but {{table "
			"%s}} shows it: fill it in, or say missing = ... in "
			"its section", value->reason, text->options->name);
	if (out->text == NULL)
		return false;
	out->is_words = value->kind != VALUE_NUMBER;
	out->mark = find_mark(out->text, language_decimal(text->language));
	return true;
}

static bool fill_rows(struct filling *filling, const struct table_text *text,
	const struct rows *rows, struct table *table)
{
	size_t columns = table->column_count;
	struct cell *cells = arena_new(filling->arena,
		rows->count * columns * sizeof(*cells));
	bool done = true;

	for (size_t i = 0; i < rows->count; i++)
		for (size_t j = 0; j < columns; j++) {
			const struct table_column_text *column =
				&text->columns[j];
			struct values one = {.count = 1,
				.items = &rows->cells[i *
					text->known->column_count +
					column->number]};

			done &= fill_cell(filling, text, column->cell, &one,
				&cells[i * columns + j]);
		}
	table->cells = cells;
	table->row_count = rows->count;
	return done;
}

static struct cell words_cell(struct filling *filling,
	const struct steps *steps, struct place place)
{
	const char *text = fill_line(filling, steps);

	return (struct cell){.text = text ? text : "", .place = place};
}

/* Those who listen to a table are told the header with each cell. */
static bool fill_header(struct filling *filling, const struct table_text *text,
	struct table *table)
{
	struct cell *header = arena_new(filling->arena,
		table->column_count * sizeof(*header));
	bool done = true;

	for (size_t i = 0; i < table->column_count; i++) {
		const struct table_column_options *options =
			text->columns[i].options;

		header[i] = words_cell(filling, &text->columns[i].label,
			options->label.place);
		if (header[i].text[strspn(header[i].text, " ")] == '\0')
			done = report_error(filling->report,
				options->label.place, "label.%s is empty: a "
				"column needs a header", options->name);
	}
	table->header = header;
	return done;
}

static bool fill_totals(struct filling *filling, const struct table_text *text,
	struct table *table)
{
	struct cell *totals = arena_new(filling->arena,
		table->column_count * sizeof(*totals));
	bool done = true;

	for (size_t i = 0; i < table->column_count; i++) {
		const struct placeholder *total = text->columns[i].total;

		if (i == table->header_column)
			totals[i] = words_cell(filling, &text->total_label,
				text->total_place);
		else if (total != NULL)
			done &= fill_cell(filling, text, total,
				filling->values, &totals[i]);
		else
			totals[i].text = "";
	}
	table->totals = totals;
	return done;
}

/* The words in place of a table without a row. */
static bool fill_empty(struct filling *filling, const struct table_text *text,
	struct place place, struct block *out)
{
	const char *words = fill_line(filling, &text->empty);
	struct run *run = arena_new(filling->arena, sizeof(*run));

	if (!text->empty.given)
		filling->failed = !report_error(filling->report, place,
			"[data %s] has no row to show in {{table %s}}: say in "
			"its section what the letter says then, as empty = ...",
			text->options->source, text->options->name);
	if (words == NULL)
		return false;
	*run = (struct run){.text = words, .place = text->options->empty.place};
	out->kind = BLOCK_PARAGRAPH;
	out->runs = run;
	out->run_count = 1;
	return true;
}

bool table_fill(struct filling *filling, const struct table_text *text,
	struct place place, struct block *out)
{
	const struct rows *rows = &filling->values->rows[text->source];
	size_t columns = text->options->column_count;
	struct table *table;
	enum cell_align *aligns;
	bool done;

	assert(text->source < filling->values->source_count);
	if (rows->count == 0)
		return fill_empty(filling, text, place, out);
	table = arena_new(filling->arena, sizeof(*table));
	aligns = arena_new(filling->arena, columns * sizeof(*aligns));
	for (size_t i = 0; i < columns; i++)
		aligns[i] = text->columns[i].align;
	*table = (struct table){.column_count = columns, .aligns = aligns,
		.header_column = text->options->header_column,
		.caption = fill_line(filling, &text->caption),
		.caption_place = text->options->caption.place};
	done = fill_header(filling, text, table);
	done &= fill_rows(filling, text, rows, table);
	if (text->has_totals)
		done &= fill_totals(filling, text, table);
	if (!done)
		filling->failed = true;
	out->table = table;
	return done;
}

void table_repertoire(const struct table_text *table, struct text *out)
{
	steps_repertoire(&table->caption, out);
	steps_repertoire(&table->total_label, out);
	steps_repertoire(&table->empty, out);
	if (table->options->missing != NULL)
		text_add(out, table->options->missing);
	for (size_t i = 0; i < table->options->column_count; i++) {
		steps_repertoire(&table->columns[i].label, out);
		placeholder_repertoire(table->columns[i].cell, out);
	}
}
