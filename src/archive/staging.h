/*
 * A hidden folder, for its owner alone, in which files are put until it is
 * known that they are what they should be: then they get their place in one
 * step, or are gone.
 *
 *	struct staging *staging = NULL;
 *	if (!staging_open("/srv/archive", &staging, report) ||
 *		!staging_create(staging, "data/a.csv", false, &fd, report) ||
 *		...
 *		!staging_place(staging, "data", "/srv/archive/job", report))
 *		goto out;
 *	out: staging_close(staging);	with all that is still in it
 *
 * A killed process leaves the folder, .lettermill-import-XXXXXX, to be removed
 * by hand. Names are to be safe ones (unpacker.h).
 */
#ifndef ARCHIVE_STAGING_H
#define ARCHIVE_STAGING_H

#include <stdbool.h>

#include "base/report.h"

struct staging;

/* In the folder `parent`, which has to be there. */
bool staging_open(const char *parent, struct staging **out,
	struct report *report) MUST_CHECK;
/* Absolute; lent. */
const char *staging_path(const struct staging *staging);
/* A new file, to be closed by the caller; folders on the way are made. */
bool staging_create(struct staging *staging, const char *name,
	bool is_private, int *fd, struct report *report) MUST_CHECK;
/* Safe on disk, then under a name that must be a new one. */
bool staging_place(struct staging *staging, const char *name,
	const char *path, struct report *report) MUST_CHECK;
void staging_close(struct staging *staging);

#endif
