/*
 * The parent's loop. It plans every letter (cheap), gives those that must be
 * made to the workers, and is the only one to write the record: in groups,
 * each after the files it speaks of are safe on disk. Killed at any point, the
 * next run finds a record that is true and makes what is left.
 */
#include "batch/render.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "batch/claims.h"
#include "batch/discard.h"
#include "batch/letter.h"
#include "batch/lists.h"
#include "batch/need.h"
#include "batch/premises.h"
#include "batch/progress.h"
#include "batch/rounds.h"
#include "batch/workers.h"
#include "config/settings.h"
#include "output/folder.h"
#include "output/history.h"
#include "output/letters.h"
#include "output/record.h"
#include "output/shards.h"

/* Letters made durable and recorded at once: each time more, while they need
 * not wait for a signature. */
#define FIRST_GROUP 64
#define GROUP	    256
#define STOW	    1024 /* letters at least that are packed at once */
#define TASK_BYTES 4000 /* what most tasks hold: nearly a page */

/* A letter that has been planned and is not yet in the record. */
struct task {
	int64_t row;
	struct arena arena; /* of what the others point to */
	struct entry entry;
	uint64_t file_hash; /* of entry.file */
	bool is_new;	    /* the record knows no letter of that key */
	const char *why; /* it is made */
	struct event events[2]; /* what happened to it, in order */
	size_t event_count;
};

struct render {
	const struct render_options *options;
	struct render_summary *summary;
	struct report *report;
	struct job *job;
	struct folder *folder;
	struct record *record;
	struct workers *workers; /* started with the first letter to make */
	struct progress progress;
	struct arena arena; /* of the letter being planned */
	struct task *tasks; /* at work, then waiting for the group's end */
	size_t task_count, task_room;
	size_t finished; /* tasks whose letter is done or failed */
	size_t group;	 /* of them, to record at once */
	struct premises premises;
	struct claims claims;
	char *path; /* of the job's record */
	const char *parts_change; /* why all letters are made again, or NULL */
	int64_t *rows;	  /* of --only or the shard; NULL: all */
	size_t row_count;
	struct stow stow;
	size_t unstowed;  /* letters that were given since it was ended */
};

static volatile sig_atomic_t stop_wanted;

static void want_stop(int number)
{
	(void)number;
	stop_wanted = 1;
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = want_stop};

	stop_wanted = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* ---- the record, in groups ---- */

static struct task *add_task(struct render *render, int64_t row)
{
	struct task *task;

	ARRAY_RESERVE(render->tasks, render->task_count, render->task_room);
	task = &render->tasks[render->task_count++];
	*task = (struct task){.row = row, .arena.first = TASK_BYTES};
	return task;
}

static void add_event(struct task *task, enum event_kind kind,
	const char *sha256, const char *words)
{
	task->events[task->event_count++] = (struct event){
		.key = task->entry.key, .kind = kind, .sha256 = sha256,
		.words = words};
}

static bool record_task(struct render *render, const struct task *task)
{
	bool done = record_put(render->record, &task->entry, render->report);

	for (size_t i = 0; done && i < task->event_count; i++)
		done = history_add(render->record, &task->events[i],
			render->report);
	return done;
}

/* None stands where letters are discarded: so it was made in this run. */
static bool discard_task(struct render *render, struct task *task)
{
	if (!render->options->discard || !letter_stands(task->entry.state))
		return true;
	render->summary->discarded++;
	return discard_letter(render->folder, &task->entry, render->report);
}

static void grow_group(struct render *render)
{
	const struct signer *signer = render->job->signer;

	if (render->group < GROUP && (signer == NULL || !signer_waits(signer)))
		render->group *= 2;
}

/* Takes what is finished into the record; the files are made safe first. */
static bool commit_group(struct render *render)
{
	size_t kept = 0;

	if (render->finished == 0)
		return true;
	if (!folder_sync(render->folder, render->report) ||
		!record_begin(render->record, render->report))
		return false;
	for (size_t i = 0; i < render->task_count; i++) {
		struct task *task = &render->tasks[i];

		if (task->row != 0) { /* still at work */
			render->tasks[kept++] = *task;
			continue;
		}
		if (!discard_task(render, task) || !record_task(render, task))
			return false;
		arena_clear(&task->arena);
	}
	render->task_count = kept;
	render->finished = 0;
	return record_commit(render->record, render->report);
}

