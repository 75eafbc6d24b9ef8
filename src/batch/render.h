/*
 * The batch: which letters have to be made, making them, and keeping the
 * record true.
 *
 *	if (!render(&options, &summary, report))
 *		... the job could not start, or was given up
 *
 * A letter is made when the record does not know it, its file is gone, or
 * what it says or is set with has changed. One that cannot be made is counted
 * and reported, and the others go on.
 */
#ifndef BATCH_RENDER_H
#define BATCH_RENDER_H

#include "batch/job.h"
#include "output/shard.h"

/* Why a letter is made, told before it is made, in the recipients' order. */
typedef void render_listener(void *context, const struct recipient *recipient,
	const char *file, const char *why);

struct render_options {
	struct job_options job;
	const char *const *only; /* recipients as a person names them */
	size_t only_count;
	struct shard shard;	 /* .count 0: all letters; not with `only` */
	size_t jobs;		 /* worker processes, 1 or more */
	bool force;		 /* make all again */
	bool discard;		 /* and keep none: see discard.h */
	bool wait;		 /* for another run to end */
	bool show_progress;	 /* on standard error, if a terminal */
	render_listener *listener; /* NULL: none */
	void *context;
};

struct render_summary {
	size_t made, unchanged, failed;
	size_t awaiting;	/* of made: to be signed later */
	size_t withdrawn;	/* no longer recipients */
	size_t moved;		/* to the folder that [output] says by now */
	size_t packed, unpacked; /* those made as well */
	size_t discarded;	/* of those made */
	size_t left;		/* not reached: a signal came */
	struct shard shard;	/* that was made; .count 0: all */
	char *folder;		/* the caller frees */
};

bool render(const struct render_options *options,
	struct render_summary *out, struct report *report) MUST_CHECK;

#endif
