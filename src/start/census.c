/*
 * The file is read once with each delimiter up to the header, then once whole.
 * Cells are told apart by a hash of 64 bits: a mistake would only make a worse
 * draft, and `check` sees the real ones.
 */
#include "start/census.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "data/csv.h"

/* What is gathered of a column while reading. */
struct gathering {
	uint64_t *hashes; /* of its cells */
	size_t with_point, with_comma, filled; /* cells */
	bool is_code; /* 0123, or all years: digits, and no quantity */
};

struct reading {
	struct census *census;
	struct arena *arena;
	struct gathering *columns;
	const char *path;
	struct report *report;
	size_t width; /* of the header, while delimiters are tried */
};

static bool stop_at_header(void *context, const struct csv_row *row)
{
	struct reading *reading = context;

	reading->width = row->fault == NULL ? row->count : 0;
	return false;
}

/* How many columns the header has with this delimiter; 0: it is unreadable. */
static size_t header_width(const char *path, char delimiter,
	const char *encoding)
{
	struct csv_options options = {delimiter, encoding};
	struct report unheard = {0};
	struct reading reading = {0};

	(void)!csv_read(path, &options, stop_at_header, &reading, &unheard);
	report_clear(&unheard);
	return reading.width;
}

static bool count_row(void *context, const struct csv_row *row)
{
	size_t *count = context;

	(void)row;
	return ++*count < CENSUS_ROWS;
}

static bool is_written_in(const char *path, const char *encoding)
{
	struct csv_options options = {',', encoding};
	struct report unheard = {0};
	size_t count = 0;
	bool is;

	(void)!csv_read(path, &options, count_row, &count, &unheard);
	is = unheard.errors == 0;
	report_clear(&unheard);
	return is;
}

static void choose_delimiter(const char *path, struct census *out)
{
	static const char delimiters[] = {',', ';', '\t'};
	size_t most = 0;

	out->delimiter = ',';
	for (size_t i = 0; i < sizeof(delimiters); i++) {
		size_t width = header_width(path, delimiters[i],
			out->encoding);

		if (width > most) {
			most = width;
			out->delimiter = delimiters[i];
		}
	}
}

static bool read_header(struct reading *reading, const struct csv_row *row)
{
	struct census *census = reading->census;

	if (row->fault != NULL)
		return report_error(reading->report, (struct place){
			reading->path, row->line, row->fault_column},
			"the header cannot be read: %s", row->fault);
	if (row->count > CENSUS_COLUMNS)
		return report_error(reading->report,
			(struct place){reading->path, row->line, 0},
			"there are %zu columns, and %d at most are taken: "
			"leave some out", row->count, CENSUS_COLUMNS);
	census->count = row->count;
	census->columns = arena_new(reading->arena,
		row->count * sizeof(*census->columns));
	reading->columns = memory_new(row->count * sizeof(*reading->columns));
	for (size_t i = 0; i < row->count; i++) {
		struct census_column *column = &census->columns[i];

		column->header = arena_strdup(reading->arena, row->cells[i]);
		for (size_t j = 0; j < i; j++)
			if (strcasecmp(census->columns[j].header,
				    column->header) == 0)
				column->is_twice =
					census->columns[j].is_twice = true;
		reading->columns[i].hashes =
			memory_new(CENSUS_ROWS * sizeof(uint64_t));
		reading->columns[i].is_code = true;
	}
	return true;
}

static uint64_t hash(const char *cell)
{
	uint64_t value = 0xcbf29ce484222325; /* FNV-1a */

	for (; *cell != '\0'; cell++)
		value = (value ^ (unsigned char)*cell) * 0x100000001b3;
	return value;
}

static void keep_text(struct reading *reading, struct census_column *column,
	const char *cell)
{
	size_t kept = column->text_count;

	for (size_t i = 0; i < kept && i < CENSUS_TEXTS; i++)
		if (strcasecmp(column->texts[i], cell) == 0)
			return;
	if (kept < CENSUS_TEXTS)
		column->texts[kept] = arena_strdup(reading->arena, cell);
	if (kept <= CENSUS_TEXTS)
		column->text_count++;
}

