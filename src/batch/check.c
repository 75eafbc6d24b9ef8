/* Every problem of a job at once; see check.h. */
#include "batch/check.h"

#include <stdlib.h>
#include <string.h>

#include "batch/doubles.h"
#include "batch/email.h"
#include "batch/lanes.h"
#include "batch/letter.h"
#include "batch/repeats.h"
#include "config/settings.h"

struct checking {
	struct job *job;
	const struct report *opening; /* what is wrong with a row's data */
	struct arena arena;	      /* of the letter being checked */
	struct check_summary *summary;
	struct repeats files;
	uint32_t *pages; /* by row; of a letter that can be made */
	struct report *report;
};

/* What is told of a letter; the name of its file follows. */
struct found {
	int64_t is_good; /* as wide as the next, so that no byte is unset */
	size_t pages;
};

static const char *key_of(void *context, int64_t row)
{
	struct checking *checking = context;
	struct recipient recipient = {.key = ""};

	(void)job_recipient(checking->job, row, &checking->arena, &recipient);
	return recipient.key;
}

/* Its message; what is wrong with that does not stop the letter. */
static void check_message(struct job *job, const struct plan *plan,
	struct arena *arena, struct report *report)
{
	struct message message;
	bool good = job->email == NULL || email_compose(job, &plan->values,
		plan->file, "", arena, &message, report);

	(void)good; /* it is in the report */
}

/* One letter, all but its bytes. */
static bool check_letter(struct checking *checking, int64_t row,
	struct plan *plan, size_t *pages, struct report *report)
{
	struct arena *arena = &checking->arena;
	struct job *job = checking->job;
	struct recipient recipient;
	bool good;

	if (!job_recipient(job, row, arena, &recipient) ||
		report_first_error(checking->opening, recipient.key) != NULL)
		return false;
	report->recipient = recipient.key;
	good = letter_values(job, row, arena, plan, report) &&
		letter_check(job, plan, arena, pages, report);
	if (good)
		check_message(job, plan, arena, report);
	report->recipient = NULL;
	return good;
}

/* What the file of a letter that cannot be planned would have been called. */
static void find_name(struct checking *checking, int64_t row,
	struct plan *plan)
{
	struct report ignored = {0};

	if (checking->job->outline != NULL && *plan->file == '\0' &&
		!letter_outline(checking->job, row, &checking->arena, plan,
			&ignored))
		plan->file = "";
	report_clear(&ignored);
}

static bool begin(void *context)
{
	struct checking *checking = context;
	struct report report = {0};

	return job_reopen_tables(checking->job, &report);
}

static void look(void *context, int64_t row, struct text *out,
	struct report *report)
{
	struct checking *checking = context;
	struct found found = {0};
	struct plan plan = {.file = ""};

	arena_reset(&checking->arena);
	found.is_good = check_letter(checking, row, &plan, &found.pages,
		report);
	find_name(checking, row, &plan);
	text_append(out, &found, sizeof(found));
	text_append(out, plan.file, strlen(plan.file) + 1);
}

static void hear(void *context, int64_t row, const char *bytes)
{
	struct checking *checking = context;
	struct check_summary *summary = checking->summary;
	struct found found;

	if (bytes == NULL)
		return;
	memcpy(&found, bytes, sizeof(found));
	bytes += sizeof(found);
	if (*bytes != '\0')
		repeats_add(&checking->files, bytes, row);
	if (found.is_good)
		checking->pages[row] = (uint32_t)found.pages;
	summary->good += found.is_good != 0;
	summary->pages += found.pages;
}

/* As it was when the letter was looked at. */
static const char *file_of(struct checking *checking, int64_t row)
{
	struct report ignored = {0};
	struct plan plan = {.file = ""};
	bool good = letter_values(checking->job, row, &checking->arena, &plan,
		&ignored);

	(void)good; /* it has been told */
	find_name(checking, row, &plan);
	report_clear(&ignored);
	return plan.file;
}

/* The first of a name has it, made or not, as when letters are made. */
static void tell_of_same_file(void *context, int64_t first, int64_t row)
{
	struct checking *checking = context;
	struct check_summary *summary = checking->summary;

	arena_reset(&checking->arena);
	checking->report->recipient = key_of(checking, row);
	report_error(checking->report, section_key_place(settings_section(
		checking->job->settings, "output"), "file"), SAME_FILE,
		key_of(checking, first), file_of(checking, row));
	checking->report->recipient = NULL;
	summary->good -= checking->pages[row] > 0;
	summary->pages -= checking->pages[row];
}

static void check_doubles(struct job *job, struct report *report)
{
	struct doubles doubles = {0};

	doubles_find(job, &doubles, report);
	doubles_clear(&doubles);
}

static void check_letters(struct job *job, size_t processes,
	struct check_summary *out, struct report *report)
{
	struct checking checking = {.job = job, .opening = report,
		.summary = out, .report = report,
		.pages = memory_new((out->recipients + 1) *
			sizeof(*checking.pages))};
	struct lanes lanes = {.count = processes,
		.rows = (int64_t)out->recipients, .begin = begin,
		.look = look, .hear = hear,
		.key_of = key_of, .context = &checking};

	lanes_run(&lanes, report);
	repeats_tell(&checking.files, tell_of_same_file, &checking);
	free(checking.pages);
	arena_clear(&checking.arena);
}

bool check(const struct job_options *options, size_t processes,
	struct check_summary *out, struct report *report)
{
	struct job_options with_key = *options;
	struct job *job = NULL;
	bool opened;

	with_key.will_sign = true;
	with_key.mail = MAIL_IF_SET;
	opened = job_open(&with_key, &job, report);

	*out = (struct check_summary){0};
	if (opened) {
		legibility_measure(job->settings, out->colours);
		out->recipients = (size_t)job_recipient_count(job);
		check_letters(job, processes, out, report);
		if (job->email != NULL)
			check_doubles(job, report);
	}
	job_free(job);
	return opened;
}