static bool finish_task(struct render *render, struct task *task)
{
	task->row = 0;
	render->finished++;
	progress_show(&render->progress, render->summary->made +
			render->summary->unchanged + render->summary->failed);
	if (render->finished < render->group)
		return true;
	grow_group(render);
	return commit_group(render);
}

/* ---- letters that cannot be made ---- */

static const char *first_error(const struct report *report, const char *key,
	struct arena *arena)
{
	const struct problem *problem = report_first_error(report, key);
	struct text text = {0};
	const char *reason;

	if (problem == NULL)
		return "it cannot be made";
	place_describe(&problem->place, &text);
	text_add(&text, problem->message);
	reason = arena_strdup(arena, text_string(&text));
	text_clear(&text);
	return reason;
}

/* What stands there is moved, unless it is another's to see to. */
static bool leave_file(struct render *render, int64_t row, const char *key,
	const char *file)
{
	return letters_size(render->folder, key, file) < 0 ||
		claims_is_others(&render->claims, row, file) ||
		letters_supersede(render->folder, key, file, render->report);
}

/* An issue that no longer holds does not stay among the letters. */
static bool fail_task(struct render *render, struct task *task)
{
	struct entry *entry = &task->entry;
	struct entry old;
	bool known;

	render->summary->failed++;
	entry->state = LETTER_FAILED;
	entry->reason = first_error(render->report, entry->key, &task->arena);
	known = record_get(render->record, entry->key, &task->arena, &old);
	if (known || record_before(render->record, entry->key, &task->arena,
			     &old))
		entry->issue = old.issue;
	if (known && letter_stands(old.state)) {
		if (!leave_file(render, task->row, entry->key, old.file))
			return false;
		add_event(task, EVENT_SUPERSEDED, old.sha256, old.file);
	}
	if (entry->file != NULL) {
		claims_keep(&render->claims, task->row, entry->file);
		if (!leave_file(render, task->row, entry->key, entry->file))
			return false;
	}
	/* That it still fails is no news. */
	if (!known || strcmp(old.reason, entry->reason) != 0)
		add_event(task, EVENT_FAILED, NULL, entry->reason);
	entry->file = NULL;
	entry->pages = 0;
	entry->bytes = 0;
	entry->sha256 = NULL;
	return finish_task(render, task);
}

static bool fail_row(struct render *render, const struct recipient *recipient)
{
	struct task *task = add_task(render, recipient->row);

	task->entry.key = arena_strdup(&task->arena, recipient->key);
	task->entry.name = arena_strdup(&task->arena, recipient->name);
	return fail_task(render, task);
}

/* ---- letters to make ---- */

/* What the letter is made of, from here or from its worker. */
static void keep_plan(struct task *task, const char *fingerprint,
	const char *inputs, const char *printed)
{
	task->entry.fingerprint = arena_strdup(&task->arena, fingerprint);
	task->entry.inputs = arena_strdup(&task->arena, inputs);
	task->entry.printed = arena_strdup(&task->arena, printed);
}

static void name_file(struct task *task, const char *file)
{
	task->entry.file = arena_strdup(&task->arena, file);
	task->file_hash = hash_bytes(file, strlen(file));
}

static void plan_task(struct render *render, int64_t row,
	const struct plan *plan, const struct entry *old, const char *why)
{
	struct task *task = add_task(render, row);
	struct arena *arena = &task->arena;
	struct entry *entry = &task->entry;

	entry->key = arena_strdup(arena, plan->values.key);
	entry->name = arena_strdup(arena, plan->values.name);
	name_file(task, plan->file);
	task->is_new = old == NULL;
	keep_plan(task, plan->fingerprint, plan->inputs, plan->printed);
	task->why = arena_strdup(arena, why);
}

