/*
 * Whether letters are what they were made as: against the record, by their own
 * signature, and by what they are marked as.
 *
 *	if (!verify_letters(&options, tell, context, &bad, report))
 *	if (!verify_files(&options, files, count, tell, context, &bad, report))
 *
 * A file may be anything: it is read as hostile, up to VERIFY_LIMIT bytes.
 */
#ifndef BATCH_VERIFY_H
#define BATCH_VERIFY_H

#include "batch/job.h"
#include "reading/marks.h"
#include "sign/verify.h"

#define VERIFY_LIMIT ((size_t)64 << 20)

struct verdict {
	const char *file;
	bool good;
	const char *words; /* all that was found, for a person */
	/* NULL: not looked at, as the file is wrong anyway */
	const struct signature_result *signature;
	const struct marks *marks;
};

/* Lent for the call. */
typedef void verdict_listener(void *context, const struct verdict *verdict);

/*
 * Every letter of the job's record: there, of the recorded digest, signed
 * where the job signs, and marked as accessible and archival. Roots come from
 * [signature].
 */
bool verify_letters(const struct job_options *options,
	verdict_listener *listener, void *context, size_t *bad,
	struct report *report) MUST_CHECK;
/*
 * Files from anywhere: by their signature and marks. `roots` is a PEM file;
 * NULL: who signed cannot be told, and no file is good.
 */
bool verify_files(const char *roots, const char *const *files, size_t count,
	verdict_listener *listener, void *context, size_t *bad,
	struct report *report) MUST_CHECK;

#endif
