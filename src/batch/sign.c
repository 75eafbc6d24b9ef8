/*
 * Signing what was made before; see sign.h. The record is read from its
 * beginning to its end. Whatever of it awaits a signature goes to a crew of
 * signers, each with a session of its own where the key lies in a token; what
 * comes back is written, and recorded in groups.
 *
 * A letter is taken as it would be without any signature, and held against the
 * record like that. So one that was signed and written when a run was killed is
 * known, and its signature used again: no time-stamp is asked for twice.
 */
#include "batch/sign.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crew.h"
#include "base/file.h"
#include "base/nearest.h"
#include "base/stop.h"
#include "batch/lists.h"
#include "batch/progress.h"
#include "batch/rounds.h"
#include "config/settings.h"
#include "options/options.h"
#include "output/folder.h"
#include "output/history.h"
#include "output/letters.h"
#include "output/record.h"
#include "output/shards.h"
#include "pdf/pdf.h"
#include "sign/locate.h"
#include "sign/verify.h"

#define GROUP	    64 /* letters made durable and recorded at once */
#define ROOM_A_HAND 4  /* letters in memory for each signer */

/* A letter on its way to its signature, and from there to the record. */
struct task {
	struct arena arena; /* of the strings */
	const char *key, *file;
	const char *made_as; /* the SHA-256 of the file, unsigned */
	struct text bytes;
	/* What its signer says. */
	bool done;
	bool kept; /* the file has just these bytes */
	struct digest *digest; /* of what stands before the signature */
	char sha256[DIGEST_HEX];
	struct report report;
};

struct sign {
	const struct sign_options *options;
	struct sign_summary *summary;
	struct report *report;
	struct settings *settings;
	struct folder *folder;
	struct record *record; /* NULL: of a shard that has no letters */
	struct signer *signer;
	size_t hands;	       /* of the crew */
	struct signer **twins; /* a signer for each of them */
	struct crew *crew;
	struct progress progress;
	int stop; /* readable when a signal came */
	struct task *group[GROUP]; /* signed, not yet recorded */
	size_t group_count;
	bool is_given_up; /* one could not be recorded */
};

static void task_free(struct task *task)
{
	arena_clear(&task->arena);
	text_clear(&task->bytes);
	digest_free(task->digest);
	report_clear(&task->report);
	free(task);
}

/* ---- in a signer's thread ---- */

static bool refuse(struct task *task, const char *words)
{
	return report_error(&task->report,
		(struct place){.file = task->file}, "%s", words);
}

/* Takes any signature out of the file, as an earlier one to be used again, and
 * sees that the rest is what was made. */
static bool take_bare(struct task *task, struct hole hole,
	struct text *earlier)
{
	struct text *bytes = &task->bytes;
	char sha256[DIGEST_HEX];
	struct digest *bare;

	/* None is there, or one that is not ours: it is made anew. */
	(void)!signature_read(bytes, earlier);
	memset(bytes->data + hole.start + 1, '0', hole.end - hole.start - 2);
	task->digest = digest_new();
	digest_add(task->digest, bytes->data, hole.start);
	bare = digest_copy(task->digest);
	digest_add(bare, bytes->data + hole.start, bytes->length - hole.start);
	digest_end(bare, sha256);
	return strcmp(sha256, task->made_as) == 0 ||
		refuse(task, "the file is not the one that was made: move it "
			"away, 'render' makes it again");
}

static bool check_room(const struct signer *signer, struct task *task,
	struct hole hole)
{
	size_t room = (hole.end - hole.start - 2) / 2;

	return room == signer_size(signer) || report_error(&task->report,
		(struct place){.file = task->file}, "%zu bytes are kept "
		"for its signature, and one by this key takes %zu: give the "
		"certificates and the level that it was made with, or 'render "
		"--force' makes it again", room, signer_size(signer));
}

