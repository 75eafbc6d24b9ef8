/* A letter to look at; see preview.h. */
#include "batch/preview.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "batch/letter.h"
#include "config/settings.h"

#define FILE_NAME "preview.pdf"

/* ---- what it is made of ---- */

struct listing {
	struct file_watch *watch;
	struct report *report;
	bool whole;
};

static void watch_file(struct listing *listing, const char *path)
{
	if (!file_watch_add(listing->watch, path, listing->report))
		listing->whole = false;
}

/* A key is never looked at but to sign. */
static void watch_setting(void *context, const struct settings_file *file)
{
	if (!file->is_secret)
		watch_file(context, file->path);
}

/* Watched before it is read, so that no change of it is missed. */
bool preview_watch(const struct job_options *options, struct file_watch *watch,
	struct report *report)
{
	struct listing listing = {watch, report, true};
	struct settings *settings = NULL;
	struct report faults = {0}; /* told when the job is opened */

	watch_file(&listing, options->config);
	if (settings_load(options->config, options->sets, options->set_count,
		    &settings, &faults)) {
		file_watch_reset(watch);
		watch_file(&listing, options->config);
		settings_files(settings, watch_setting, &listing);
	}
	settings_free(settings);
	report_clear(&faults);
	return listing.whole;
}

/* ---- making it ---- */

static bool choose(struct job *job, const char *only, struct arena *arena,
	struct recipient *out, struct report *report)
{
	if (only != NULL)
		return job_recipient_lookup(job, only, arena, out, report);
	return job_recipient(job, 1, arena, out) ||
		report_error(report, section_key_place(settings_section(
			job->settings, "data"), "recipients"),
			"there is no recipient to show a letter of: add a row");
}

/* An error in the recipient's own data stops the letter, as in a run. */
static bool make(struct job *job, const struct recipient *recipient,
	const char *path, struct arena *arena, size_t *pages,
	struct report *report)
{
	struct folder *folder = NULL;
	struct text bytes = {0};
	struct plan plan;
	bool done = report_first_error(report, recipient->key) == NULL &&
		letter_plan(job, recipient->row, arena, &plan, report) &&
		letter_write(job, &plan, arena, &bytes, pages, report) &&
		folder_visit(path, &folder, report) &&
		folder_write(folder, FILE_NAME, bytes.data, bytes.length,
			report);

	folder_close(folder);
	text_clear(&bytes);
	return done;
}

/* What stops other letters than this one is for `check` to tell. */
static void pass_on(const struct report *from, const char *key,
	struct report *to)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct problem *problem = &from->problems[i];

		if (problem->recipient == NULL || key == NULL ||
			strcmp(problem->recipient, key) == 0) {
			to->recipient = problem->recipient;
			report_copy(to, problem);
		}
	}
	to->recipient = NULL;
}

bool preview_make(const struct job_options *options, const char *only,
	struct preview *out, struct report *report)
{
	struct recipient recipient = {0};
	struct report all = {0};
	struct arena arena = {0};
	struct job *job = NULL;
	const char *folder;
	bool done = false;

	if (!job_open(options, &job, &all))
		goto out;
	folder = arena_printf(&arena, "%s/%s", options->out, section_text(
		settings_section(job->settings, "job"), "name"));
	free(out->path);
	out->path = path_in(folder, FILE_NAME);
	if (!choose(job, only, &arena, &recipient, &all))
		goto out;
	all.recipient = recipient.key;
	done = make(job, &recipient, folder, &arena, &out->pages, &all);
	all.recipient = NULL;
	if (done) {
		free(out->name);
		out->name = memory_strdup(recipient.name);
	}
out:
	pass_on(&all, recipient.key, report);
	job_free(job);
	arena_clear(&arena);
	report_clear(&all);
	return done;
}

void preview_clear(struct preview *preview)
{
	free(preview->path);
	free(preview->name);
	*preview = (struct preview){0};
}
