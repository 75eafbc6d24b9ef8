/*
 * The lists that a run leaves beside the letters: manifest.csv of all that the
 * record knows, failed.csv with the rows of the letters not made, sources.csv
 * (sources.h). Those of a shard are of its letters, and in its own folder.
 */
#ifndef BATCH_LISTS_H
#define BATCH_LISTS_H

#include "batch/job.h"
#include "output/folder.h"
#include "output/record.h"

bool lists_write(struct job *job, struct record *record,
	struct folder *folder, struct report *report) MUST_CHECK;

/* manifest.csv alone: what of them signing changes. */
bool lists_write_manifest(const struct settings *settings,
	struct record *record, struct folder *folder, struct report *report)
	MUST_CHECK;

#endif