static bool make_task(struct render *render, struct task *task,
	const struct letter *letter)
{
	struct entry *entry = &task->entry, old;
	bool same;

	render->summary->made++;
	entry->state = LETTER_MADE;
	if (letter->is_unsigned) {
		render->summary->awaiting++;
		entry->state = LETTER_UNSIGNED;
		entry->reason = signer_certificate(render->job->signer);
	}
	entry->issue = 1;
	entry->pages = letter->pages;
	entry->bytes = letter->bytes;
	entry->sha256 = arena_strdup(&task->arena, letter->sha256);
	if (!task->is_new && record_get(render->record, entry->key,
			&task->arena, &old)) {
		same = strcmp(old.sha256, entry->sha256) == 0;
		/* What nobody signed was no issue yet. */
		entry->issue = old.issue +
			(!same && old.state != LETTER_UNSIGNED);
		if (old.state == LETTER_MADE &&
			!(same && strcmp(old.file, entry->file) == 0))
			add_event(task, EVENT_SUPERSEDED, old.sha256,
				old.file);
	} else if (record_before(render->record, entry->key, &task->arena,
			   &old)) { /* a recipient again */
		entry->issue = old.issue + 1;
	}
	add_event(task, EVENT_MADE, entry->sha256, task->why);
	return finish_task(render, task);
}

/* Takes one result from the workers into its task. */
static bool take_result(struct render *render)
{
	struct result result;
	struct task *task = render->tasks;
	bool interrupted;

	if (!workers_take(render->workers, &render->arena, &result,
		    &interrupted, render->report))
		return interrupted || stop_wanted;
	while (task->row != result.row)
		task++;
	if (result.plan.inputs != NULL)
		keep_plan(task, result.plan.fingerprint, result.plan.inputs,
			result.plan.printed);
	/* A full disk is no letter's fault: the run ends, none has failed. */
	if (!result.done && result.letter.unwritten)
		return false;
	if (!result.done)
		return fail_task(render, task);
	return make_task(render, task, &result.letter);
}

static const struct task *find_claim(const struct render *render,
	const char *file)
{
	uint64_t hash = hash_bytes(file, strlen(file));

	for (size_t i = 0; i < render->task_count; i++) {
		const struct task *task = &render->tasks[i];

		if (task->file_hash == hash && task->entry.file != NULL &&
			strcmp(task->entry.file, file) == 0)
			return task;
	}
	return NULL;
}

/* Two recipients must never write the same file. */
static bool claim_file(struct render *render,
	const struct recipient *recipient, const struct entry *old,
	const char *file)
{
	const struct task *task = find_claim(render, file);
	const char *owner;

	if (task != NULL)
		owner = task->entry.key;
	else if (claims_allow(&render->claims, recipient,
			 old != NULL ? old->file : "", file, &owner))
		return true;
	return report_error(render->report, section_key_place(
			settings_section(render->job->settings, "output"),
			"file"), SAME_FILE, owner, file);
}

/* A letter under a new name leaves its old name. */
static bool leave_old_file(struct render *render, int64_t row,
	const struct entry *old, const struct plan *plan)
{
	if (old == NULL || *old->file == '\0' ||
		strcmp(old->file, plan->file) == 0)
		return true;
	return leave_file(render, row, old->key, old->file);
}

static bool give(struct render *render, const struct recipient *recipient,
	const struct plan *plan, const struct entry *old, const char *why)
{
	bool is_outline = plan->fingerprint[0] == '\0';

	if (!leave_old_file(render, recipient->row, old, plan))
		return false;
	progress_end(&render->progress);
	if (render->options->listener != NULL)
		render->options->listener(render->options->context, recipient,
			plan->file, why);
	if (render->workers == NULL)
		render->workers = workers_start(render->job, render->folder,
			render->options->jobs);
	plan_task(render, recipient->row, plan, old, why);
	render->unstowed++;
	while (!workers_can_take(render->workers))
		if (!take_result(render))
			return false;
	workers_give(render->workers, recipient->row, is_outline);
	return true;
}

/* A letter that is not known is made whatever it says: its worker plans it. */
static bool plan_row(struct render *render, int64_t row,
	const struct entry *old, struct plan *out)
{
	if (old == NULL && render->job->outline != NULL)
		return letter_outline(render->job, row, &render->arena, out,
			render->report);
	return letter_plan(render->job, row, &render->arena, out,
		render->report);
}

static void report_for(struct report *report, const struct recipient *recipient)
{
	report->recipient = recipient != NULL ? recipient->key : NULL;
	report->turn = recipient != NULL ? recipient->row : 0;
}

