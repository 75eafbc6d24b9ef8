/*
 * The spool, row by row, in groups as render.c does it: files first, made safe,
 * then what they are in the record. Killed in between, the next run finds the
 * same bytes, keeps them, and tells the record then.
 */
#include "dispatch/post.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "batch/doubles.h"
#include "batch/email.h"
#include "batch/letter.h"
#include "batch/need.h"
#include "output/approval.h"
#include "output/delivery.h"
#include "output/letters.h"

#define GROUP 64 /* messages made safe and recorded at once */
#define SPOOL "mail"

/* A message in the spool that the record does not know yet. */
struct posted {
	enum event_kind kind; /* or one that left it */
	char *key, *sha256, *words;
};

struct post {
	const struct post_options *options;
	struct post_summary *summary;
	struct report *report;
	struct job *job;
	struct folder *folder;
	struct record *record;
	struct doubles doubles;
	const char *parts_change;
	struct arena arena; /* of one row */
	struct posted posted[GROUP];
	size_t posted_count;
	bool *kept; /* by row: the message is to stay */
};

const char *post_state_name(enum post_state state)
{
	static const char *const names[POST_STATES] = {
		[POST_WRITTEN] = "written",
		[POST_KEPT] = "unchanged",
		[POST_SENT] = "sent",
		[POST_NOT_APPROVED] = "not approved",
		[POST_NOT_MADE] = "not made",
		[POST_NOT_SIGNED] = "not signed",
		[POST_OUT_OF_DATE] = "out of date",
		[POST_FAILED] = "failed",
	};

	return names[state];
}

/* ---- the record ---- */

/* What a letter's history says of its message. */
struct past {
	const char *sha256;
	struct arena *arena;
	const char *told; /* which message is in the spool; "": none */
	bool is_sent; /* or it may be: it must not go out again */
};

static bool look_back(void *context, const struct event *event)
{
	struct past *past = context;

	if (strcmp(event->sha256, past->sha256) != 0)
		return true;
	if (event->kind == EVENT_MAILED)
		past->told = arena_strdup(past->arena, event->words);
	else if (event->kind == EVENT_UNSPOOLED)
		past->told = "";
	else if (event->kind > EVENT_UNSPOOLED)
		past->is_sent = event->kind == EVENT_SENDING ||
			event->kind == EVENT_SENT ||
			event->kind == EVENT_PARTLY ||
			event->kind == EVENT_DOUBTED ||
			event->kind == EVENT_SETTLED;
	return true;
}

static bool commit_group(struct post *post)
{
	bool done = post->posted_count == 0 ||
		(folder_sync(post->folder, post->report) &&
			record_begin(post->record, post->report));

	for (size_t i = 0; done && i < post->posted_count; i++) {
		const struct posted *one = &post->posted[i];
		struct event event = {.key = one->key, .kind = one->kind,
			.sha256 = one->sha256, .words = one->words};

		done = history_add(post->record, &event, post->report);
	}
	done = done && (post->posted_count == 0 ||
		record_commit(post->record, post->report));
	for (size_t i = 0; i < post->posted_count; i++) {
		free(post->posted[i].key);
		free(post->posted[i].sha256);
		free(post->posted[i].words);
	}
	post->posted_count = 0;
	return done;
}

static bool tell_record(struct post *post, enum event_kind kind,
	const char *key, const char *sha256, const char *words)
{
	post->posted[post->posted_count++] = (struct posted){kind,
		memory_strdup(key), memory_strdup(sha256),
		memory_strdup(words)};
	return post->posted_count < GROUP || commit_group(post);
}

/* ---- one letter ---- */

/* The letter's bytes, when they are those that the record speaks of. */
static enum post_state find_letter(struct post *post, const struct plan *plan,
	struct text *pdf, char sha256[DIGEST_HEX], struct report *report)
{
	struct entry entry;
	const char *why;

