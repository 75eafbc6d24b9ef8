/* The state of every letter; see survey.h. */
#include "batch/survey.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct survey {
	struct job *job;
	struct folder *folder;
	struct record *record; /* NULL: nothing was ever made */
	const char *parts;
	struct arena arena; /* of one letter */
};

static const char *first_fault(const struct report *report, const char *key)
{
	const struct problem *problem = report_first_error(report, key);

	return problem != NULL ? problem->message : "cannot be made";
}

static void look_at_plan(struct survey *survey, const struct plan *plan,
	const struct entry *old, struct standing *out)
{
	static const char *const states[] = {
		[NEED_NOTHING] = "made",
		[NEED_FIRST] = "to make",
		[NEED_CHANGED] = "changed",
		[NEED_FILE] = "missing",
	};
	enum need need = letter_need(plan, old, survey->folder, survey->parts,
		&survey->arena, &out->why);

	out->state = states[need];
	out->file = plan->file;
	if (old == NULL)
		out->why = "";
}

static void look_at(struct survey *survey, struct standing *out,
	struct report *report)
{
	struct entry entry, *old = NULL;
	const char *key = out->recipient.key;
	struct plan plan;
	bool planned;

	if (survey->record != NULL &&
		record_get(survey->record, key, &survey->arena, &entry))
		old = &entry;
	out->issue = old ? old->issue : 0;
	out->pages = old ? old->pages : 0;
	out->file = "";
	report->recipient = key;
	planned = report_first_error(report, key) == NULL &&
		letter_plan(survey->job, out->recipient.row, &survey->arena,
			&plan, report);
	report->recipient = NULL;
	if (planned && old != NULL && old->state == LETTER_FAILED &&
		strcmp(old->fingerprint, plan.fingerprint) == 0) {
		out->state = "failed";
		out->why = old->reason;
	} else if (planned) {
		look_at_plan(survey, &plan, old, out);
	} else {
		out->state = "failed";
		out->why = first_fault(report, key);
	}
}

static bool survey_open(struct survey *survey,
	const struct job_options *options, struct report *report)
{
	char *folder = NULL, *record = NULL;
	bool opened = false;

	if (!job_open(options, &survey->job, report) ||
		!job_folder(options, &folder, report))
		goto out;
	record = path_in(folder, "job.db");
	opened = folder_peek(folder, &survey->folder, report) &&
		record_open(record, true, &survey->record, report);
	if (opened && survey->record != NULL)
		survey->parts = parts_change(survey->job, survey->record,
			&survey->job->arena);
out:
	free(record);
	free(folder);
	return opened;
}

bool survey(const struct job_options *options, survey_listener *listener,
	void *context, struct report *report)
{
	struct survey survey = {0};
	bool done = survey_open(&survey, options, report);
	int64_t count = done ? job_recipient_count(survey.job) : 0;

	for (int64_t row = 1; done && row <= count; row++) {
		struct standing standing = {0};

		arena_reset(&survey.arena);
		if (!job_recipient(survey.job, row, &survey.arena,
			    &standing.recipient))
			continue;
		look_at(&survey, &standing, report);
		done = listener(context, &standing);
	}
	record_close(survey.record);
	folder_close(survey.folder);
	job_free(survey.job);
	arena_clear(&survey.arena);
	return done;
}
