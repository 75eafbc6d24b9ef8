/*
 * Handing the spool to a mail server, each message once.
 *
 *	struct send_options options = {.job = ..., .really = true};
 *	if (!send_mail(&options, &summary, report))
 *		... it could not start, or was given up
 *
 * Without `really`, and for a trial, nothing is recorded. Else the record says
 * EVENT_SENDING before a byte of a message is handed over, and what was
 * answered before the next one is begun: killed at any point, a message is
 * known to be sent, known not to be, or in doubt, and then nobody sends it
 * again but by release_mail(). Neither asks the data nor the text of the job.
 */
#ifndef DISPATCH_SEND_H
#define DISPATCH_SEND_H

#include "batch/job.h"

enum send_state {
	SEND_WOULD, /* nothing was done: a dry run */
	SEND_SENT,
	SEND_PARTLY,   /* not to all of its recipients */
	SEND_DEFERRED, /* not taken for now; the next run tries again */
	SEND_REFUSED,  /* for good */
	SEND_HELD,     /* it may not be sent; reported */
	SEND_IN_DOUBT, /* sent or not */
	SEND_STATES
};

const char *send_state_name(enum send_state state); /* "sent", ... */

/* What became of one, each time that it was tried; lent for the call. */
typedef void send_listener(void *context, const char *key, const char *file,
	size_t recipients, enum send_state state);

struct send_options {
	struct job_options job;
	const char *const *keys; /* only these; as the record has them */
	size_t key_count;
	bool really;
	const char *to; /* a trial: to this address alone; NULL: none */
	size_t sample;	/* of a trial: so many; 0: all */
	const char *seed; /* by which these are drawn; NULL: "" */
	bool again;	     /* release these keys first */
	const char *by, *because; /* of that */
	bool wait;	     /* for another run to end */
	send_listener *listener; /* NULL: none */
	void *context;
};

struct send_summary {
	size_t count[SEND_STATES];
	size_t left;	 /* waiting, and not come to */
	size_t released; /* by `again` */
	bool is_given_up; /* before its end: what else is left waits */
	char *folder;	 /* the caller frees */
	char *server;	 /* "mail.example.org:587"; likewise */
};

bool send_mail(const struct send_options *options, struct send_summary *out,
	struct report *report) MUST_CHECK;

#endif
