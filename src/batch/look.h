/*
 * How a job's letters look: its typefaces and pictures, the colour profile,
 * where words are parted. Loading it needs no more than the settings, and
 * nothing else of the job meanwhile; so another thread may (ahead.h).
 *
 *	if (!look_load(job, report))
 *		...			all that is wrong is reported
 *	look_compress(job);		where letters are made
 *	look_clear(job);
 */
#ifndef BATCH_LOOK_H
#define BATCH_LOOK_H

#include "batch/job.h"

bool look_load(struct job *job, struct report *report) MUST_CHECK;
/* The pictures, once for all letters. */
void look_compress(struct job *job);
/* Also of what could not be loaded. */
void look_clear(struct job *job);

#endif