/* A letter that need not stay is not made twice. */
static bool is_discarded(struct render *render, const struct plan *plan,
	const struct entry *old)
{
	return render->options->discard && old != NULL &&
		old->state == LETTER_DISCARDED &&
		letter_is_same(render->job, plan, old, &render->arena);
}

/* One that cannot even be planned still wants its file. */
static bool fail_unplanned(struct render *render,
	const struct recipient *recipient)
{
	claims_keep_unplanned(&render->claims, recipient->row);
	return fail_row(render, recipient);
}

/* A copy that lives as long as the task. */
static void keep_entry(struct task *task, const struct entry *entry)
{
	struct arena *arena = &task->arena;

	task->entry = *entry;
	task->entry.key = arena_strdup(arena, entry->key);
	task->entry.name = arena_strdup(arena, entry->name);
	task->entry.sha256 = arena_strdup(arena, entry->sha256);
	task->entry.printed = arena_strdup(arena, entry->printed);
	task->entry.reason = arena_strdup(arena, entry->reason);
	keep_plan(task, entry->fingerprint, record_inputs(entry, arena),
		entry->printed);
}

static bool is_letter(struct render *render, const struct entry *entry,
	const char *file)
{
	char sha256[DIGEST_HEX];

	return letters_size(render->folder, entry->key, file) ==
			entry->bytes &&
		letters_digest(render->folder, entry->key, file, sha256,
			render->report) &&
		strcmp(sha256, entry->sha256) == 0;
}

/*
 * Where a letter is that was moved by a run that could not record it any more.
 * False: nowhere.
 */
static bool find_moved(struct render *render, const struct entry *entry,
	struct text *out)
{
	bool found = false;

	for (int i = SHELVES_FLAT; i <= SHELVES_65536 && !found; i++) {
		text_reset(out);
		shelf_add(shelf_name(entry->file), (enum shelves)i, out);
		found = is_letter(render, entry, text_string(out));
	}
	return found;
}

static bool record_move(struct render *render, const struct entry *entry,
	const char *file)
{
	struct task *task = add_task(render, 0);

	keep_entry(task, entry);
	name_file(task, file);
	add_event(task, EVENT_MOVED, task->entry.sha256, arena_printf(
		&task->arena, "%s -> %s", entry->file, file));
	render->summary->moved++;
	return finish_task(render, task);
}

/*
 * Of a letter that is at its new place already: a run that copied it there out
 * of a pack, or gave it a second name, could not record it any more.
 */
static bool end_move(struct render *render, const struct entry *entry)
{
	return folder_size(render->folder, entry->file) < 0 ||
		folder_remove(render->folder, entry->file, render->report);
}

/*
 * A letter whose folder is another by now goes there, and stays what it is.
 * Where something stands in its way, it stays, and its row will see to it.
 */
static bool move_letter(struct render *render, struct entry *entry)
{
	struct text old = {0}, new = {0};
	bool is_elsewhere, is_there, moved = false, done = true;

	if (!letter_stands(entry->state))
		return true;
	shelf_add(shelf_name(entry->file), render->job->shelves, &new);
	text_add(&old, entry->file);
	is_elsewhere = strcmp(old.data, new.data) != 0;
	if (is_elsewhere && is_letter(render, entry, new.data)) {
		moved = true;
		done = end_move(render, entry);
	} else {
		is_there = letters_size(render->folder, entry->key, old.data) >=
				0 || find_moved(render, entry, &old);
		moved = is_there && strcmp(old.data, new.data) != 0 &&
			letters_size(render->folder, entry->key, new.data) < 0;
		done = !moved || letters_move(render->folder, entry->key,
			old.data, new.data, render->report);
	}
	if (done && moved && is_elsewhere) {
		done = record_move(render, entry, new.data);
		entry->file = arena_strdup(&render->arena, new.data);
	}
	text_clear(&old);
	text_clear(&new);
	return done;
}

static enum need find_need(struct render *render, const struct plan *plan,
	const struct entry *old, const char **why)
{
	enum need need;

	if (is_discarded(render, plan, old))
		need = NEED_NOTHING;
	else
		need = letter_need(render->job, plan, old, render->folder,
			render->parts_change, &render->arena, why);
	/* The key is here: a letter made now is the same as one signed. */
	if (need == NEED_SIGNATURE && render->job->signs_later)
		need = NEED_NOTHING;
	if (need == NEED_NOTHING && render->options->force) {
		need = NEED_CHANGED;
		*why = "asked for";
	}
	return need;
}

