/*
 * A job's folder and record, only to look at what its runs left.
 *
 *	if (!job_peek(&options, &folder, &record, report))
 *		goto out;
 *	...
 * out:
 *	record_close(record);
 *	folder_close(folder);
 */
#ifndef BATCH_PEEK_H
#define BATCH_PEEK_H

#include "batch/job.h"
#include "output/folder.h"
#include "output/record.h"

/*
 * Both are NULL before, and to be closed whatever is returned. The record stays
 * NULL where nothing was ever made; the folder need not be there either.
 */
bool job_peek(const struct job_options *options, struct folder **folder,
	struct record **record, struct report *report) MUST_CHECK;

#endif
