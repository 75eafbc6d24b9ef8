/*
 * How a job stands, in numbers: what status shows.
 *
 *	struct tally tally;
 *	if (!tally_job(&options, &tally, report))
 *		... it could not be told
 */
#ifndef DISPATCH_TALLY_H
#define DISPATCH_TALLY_H

#include "batch/job.h"

/*
 * Letters; each recipient is in one of the first six. What was mailed also
 * counts for those who are recipients no longer.
 */
struct tally {
	size_t made; /* and as it should be */
	size_t awaiting; /* likewise, but for their signature */
	size_t failed, to_make, changed, missing;
	size_t looked, approved; /* these bytes; of those made */
	size_t begun;	/* approved by some, but not by enough persons */
	size_t mailed;	/* a message is spooled, and nothing came after */
	size_t sent, deferred, refused, doubted, bounced; /* the last said */
	size_t partly;	 /* of sent: not to all of its recipients */
	size_t outdated; /* of sent: the letter has other bytes by now */
	bool list_is_whole; /* approvals.csv agrees with the record */
};

bool tally_job(const struct job_options *options, struct tally *out,
	struct report *report) MUST_CHECK;
/* Nothing waits for a person to mend it. */
bool tally_is_well(const struct tally *tally);

#endif