static bool consider_row(struct render *render, int64_t row)
{
	struct recipient recipient;
	struct entry entry, *old = NULL;
	struct plan plan;
	const char *why, *file = NULL;
	bool planned, moved;

	arena_reset(&render->arena);
	if (!job_recipient(render->job, row, &render->arena, &recipient))
		return true;
	if (report_first_error(render->report, recipient.key) != NULL)
		return fail_unplanned(render, &recipient);
	if (record_get(render->record, recipient.key, &render->arena, &entry)) {
		old = &entry;
		file = old->file;
	}
	if (old != NULL && render->job->packs && !move_letter(render, old))
		return false;
	moved = old != NULL && old->file != file;
	report_for(render->report, &recipient);
	planned = plan_row(render, row, old, &plan);
	report_for(render->report, NULL);
	if (planned && find_need(render, &plan, old, &why) == NEED_NOTHING) {
		render->summary->unchanged++;
		return true;
	}
	/* Whatever becomes of it, the record has to know of the move. */
	if (moved && !commit_group(render))
		return false;
	if (!planned)
		return fail_unplanned(render, &recipient);
	report_for(render->report, &recipient);
	planned = claim_file(render, &recipient, old, plan.file);
	report_for(render->report, NULL);
	return planned ? give(render, &recipient, &plan, old, why)
		       : fail_row(render, &recipient);
}

/* ---- before and after ---- */

static bool is_chosen(const struct render *render, int64_t row)
{
	for (size_t i = 0; i < render->row_count; i++)
		if (render->rows[i] == row)
			return true;
	return false;
}

static bool choose_rows(struct render *render)
{
	const struct render_options *options = render->options;
	bool found = true;

	render->rows = memory_new(options->only_count * sizeof(int64_t));
	for (size_t i = 0; i < options->only_count; i++) {
		struct recipient recipient;

		if (!job_recipient_lookup(render->job, options->only[i],
			    &render->arena, &recipient, render->report))
			found = false;
		else if (!is_chosen(render, recipient.row))
			render->rows[render->row_count++] = recipient.row;
	}
	return found;
}

/* The shard's: of data that all shards read. */
static void choose_shard_rows(struct render *render)
{
	int64_t count = job_recipient_count(render->job);
	size_t room = 0;

	for (int64_t row = 1; row <= count; row++) {
		struct recipient recipient;

		arena_reset(&render->arena);
		if (!job_recipient(render->job, row, &render->arena,
			    &recipient) ||
			!shard_has(&render->options->shard, recipient.key))
			continue;
		ARRAY_RESERVE(render->rows, render->row_count, room);
		render->rows[render->row_count++] = row;
	}
}

static bool withdraw(struct render *render, const struct entry *entry)
{
	struct event event = {.key = entry->key, .kind = EVENT_WITHDRAWN,
		.sha256 = entry->sha256, .words = entry->file};

	if (*entry->file != '\0' && !leave_file(render, 0, entry->key,
		entry->file))
		return false;
	if (!record_begin(render->record, render->report) ||
		!record_remove(render->record, entry->key, render->report) ||
		!history_add(render->record, &event, render->report) ||
		!record_commit(render->record, render->report))
		return false;
	render->summary->withdrawn++;
	render->report->recipient = entry->key;
	report_warning(render->report, (struct place){0},
		*entry->file == '\0' ? "%s is no longer a recipient"
			: "%s is no longer a recipient: the letter was moved "
			  "to superseded/", entry->name);
	render->report->recipient = NULL;
	return true;
}

static bool settle_entry(void *context, const struct entry *entry)
{
	struct render *render = context;

	struct entry copy = *entry;

	if (!job_has_key(render->job, entry->key))
		return withdraw(render, entry);
	/* Where letters are packed, each moves when its round comes. */
	return render->job->packs || move_letter(render, &copy);
}

/*
 * Recipients that the record knows and the data does not have any more go
 * first: one whose key was corrected needs the file's name again.
 */
static bool settle_all(struct render *render)
{
	return record_each(render->record, settle_entry, render,
			render->report) && commit_group(render);
}

