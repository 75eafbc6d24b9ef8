/*
 * The rows of a run, in rounds: where letters are packed, those of one folder
 * come together, so that it can be packed when they are done. In a round, and
 * where there is one alone, rows are in their order in the data.
 *
 *	rounds_begin(&rounds, job, rows, count);
 *	for (unsigned round = 0; round < rounds.count; round++) {
 *		while (rounds_next(&rounds, round, &row))
 *			...
 *		rounds_stow(&rounds, round, &stow, report)
 *	}
 *	rounds_clear(&rounds);
 *
 * A byte a row is in memory meanwhile.
 */
#ifndef BATCH_ROUNDS_H
#define BATCH_ROUNDS_H

#include "batch/job.h"
#include "batch/stow.h"

#define ROUNDS 256 /* at most */

struct rounds {
	const struct job *job;
	unsigned count;
	const int64_t *rows; /* NULL: 1, 2, ... */
	size_t row_count, at;
	unsigned char *round; /* of each; NULL: there is one */
	bool left[ROUNDS]; /* by a letter, since it was packed */
};

/* The job and `rows` are lent; NULL: the first `count` of the data. */
void rounds_begin(struct rounds *rounds, struct job *job, const int64_t *rows,
	size_t count);
void rounds_clear(struct rounds *rounds);
/* False: the round has no more. */
bool rounds_next(struct rounds *rounds, unsigned round, int64_t *row);
/* Whether it has any row at all; no rounds_next() is half-way. */
bool rounds_has_any(const struct rounds *rounds, unsigned round);

/* Packs the folders of a round, whose letters are in the record. */
bool rounds_stow(struct rounds *rounds, unsigned round, struct stow *stow,
	struct report *report) MUST_CHECK;
/*
 * A letter of that file is there no more. Those rounds that were packed before,
 * or never are in this run, are packed by the second, to their end.
 */
void rounds_leave(struct rounds *rounds, const char *file);
bool rounds_stow_left(struct rounds *rounds, struct stow *stow,
	struct report *report) MUST_CHECK;
/* Packs those of all rounds, to their end. */
bool rounds_stow_all(enum shelves shelves, struct stow *stow,
	struct report *report) MUST_CHECK;
/*
 * Packs where no letter of the job belongs by now are taken apart: of other
 * folders, or all. `of_any`: letters were moved, perhaps out of such folders.
 */
bool rounds_sweep(const struct rounds *rounds, bool of_any, struct stow *stow,
	struct report *report) MUST_CHECK;

#endif
