/*
 * Messages that came back: the delivery reports of a maildir, told apart by
 * whose letter's message each is about.
 *
 *	struct bounces_options options = {.job = ..., .maildir = "Maildir"};
 *	if (!bounces(&options, &summary, report))
 *		... it could not start, and nothing was marked
 *
 * A letter is marked (EVENT_BOUNCED) where a report says that its message
 * failed, and the history says that it went out, or may have. Each report marks
 * once, however often it is read. All marks of a run stand in one commit.
 */
#ifndef DISPATCH_BOUNCES_H
#define DISPATCH_BOUNCES_H

#include "batch/job.h"

enum bounce_state {
	BOUNCE_MARKED,
	BOUNCE_TOLD,	 /* by this report, in a run before */
	BOUNCE_OTHERWISE, /* it tells no failure: delayed, delivered, ... */
	BOUNCE_UNSENT,	 /* of a message that was never sent; warned of */
	BOUNCE_OTHERS,	 /* of a message that is none of this job's */
	BOUNCE_NO_REPORT,
	BOUNCE_UNREAD,	 /* cannot be read; reported */
	BOUNCE_STATES
};

const char *bounce_state_name(enum bounce_state state); /* "bounced", ... */

/* Lent for the call. Nothing of it names a person. */
struct bounce {
	enum bounce_state state;
	const char *key;    /* of the letter; "": it is none of this job's */
	const char *action; /* "failed", "delayed", ... */
	const char *status; /* "5.1.1"; "": not told */
	const char *mail;   /* "new/1595410200.M1P2.host", fit for a line */
};

/* Of each report, in the order of the mails. */
typedef void bounce_listener(void *context, const struct bounce *bounce);

struct bounces_options {
	struct job_options job;
	const char *maildir;
	bool wait; /* for another run to end */
	bounce_listener *listener; /* NULL: none */
	void *context;
};

struct bounces_summary {
	size_t count[BOUNCE_STATES]; /* of mails */
	char *folder; /* the caller frees */
};

bool bounces(const struct bounces_options *options,
	struct bounces_summary *out, struct report *report) MUST_CHECK;

#endif
