/* manifest.csv, failed.csv and sources.csv; see lists.h. */
#include "batch/lists.h"

#include <stdlib.h>

#include "batch/sources.h"
#include "config/settings.h"
#include "data/tables.h"
#include "output/manifest.h"

#define PIECE 65536 /* bytes of a list that are written at once, about */

/* A list that is written as it grows. */
struct list {
	struct folder_file *file;
	struct text text; /* what is not written yet */
};

struct lists {
	struct job *job; /* NULL: of the manifest alone */
	size_t indicator_count;
	struct report *report;
	struct list manifest, failed;
	char delimiter; /* of the recipients' file */
};

static void open_list(struct list *list, struct folder *folder,
	const char *name)
{
	struct text own = {0};

	folder_own(folder, name, &own);
	list->file = folder_file_open(folder, own.data, true);
	text_clear(&own);
}

static void write_piece(struct list *list, size_t least)
{
	if (list->text.length < least)
		return;
	folder_file_add(list->file, list->text.data, list->text.length);
	text_reset(&list->text);
}

static bool close_list(struct list *list, bool is_whole, struct report *report)
{
	write_piece(list, 1);
	text_clear(&list->text);
	return folder_file_close(list->file, is_whole, report);
}

static bool add_to_manifest(void *context, const struct entry *entry)
{
	struct lists *lists = context;

	manifest_add(&lists->manifest.text, entry, lists->indicator_count,
		lists->report);
	write_piece(&lists->manifest, PIECE);
	return true;
}

static bool add_entry(void *context, const struct entry *entry)
{
	struct lists *lists = context;
	struct tables *tables = lists->job->tables;
	struct text row = {0};
	int64_t number;
	bool done;

	add_to_manifest(lists, entry);
	if (entry->state != LETTER_FAILED)
		return true;
	number = tables_recipient_row(tables, entry->key);
	if (number == 0) /* no recipient any more */
		return true;
	done = tables_original_row(tables, RECIPIENTS, number, &row,
		lists->report);
	failed_add(&lists->failed.text, entry->reason, text_string(&row),
		lists->delimiter);
	write_piece(&lists->failed, PIECE);
	text_clear(&row);
	return done;
}

static void begin_manifest(struct lists *lists, const struct settings *settings,
	struct folder *folder)
{
	const char **names;

	lists->indicator_count = settings_count(settings, "indicator");
	names = memory_new(lists->indicator_count * sizeof(*names));
	for (size_t i = 0; i < lists->indicator_count; i++)
		names[i] = section_name(
			settings_named(settings, "indicator", i));
	open_list(&lists->manifest, folder, "manifest.csv");
	manifest_begin(&lists->manifest.text, names, lists->indicator_count);
	free(names);
}

static bool begin_failed(struct lists *lists, struct folder *folder)
{
	struct text header = {0};
	bool done = tables_original_row(lists->job->tables, RECIPIENTS, 0,
		&header, lists->report);

	open_list(&lists->failed, folder, "failed.csv");
	failed_begin(&lists->failed.text, text_string(&header),
		lists->delimiter);
	text_clear(&header);
	return done;
}

bool lists_write_manifest(const struct settings *settings,
	struct record *record, struct folder *folder, struct report *report)
{
	struct report told = {0}; /* when the letters were made */
	struct lists lists = {.report = &told};
	bool done;

	begin_manifest(&lists, settings, folder);
	done = record_each(record, add_to_manifest, &lists, report);
	done = close_list(&lists.manifest, done, report) && done;
	report_clear(&told);
	return done;
}

bool lists_write(struct job *job, struct record *record,
	struct folder *folder, struct report *report)
{
	struct lists lists = {.job = job, .report = report,
		.delimiter = section_character(
			settings_section(job->settings, "data"), "delimiter")};
	bool done;

	begin_manifest(&lists, job->settings, folder);
	done = begin_failed(&lists, folder) &&
		record_each(record, add_entry, &lists, report);
	done = close_list(&lists.manifest, done, report) && done;
	done = close_list(&lists.failed, done, report) && done;
	return done && sources_write(job, folder, report);
}
