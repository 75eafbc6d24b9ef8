/*
 * sources.csv, beside the letters: the files that the job was made from, each
 * with its digest, so that a figure can be followed from the letter (figures.h)
 * to its row, and from the row to the file as it was.
 *
 *	if (!sources_write(job, folder, report))
 *
 * Columns: source (recipients, or the NAME of [data NAME]), file (as
 * figures.csv names it), bytes, sha256, columns (the headers of those that the
 * job reads, parted by " | "). The digest is the whole file's, byte for byte.
 */
#ifndef BATCH_SOURCES_H
#define BATCH_SOURCES_H

#include "batch/job.h"
#include "output/folder.h"

/* False when a file cannot be read again, or the list be written. */
bool sources_write(struct job *job, struct folder *folder,
	struct report *report) MUST_CHECK;

#endif
