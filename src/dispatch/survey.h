/*
 * The state of every recipient's letter, without making any.
 *
 *	static bool tell(void *context, const struct standing *standing) ...
 *	if (!survey(&options, tell, context, report))
 */
#ifndef DISPATCH_SURVEY_H
#define DISPATCH_SURVEY_H

#include "batch/job.h"
#include "batch/need.h"
#include "output/approval.h"
#include "output/shard.h"

/*
 * A letter that is not as it was made, or would be made otherwise by now, is
 * not approved: its approval has ended.
 */
struct standing {
	struct recipient recipient;
	const char *state; /* "made", "to make", "changed", "missing",
			      "failed", "unsigned" */
	const char *why;   /* for people; "" when made */
	const char *file;  /* "" when none is known */
	int issue;	   /* 0: none yet */
	size_t pages;
	const char *sha256; /* of the file as it was made; "": none */
	struct approval approval;
	const char *approval_words; /* "approved by Ada"; "": never heard of */
	/* What this was found out from. */
	const struct entry *entry; /* NULL: unknown to the record */
	const struct plan *plan;   /* NULL: it cannot be made */
	struct arena *arena;	   /* emptied after the call */
};

/* Returns false to stop. What it is given is lent for the call. */
typedef bool survey_listener(void *context, const struct standing *standing);

/* Of a job that is open; `record` may be NULL: nothing was ever made. */
bool survey_job(struct job *job, struct folder *folder, struct record *record,
	survey_listener *listener, void *context, struct report *report)
	MUST_CHECK;
/* Of the recipients alone that are marked, by their row (from 1). */
bool survey_rows(struct job *job, struct folder *folder, struct record *record,
	const bool *rows, survey_listener *listener, void *context,
	struct report *report) MUST_CHECK;
/* One of the shards in which a job stands. */
struct shard_standing {
	struct shard shard;
	const char *state; /* "ended", "running", "did not end", "not run" */
	size_t waiting;	   /* of its letters, that a run of it would make */
};

struct shard_standings {
	struct shard_standing *list;
	size_t count; /* 0: the job does not stand in shards */
};

/*
 * Of a job to be opened, only to look. The caller frees the list of shards,
 * whatever is returned.
 */
bool survey(const struct job_options *options, survey_listener *listener,
	void *context, struct shard_standings *shards, struct report *report)
	MUST_CHECK;

#endif
