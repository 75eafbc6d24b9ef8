/*
 * What becomes of a recipient's row: its letter stands, or is made by a worker,
 * or cannot be made. See rendering.h.
 */
#include "batch/rendering.h"

#include <string.h>

#include "batch/letter.h"
#include "batch/need.h"
#include "config/settings.h"
#include "output/letters.h"

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

bool row_leave_file(struct render *render, int64_t row, const char *key,
	const char *file)
{
	bool done;

	if (letters_size(render->folder, key, file) < 0 ||
		claims_is_others(&render->claims, row, file))
		return true;
	/* What its worker has told of it already is told once. */
	render->report->recipient = key;
	done = letters_supersede(render->folder, key, file, render->report);
	render->report->recipient = NULL;
	rounds_leave(&render->rounds, file);
	return done;
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
		if (!row_leave_file(render, task->row, entry->key, old.file))
			return false;
		task_add_event(task, EVENT_SUPERSEDED, old.sha256, old.file);
	}
	if (entry->file != NULL) {
		claims_keep(&render->claims, task->row, entry->file);
		if (!row_leave_file(render, task->row, entry->key, entry->file))
			return false;
	}
	/* That it still fails is no news. */
	if (!known || strcmp(old.reason, entry->reason) != 0)
		task_add_event(task, EVENT_FAILED, NULL, entry->reason);
	entry->file = NULL;
	entry->pages = 0;
	entry->bytes = 0;
	entry->sha256 = NULL;
	return task_finish(render, task);
}

static bool fail_row(struct render *render, const struct recipient *recipient)
{
	struct task *task = task_add(render, recipient->row);

	task->entry.key = arena_strdup(&task->arena, recipient->key);
	task->entry.name = arena_strdup(&task->arena, recipient->name);
	return fail_task(render, task);
}

static void plan_task(struct render *render, int64_t row,
	const struct plan *plan, const struct entry *old, const char *why)
{
	struct task *task = task_add(render, row);
	struct arena *arena = &task->arena;
	struct entry *entry = &task->entry;

	entry->key = arena_strdup(arena, plan->values.key);
	entry->name = arena_strdup(arena, plan->values.name);
	task_name_file(task, plan->file);
	task->is_new = old == NULL;
	task_keep_plan(task, plan->fingerprint, plan->inputs, plan->printed);
	task->why = arena_strdup(arena, why);
}

static bool make_task(struct render *render, struct task *task,
	const struct letter *letter)
{
	struct entry *entry = &task->entry, old;
	bool same, stays;

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
		stays = same && strcmp(old.file, entry->file) == 0;
		task->is_safe = stays && letter->kept &&
			old.state == entry->state;
		if (old.state == LETTER_MADE && !stays)
			task_add_event(task, EVENT_SUPERSEDED, old.sha256,
				old.file);
	} else if (!render->is_first && record_before(render->record,
			entry->key, &task->arena, &old)) {
		/* a recipient again */
		entry->issue = old.issue + 1;
	}
	task_add_event(task, EVENT_MADE, entry->sha256, task->why);
	return task_finish(render, task);
}

bool row_take_result(struct render *render)
{
	struct result result;
	struct task *task = render->tasks + render->task_first;
	bool interrupted;

	if (!workers_take(render->workers, &render->arena, &result,
		    &interrupted, render->report))
		return interrupted || render_is_stopped();
	while (task->row != result.row)
		task++;
	if (result.plan.inputs != NULL)
		task_keep_plan(task, result.plan.fingerprint,
			result.plan.inputs, result.plan.printed);
	else if (result.plan.fingerprint[0] != '\0')
		task_keep_packed(task, result.plan.fingerprint,
			render->record, &result.plan.packed);
	/* A full disk is no letter's fault: the run ends, none has failed. */
	if (!result.done && result.letter.unwritten)
		return false;
	if (!result.done)
		return fail_task(render, task);
	return make_task(render, task, &result.letter);
}

/* Two recipients must never write the same file. */
static bool claim_file(struct render *render,
	const struct recipient *recipient, const struct entry *old,
	const char *file)
{
	const struct task *task;
	const char *owner;

	if (claims_are_none(&render->claims, file))
		return true;
	task = task_find(render, file);
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
	return row_leave_file(render, row, old->key, old->file);
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
			record_glossary(render->record),
			render->options->jobs);
	plan_task(render, recipient->row, plan, old, why);
	render->unstowed++;
	while (!workers_can_take(render->workers))
		if (!row_take_result(render))
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

bool row_consider(struct render *render, int64_t row)
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
	if (!render->is_first && record_get(render->record, recipient.key,
			&render->arena, &entry)) {
		old = &entry;
		file = old->file;
	}
	if (old != NULL && render->job->packs && !letter_move(render, old))
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
	if (moved && !tasks_commit(render))
		return false;
	if (!planned)
		return fail_unplanned(render, &recipient);
	report_for(render->report, &recipient);
	planned = claim_file(render, &recipient, old, plan.file);
	report_for(render->report, NULL);
	return planned ? give(render, &recipient, &plan, old, why)
		       : fail_row(render, &recipient);
}
