/*
 * Signing letters off; see approve.h. First all is found out, then one commit
 * of the record, then the list: killed at any point, the record is true and
 * the list at most behind it. What is found out is a mark for each recipient,
 * and of a sample who is drawn: a byte for each letter of the job, and what
 * sample.h keeps.
 */
#include "dispatch/approve.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/nearest.h"
#include "batch/letter.h"
#include "config/settings.h"
#include "dispatch/person.h"
#include "dispatch/sample.h"
#include "dispatch/survey.h"
#include "output/history.h"
#include "output/letters.h"
#include "output/sign_offs.h"

struct approve {
	const struct approve_options *options;
	struct approve_summary *summary;
	struct report *report;
	struct folder *folder;
	struct record *record;
	struct job *job; /* NULL: unapprove() */
	struct arena arena;
	struct arena letter; /* of the one that is recorded */
	size_t persons; /* who have to approve */
	const char *account; /* whose program this is; NULL: not known */
	const char *words; /* what the list says besides; or why */
	bool *chosen; /* by row; in the end, those to be recorded */
	bool is_told; /* of unapprove(): what remains is to record it */
	struct sample sample; /* of those that stand */
};

/* ---- who and why ---- */

/* What a sample is drawn by is told in the list as it is. */
static bool check_seed(const struct approve_options *options,
	struct report *report)
{
	char *seed = NULL;
	bool good = options->sample == 0 ||
		person_words(options->seed, "the seed", &seed, report);

	free(seed);
	return good;
}

/* The list says besides whose account it was, where that is not `by`. */
static bool find_person(struct approve *approve)
{
	bool found = person_find(approve->options->by, &approve->arena,
		&approve->summary->by, &approve->account, approve->report);

	approve->words = "";
	if (found && approve->account != NULL &&
		!approval_same_person(approve->account, approve->summary->by))
		approve->words = arena_printf(&approve->arena,
			"by the account %s", approve->account);
	return found;
}

/* ---- the letters ---- */

static bool refuse(struct approve *approve, const char *key, const char *words,
	const char *more)
{
	struct report *report = approve->report;

	report->recipient = key;
	report_error(report, (struct place){0}, "%s%s", words, more);
	report->recipient = NULL;
	approve->summary->refused++;
	return false;
}

static void tell(struct approve *approve, enum approve_result result,
	const char *key, const char *name, const char *file)
{
	if (approve->options->listener != NULL)
		approve->options->listener(approve->options->context, result,
			key, name, file);
}

/* Are these the bytes that were made? */
static bool is_as_made(struct approve *approve, const char *key,
	const char *file, const char *sha256)
{
	char hex[DIGEST_HEX];

	if (letters_digest(approve->folder, key, file, hex,
		    approve->report) &&
		strcmp(hex, sha256) == 0)
		return true;
	return refuse(approve, key, "its file is not the one that was made",
		": move it away, 'render' makes it again");
}

/* Within record_begin_many() and record_commit(). */
static bool add_event(struct approve *approve, enum event_kind kind,
	const char *key, const char *sha256, const char *words)
{
	struct event event = {.key = key, .kind = kind, .sha256 = sha256,
		.who = approve->summary->by, .words = words};

	return history_add(approve->record, &event, approve->report);
}

static bool has_signed(const struct approve *approve,
	const struct approval *approval)
{
	for (size_t i = 0; i < approval->persons; i++)
		if (approval_same_person(approval->by[i],
			    approve->summary->by))
			return true;
	return false;
}

static enum approve_result sign_off(struct approve *approve,
	const struct standing *standing)
{
	const char *key = standing->recipient.key;
	bool already = has_signed(approve, &standing->approval);

	if (strcmp(standing->state, "unsigned") == 0) {
		refuse(approve, key, "cannot be approved yet, as it is not "
			"signed", ": 'lettermill sign' signs it, and what is "
			"approved is the signed file");
		return APPROVE_REFUSED;
	}
	if (strcmp(standing->state, "made") != 0) {
		refuse(approve, key, arena_printf(standing->arena,
			"cannot be approved, as its state is '%s'",
			standing->state), ": 'lettermill list' tells why, and "
			"'render' makes what can be made");
		return APPROVE_REFUSED;
	}
	if (approve->options->sha256 != NULL &&
		strcmp(approve->options->sha256, standing->sha256) != 0) {
		refuse(approve, key, "was made again since it was looked at",
			": look at the letter that there is now");
		return APPROVE_REFUSED;
	}
	if (!is_as_made(approve, key, standing->file, standing->sha256))
		return APPROVE_REFUSED;
	if (approve->options->looked)
		return APPROVE_DONE;
	approve->summary->wanting +=
		standing->approval.persons + !already < approve->persons;
	if (already) {
		approve->summary->already++;
		return APPROVE_ALREADY;
	}
	return APPROVE_DONE;
}

/* ---- a sample ---- */

static void offer(struct approve *approve, const struct standing *standing)
{
	if (strcmp(standing->state, "made") != 0)
		return;
	approve->summary->standing++;
	sample_offer(&approve->sample, standing->recipient.key);
}

