/*
 * The state of every recipient's letter, without making any.
 *
 *	static bool tell(void *context, const struct standing *standing) ...
 *	if (!survey(&options, tell, context, report))
 */
#ifndef BATCH_SURVEY_H
#define BATCH_SURVEY_H

#include "batch/job.h"
#include "batch/need.h"

struct standing {
	struct recipient recipient;
	const char *state; /* "made", "to make", "changed", "missing",
			      "failed" */
	const char *why;   /* for people; "" when made */
	const char *file;  /* "" when none is known */
	int issue;	   /* 0: none yet */
	size_t pages;
};

/* Returns false to stop. What it is given is lent for the call. */
typedef bool survey_listener(void *context, const struct standing *standing);

bool survey(const struct job_options *options, survey_listener *listener,
	void *context, struct report *report) MUST_CHECK;

#endif
