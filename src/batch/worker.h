/*
 * The process that makes letters, seen from within; workers.h starts it and
 * hands rows to it.
 *
 *	struct seat seat = {.job = job, .folder = folder, .down = down[0],
 *		.up = up[1], .hands = 1};
 *	worker_run(&seat);
 *	_exit(0);
 *
 * Rows come down, and frames go up in the same order: a `struct frame`, the
 * plan where it was asked for (packed, or strings ended by NULs), and the
 * letter's problems. Both ends are the same program, so the structs travel as
 * they are. What is there is read at once, and its frames go up at once, before
 * more is waited for: the parent is woken as seldom as that.
 *
 * Where a signature has to be waited for, of a token or a time-stamp server,
 * letters wait for it in a queue while the next ones are made; where the queue
 * is full, the worker waits, too.
 */
#ifndef BATCH_WORKER_H
#define BATCH_WORKER_H

#include <stdatomic.h>

#include "batch/letter.h"
#include "batch/workers.h"

#define LETTER_SECONDS 120 /* a letter that takes longer has gone wrong */
#define ORDERS_READ    64 /* at once, and so are frames sent, at most */

/* What goes down. */
struct order {
	int64_t row;
	int64_t tell_plan; /* or not; as wide, so that no byte is unset */
};

/* What comes up. */
struct frame {
	struct result result;
	bool has_problems;
	size_t length; /* bytes that follow */
};

/* Both ends have it in their memory. */
struct note {
	/* That it is making; 0: none, though some may wait for signatures. */
	_Atomic int64_t row;
	atomic_bool is_stopped; /* it is not to begin another */
};

struct seat {
	struct job *job;
	struct folder *folder;
	const struct glossary *glossary;
	struct note *note;
	int down, up; /* pipes */
	size_t hands; /* signatures waited for at once; 0: none is */
};

/* Letters that wait for a signature, or are being signed, at most. */
size_t worker_room(size_t hands);
/* Until no more comes down. */
void worker_run(const struct seat *seat);

#endif