static bool find_letter(struct approve *approve, int64_t row,
	struct recipient *recipient, struct entry *entry)
{
	arena_reset(&approve->letter);
	return job_recipient(approve->job, row, &approve->letter, recipient) &&
		record_get(approve->record, recipient->key, &approve->letter,
			entry);
}

static void draw_one(struct approve *approve, int64_t row)
{
	enum approve_result result = APPROVE_DRAWN;
	struct recipient recipient;
	struct entry entry;

	if (!find_letter(approve, row, &recipient, &entry))
		return;
	if (approve->options->looked) {
		approve->chosen[row] = is_as_made(approve, recipient.key,
			entry.file, entry.sha256);
		approve->summary->done += approve->chosen[row];
		result = approve->chosen[row] ? APPROVE_DONE : APPROVE_REFUSED;
	}
	tell(approve, result, recipient.key, recipient.name, entry.file);
}

static void draw(struct approve *approve)
{
	struct approve_summary *summary = approve->summary;
	const struct sample *sample = &approve->sample;

	sample_draw(&approve->sample);
	summary->drawn = sample->count;
	approve->words = arena_printf(&approve->arena, "a sample of %zu from "
		"%zu, seed '%s'%s%s", summary->drawn, summary->standing,
		approve->options->seed, *approve->words ? ", " : "",
		approve->words);
	for (size_t i = 0; i < sample->count; i++)
		draw_one(approve, job_row(approve->job, sample->drawn[i].key));
}

size_t approve_sample_bound(size_t standing, size_t drawn)
{
	/* The chance that a sample shows none of `wrong` letters. */
	for (size_t wrong = 1; wrong <= standing; wrong++) {
		double chance = wrong + drawn > standing ? 0 : 1;

		for (size_t i = 0; i < drawn && chance > 0; i++)
			chance *= (double)(standing - wrong - i) /
				(double)(standing - i);
		if (chance < 0.05)
			return wrong - 1;
	}
	return standing;
}

/* ---- which ---- */

static bool consider(void *context, const struct standing *standing)
{
	struct approve *approve = context;
	const struct recipient *recipient = &standing->recipient;
	enum approve_result result;

	if (approve->options->sample > 0) {
		offer(approve, standing);
		return true;
	}
	result = sign_off(approve, standing);
	approve->chosen[recipient->row] = result == APPROVE_DONE;
	approve->summary->done += result == APPROVE_DONE;
	tell(approve, result, recipient->key, recipient->name, standing->file);
	return true;
}

static bool mark(struct approve *approve, const char *const *names,
	size_t count, bool value)
{
	bool found = true;

	for (size_t i = 0; i < count; i++) {
		struct recipient recipient;

		if (job_recipient_lookup(approve->job, names[i],
			    &approve->arena, &recipient, approve->report))
			approve->chosen[recipient.row] = value;
		else
			found = false;
	}
	return found;
}

static bool choose(struct approve *approve)
{
	const struct approve_options *options = approve->options;
	size_t count = (size_t)job_recipient_count(approve->job) + 1;

	approve->chosen = memory_new(count * sizeof(bool));
	for (size_t i = 0; i < count; i++)
		approve->chosen[i] = options->all;
	return mark(approve, options->names, options->name_count, true) &&
		mark(approve, options->except, options->except_count, false);
}

/* ---- before and after ---- */

static bool open_record(struct approve *approve)
{
	const struct approve_options *options = approve->options;
	struct report *report = approve->report;
	struct approve_summary *summary = approve->summary;
	char *path = NULL;
	bool opened = false;

	if (!job_folder(&options->job, &summary->folder, report))
		return false;
	path = path_in(summary->folder, "job.db");
	if (!record_is_there(path))
		job_fail_unmade(summary->folder, report);
	else
		opened = folder_open(summary->folder, options->wait,
				 &approve->folder, report) &&
			record_open(path, false, &approve->record, report) &&
			sign_offs_write(approve->record, approve->folder,
				summary->head, report);
	free(path);
	return opened;
}

static bool open_job(struct approve *approve)
{
	const struct section *section;

	if (!job_open(&approve->options->job, &approve->job, approve->report))
		return false;
	section = settings_section(approve->job->settings, "approval");
	approve->persons = (size_t)section_integer(section, "persons");
	return true;
}

/* What was begun for the record; then the list. */
static bool commit(struct approve *approve, bool done)
{
	if (!done) {
		record_undo(approve->record);
		return false;
	}
	return record_commit(approve->record, approve->report) &&
		sign_offs_write(approve->record, approve->folder,
			approve->summary->head, approve->report);
}

static bool record_one(struct approve *approve, int64_t row)
{
	enum event_kind kind = approve->options->looked ? EVENT_LOOKED
							: EVENT_APPROVED;
	struct recipient recipient;
	struct entry entry;

	return !find_letter(approve, row, &recipient, &entry) ||
		add_event(approve, kind, recipient.key, entry.sha256,
			approve->words);
}

