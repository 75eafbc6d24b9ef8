/*
 * Who would get two letters: one address, or one person's name, of several
 * recipients.
 *
 *	doubles_find(job, &doubles, report);	reports them as is configured
 *	if (doubles_hold(&doubles, row))	...	none of these goes out
 *	doubles_clear(&doubles);
 */
#ifndef BATCH_DOUBLES_H
#define BATCH_DOUBLES_H

#include "batch/job.h"

struct doubles {
	int64_t *rows; /* that are held back, ascending */
	size_t count, room;
};

/* With duplicates = refuse each is an error, and its rows are held. */
void doubles_find(struct job *job, struct doubles *out, struct report *report);
bool doubles_hold(const struct doubles *doubles, int64_t row);
void doubles_clear(struct doubles *doubles);

#endif
