/* manifest.csv, failed.csv and sources.csv; see lists.h. */
#include "batch/lists.h"

#include <stdlib.h>

#include "batch/sources.h"
#include "config/settings.h"
#include "data/tables.h"
#include "output/manifest.h"

struct lists {
	struct job *job;
	struct report *report;
	struct text manifest, failed;
	char delimiter; /* of the recipients' file */
};

static bool add_entry(void *context, const struct entry *entry)
{
	struct lists *lists = context;
	struct tables *tables = lists->job->tables;
	struct text row = {0};
	int64_t number;
	bool done;

	manifest_add(&lists->manifest, entry,
		lists->job->formula_options.indicator_count, lists->report);
	if (entry->state != LETTER_FAILED)
		return true;
	number = tables_recipient_row(tables, entry->key);
	if (number == 0) /* no recipient any more */
		return true;
	done = tables_original_row(tables, RECIPIENTS, number, &row,
		lists->report);
	failed_add(&lists->failed, entry->reason, text_string(&row),
		lists->delimiter);
	text_clear(&row);
	return done;
}

static bool begin(struct lists *lists)
{
	const struct formula_options *options = &lists->job->formula_options;
	const char **names =
		memory_new(options->indicator_count * sizeof(*names));
	struct text header = {0};
	bool done = tables_original_row(lists->job->tables, RECIPIENTS, 0,
		&header, lists->report);

	for (size_t i = 0; i < options->indicator_count; i++)
		names[i] = options->indicators[i].name;
	manifest_begin(&lists->manifest, names, options->indicator_count);
	failed_begin(&lists->failed, text_string(&header), lists->delimiter);
	free(names);
	text_clear(&header);
	return done;
}

static bool write_list(struct folder *folder, const char *name,
	const struct text *list, struct report *report)
{
	struct text own = {0};
	bool done;

	folder_own(folder, name, &own);
	done = folder_write_private(folder, own.data, list->data,
		list->length, report);
	text_clear(&own);
	return done;
}

struct manifest {
	struct text text;
	size_t indicator_count;
	struct report told; /* when the letters were made */
};

static bool add_to_manifest(void *context, const struct entry *entry)
{
	struct manifest *manifest = context;

	manifest_add(&manifest->text, entry, manifest->indicator_count,
		&manifest->told);
	return true;
}

bool lists_write_manifest(const struct settings *settings,
	struct record *record, struct folder *folder, struct report *report)
{
	struct manifest manifest = {
		.indicator_count = settings_count(settings, "indicator")};
	const char **names =
		memory_new(manifest.indicator_count * sizeof(*names));
	bool done;

	for (size_t i = 0; i < manifest.indicator_count; i++)
		names[i] = section_name(
			settings_named(settings, "indicator", i));
	manifest_begin(&manifest.text, names, manifest.indicator_count);
	done = record_each(record, add_to_manifest, &manifest, report) &&
		write_list(folder, "manifest.csv", &manifest.text, report);
	free(names);
	text_clear(&manifest.text);
	report_clear(&manifest.told);
	return done;
}

bool lists_write(struct job *job, struct record *record,
	struct folder *folder, struct report *report)
{
	struct lists lists = {.job = job, .report = report,
		.delimiter = section_character(
			settings_section(job->settings, "data"), "delimiter")};
	bool done = begin(&lists) &&
		record_each(record, add_entry, &lists, report) &&
		write_list(folder, "manifest.csv", &lists.manifest, report) &&
		write_list(folder, "failed.csv", &lists.failed, report) &&
		sources_write(job, folder, report);

	text_clear(&lists.manifest);
	text_clear(&lists.failed);
	return done;
}
