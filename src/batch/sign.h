/*
 * Signing letters that were made with `sign = later`, in their place:
 *
 *	if (!sign(&options, &summary, report))
 *		... it could not start, or was given up
 *
 * It needs the job's folder, its configuration and the key, and none of its
 * data, text or fonts. A letter is signed when its bytes are those that were
 * made, and awaits the signature of just this certificate; then it is the file
 * that it would be had the key been there at once. Files are safe before the
 * record says so, group by group: killed at any point, run again.
 */
#ifndef BATCH_SIGN_H
#define BATCH_SIGN_H

#include "batch/job.h"
#include "output/shard.h"

/* Lent for the call; `file` is below the job's folder. */
typedef void sign_listener(void *context, const char *key, const char *file);

struct sign_options {
	struct job_options job;
	const char *const *keys; /* of letters; none: all */
	size_t key_count;
	struct shard shard;	 /* .count 0: of all; not with `keys` */
	size_t jobs;		 /* signatures made at once, 1 or more */
	bool wait;		 /* for another run to end */
	bool show_progress;	 /* on standard error, if a terminal */
	sign_listener *listener; /* of each that was signed; NULL: none */
	void *context;
};

struct sign_summary {
	struct shard shard; /* whose letters were signed; .count 0: all */
	size_t signed_now, already, failed;
	bool stopped; /* by a signal: run again */
	char *folder; /* the caller frees */
};

bool sign(const struct sign_options *options, struct sign_summary *out,
	struct report *report) MUST_CHECK;

#endif