	if (!record_get(post->record, plan->values.key, &post->arena,
		    &entry) || !letter_stands(entry.state))
		return POST_NOT_MADE;
	if (entry.state == LETTER_UNSIGNED)
		return POST_NOT_SIGNED;
	if (letter_need(post->job, plan, &entry, post->folder,
		    post->parts_change, &post->arena, &why) != NEED_NOTHING)
		return POST_OUT_OF_DATE;
	if (!letters_read(post->folder, entry.key, entry.file, pdf, report))
		return POST_FAILED;
	digest_of(text_string(pdf), pdf->length, sha256);
	return strcmp(sha256, entry.sha256) == 0 ? POST_WRITTEN
						 : POST_OUT_OF_DATE;
}

static bool is_approved(struct post *post, const char *key,
	const char *sha256, bool *out)
{
	size_t persons = (size_t)section_integer(settings_section(
		post->job->settings, "approval"), "persons");
	struct approval approval;

	if (!approval_of(post->record, key, sha256, persons, &post->arena,
		    &approval, post->report))
		return false;
	*out = approval.state == APPROVAL_FULL;
	return true;
}

const char *post_file(struct arena *arena, const char *letter)
{
	const char *name = strchr(letter, '/') + 1;

	return arena_printf(arena, "%s/%.*s.eml", SPOOL,
		(int)(strlen(name) - strlen(".pdf")), name);
}

/* The letter that a message in the spool is of; NULL: it is none. */
static const char *post_letter_of(struct arena *arena, const char *file)
{
	const char *name = file + strlen(SPOOL "/");
	size_t length = strlen(name), end = strlen(".eml");

	if (length <= end || strcmp(name + length - end, ".eml") != 0)
		return NULL;
	return arena_printf(arena, "letters/%.*s.pdf", (int)(length - end),
		name);
}

/*
 * The file, then the record, which has a message that was kept unless a run was
 * killed in between. False: the run is given up.
 */
static bool put_message(struct post *post, const char *key, const char *file,
	const char *id, const struct text *before, const struct text *bytes,
	const struct past *past, enum post_state *state)
{
	char hex[DIGEST_HEX];
	const char *words;
	bool kept = before->length == bytes->length && /* never of 0 */
		memcmp(before->data, bytes->data, bytes->length) == 0;

	digest_of(text_string(bytes), bytes->length, hex);
	words = delivery_words(&post->arena, id, hex);
	*state = kept ? POST_KEPT : POST_WRITTEN;
	if (kept && strcmp(past->told, words) == 0)
		return true;
	if (kept)
		return tell_record(post, EVENT_MAILED, key, past->sha256,
			words);
	if (before->length > 0 &&
		!folder_supersede(post->folder, file, post->report))
		return false;
	return folder_write_private(post->folder, file, bytes->data,
		bytes->length, post->report) &&
		tell_record(post, EVENT_MAILED, key, past->sha256, words);
}

static bool write_message(struct post *post, const struct plan *plan,
	const struct text *pdf, const char *sha256, enum post_state *state)
{
	const char *key = plan->values.key;
	const char *file = post_file(&post->arena, plan->file);
	struct text before = {0}, bytes = {0};
	struct past past = {.sha256 = sha256, .arena = &post->arena,
		.told = ""};
	struct message message;
	bool done = true;

	*state = POST_FAILED;
	if ((folder_size(post->folder, file) >= 0 && !folder_read(post->folder,
			file, &before, post->report)) ||
		!email_compose(post->job, &plan->values, plan->file, sha256,
			&post->arena, &message, post->report))
		goto out;
	done = history_of(post->record, key, look_back, &past, post->report);
	if (done && past.is_sent)
		*state = POST_SENT;
	else if (done && email_write(post->job, &message, pdf, &before,
			&bytes, post->report))
		done = put_message(post, key, file, message.id, &before,
			&bytes, &past, state);
out:
	text_clear(&before);
	text_clear(&bytes);
	return done;
}