static bool sign_bytes(struct signer *signer, struct task *task)
{
	struct text earlier = {0}, cms = {0}, before = {0};
	struct text *bytes = &task->bytes;
	struct located found;
	const char *why;
	bool done;

	if (signature_locate(text_string(bytes), bytes->length, &found,
		    &why) != LOCATE_FOUND)
		return refuse(task, "there is no room for a signature in the "
			"file: it is not the one that was made");
	text_append(&before, bytes->data + found.hole.start,
		found.hole.end - found.hole.start);
	done = check_room(signer, task, found.hole) &&
		take_bare(task, found.hole, &earlier) &&
		signer_sign(signer, bytes, found.hole, task->digest, &earlier,
			1, &cms, &task->report) &&
		pdf_sign_gap(bytes, (struct pdf_gap){found.hole.start,
			found.hole.end}, (const unsigned char *)cms.data,
			cms.length, &task->report);
	if (done) {
		task->kept = memcmp(before.data, bytes->data + found.hole.start,
			before.length) == 0;
		digest_add(task->digest, bytes->data + found.hole.start,
			bytes->length - found.hole.start);
		digest_print(task->digest, task->sha256);
	}
	text_clear(&before);
	text_clear(&earlier);
	text_clear(&cms);
	return done;
}

static void sign_task(void *signer, void *item)
{
	struct task *task = item;

	task->done = sign_bytes(signer, task);
}

/* ---- the record, in groups ---- */

static bool record_task(struct sign *sign, const struct task *task)
{
	struct event event = {.key = task->key, .kind = EVENT_SIGNED,
		.sha256 = task->sha256, .words = signer_name(sign->signer)};

	return record_sign(sign->record, task->key, task->sha256,
			sign->report) &&
		history_add(sign->record, &event, sign->report);
}

static bool record_group(struct sign *sign)
{
	bool done = record_begin(sign->record, sign->report);

	for (size_t i = 0; done && i < sign->group_count; i++)
		done = record_task(sign, sign->group[i]);
	if (done)
		return record_commit(sign->record, sign->report);
	record_undo(sign->record);
	return false;
}

/*
 * Takes what is signed into the record; the files are made safe first. Where
 * that failed once, nothing more is recorded: the system tells only once that a
 * file was lost on its way to the disk, and it may be one of the next group.
 */
static bool commit_group(struct sign *sign)
{
	bool done;

	if (sign->group_count == 0)
		return true;
	done = !sign->is_given_up &&
		folder_sync(sign->folder, sign->report) && record_group(sign);
	sign->is_given_up = !done;
	for (size_t i = 0; i < sign->group_count; i++) {
		struct task *task = sign->group[i];

		if (done) {
			sign->summary->signed_now++;
			if (sign->options->listener != NULL)
				sign->options->listener(sign->options->context,
					task->key, task->file);
		}
		task_free(task);
	}
	sign->group_count = 0;
	return done;
}

static void fail(struct sign *sign, const char *key,
	const struct report *problems)
{
	sign->report->recipient = key;
	report_copy_all(sign->report, problems);
	sign->report->recipient = NULL;
	sign->summary->failed++;
}

/* Takes the task over. */
static bool finish(struct sign *sign, struct task *task)
{
	struct sign_summary *summary = sign->summary;

	if (!task->done) {
		fail(sign, task->key, &task->report);
		task_free(task);
		return true;
	}
	if (!task->kept && !folder_write(sign->folder, task->file,
		    task->bytes.data, task->bytes.length, sign->report)) {
		task_free(task);
		return false;
	}
	text_clear(&task->bytes);
	sign->group[sign->group_count++] = task;
	progress_show(&sign->progress, summary->signed_now +
		summary->failed + sign->group_count);
	return sign->group_count < GROUP || commit_group(sign);
}

/* ---- one letter ---- */

static struct task *new_task(const struct entry *entry)
{
	struct task *task = memory_new(sizeof(*task));
	struct arena *arena = &task->arena;

	task->key = arena_strdup(arena, entry->key);
	task->file = arena_strdup(arena, entry->file);
	task->made_as = arena_strdup(arena, entry->sha256);
	return task;
}

static bool check_certificate(const struct sign *sign,
	const struct entry *entry, struct report *report)
{
	const char *ours = signer_certificate(sign->signer);

	return strcmp(entry->reason, ours) == 0 || report_error(report,
		options_for_signer(sign->settings).chain_place, "the letter "
		"was made for the signature of another certificate, of SHA-256 "
		"%s, not %s: name that one, or 'render --force' makes the "
		"letter again", entry->reason, ours);
}

