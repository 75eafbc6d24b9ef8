/*
 * What takes long when a job is opened and needs nothing of its tables, done
 * in a thread beside what does: reading the files that letters are made of for
 * their digests, compressing the pictures that letters show.
 *
 *	struct ahead *ahead = ahead_begin(job, true);	has its settings
 *	ahead_pictures(ahead);				their images are loaded
 *	done = ahead_end(ahead, done, report);		has its parts
 *
 * At its end no thread is left: a process that is forked then has all that was
 * done, and each worker does not do it again. Nobody else may use the job's
 * writer until then.
 */
#ifndef BATCH_AHEAD_H
#define BATCH_AHEAD_H

#include "batch/job.h"

/* `will_make`: without that only the parts' digests are wanted. */
struct ahead *ahead_begin(struct job *job, bool will_make);
void ahead_pictures(struct ahead *ahead);
/*
 * Waits, and frees it. `opened`: whether all else went well, else what went
 * wrong here is not told; whether both did.
 */
bool ahead_end(struct ahead *ahead, bool opened, struct report *report)
	MUST_CHECK;

#endif