/* A number that nobody adds up: with a leading zero, or a year. */
static bool is_code(const char *cell)
{
	size_t digits = strspn(cell, "0123456789");

	if (cell[digits] != '\0')
		return false;
	return (digits > 1 && cell[0] == '0') ||
		(digits == 4 && (cell[0] == '1' || cell[0] == '2'));
}

static void read_cell(struct reading *reading, size_t number, const char *cell)
{
	struct gathering *column = &reading->columns[number];
	double unused;

	column->hashes[reading->census->rows] = hash(cell);
	if (*cell == '\0')
		return;
	column->filled++;
	column->with_point += cell_number(cell, DECIMAL_POINT, &unused) == NULL;
	column->with_comma += cell_number(cell, DECIMAL_COMMA, &unused) == NULL;
	column->is_code &= is_code(cell);
	keep_text(reading, &reading->census->columns[number], cell);
}

static bool read_row(void *context, const struct csv_row *row)
{
	struct reading *reading = context;
	struct census *census = reading->census;

	if (census->columns == NULL)
		return read_header(reading, row);
	if (row->fault != NULL)
		return report_error(reading->report, (struct place){
			reading->path, row->line, row->fault_column},
			"the row cannot be read: %s", row->fault);
	if (row->count != census->count)
		return report_error(reading->report, (struct place){
			reading->path, row->line, 0},
			"the row has %zu cells and the header %zu: see whether "
			"a quote or a delimiter is missing", row->count,
			census->count);
	for (size_t i = 0; i < census->count; i++)
		read_cell(reading, i, row->cells[i]);
	return ++census->rows < CENSUS_ROWS;
}

static int ascending(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;

	return (first > second) - (first < second);
}

static bool is_unique(uint64_t *hashes, size_t count)
{
	qsort(hashes, count, sizeof(*hashes), ascending);
	for (size_t i = 1; i < count; i++)
		if (hashes[i] == hashes[i - 1])
			return false;
	return true;
}

/* The file has one decimal mark: the one that more columns agree with. */
static void judge(struct reading *reading)
{
	struct census *census = reading->census;
	size_t points = 0, commas = 0;

	for (size_t i = 0; i < census->count; i++) {
		const struct gathering *column = &reading->columns[i];

		points += column->filled > 0 &&
			column->with_point == column->filled;
		commas += column->filled > 0 &&
			column->with_comma == column->filled;
	}
	census->decimal = commas > points ? DECIMAL_COMMA : DECIMAL_POINT;
	for (size_t i = 0; i < census->count; i++) {
		const struct gathering *column = &reading->columns[i];
		struct census_column *out = &census->columns[i];

		out->is_filled = column->filled == census->rows;
		out->is_unique = is_unique(column->hashes, census->rows);
		out->is_number = column->filled > 0 && !column->is_code &&
			column->filled == (commas > points
					? column->with_comma
					: column->with_point);
	}
}

bool census_take(const char *path, struct arena *arena, struct census *out,
	struct report *report)
{
	struct reading reading = {.census = out, .arena = arena, .path = path,
		.report = report};
	struct csv_options options;
	bool done;

	*out = (struct census){.encoding = "utf-8"};
	if (!is_written_in(path, out->encoding) &&
		is_written_in(path, "windows-1252"))
		out->encoding = "windows-1252";
	choose_delimiter(path, out);
	options = (struct csv_options){out->delimiter, out->encoding};
	/* Stopped after enough rows is as good as read. */
	done = csv_read(path, &options, read_row, &reading, report) ||
		(report->errors == 0 && out->rows == CENSUS_ROWS);
	if (done && out->rows == 0)
		done = report_error(report, (struct place){path, 0, 0},
			"there is no row below the header");
	if (done)
		judge(&reading);
	for (size_t i = 0; reading.columns != NULL && i < out->count; i++)
		free(reading.columns[i].hashes);
	free(reading.columns);
	return done;
}