static bool read_letter(struct sign *sign, const struct entry *entry,
	struct text *out, struct report *report)
{
	if (letters_size(sign->folder, entry->key, entry->file) < 0)
		return report_error(report, (struct place){.file = entry->file},
			"the file is gone: 'render' makes it again");
	return letters_read(sign->folder, entry->key, entry->file, out,
		report);
}

static bool is_stopped(const struct sign *sign)
{
	struct pollfd file = {.fd = sign->stop, .events = POLLIN};

	return sign->summary->stopped || poll(&file, 1, 0) > 0;
}

/* False when the run has to end. */
static bool consider(void *context, const struct entry *entry)
{
	struct sign *sign = context;
	struct report problems = {0};
	struct text bytes = {0};
	struct task *task;

	if (entry->state != LETTER_UNSIGNED) {
		sign->summary->already += entry->state == LETTER_MADE;
		return true;
	}
	sign->summary->stopped = is_stopped(sign);
	if (sign->summary->stopped)
		return false;
	if (!check_certificate(sign, entry, &problems) ||
		!read_letter(sign, entry, &bytes, &problems)) {
		fail(sign, entry->key, &problems);
		report_clear(&problems);
		text_clear(&bytes);
		return true;
	}
	if (crew_is_full(sign->crew) &&
		!finish(sign, crew_take(sign->crew, true))) {
		text_clear(&bytes);
		return false;
	}
	task = new_task(entry);
	task->bytes = bytes;
	crew_give(sign->crew, task);
	return true;
}

/* ---- which ---- */

struct search {
	struct nearest nearest;
	struct arena arena;
};

static bool offer(void *context, const struct entry *entry)
{
	struct search *search = context;

	nearest_offer(&search->nearest,
		arena_strdup(&search->arena, entry->key));
	return true;
}

static bool report_unknown(struct sign *sign, const char *key)
{
	struct search search = {.nearest = nearest_to(key)};
	bool done = record_each(sign->record, offer, &search, sign->report);

	if (done && search.nearest.name != NULL)
		report_error(sign->report, (struct place){0}, "no letter has "
			"the key '%s'; did you mean '%s'?", key,
			search.nearest.name);
	else if (done)
		report_error(sign->report, (struct place){0}, "no letter has "
			"the key '%s'; 'lettermill list' shows them all", key);
	arena_clear(&search.arena);
	return false;
}

static bool is_repeated(const char *const *keys, size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (strcmp(keys[i], keys[number]) == 0)
			return true;
	return false;
}

static bool consider_named(struct sign *sign)
{
	const struct sign_options *options = sign->options;
	struct arena arena = {0};
	struct entry entry;
	bool found = true, going = true;

	for (size_t i = 0; i < options->key_count; i++)
		if (!record_get(sign->record, options->keys[i], &arena,
			    &entry))
			found = report_unknown(sign, options->keys[i]);
	for (size_t i = 0; found && going && i < options->key_count; i++)
		going = is_repeated(options->keys, i) ||
			!record_get(sign->record, options->keys[i], &arena,
				&entry) ||
			consider(sign, &entry);
	arena_clear(&arena);
	return found && (going || sign->summary->stopped);
}

/* ---- before and after ---- */

static bool open_signer(struct sign *sign)
{
	struct signer_options options = options_for_signer(sign->settings);

	options.later = false;
	if (options.key == NULL)
		return report_error(sign->report, options.key_place, "there is "
			"no key to sign with: name it by key in [signature], "
			"or pass --set signature.key=FILE");
	signer_protect_process();
	return signer_open(&options, &sign->signer, sign->report);
}

static bool open_crew(struct sign *sign)
{
	size_t said = options_sessions(sign->settings);
	size_t count = said > 0 && signer_waits(sign->signer)
		? said : sign->options->jobs;
	struct crew_options options = {.count = count,
		.room = ROOM_A_HAND * count, .work = sign_task};

	sign->hands = count;
	sign->twins = memory_new(count * sizeof(*sign->twins));
	options.tools = (void **)sign->twins;
	for (size_t i = 0; i < count; i++)
		if (!signer_twin(sign->signer, &sign->twins[i], sign->report))
			return false;
	sign->stop = stop_open();
	return crew_start(&options, &sign->crew) || report_error(sign->report,
		(struct place){0}, "%zu signatures cannot be made at once: %s; "
		"set fewer sessions, or pass a smaller --jobs", count,
		strerror(errno));
}