static bool settle_chosen(struct render *render)
{
	bool done = true;

	for (size_t i = 0; done && i < render->row_count; i++) {
		struct recipient recipient;
		struct entry entry;

		arena_reset(&render->arena);
		if (job_recipient(render->job, render->rows[i],
			    &render->arena, &recipient) &&
			record_get(render->record, recipient.key,
				&render->arena, &entry))
			done = move_letter(render, &entry);
	}
	return done && commit_group(render);
}

/*
 * The parts are recorded last: until every letter is made with them, a letter
 * of an earlier run still has to be told what changed.
 */
static bool record_new_parts(struct render *render)
{
	const char *known = record_parts(render->record, &render->arena);

	if (strcmp(known, render->job->parts) == 0)
		return true;
	return record_begin(render->record, render->report) &&
		record_put_parts(render->record, render->job->parts,
			render->report) &&
		record_commit(render->record, render->report);
}

/* What workers are at; whoever stops the run does without the others. */
static bool take_last(struct render *render)
{
	bool going = true;

	if (render->workers != NULL)
		workers_end(render->workers);
	while (going && render->task_count > render->finished) {
		if (stop_wanted)
			workers_stop(render->workers);
		if (stop_wanted && !workers_are_at_work(render->workers))
			break;
		going = take_result(render);
	}
	render->summary->left += render->task_count - render->finished;
	return going;
}

/* Until no letter is at work, and what was made is recorded. */
static bool finish_all(struct render *render, bool going)
{
	going = going && take_last(render);
	/* Whatever went wrong: what was made is recorded. */
	return commit_group(render) && going;
}

/* Packs the letters of these rounds. A few at once: each time costs syncs. */
static bool stow_rounds(struct render *render, const struct rounds *rounds,
	unsigned first, unsigned last)
{
	bool all = render->options->only_count == 0;
	bool done = finish_all(render, true);

	for (unsigned i = first; done && i <= last; i++)
		if (all || rounds_has_any(rounds, i))
			done = rounds_stow(rounds, i, &render->stow,
				render->report);
	render->unstowed = 0;
	return done && stow_end(&render->stow, render->report);
}

static bool sweep(struct render *render, const struct rounds *rounds)
{
	return rounds_sweep(rounds, render->summary->moved > 0, &render->stow,
			render->report) &&
		stow_end(&render->stow, render->report);
}

static bool take_rounds(struct render *render, size_t total)
{
	struct rounds rounds;
	unsigned first = 0;
	bool going = true;
	int64_t row;

	render->summary->left = total;
	rounds_begin(&rounds, render->job, render->rows, total);
	for (unsigned i = 0; going && !stop_wanted && i < rounds.count; i++) {
		while (going && !stop_wanted && rounds_next(&rounds, i, &row)) {
			going = consider_row(render, row);
			render->summary->left--;
		}
		if (!render->job->packs || !going || stop_wanted ||
			(render->unstowed < STOW && i + 1 < rounds.count))
			continue;
		going = stow_rounds(render, &rounds, first, i);
		first = i + 1;
	}
	going = finish_all(render, going);
	progress_end(&render->progress);
	if (going && render->options->only_count == 0 && !stop_wanted)
		going = sweep(render, &rounds);
	rounds_clear(&rounds);
	return going;
}

static bool render_all(struct render *render)
{
	size_t total = (size_t)job_recipient_count(render->job);
	bool all = render->options->only_count == 0, going;

	if (render->options->shard.count > 0)
		choose_shard_rows(render);
	going = all ? settle_all(render)
		: choose_rows(render) && settle_chosen(render);
	if (!going)
		return false;
	if (!all || render->options->shard.count > 0)
		total = render->row_count;
	render->progress =
		progress_start(render->options->show_progress, total);
	going = take_rounds(render, total);
	if (going && all && !stop_wanted)
		going = record_new_parts(render);
	report_sort(render->report);
	return going;
}

/* Sees, before anything is opened, that there is nothing to do. */
static bool find_all_stand(struct render *render, const char *path,
	bool *all_stand)
{
	struct record *record = NULL;
	bool done = true;

	*all_stand = false;
	if (render->options->force || !render->premises.is_known ||
		!record_is_private(path))
		return true;
	done = record_open(path, true, &record, render->report);
	if (done)
		*all_stand = premises_stand(&render->premises, render->folder,
			record, &render->summary->unchanged);
	if (!*all_stand)
		render->summary->unchanged = 0;
	record_close(record);
	return done;
}

