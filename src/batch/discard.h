/*
 * Letters that are made to see what they cost, on a disk that has no room for
 * all: each is read back, held against what the record is going to say of it,
 * and removed. The record says so.
 *
 *	if (!discard_begin(record, folder, report))
 *		... letters stand here
 *	...
 *	discard_letter(folder, &entry, report)	safe on disk, not yet recorded
 */
#ifndef BATCH_DISCARD_H
#define BATCH_DISCARD_H

#include "output/folder.h"
#include "output/record.h"

/* False where letters stand that somebody may want. */
bool discard_begin(struct record *record, const struct folder *folder,
	struct report *report) MUST_CHECK;
/* False where the file is not what it was made as: it is left there. */
bool discard_letter(struct folder *folder, struct entry *entry,
	struct report *report) MUST_CHECK;

#endif
