/*
 * A CSV file, loaded as the recipients and again as a further source. The first
 * byte chooses delimiter and encoding; the header says which columns there are.
 */
#include "fuzz.h"

#include "base/text.h"
#include "data/csv.h"
#include "data/tables.h"

#define COLUMNS 3 /* the key, a text, a number: the first of the file */

static bool take_header(void *context, const struct csv_row *row)
{
	char **headers = context;

	for (size_t i = 0; i < COLUMNS; i++)
		headers[i] = memory_strdup(row->count > 0
				? row->cells[i % row->count] : "");
	return false;
}

/* Each row, as it was found, must be there to be read again. */
static void read_back(struct tables *tables, const char *source)
{
	int64_t count = tables_recipient_count(tables);
	struct report report = {0};
	struct text row = {0};

	for (int64_t i = 0; i <= count; i++)
		if (!tables_original_row(tables, source, i, &row, &report))
			FUZZ_EXPECT(i > 0 && source[0] != RECIPIENTS[0]);
	text_clear(&row);
	report_clear(&report);
}

static void load(const char *path, const struct csv_options *csv,
	char *const *headers, struct report *report)
{
	static const char *const missing[] = {"", "-", "n/a"};
	struct column_options names[] = {{.name = "a", .header = headers[1]},
		{.name = "b", .header = headers[2], .type = COLUMN_NUMBER}};
	struct column_options figures[] = {{.name = "c", .header = headers[1],
		.type = COLUMN_NUMBER}};
	struct source_options recipients = {.path = path,
		.delimiter = csv->delimiter, .encoding = csv->encoding,
		.key = headers[0], .missing = missing, .missing_count = 3,
		.columns = names, .column_count = 2};
	struct source_options further = recipients;
	struct tables *tables = NULL;
	bool done;

	further.name = "more";
	further.where = "c IS NULL OR c < 1000";
	further.columns = figures;
	further.column_count = 1;
	FUZZ_EXPECT(tables_open(NULL, &tables, report));
	done = tables_load(tables, &recipients, report);
	done = tables_load(tables, &further, report) && done;
	if (done && tables_join(tables, report)) {
		read_back(tables, RECIPIENTS);
		read_back(tables, further.name);
	}
	tables_free(tables);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encodings[] = {NULL, NULL, "windows-1252",
		"utf-16"};
	uint8_t choice = size > 0 ? data[0] : 0;
	struct csv_options csv = {.delimiter = ",;\t|"[choice & 3],
		.encoding = encodings[choice >> 2 & 3]};
	const char *path = fuzz_file(data + (size > 0), size - (size > 0));
	char *headers[COLUMNS] = {NULL};
	struct report report = {0};

	if (!csv_read(path, &csv, take_header, headers, &report) &&
		headers[0] != NULL)
		load(path, &csv, headers, &report);
	for (size_t i = 0; i < COLUMNS; i++)
		free(headers[i]);
	report_clear(&report);
	return 0;
}
