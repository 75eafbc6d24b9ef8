/*
 * A job as one file for the archives, and back. An archive is a bag (RFC 8493):
 * sources, letters, earlier issues, record, lists and messages with their
 * checksums, without keys.
 *
 *	struct export_options options = {.job = ..., .file = "gym.tar.zst"};
 *	struct export_summary summary;
 *	if (!export_job(&options, &summary, report))
 *		... nothing was written
 *	export_summary_clear(&summary);
 *
 * export_job() holds the job's lock, so that all is of one moment, and refuses
 * a job whose letters or approvals are not what its record says. import_job()
 * refuses an archive that is not whole in the same sense, and then leaves
 * nothing behind. Signatures are judged as by verify_letters(); one that is not
 * good is told, and the letter unpacked as it is.
 */
#ifndef DISPATCH_EXPORT_H
#define DISPATCH_EXPORT_H

#include "batch/job.h"
#include "batch/verify.h"
#include "dispatch/holdings.h"

struct export_options {
	struct job_options job;
	const char *file; /* NULL: JOB.tar.zst */
	bool wait;	  /* for another run to end */
};

struct export_summary {
	char *folder, *file;
	struct holdings holdings;
	size_t letters;
	int64_t files, bytes; /* in the archive, as they are unpacked */
};

bool export_job(const struct export_options *options,
	struct export_summary *out, struct report *report) MUST_CHECK;
void export_summary_clear(struct export_summary *summary);

struct import_options {
	const char *file;
	const char *folder; /* a new one; NULL: only to see whether it is whole,
			       in a hidden folder of TMPDIR or /var/tmp */
	const char *roots;  /* to judge signatures by; NULL: those in it */
	verdict_listener *listener; /* of each letter */
	void *context;
};

struct import_summary {
	struct text info; /* bag-info.txt */
	char *config;	  /* from the folder */
	size_t letters, bad;
	size_t awaiting; /* their signature; none of them is bad */
	int64_t files, bytes;
};

bool import_job(const struct import_options *options,
	struct import_summary *out, struct report *report) MUST_CHECK;
void import_summary_clear(struct import_summary *summary);

/* The labels of bag-info.txt that are our own. */
#define INFO_CONFIG    "Lettermill-Configuration"
#define INFO_SET       "Lettermill-Set"
#define INFO_LEFT_OUT  "Lettermill-Left-Out"
#define INFO_ELSEWHERE "Lettermill-Elsewhere"

#endif
