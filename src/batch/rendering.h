/*
 * What the files of a run share: render.c opens the job and walks its rows,
 * row.c decides what becomes of each, moves.c sees to letters whose place or
 * recipient is another by now, and tasks.c keeps what is under way until the
 * record has it. Nobody else includes this; see render.h.
 *
 * All that returns a bool reports before it returns false.
 */
#ifndef BATCH_RENDERING_H
#define BATCH_RENDERING_H

#include "batch/claims.h"
#include "batch/premises.h"
#include "batch/progress.h"
#include "batch/render.h"
#include "batch/rounds.h"
#include "batch/stow.h"
#include "batch/workers.h"
#include "output/history.h"

#define FIRST_GROUP 64 /* letters recorded at once, to begin with */

/* A letter that has been planned and is not yet in the record. */
struct task {
	int64_t row;
	struct arena arena; /* of what the others point to */
	struct entry entry;
	uint64_t file_hash; /* of entry.file */
	bool is_new;	    /* the record knows no letter of that key */
	bool is_safe;	    /* its file is as the record has it already */
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
	size_t task_first; /* none before it is at work */
	size_t finished; /* tasks whose letter is done or failed */
	bool are_unsafe; /* files of finished ones */
	size_t group;	 /* of them, to record at once */
	struct premises premises;
	struct claims claims;
	char *path; /* of the job's record */
	bool is_first; /* the record had no letter when the run began */
	bool puts_parts; /* with the first letters that are recorded */
	const char *parts_change; /* why all letters are made again, or NULL */
	int64_t *rows;	  /* of --only or the shard; NULL: all */
	size_t row_count;
	struct rounds rounds;
	struct stow stow;
	size_t unstowed;  /* letters that were given since it was ended */
};

/* A signal asked the run to end. */
bool render_is_stopped(void);

/* ---- tasks.c: the record, in groups ---- */

/* Lent until the next is added, or finished. */
struct task *task_add(struct render *render, int64_t row);
void task_add_event(struct task *task, enum event_kind kind,
	const char *sha256, const char *words);
/* What the letter is made of, from here or from its worker; copied. */
void task_keep_plan(struct task *task, const char *fingerprint,
	const char *inputs, const char *printed);
/* The same, packed for the record that it goes to. */
void task_keep_packed(struct task *task, const char *fingerprint,
	struct record *record, const struct packed *packed);
void task_name_file(struct task *task, const char *file);
/* Whose letter is to have that file; NULL: of none that is under way. */
const struct task *task_find(const struct render *render, const char *file);
/* Its entry is as it is to be recorded. */
bool task_finish(struct render *render, struct task *task) MUST_CHECK;
/* Takes what is finished into the record; the files are made safe first. */
bool tasks_commit(struct render *render) MUST_CHECK;

/* ---- row.c: what becomes of a row ---- */

/* Plans its letter, and has it made where it must be. */
bool row_consider(struct render *render, int64_t row) MUST_CHECK;
/* Takes one result from the workers into its task. */
bool row_take_result(struct render *render) MUST_CHECK;
/* What stands there is moved, unless it is another's to see to. */
bool row_leave_file(struct render *render, int64_t row, const char *key,
	const char *file) MUST_CHECK;

/* ---- moves.c: letters that are elsewhere, or nobody's, by now ---- */

/*
 * A letter whose folder is another by now goes there, and stays what it is;
 * entry->file says where. Where something stands in its way, it stays, and its
 * row will see to it.
 */
bool letter_move(struct render *render, struct entry *entry) MUST_CHECK;
/* Of all that the record knows; or of the chosen rows. */
bool moves_settle_all(struct render *render) MUST_CHECK;
bool moves_settle_chosen(struct render *render) MUST_CHECK;

#endif