/* Tells the message when an issue that it replaces was sent. */
static bool give_replaced(struct post *post, const char *key)
{
	struct entry entry;
	struct date date;
	const char *at = "";

	if (record_get(post->record, key, &post->arena, &entry) &&
		!delivery_before(post->record, key, entry.sha256, &post->arena,
			&at, post->report))
		return false;
	at = arena_strndup(&post->arena, at, strcspn(at, "T"));
	formulas_give(post->job->formulas, date_parse(at, &date) ? &date : NULL,
		"no other issue of this letter was sent");
	return true;
}

/* What is to become of a letter's message, and it does; false: give up. */
static bool post_letter(struct post *post, const struct recipient *recipient,
	struct plan *plan, enum post_state *state)
{
	char sha256[DIGEST_HEX];
	struct text pdf = {0};
	bool done = give_replaced(post, recipient->key), approved;

	*state = POST_FAILED;
	if (done && report_first_error(post->report, recipient->key) == NULL &&
		letter_plan(post->job, recipient->row, &post->arena, plan,
			post->report))
		*state = find_letter(post, plan, &pdf, sha256, post->report);
	if (*state == POST_WRITTEN) {
		done = is_approved(post, recipient->key, sha256, &approved);
		if (done && !approved)
			*state = POST_NOT_APPROVED;
	}
	if (done && *state == POST_WRITTEN &&
		doubles_hold(&post->doubles, recipient->row))
		*state = POST_FAILED; /* reported when it was found */
	else if (done && *state == POST_WRITTEN)
		done = write_message(post, plan, &pdf, sha256, state);
	text_clear(&pdf);
	return done;
}

/* The record first: killed in between, the next run finds the file. */
static bool tell_withdrawn(struct post *post, const char *key)
{
	struct delivery delivery;

	return delivery_of(post->record, key, &post->arena, &delivery,
			post->report) &&
		(!delivery_is_waiting(&delivery) ||
			tell_record(post, EVENT_UNSPOOLED, key,
				delivery.sha256, ""));
}

static bool withdraw(struct post *post, const char *file)
{
	post->summary->withdrawn++;
	return folder_supersede(post->folder, file, post->report);
}

/* The message of a letter that was asked for, and is not to go out. */
static bool withdraw_its(struct post *post, const char *key)
{
	struct entry entry;
	const char *file;

	if (!tell_withdrawn(post, key) || !commit_group(post))
		return false;
	if (!record_get(post->record, key, &post->arena, &entry) ||
		*entry.file == '\0')
		return true;
	file = post_file(&post->arena, entry.file);
	return folder_size(post->folder, file) < 0 || withdraw(post, file);
}

static bool consider_row(struct post *post, int64_t row)
{
	struct recipient recipient;
	struct plan plan = {0};
	enum post_state state;
	bool done;

	arena_reset(&post->arena);
	if (!job_recipient(post->job, row, &post->arena, &recipient))
		return true;
	post->report->recipient = recipient.key;
	done = post_letter(post, &recipient, &plan, &state);
	if (done && state == POST_NOT_SIGNED)
		report_warning(post->report, (struct place){0}, "the letter is "
			"not signed yet: 'lettermill sign' signs it, and then "
			"it has to be approved");
	if (done && state == POST_OUT_OF_DATE)
		report_warning(post->report, (struct place){0}, "the letter is "
			"out of date: make it again, and have it approved");
	post->report->recipient = NULL;
	if (!done)
		return false;
	post->summary->count[state]++;
	post->kept[row] = state <= POST_SENT;
	if (state > POST_SENT && post->options->only_count > 0 &&
		!withdraw_its(post, recipient.key))
		return false;
	if (post->options->listener != NULL)
		post->options->listener(post->options->context, recipient.key,
			state > POST_SENT ? "" :
				post_file(&post->arena, plan.file), state);
	return true;
}

/* ---- all of them ---- */

static bool is_kept(const struct post *post, const char *key)
{
	return post->kept[job_row(post->job, key)];
}

