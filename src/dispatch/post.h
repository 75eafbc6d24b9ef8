/*
 * The spool: a message for each approved letter, out/JOB/mail/NAME.eml, which
 * its owner alone can read.
 *
 *	if (!post(&options, &summary, report))
 *		... the job could not start, or was given up
 *
 * Only a letter that is up to date, and whose bytes in its file are approved,
 * gets one; it is in the letter's history in the same commit in which the file
 * is known to be safe. A message that is the same is kept. One of a letter that
 * is approved no longer goes to superseded/, as one that is replaced does.
 */
#ifndef DISPATCH_POST_H
#define DISPATCH_POST_H

#include "batch/job.h"

enum post_state {
	POST_WRITTEN,
	POST_KEPT,	   /* just these bytes were there */
	POST_SENT,	   /* the letter was, or may have been: left alone */
	POST_NOT_APPROVED, /* or not by enough persons */
	POST_NOT_MADE,	   /* there is no letter */
	POST_NOT_SIGNED,   /* there is, and it awaits its signature */
	POST_OUT_OF_DATE,  /* the letter has to be made again */
	POST_FAILED,	   /* the message cannot be written; reported */
	POST_STATES
};

const char *post_state_name(enum post_state state); /* "written", ... */

/* What became of one; `file` is the message's, "" where there is none. */
typedef void post_listener(void *context, const char *key, const char *file,
	enum post_state state);

struct post_options {
	struct job_options job;
	const char *const *only; /* recipients as a person names them */
	size_t only_count;
	bool specimen;		 /* specimens may be mailed, marked as such */
	bool wait;		 /* for another run to end */
	post_listener *listener; /* NULL: none */
	void *context;
};

struct post_summary {
	size_t count[POST_STATES];
	size_t withdrawn; /* messages taken out of the spool, not replaced */
	char *folder;	  /* the caller frees */
};

/* letters/x.pdf: mail/x.eml; letters/a4/x.pdf: mail/a4/x.eml */
const char *post_file(struct arena *arena, const char *letter);

bool post(const struct post_options *options, struct post_summary *out,
	struct report *report) MUST_CHECK;

#endif
