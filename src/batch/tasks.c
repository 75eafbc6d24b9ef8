/*
 * Letters that are under way, until the record has them: in groups, each after
 * the files it speaks of are safe on disk. See rendering.h.
 */
#include "batch/rendering.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "batch/discard.h"

/* Letters recorded at once: each time more, while they need not wait for a
 * signature. */
#define GROUP	   1024
#define TASK_BYTES 1000 /* what most tasks hold */

struct task *task_add(struct render *render, int64_t row)
{
	struct task *task;

	ARRAY_RESERVE(render->tasks, render->task_count, render->task_room);
	task = &render->tasks[render->task_count++];
	*task = (struct task){.row = row, .arena.first = TASK_BYTES};
	return task;
}

void task_add_event(struct task *task, enum event_kind kind,
	const char *sha256, const char *words)
{
	task->events[task->event_count++] = (struct event){
		.key = task->entry.key, .kind = kind, .sha256 = sha256,
		.words = words};
}

static bool record_task(struct render *render, const struct task *task)
{
	bool done = task->is_new
		? record_add(render->record, &task->entry, render->report)
		: record_put(render->record, &task->entry, render->report);

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

/*
 * Where no letter was made with others, the parts go along with the first; else
 * they are recorded last (render.c).
 */
static bool record_first_parts(struct render *render)
{
	if (!render->puts_parts)
		return true;
	render->puts_parts = false;
	return record_put_parts(render->record, render->job->parts,
		render->report);
}

/* All that are finished, or nothing. */
static bool record_finished(struct render *render)
{
	bool done = record_begin(render->record, render->report) &&
		record_first_parts(render);

	for (size_t i = 0; done && i < render->task_count; i++) {
		struct task *task = &render->tasks[i];

		done = task->row != 0 || (discard_task(render, task) &&
			record_task(render, task));
	}
	if (done)
		return record_commit(render->record, render->report);
	record_undo(render->record);
	return false;
}

/*
 * What failed once is not tried again: the system tells only once that a file
 * was lost on its way to the disk, and the next run makes the group anew.
 */
bool tasks_commit(struct render *render)
{
	bool are_unsafe = render->are_unsafe;
	size_t kept = 0;

	if (render->finished == 0)
		return true;
	render->finished = 0;
	render->are_unsafe = false;
	if ((are_unsafe && !folder_sync(render->folder, render->report)) ||
		!record_finished(render))
		return false;
	for (size_t i = 0; i < render->task_count; i++)
		if (render->tasks[i].row == 0)
			arena_clear(&render->tasks[i].arena);
		else /* still at work */
			render->tasks[kept++] = render->tasks[i];
	render->task_count = kept;
	render->task_first = 0;
	return true;
}

bool task_finish(struct render *render, struct task *task)
{
	task->row = 0;
	while (render->task_first < render->task_count &&
		render->tasks[render->task_first].row == 0)
		render->task_first++;
	render->finished++;
	render->are_unsafe |= !task->is_safe;
	progress_show(&render->progress, render->summary->made +
			render->summary->unchanged + render->summary->failed);
	if (render->finished < render->group)
		return true;
	grow_group(render);
	return tasks_commit(render);
}

void task_keep_plan(struct task *task, const char *fingerprint,
	const char *inputs, const char *printed)
{
	task->entry.fingerprint = arena_strdup(&task->arena, fingerprint);
	task->entry.inputs = arena_strdup(&task->arena, inputs);
	task->entry.printed = arena_strdup(&task->arena, printed);
}

void task_keep_packed(struct task *task, const char *fingerprint,
	struct record *record, const struct packed *packed)
{
	struct entry *entry = &task->entry;

	entry->fingerprint = arena_strdup(&task->arena, fingerprint);
	entry->inputs = entry->printed = NULL;
	entry->packed = *packed;
	entry->packed.record = record;
	entry->packed.bytes = arena_copy(&task->arena, packed->bytes,
		packed->length);
}

void task_name_file(struct task *task, const char *file)
{
	task->entry.file = arena_strdup(&task->arena, file);
	task->file_hash = hash_bytes(file, strlen(file));
}

const struct task *task_find(const struct render *render,
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
