/*
 * What became of messages in doubt, by the mail server's log.
 *
 *	if (!settle(&options, &summary, report))
 *		... it could not start
 *
 * One that the server took is recorded as settled, that is sent, and as bounced
 * where the log says that it came back. One is known not to be sent when the
 * log proves for each time that it was given to a server that it was not taken;
 * then 'send' tries it again. Any other stays in doubt, and is told.
 */
#ifndef DISPATCH_SETTLE_H
#define DISPATCH_SETTLE_H

#include "batch/job.h"

struct settle_options {
	struct job_options job;
	const char *log; /* path */
	bool wait;	 /* for another run to end */
};

struct settle_summary {
	size_t sent, not_sent, in_doubt;
	char *folder; /* the caller frees */
};

bool settle(const struct settle_options *options, struct settle_summary *out,
	struct report *report) MUST_CHECK;

#endif
