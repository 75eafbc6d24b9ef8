/*
 * Whether letters are what they were made as: against the record, by their own
 * signature, and by what they are marked as; or by their own figures.
 *
 *	if (!verify_letters(&options, VERIFY_FILE, tell, context, &bad, report))
 *	if (!verify_files(NULL, VERIFY_FIGURES, files, count, tell, context,
 *		    &bad, report))
 *
 * A file may be anything: it is read as hostile, up to VERIFY_LIMIT bytes.
 */
#ifndef BATCH_VERIFY_H
#define BATCH_VERIFY_H

#include "batch/job.h"
#include "batch/recount.h"
#include "reading/marks.h"
#include "sign/verify.h"

#define VERIFY_LIMIT ((size_t)64 << 20)

struct verdict {
	const char *file;
	bool good;
	bool awaits; /* no more than its signature, as the record says */
	const char *words; /* all that was found, for a person */
	/* NULL: not looked at, as the file is wrong anyway */
	const struct signature_result *signature;
	const struct marks *marks;
	const struct recount *recount; /* of VERIFY_FIGURES */
};

enum verify_what { VERIFY_FILE, VERIFY_FIGURES };

/* Lent for the call. */
typedef void verdict_listener(void *context, const struct verdict *verdict);

/*
 * Every letter of the job's record: there, of the recorded digest, signed
 * where the job signs, and marked as accessible and archival. Roots come from
 * [signature]. A list of approvals that does not agree with the record is an
 * error in the report.
 */
bool verify_letters(const struct job_options *options, enum verify_what what,
	verdict_listener *listener, void *context, size_t *bad,
	struct report *report) MUST_CHECK;
/*
 * Files from anywhere: by their signature and marks. `roots` is a PEM file;
 * NULL: who signed cannot be told, and no file is good.
 */
bool verify_files(const char *roots, enum verify_what what,
	const char *const *files, size_t count, verdict_listener *listener,
	void *context, size_t *bad, struct report *report) MUST_CHECK;

#endif
