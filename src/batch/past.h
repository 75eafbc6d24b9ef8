/*
 * All that ever happened to one letter, with the files of earlier issues.
 * Needs neither the data nor the text of the job.
 *
 *	struct past past;
 *	if (past_open(&options, "STT", &past, report))
 *		... past.events[i], past.files[i]
 *	past_clear(&past);
 */
#ifndef BATCH_PAST_H
#define BATCH_PAST_H

#include "batch/job.h"
#include "output/history.h"

/* An issue that is kept, found by its digest. */
struct issue {
	const char *file; /* superseded/x.pdf */
	const char *sha256;
	bool is_told; /* an event tells of it */
};

struct past {
	struct arena arena;
	const char *key;
	struct entry entry; /* key is NULL: no letter now */
	bool is_whole; /* its file is as it was made */
	struct event *events; /* in order */
	const char **files; /* where an event's bytes are now; NULL: not kept */
	size_t count, room;
	struct issue *issues;
	size_t issue_count, issue_room;
};

/* A key that the job never had is an error. */
bool past_open(const struct job_options *options, const char *key,
	struct past *out, struct report *report) MUST_CHECK;
void past_clear(struct past *past);

#endif
