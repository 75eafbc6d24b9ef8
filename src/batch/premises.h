/*
 * All that a run is made from, in one digest: the configuration, --set, every
 * file that is named there, byte for byte. Where it is what it was, and the
 * letters lie as they were made, there is nothing to do, and nothing has to be
 * read to know it.
 *
 *	struct premises premises;
 *	if (!premises_read(&options, true, &premises, report))
 *	...
 *	if (premises.is_known && premises_stand(&premises, folder, record,
 *		    &count))
 *		... all `count` letters stand
 *	...
 *	premises_record(&premises, folder, record, report)  after a run
 *	premises_clear(&premises);
 *
 * A program of another version starts anew, as does a job that was moved.
 */
#ifndef BATCH_PREMISES_H
#define BATCH_PREMISES_H

#include "batch/job.h"
#include "output/folder.h"
#include "output/record.h"

struct premises {
	const struct job_options *options;
	char *folder;	/* out/NAME */
	struct file_digests *digests; /* of all that was read */
	bool is_known;	/* false: a file cannot be read */
	char digest[DIGEST_HEX];
};

/*
 * False when the settings are wrong. `of_all`: the files, too; else nothing is
 * known but the folder.
 */
bool premises_read(const struct job_options *options, bool of_all,
	struct premises *out, struct report *report) MUST_CHECK;
void premises_clear(struct premises *premises);

/*
 * Whether the last run was of the same, left nothing to do and to say, and all
 * letters and lists are still of their size. `record` may be NULL.
 */
bool premises_stand(const struct premises *premises, struct folder *folder,
	struct record *record, size_t *letters);
/*
 * Of what is known, after a run that left nothing to do and to say. Does
 * nothing where a file has changed meanwhile, or it is recorded already.
 */
bool premises_record(const struct premises *premises, struct folder *folder,
	struct record *record, struct report *report) MUST_CHECK;

#endif
