/*
 * Signing letters off: somebody vouches for exactly these bytes. What is told
 * here goes into the record (output/history.h) and from there into
 * approvals.csv.
 *
 *	struct approve_options options = {.job = ..., .all = true,
 *		.by = "Ada Lovelace"};
 *	if (!approve(&options, &summary, report))
 *		... it could not start, and nothing was signed off
 *
 * Only a letter that is as it was made, and that a run would not make again,
 * can be signed off. One that cannot be is an error under its key and the
 * others go on, in one commit.
 */
#ifndef DISPATCH_APPROVE_H
#define DISPATCH_APPROVE_H

#include "batch/job.h"

/* What became of a letter that was chosen. */
enum approve_result {
	APPROVE_DRAWN,	 /* of a sample, to be looked at */
	APPROVE_DONE,
	APPROVE_ALREADY, /* by this person */
	APPROVE_REFUSED
};

/* Lent for the call. `file` is below the job's folder. */
typedef void approve_listener(void *context, enum approve_result result,
	const char *key, const char *name, const char *file);

struct approve_options {
	struct job_options job;
	const char *const *names; /* recipients as a person names them; for
				     unapprove() their keys */
	size_t name_count;
	/*
	 * Of the one name: the letter that was looked at. Another one by now
	 * is refused. NULL: the one there is.
	 */
	const char *sha256;
	bool all;
	const char *const *except; /* of all; as names */
	size_t except_count;
	/*
	 * Instead: the first `sample` of all letters that stand, in the order
	 * of the SHA-256 of `seed` and the key, one behind the other.
	 */
	size_t sample;
	const char *seed;
	bool looked; /* they were looked at, and are not signed off */
	const char *by;	     /* a person; NULL: the account's name */
	const char *because; /* of unapprove() */
	bool wait;	     /* for another run to end */
	approve_listener *listener; /* NULL: none */
	void *context;
};

struct approve_summary {
	char *folder, *by; /* the caller frees */
	size_t done, already, refused;
	size_t drawn, standing; /* of a sample: letters in it, drawn from */
	size_t wanting; /* approved now, but not by enough persons */
	char head[DIGEST_HEX]; /* of approvals.csv, "": there is none */
};

bool approve(const struct approve_options *options,
	struct approve_summary *out, struct report *report) MUST_CHECK;
/*
 * Ends all sign-offs of letters. Asks neither the data nor the text, so that
 * it can be done whatever state they are in.
 */
bool unapprove(const struct approve_options *options,
	struct approve_summary *out, struct report *report) MUST_CHECK;
/*
 * With 95% confidence, how many of `standing` letters are wrong at most when
 * the `drawn` of them are all right: were there more, at least 95 of 100 such
 * samples would have shown one (hypergeometric).
 */
size_t approve_sample_bound(size_t standing, size_t drawn);

#endif
