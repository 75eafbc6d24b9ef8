/*
 * What takes long when a job is opened and needs nothing but its settings,
 * done in a thread beside what reads its tables and text: loading typefaces
 * and pictures, compressing the pictures that letters show, reading the files
 * that letters are made of for their digests.
 *
 *	struct ahead *ahead = ahead_begin(job, true);	has its settings
 *	look = ahead_look(ahead, report);		has its fonts
 *	done = ahead_end(ahead, look, report);		has its parts
 *
 * At its end no thread is left: a process that is forked then has all that was
 * done, and each worker does not do it again. Nobody else may use what look.h
 * loads until ahead_look(), nor the job's writer until the end.
 */
#ifndef BATCH_AHEAD_H
#define BATCH_AHEAD_H

#include "batch/job.h"

/* `will_make`: without that pictures are not compressed. */
struct ahead *ahead_begin(struct job *job, bool will_make);
/* Waits for what look_load() does, and reports what is wrong with it. */
bool ahead_look(struct ahead *ahead, struct report *report) MUST_CHECK;
/*
 * Waits, and frees it. `opened`: whether all else went well, else what went
 * wrong with the parts is not told; whether both did.
 */
bool ahead_end(struct ahead *ahead, bool opened, struct report *report)
	MUST_CHECK;

#endif
