/*
 * One letter to look at while its text is written: preview.pdf in the job's
 * folder. It is never signed, stands in no record, and takes no lock.
 *
 *	struct preview preview = {0};
 *	preview_watch(&options, watch, report)	what to make it again for
 *	if (!preview_make(&options, "cumbria", &preview, report))
 *		... the file is as it was
 *	preview_clear(&preview);
 */
#ifndef BATCH_PREVIEW_H
#define BATCH_PREVIEW_H

#include "base/file_watch.h"
#include "batch/job.h"

struct preview {
	char *path;	  /* of the file; NULL: not known yet */
	char *name;	  /* whose letter it is */
	size_t pages;
};

/*
 * Has the files watched that the job reads. While the configuration is wrong,
 * those of before.
 */
bool preview_watch(const struct job_options *options, struct file_watch *watch,
	struct report *report) MUST_CHECK;
/*
 * Makes the letter of the recipient that `only` means (as
 * job_recipient_lookup() does; NULL: the first). Reports what concerns the job
 * or this letter. When false, the file and `*out` are those of before, but for
 * the path, which is told as soon as it is known.
 */
bool preview_make(const struct job_options *options, const char *only,
	struct preview *out, struct report *report) MUST_CHECK;
void preview_clear(struct preview *preview);

#endif
