/* The state of every letter; see survey.h. */
#include "dispatch/survey.h"

#include <stdlib.h>
#include <string.h>

#include "batch/peek.h"
#include "config/settings.h"
#include "output/shards.h"

struct survey {
	struct job *job;
	struct folder *folder;
	struct record *record; /* NULL: nothing was ever made */
	const char *parts;
	size_t persons; /* who have to approve */
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
		[NEED_SIGNATURE] = "unsigned",
	};
	enum need need = letter_need(survey->job, plan, old, survey->folder,
		survey->parts, &survey->arena, &out->why);

	out->state = states[need];
	out->file = plan->file;
	if (old == NULL)
		out->why = "";
}

static void look_at(struct survey *survey, struct standing *out,
	struct report *report)
{
	struct entry *old = arena_new(&survey->arena, sizeof(*old));
	struct plan *plan = arena_new(&survey->arena, sizeof(*plan));
	const char *key = out->recipient.key;
	bool planned;

	if (survey->record == NULL ||
		!record_get(survey->record, key, &survey->arena, old))
		old = NULL;
	out->entry = old;
	out->issue = old ? old->issue : 0;
	out->pages = old ? old->pages : 0;
	out->sha256 = old ? old->sha256 : "";
	out->file = "";
	report->recipient = key;
	planned = report_first_error(report, key) == NULL &&
		letter_plan(survey->job, out->recipient.row, &survey->arena,
			plan, report);
	report->recipient = NULL;
	out->plan = planned ? plan : NULL;
	if (planned && old != NULL && old->state == LETTER_FAILED &&
		letter_is_same(survey->job, plan, old, &survey->arena)) {
		out->state = "failed";
		out->why = old->reason;
	} else if (planned) {
		look_at_plan(survey, plan, old, out);
	} else {
		out->state = "failed";
		out->why = first_fault(report, key);
	}
}

static bool look_at_approval(struct survey *survey, struct standing *out,
	struct report *report)
{
	struct approval *approval = &out->approval;
	struct arena *arena = &survey->arena;

	out->approval_words = "";
	if (survey->record == NULL)
		return true;
	if (!approval_of(survey->record, out->recipient.key, out->sha256,
		    survey->persons, arena, approval, report))
		return false;
	if (approval->persons > 0 && strcmp(out->state, "made") != 0) {
		approval->state = APPROVAL_ENDED;
		approval->ended = out->why;
	}
	out->approval_words = approval_describe(approval, survey->persons,
		arena);
	return true;
}

bool survey_rows(struct job *job, struct folder *folder, struct record *record,
	const bool *rows, survey_listener *listener, void *context,
	struct report *report)
{
	struct survey survey = {.job = job, .folder = folder, .record = record,
		.persons = (size_t)section_integer(
			settings_section(job->settings, "approval"),
			"persons")};
	int64_t count = job_recipient_count(job);
	bool done = true;

	if (record != NULL)
		survey.parts = parts_change(job, record, &job->arena);
	for (int64_t row = 1; done && row <= count; row++) {
		struct standing standing = {.arena = &survey.arena};

		if (rows != NULL && !rows[row])
			continue;
		arena_reset(&survey.arena);
		if (!job_recipient(job, row, &survey.arena,
			    &standing.recipient))
			continue;
		look_at(&survey, &standing, report);
		done = look_at_approval(&survey, &standing, report) &&
			listener(context, &standing);
	}
	arena_clear(&survey.arena);
	return done;
}

bool survey_job(struct job *job, struct folder *folder, struct record *record,
	survey_listener *listener, void *context, struct report *report)
{
	return survey_rows(job, folder, record, NULL, listener, context,
		report);
}

/* Counts for each shard what waits for it, and hands on. */
struct count {
	survey_listener *listener;
	void *context;
	struct shard_standings *shards;
};

static bool count_waiting(void *context, const struct standing *standing)
{
	struct count *count = context;
	bool waits = strcmp(standing->state, "to make") == 0 ||
		strcmp(standing->state, "changed") == 0 ||
		strcmp(standing->state, "missing") == 0;

	if (waits && count->shards->count > 0)
		count->shards->list[shard_of(standing->recipient.key,
			(unsigned)count->shards->count)].waiting++;
	return count->listener(count->context, standing);
}

static void look_at_shards(const struct folder *folder,
	const struct record *record, struct shard_standings *out)
{
	static const char *const states[] = {
		[SHARD_NONE] = "not run",
		[SHARD_BEGUN] = "did not end",
		[SHARD_ENDED] = "ended",
	};
	unsigned count = record != NULL ? shards_count(record) : 0;

	out->list = memory_new(count * sizeof(*out->list));
	out->count = count;
	for (unsigned i = 0; i < count; i++) {
		struct shard_standing *standing = &out->list[i];

		standing->shard = (struct shard){i, count};
		standing->state = states[shards_state(record, i)];
		if (folder_shard_is_held(folder, &standing->shard))
			standing->state = "running";
	}
}

bool survey(const struct job_options *options, survey_listener *listener,
	void *context, struct shard_standings *shards, struct report *report)
{
	struct count count = {listener, context, shards};
	struct job *job = NULL;
	struct folder *folder = NULL;
	struct record *record = NULL;
	bool done;

	*shards = (struct shard_standings){0};
	done = job_open(options, &job, report) &&
		job_peek(options, &folder, &record, report);
	if (done) {
		look_at_shards(folder, record, shards);
		done = survey_job(job, folder, record, count_waiting, &count,
			report);
	}
	record_close(record);
	folder_close(folder);
	job_free(job);
	return done;
}