/* Is it the message of a letter that is to go out? */
static bool withdraw_other(void *context, const char *file)
{
	struct post *post = context;
	const char *letter, *key;

	arena_reset(&post->arena);
	letter = post_letter_of(&post->arena, file);
	key = letter == NULL ? NULL
		: record_owner(post->record, letter, &post->arena);
	return (key != NULL && is_kept(post, key)) || withdraw(post, file);
}

static bool tell_other(void *context, const struct entry *entry)
{
	struct post *post = context;

	arena_reset(&post->arena);
	return is_kept(post, entry->key) || tell_withdrawn(post, entry->key);
}

/* Of who is a recipient no longer. */
static bool tell_gone(void *context, const struct event *event)
{
	struct post *post = context;
	struct entry entry;
	struct delivery delivery;

	arena_reset(&post->arena);
	if (record_get(post->record, event->key, &post->arena, &entry))
		return true;
	return delivery_of(post->record, event->key, &post->arena, &delivery,
			post->report) &&
		(delivery.withdrawn != event->number ||
			tell_withdrawn(post, event->key));
}

/* Messages of letters that are not to go out leave the spool. */
static bool withdraw_others(struct post *post)
{
	return record_each(post->record, tell_other, post, post->report) &&
		history_withdrawn(post->record, tell_gone, post,
			post->report) &&
		commit_group(post) &&
		folder_walk(post->folder, SPOOL, withdraw_other, post,
			post->report);
}

static bool post_only(struct post *post)
{
	const struct post_options *options = post->options;
	bool found = true, going = true;

	for (size_t i = 0; i < options->only_count; i++) {
		struct recipient recipient;

		found &= job_recipient_lookup(post->job, options->only[i],
			&post->arena, &recipient, post->report);
	}
	for (size_t i = 0; found && going && i < options->only_count; i++) {
		struct recipient recipient;

		going = job_recipient_lookup(post->job, options->only[i],
			&post->arena, &recipient, post->report) &&
			consider_row(post, recipient.row);
	}
	return found && going;
}

static bool post_all(struct post *post)
{
	int64_t count = job_recipient_count(post->job);
	bool going = true;

	/* Row 0 is of who is a recipient no longer. */
	post->kept = memory_new(((size_t)count + 1) * sizeof(*post->kept));
	doubles_find(post->job, &post->doubles, post->report);
	if (post->options->only_count > 0)
		return post_only(post) && commit_group(post);
	for (int64_t row = 1; going && row <= count; row++)
		going = consider_row(post, row);
	return commit_group(post) && going && withdraw_others(post);
}

static bool open_all(struct post *post)
{
	struct job_options options = post->options->job;
	char *record = NULL;
	bool opened;

	options.mail = MAIL_REQUIRED;
	if (!job_open(&options, &post->job, post->report) ||
		!job_folder(&options, &post->summary->folder, post->report))
		return false;
	if (post->job->email->is_specimen && !post->options->specimen)
		return report_error(post->report, section_key_place(
			settings_section(post->job->settings, "job"),
			"status"), "the letters are specimens, which nobody "
			"is sent: say status = final, or pass --specimen for "
			"a trial");
	if (!folder_open(post->summary->folder, post->options->wait,
		    &post->folder, post->report))
		return false;
	record = path_in(post->summary->folder, "job.db");
	opened = record_open(record, false, &post->record, post->report);
	if (opened)
		post->parts_change = parts_change(post->job, post->record,
			&post->job->arena);
	free(record);
	return opened;
}

bool post(const struct post_options *options, struct post_summary *out,
	struct report *report)
{
	struct post post = {.options = options, .summary = out,
		.report = report};
	bool done;

	*out = (struct post_summary){0};
	done = open_all(&post) && post_all(&post);
	record_close(post.record);
	folder_close(post.folder);
	doubles_clear(&post.doubles);
	free(post.kept);
	arena_clear(&post.arena);
	job_free(post.job);
	return done;
}
