/* Every problem of a job at once; see check.h. */
#include "batch/check.h"

#include <stdlib.h>
#include <string.h>

#include "batch/doubles.h"
#include "batch/email.h"
#include "batch/letter.h"
#include "config/settings.h"

struct named_file {
	char *file, *key;
	size_t number; /* in the order of the recipients */
};

static int compare_files(const void *a, const void *b)
{
	const struct named_file *left = a, *right = b;
	int order = strcmp(left->file, right->file);

	if (order != 0)
		return order;
	return left->number < right->number ? -1 : 1;
}

/* The first of a name has it, as when letters are made. */
static size_t report_same_files(struct job *job, struct named_file *files,
	size_t count, struct report *report)
{
	struct place place = section_key_place(
		settings_section(job->settings, "output"), "file");
	size_t refused = 0;

	qsort(files, count, sizeof(*files), compare_files);
	for (size_t i = 1, owner = 0; i < count; i++) {
		if (strcmp(files[owner].file, files[i].file) != 0) {
			owner = i;
			continue;
		}
		report->recipient = files[i].key;
		report_error(report, place, SAME_FILE, files[owner].key,
			files[i].file);
		refused++;
	}
	report->recipient = NULL;
	return refused;
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
static bool check_letter(struct job *job, const struct recipient *recipient,
	struct arena *arena, struct plan *plan, size_t *pages,
	struct report *report)
{
	struct pages set;
	bool good;

	if (report_first_error(report, recipient->key) != NULL)
		return false;
	report->recipient = recipient->key;
	good = letter_plan(job, recipient->row, arena, plan, report) &&
		letter_set(job, plan, arena, &set, report);
	if (good) {
		*pages += set.count;
		check_message(job, plan, arena, report);
	}
	report->recipient = NULL;
	return good;
}

static void check_doubles(struct job *job, struct report *report)
{
	struct doubles doubles = {0};

	doubles_find(job, &doubles, report);
	doubles_clear(&doubles);
}

static void check_letters(struct job *job, struct check_summary *out,
	struct report *report)
{
	struct named_file *files =
		memory_new(out->recipients * sizeof(*files));
	struct arena arena = {0};
	size_t refused;

	for (size_t i = 0; i < out->recipients; i++) {
		struct recipient recipient;
		struct plan plan;

		arena_reset(&arena);
		if (!job_recipient(job, (int64_t)i + 1, &arena, &recipient) ||
			!check_letter(job, &recipient, &arena, &plan,
				&out->pages, report))
			continue;
		files[out->good++] = (struct named_file){
			memory_strdup(plan.file),
			memory_strdup(recipient.key), i};
	}
	refused = report_same_files(job, files, out->good, report);
	for (size_t i = 0; i < out->good; i++) {
		free(files[i].file);
		free(files[i].key);
	}
	out->good -= refused;
	free(files);
	arena_clear(&arena);
}

bool check(const struct job_options *options, struct check_summary *out,
	struct report *report)
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
		check_letters(job, out, report);
		if (job->email != NULL)
			check_doubles(job, report);
	}
	job_free(job);
	return opened;
}
