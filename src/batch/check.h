/*
 * Everything that is wrong with a job, found without making anything: settings,
 * data, formulas, text, and every letter set in type, so that a character that
 * no font has, or two letters of one name, show before the first is made.
 */
#ifndef BATCH_CHECK_H
#define BATCH_CHECK_H

#include "batch/job.h"
#include "batch/legibility.h"

struct check_summary {
	size_t recipients;
	size_t good;  /* letters that can be made */
	size_t pages; /* of these */
	struct legible_colour colours[LEGIBLE_COLOURS];
};

/* Letters are set by so many processes; what is told does not depend on it. */
bool check(const struct job_options *options, size_t processes,
	struct check_summary *out, struct report *report) MUST_CHECK;

#endif
