/* A job as one file; see export.h. */
#include "dispatch/export.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "archive/bag.h"
#include "base/file.h"
#include "output/letters.h"
#include "output/record.h"
#include "output/sign_offs.h"

struct export {
	const struct export_options *options;
	struct export_summary *out;
	struct settings *settings;
	struct folder *folder;
	struct record *record;
	struct text name; /* of the job's folder in the archive, and a letter */
	size_t stem;
	size_t bad;
	struct report *report;
};

/* ---- is it what the record says? ---- */

/* In a pack, which is put into the archive as it is. */
static bool find_packed(const struct export *export, const struct entry *entry,
	char sha256[DIGEST_HEX])
{
	return letter_stands(entry->state) &&
		letters_size(export->folder, entry->key, entry->file) >= 0 &&
		letters_digest(export->folder, entry->key, entry->file, sha256,
			export->report);
}

static bool check_letter(void *context, const struct entry *entry)
{
	struct export *export = context;
	char sha256[DIGEST_HEX];
	int64_t size;
	bool found;

	if (entry->state == LETTER_FAILED)
		return true;
	export->out->letters++;
	export->name.length = export->stem;
	text_add(&export->name, entry->file);
	found = inventory_find(export->out->holdings.inventory,
			text_string(&export->name), &size, sha256) ||
		find_packed(export, entry, sha256);
	if (found && strcmp(sha256, entry->sha256) == 0)
		return true;
	export->bad++;
	export->report->recipient = entry->key;
	report_error(export->report, (struct place){.file = entry->file},
		"%s: 'render' makes it again, and then it can be exported",
		entry->state == LETTER_DISCARDED ? "the letter was discarded" :
		found ? "the file is not the one that was made" : "the file is "
			"gone");
	export->report->recipient = NULL;
	return true;
}

static bool check_record(struct export *export)
{
	text_printf(&export->name, HOLDINGS_OUT "%s/", section_text(
		settings_section(export->settings, "job"), "name"));
	export->stem = export->name.length;
	return record_each(export->record, check_letter, export,
			export->report) &&
		export->bad == 0 &&
		sign_offs_check(export->record, export->folder,
			export->report);
}

/* ---- opening ---- */

static bool open_record(struct export *export)
{
	char *path = path_in(export->out->folder, "job.db");
	struct report *report = export->report;
	bool done = record_open(path, true, &export->record, report);

	free(path);
	if (done && export->record == NULL)
		return job_fail_unmade(export->out->folder, report);
	return done;
}

/* The folder is made by nobody who only wants to see it, so look first. */
static bool open_job(struct export *export)
{
	const struct job_options *job = &export->options->job;

	if (!settings_load(job->config, job->sets, job->set_count,
		    &export->settings, export->report) ||
		!job_folder(job, &export->out->folder, export->report) ||
		!open_record(export))
		return false;
	record_close(export->record);
	export->record = NULL;
	return folder_open(export->out->folder, export->options->wait,
			&export->folder, export->report) &&
		open_record(export);
}

/* ---- bag-info.txt ---- */

static bool add_sets(const struct job_options *job, struct text *info,
	struct report *report)
{
	for (size_t i = 0; i < job->set_count; i++) {
		if (strpbrk(job->sets[i], "\r\n") != NULL)
			return report_error(report, (struct place){0},
				"--set %s: a line end cannot be kept in an "
				"archive: write it into the configuration",
				job->sets[i]);
		text_printf(info, INFO_SET ": %s\n", job->sets[i]);
	}
	return true;
}

static bool write_info(struct export *export, struct text *info)
{
	const struct section *job = settings_section(export->settings, "job");
	const struct holdings *holdings = &export->out->holdings;

	if (section_is_set(job, "author"))
		text_printf(info, "Source-Organization: %s\n",
			section_text(job, "author"));
	text_printf(info, "External-Identifier: %s\n"
		"External-Description: %zu letters of %s\n"
		INFO_CONFIG ": %s\n",
		section_text(job, "name"), export->out->letters,
		section_text(job, "date"), holdings->config);
	if (!add_sets(&export->options->job, info, export->report))
		return false;
	for (size_t i = 0; i < holdings->left_out.count; i++)
		text_printf(info, INFO_LEFT_OUT ": %s\n",
			holdings->left_out.items[i]);
	for (size_t i = 0; i < holdings->elsewhere.count; i++)
		text_printf(info, INFO_ELSEWHERE ": %s\n",
			holdings->elsewhere.items[i]);
	return true;
}

/* ---- writing ---- */

static int64_t seconds_of(struct date date)
{
	struct tm day = {.tm_year = date.year - 1900,
		.tm_mon = date.month - 1, .tm_mday = date.day};

	return timegm(&day);
}

static bool write_archive(struct export *export)
{
	const struct section *job = settings_section(export->settings, "job");
	struct text info = {0};
	struct bag_options options = {
		.path = export->out->file,
		.name = section_text(job, "name"),
		.time = seconds_of(section_date(job, "date")),
	};
	bool done = write_info(export, &info);

	options.info = text_string(&info);
	done = done && bag_write(&options, export->out->holdings.inventory,
		export->report);
	text_clear(&info);
	return done;
}

static char *file_of(const struct export *export)
{
	struct text name = {0};

	if (export->options->file != NULL)
		return memory_strdup(export->options->file);
	text_printf(&name, "%s.tar.zst", section_text(
		settings_section(export->settings, "job"), "name"));
	return name.data;
}

bool export_job(const struct export_options *options,
	struct export_summary *out, struct report *report)
{
	struct export export = {.options = options, .out = out,
		.report = report};
	struct bag_total total;
	bool done;

	*out = (struct export_summary){0};
	done = open_job(&export) &&
		holdings_gather(&options->job, export.settings, out->folder,
			&out->holdings, report) &&
		bag_measure(out->holdings.inventory, &total, report) &&
		check_record(&export);
	if (done) {
		out->file = file_of(&export);
		out->files = total.files;
		out->bytes = total.bytes;
		done = write_archive(&export);
	}
	text_clear(&export.name);
	record_close(export.record);
	folder_close(export.folder);
	settings_free(export.settings);
	return done;
}

void export_summary_clear(struct export_summary *summary)
{
	holdings_clear(&summary->holdings);
	free(summary->folder);
	free(summary->file);
}
