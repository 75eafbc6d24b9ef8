/*
 * Recipients looked at by several processes at once, and told of in their
 * order: whatever the number of processes, the caller hears the same.
 *
 *	struct lanes lanes = {.count = 2, .rows = 354, .look = look,
 *		.hear = hear, .context = &check};
 *	lanes_run(&lanes, report);
 *
 * A process that dies, or takes longer over a recipient than it may, costs
 * that recipient only: an error says so. The processes are forked, so there
 * must be no thread, and end without cleaning up.
 */
#ifndef BATCH_LANES_H
#define BATCH_LANES_H

#include <stdint.h>

#include "base/report.h"
#include "base/text.h"

struct lanes {
	size_t count; /* of processes; few rows are looked at by the caller */
	int64_t rows; /* from 1 on */
	/* First in a process of its own; false: it ends. NULL: nothing. */
	bool (*begin)(void *context);
	/* In any process: what is found of the row, appended. */
	void (*look)(void *context, int64_t row, struct text *out,
		struct report *report);
	/* In the caller's, row by row: `found` is lent; NULL: it died. */
	void (*hear)(void *context, int64_t row, const char *found);
	const char *(*key_of)(void *context, int64_t row); /* of who died */
	void *context;
};

/* The problems that look() met are in the report, in the rows' order. */
void lanes_run(const struct lanes *lanes, struct report *report);

#endif