/* Who holds the folder's lock finds the letters as they were. */
static bool record_chosen(struct approve *approve)
{
	int64_t count = job_recipient_count(approve->job);
	bool done = true;

	if (approve->summary->done == 0)
		return true;
	if (!record_begin_many(approve->record, approve->report))
		return false;
	for (int64_t row = 1; done && row <= count; row++)
		if (approve->chosen[row])
			done = record_one(approve, row);
	return commit(approve, done);
}

/* A specimen's sign-off is one of the specimen. */
static void note_specimens(struct approve *approve)
{
	const struct section *section =
		settings_section(approve->job->settings, "job");

	if (approve->summary->done > 0 && !approve->options->looked &&
		section_choice(section, "status") == 0)
		report_note(approve->report, section_key_place(section,
			"status"), "these are specimens: final letters are "
			"other files, and need to be approved again");
}

static void close_all(struct approve *approve)
{
	record_close(approve->record);
	job_free(approve->job);
	folder_close(approve->folder);
	free(approve->chosen);
	sample_clear(&approve->sample);
	arena_clear(&approve->letter);
	arena_clear(&approve->arena);
}

bool approve(const struct approve_options *options,
	struct approve_summary *out, struct report *report)
{
	struct approve approve = {.options = options, .summary = out,
		.report = report, .sample = {.wanted = options->sample,
			.seed = options->seed}};
	bool done;

	*out = (struct approve_summary){0};
	done = check_seed(options, report) && find_person(&approve) &&
		open_record(&approve) && open_job(&approve) &&
		choose(&approve) && survey_rows(approve.job, approve.folder,
			approve.record, options->sample > 0 ? NULL
				: approve.chosen, consider, &approve, report);
	if (done && options->sample > 0)
		draw(&approve);
	done = done && record_chosen(&approve);
	if (done)
		note_specimens(&approve);
	close_all(&approve);
	return done;
}

/* ---- unapprove ---- */

/* Told, or else recorded. */
static bool withdraw_approval(struct approve *approve,
	const struct entry *entry, bool is_named)
{
	struct approval approval;

	arena_reset(&approve->letter);
	if (!approval_of(approve->record, entry->key, entry->sha256, 1,
		    &approve->letter, &approval, approve->report))
		return false;
	if (approve->is_told)
		return approval.persons == 0 || add_event(approve,
			EVENT_UNAPPROVED, entry->key, entry->sha256,
			approve->words);
	if (approval.persons > 0) {
		approve->summary->done++;
		tell(approve, APPROVE_DONE, entry->key, entry->name,
			entry->file);
	} else if (is_named) {
		refuse(approve, entry->key, "is not approved", "");
		tell(approve, APPROVE_REFUSED, entry->key, entry->name,
			entry->file);
	}
	return true;
}

static bool withdraw_each(void *context, const struct entry *entry)
{
	return withdraw_approval(context, entry, false);
}

/* Keys that are like a word that is none. */
struct likes {
	struct nearest nearest;
	struct arena *arena;
};

static bool offer_key(void *context, const struct entry *entry)
{
	struct likes *likes = context;

	nearest_offer(&likes->nearest, entry->key);
	if (likes->nearest.name == entry->key)
		likes->nearest.name = arena_strdup(likes->arena, entry->key);
	return true;
}

static bool report_unknown(struct approve *approve, const char *key)
{
	struct likes likes = {nearest_to(key), &approve->arena};

	if (!record_each(approve->record, offer_key, &likes, approve->report))
		return false;
	if (likes.nearest.name == NULL)
		return report_error(approve->report, (struct place){0},
			"no letter has the key '%s'; 'lettermill list' shows "
			"them all", key);
	return report_error(approve->report, (struct place){0},
		"no letter has the key '%s'; did you mean '%s'?", key,
		likes.nearest.name);
}

static bool is_repeated(const char *const *names, size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (strcmp(names[i], names[number]) == 0)
			return true;
	return false;
}

static bool withdraw_named(struct approve *approve)
{
	const struct approve_options *options = approve->options;
	bool found = true;

	for (size_t i = 0; i < options->name_count; i++) {
		struct entry entry;

		if (!record_get(approve->record, options->names[i],
			    &approve->arena, &entry))
			found = report_unknown(approve, options->names[i]);
		else if (!is_repeated(options->names, i) &&
			!withdraw_approval(approve, &entry, true))
			return false;
	}
	return found;
}

static bool withdraw(struct approve *approve)
{
	if (!approve->options->all)
		return withdraw_named(approve);
	return record_each(approve->record, withdraw_each, approve,
		approve->report);
}

bool unapprove(const struct approve_options *options,
	struct approve_summary *out, struct report *report)
{
	struct approve approve = {.options = options, .summary = out,
		.report = report};
	char *because = NULL;
	bool done;

	*out = (struct approve_summary){0};
	done = person_words(options->because, "the reason", &because, report) &&
		find_person(&approve) && open_record(&approve);
	approve.words = because;
	done = done && withdraw(&approve);
	approve.is_told = true;
	if (done && out->done > 0)
		done = record_begin_many(approve.record, report) &&
			commit(&approve, withdraw(&approve));
	free(because);
	close_all(&approve);
	return done;
}
