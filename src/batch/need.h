/*
 * Whether a letter has to be made, and why: its plan held against what the
 * record knows of it.
 */
#ifndef BATCH_NEED_H
#define BATCH_NEED_H

#include "batch/letter.h"

enum need {
	NEED_NOTHING, /* the letter stands as it should */
	NEED_FIRST,   /* there is none yet */
	NEED_CHANGED, /* it says or is set with something else now */
	NEED_FILE,    /* its file is gone or was changed */
	NEED_SIGNATURE /* all that it lacks */
};

/*
 * `old` may be NULL. `parts_change`: what changed in the job's parts, as
 * inputs_compare() tells it, or NULL. `*why` is in the arena.
 */
enum need letter_need(const struct job *job, const struct plan *plan,
	const struct entry *old, const struct folder *folder,
	const char *parts_change, struct arena *arena, const char **why);

/* What changed in the job's parts since the record; NULL: nothing. */
const char *parts_change(const struct job *job, struct record *record,
	struct arena *arena);

#endif