static bool is_of_shard(void *context, const char *recipient)
{
	return shard_has(context, recipient);
}

static bool open_job(struct render *render, const char *tables)
{
	struct job_options options = render->options->job;
	struct shard shard = render->options->shard;

	options.tables_path = tables;
	options.will_sign = true;
	options.will_make = true;
	if (!job_open(&options, &render->job, render->report))
		return false;
	report_keep(render->report, is_of_shard, &shard);
	return true;
}

static bool open_folder(struct render *render)
{
	const struct render_options *options = render->options;
	const char *folder = render->premises.folder;

	if (options->shard.count == 0)
		return folder_open(folder, options->wait, &render->folder,
			render->report);
	return folder_open_shard(folder, &options->shard, options->wait,
		&render->folder, render->report);
}

static bool open_record(struct render *render)
{
	const struct shard *shard = &render->options->shard;

	if (shard->count == 0)
		return record_open(render->path, false, &render->record,
			render->report);
	return stow_allows(render->folder, shard, render->report) &&
		shards_open(render->path, shard, &render->record,
			render->report);
}

static bool open_all(struct render *render, bool *all_stand)
{
	const char *folder = render->premises.folder;
	struct text own = {0};
	char *tables = NULL, *record = NULL;
	bool opened = open_folder(render);

	if (opened) {
		folder_own(render->folder, ".tables.db", &own);
		tables = path_in(folder, own.data);
		text_reset(&own);
		folder_own(render->folder, "job.db", &own);
		record = path_in(folder, own.data);
		render->path = path_in(folder, "job.db");
		opened = find_all_stand(render, record, all_stand);
	}
	if (opened && !*all_stand)
		opened = open_job(render, tables) && open_record(render) &&
			record_hold(render->record, render->report);
	free(record);
	free(tables);
	text_clear(&own);
	return opened;
}

/* A run that left nothing to do or to say is known again by its premises. */
static bool record_premises_of(struct render *render)
{
	const struct render_summary *summary = render->summary;

	if (!render->premises.is_known || summary->failed > 0 ||
		summary->left > 0 || render->report->count > 0)
		return true;
	return premises_record(&render->premises, render->folder,
		render->record, render->report);
}

/* What shards had of their own is now the job's. */
static bool end_shards(struct render *render, bool done)
{
	if (!done || render->summary->left > 0)
		return done;
	if (render->options->shard.count > 0)
		return shards_end(render->record, render->report);
	return folder_remove_shards(render->folder, render->report);
}

static bool run(struct render *render)
{
	bool done;

	if (render->options->discard && !discard_begin(render->record,
		render->folder, render->report))
		return false;
	catch_signals();
	render->group = FIRST_GROUP;
	render->stow = (struct stow){.folder = render->folder,
		.record = render->record, .shard = render->options->shard,
		.packs = render->job->packs};
	render->parts_change = parts_change(render->job, render->record,
		&render->job->arena);
	claims_begin(&render->claims, render->job, render->record,
		render->path, &render->options->shard);
	done = render_all(render);
	done = lists_write(render->job, render->record, render->folder,
		       render->report) && done;
	return end_shards(render, done) && record_premises_of(render);
}

bool render(const struct render_options *options, struct render_summary *out,
	struct report *report)
{
	struct render render = {.options = options, .summary = out,
		.report = report};
	bool done = false, all_stand = false;

	*out = (struct render_summary){.shard = options->shard};
	if (premises_read(&options->job, options->only_count == 0,
		    &render.premises, report)) {
		out->folder = memory_strdup(render.premises.folder);
		done = open_all(&render, &all_stand) &&
			(all_stand || run(&render));
	}
	workers_free(render.workers);
	stow_clear(&render.stow);
	claims_clear(&render.claims);
	record_close(render.record);
	job_free(render.job);
	folder_close(render.folder);
	for (size_t i = 0; i < render.task_count; i++)
		arena_clear(&render.tasks[i].arena);
	free(render.tasks);
	free(render.rows);
	free(render.path);
	premises_clear(&render.premises);
	arena_clear(&render.arena);
	return done;
}