static bool open_record(struct sign *sign, const char *path)
{
	const struct shard *shard = &sign->options->shard;

	if (shard->count == 0)
		return record_open(path, false, &sign->record, sign->report);
	return stow_allows(sign->folder, shard, sign->report) &&
		shards_open_made(path, shard, &sign->record, sign->report);
}

static bool open_all(struct sign *sign)
{
	const struct job_options *job = &sign->options->job;
	struct report *report = sign->report;
	char *path = NULL;
	bool opened = false;

	if (!settings_load(job->config, job->sets, job->set_count,
		    &sign->settings, report))
		return false;
	sign->summary->folder = job_folder_of(job, sign->settings);
	path = path_in(sign->summary->folder, "job.db");
	if (!record_is_there(path))
		job_fail_unmade(sign->summary->folder, report);
	else
		opened = folder_open_shard(sign->summary->folder,
				 &sign->options->shard, sign->options->wait,
				 &sign->folder, report) &&
			open_record(sign, path) &&
			(sign->record == NULL ||
				(open_signer(sign) && open_crew(sign)));
	free(path);
	return opened;
}

static bool count(void *context, const struct entry *entry)
{
	struct sign *sign = context;

	sign->progress.total += entry->state == LETTER_UNSIGNED;
	return true;
}

/* What there is to do is counted for those who watch alone. */
static bool start_progress(struct sign *sign)
{
	sign->progress = progress_start(sign->options->show_progress,
		sign->options->key_count);
	return !sign->progress.shown || sign->options->key_count > 0 ||
		record_each(sign->record, count, sign, sign->report);
}

static bool sign_all(struct sign *sign)
{
	struct task *task;
	bool going;

	if (!start_progress(sign))
		return false;
	if (sign->options->key_count > 0)
		going = consider_named(sign);
	else
		going = record_each(sign->record, consider, sign,
				sign->report) ||
			sign->summary->stopped;
	while ((task = crew_take(sign->crew, true)) != NULL)
		going = finish(sign, task) && going;
	progress_end(&sign->progress);
	/* Whatever went wrong: what was signed is recorded. */
	return commit_group(sign) && going;
}

static void close_all(struct sign *sign)
{
	crew_end(sign->crew);
	for (size_t i = 0; sign->twins != NULL && i < sign->hands; i++)
		signer_close(sign->twins[i]);
	free(sign->twins);
	signer_close(sign->signer);
	record_close(sign->record);
	folder_close(sign->folder);
	settings_free(sign->settings);
	if (sign->stop >= 0)
		close(sign->stop);
}

/* Where letters are packed, what was signed is. */
static bool pack(struct sign *sign)
{
	const struct section *output = settings_section(sign->settings,
		"output");
	struct stow stow = {.folder = sign->folder, .record = sign->record,
		.shard = sign->options->shard,
		.packs = section_choice(output, "pack") == PACK_ZIP};
	bool done = !stow.packs || rounds_stow_all((enum shelves)
		section_choice(output, "folders"), &stow, sign->report);

	stow_clear(&stow);
	return done;
}

/* Signing leaves a shard that had all of its letters with all of them. */
static bool end_shard(struct sign *sign)
{
	return sign->options->shard.count == 0 ||
		!shards_were_whole(sign->record) ||
		shards_end(sign->record, sign->report);
}

bool sign(const struct sign_options *options, struct sign_summary *out,
	struct report *report)
{
	struct sign sign = {.options = options, .summary = out,
		.report = report, .stop = -1};
	bool done;

	*out = (struct sign_summary){.shard = options->shard};
	done = open_all(&sign);
	if (done && sign.record != NULL)
		done = sign_all(&sign) && pack(&sign) &&
			lists_write_manifest(sign.settings, sign.record,
				sign.folder, report) && end_shard(&sign);
	close_all(&sign);
	return done;
}
