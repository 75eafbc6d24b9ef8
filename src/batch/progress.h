/*
 * A progress bar on standard error, where that is a terminal, and nothing
 * elsewhere.
 */
#ifndef BATCH_PROGRESS_H
#define BATCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
	bool shown;
	size_t total; /* letters */
	int percent;  /* last drawn; -1: none */
};

struct progress progress_start(bool wanted, size_t total);
void progress_show(struct progress *progress, size_t done);
void progress_end(struct progress *progress); /* off, until shown again */

#endif
