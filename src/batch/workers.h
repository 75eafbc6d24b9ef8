/*
 * Worker processes that make letters: the libraries below are not
 * thread-safe, and a crash in one letter must not take the others along.
 *
 *	struct workers *workers = workers_start(job, folder, glossary, count);
 *	while (more) {
 *		if (workers_can_take(workers))
 *			workers_give(workers, row, false);
 *		else if (workers_take(workers, &result, report))
 *			... one letter is done, or failed
 *	}
 *	workers_free(workers);
 *
 * A worker that dies, or takes longer than a letter may, costs its letter
 * only: the result says so, and a new worker takes its place.
 */
#ifndef BATCH_WORKERS_H
#define BATCH_WORKERS_H

#include "batch/letter.h"
#include "output/glossary.h"

struct workers;

/* What the letter is made of, where the worker was asked for it. */
struct result_plan {
	char fingerprint[DIGEST_HEX]; /* "": it was not planned */
	/* In the arena: as they are (NULL: they are packed), or packed. */
	const char *inputs, *printed;
	struct packed packed; /* for the record of the glossary */
};

struct result {
	int64_t row;
	bool done; /* else the reasons are in the report */
	struct letter letter;
	struct result_plan plan;
};

/*
 * Up to `count` processes, each forked when it is first needed: there must be
 * no thread then. The job's tables are in a file, or few.
 */
struct workers *workers_start(struct job *job, struct folder *folder,
	const struct glossary *glossary, size_t count);
/* Each is given a few letters ahead of what it is at. */
bool workers_can_take(const struct workers *workers);
/* `tell_plan`: the caller has not planned the letter and wants to know. */
void workers_give(struct workers *workers, int64_t row, bool tell_plan);
/*
 * None is given any more: each ends when it has done what it was given, while
 * its results are seen to.
 */
void workers_end(struct workers *workers);
/*
 * Waits for the next result; problems of the letter go to the report, strings
 * into the arena. False when no worker has anything to do, or a signal came
 * (*interrupted).
 */
bool workers_take(struct workers *workers, struct arena *arena,
	struct result *out, bool *interrupted, struct report *report)
	MUST_CHECK;
bool workers_are_at_work(const struct workers *workers);
/*
 * The letters that they are at are the last: of what they were given, and have
 * not begun, nothing comes any more.
 */
void workers_stop(struct workers *workers);
void workers_free(struct workers *workers);

#endif
