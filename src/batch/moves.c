/* Letters that are elsewhere, or nobody's, by now; see rendering.h. */
#include "batch/rendering.h"

#include <string.h>

#include "output/letters.h"

/* A copy that lives as long as the task. */
static void keep_entry(struct task *task, const struct entry *entry)
{
	struct arena *arena = &task->arena;

	task->entry = *entry;
	task->entry.key = arena_strdup(arena, entry->key);
	task->entry.name = arena_strdup(arena, entry->name);
	task->entry.sha256 = arena_strdup(arena, entry->sha256);
	task->entry.reason = arena_strdup(arena, entry->reason);
	task_keep_packed(task, entry->fingerprint, entry->packed.record,
		&entry->packed);
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
	struct task *task = task_add(render, 0);

	keep_entry(task, entry);
	task_name_file(task, file);
	task_add_event(task, EVENT_MOVED, task->entry.sha256, arena_printf(
		&task->arena, "%s -> %s", entry->file, file));
	render->summary->moved++;
	return task_finish(render, task);
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

bool letter_move(struct render *render, struct entry *entry)
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

static bool withdraw(struct render *render, const struct entry *entry)
{
	struct event event = {.key = entry->key, .kind = EVENT_WITHDRAWN,
		.sha256 = entry->sha256, .words = entry->file};

	if (*entry->file != '\0' && !row_leave_file(render, 0, entry->key,
		entry->file))
		return false;
	if (!record_begin(render->record, render->report) ||
		!record_remove(render->record, entry->key, render->report) ||
		!history_add(render->record, &event, render->report)) {
		record_undo(render->record);
		return false;
	}
	if (!record_commit(render->record, render->report))
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

	if (job_row(render->job, entry->key) == 0)
		return withdraw(render, entry);
	/* Where letters are packed, each moves when its round comes. */
	return render->job->packs || letter_move(render, &copy);
}

/*
 * Recipients that the record knows and the data does not have any more go
 * first: one whose key was corrected needs the file's name again.
 */
bool moves_settle_all(struct render *render)
{
	return record_each(render->record, settle_entry, render,
			render->report) && tasks_commit(render);
}

bool moves_settle_chosen(struct render *render)
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
			done = letter_move(render, &entry);
	}
	return done && tasks_commit(render);
}
