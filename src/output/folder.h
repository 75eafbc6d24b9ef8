/*
 * The job's folder out/JOB: who may write in it, and how files get there.
 *
 *	struct folder *folder = NULL;
 *	if (!folder_open("out/annual-review-2020", wait, &folder, report))
 *		goto out;
 *	folder_write(folder, "letters/x.pdf", bytes, length, report);
 *	folder_sync(folder, report);		then the record may say so
 *
 * A file is written beside its place under a name of its own (O_EXCL), checked
 * and renamed: under its final name it is always whole. No name leaves the
 * folder: "..", absolute names and links that lead out are refused.
 */
#ifndef OUTPUT_FOLDER_H
#define OUTPUT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"
#include "base/text.h"

struct folder;

/*
 * Makes the folder where needed and takes its lock. Held by another run: waits
 * when `wait`, else an error that names the holder's process id. Left-over
 * temporary files of a killed run (ours by their name) are removed.
 */
bool folder_open(const char *path, bool wait, struct folder **out,
	struct report *report) MUST_CHECK;
void folder_close(struct folder *folder);
const char *folder_path(const struct folder *folder);

bool folder_write(struct folder *folder, const char *name, const void *bytes,
	size_t length, struct report *report) MUST_CHECK;
/* Makes what was written since the last call survive a power cut. */
bool folder_sync(struct folder *folder, struct report *report) MUST_CHECK;
/* Size in bytes; -1 when there is no such file. */
int64_t folder_size(const struct folder *folder, const char *name);
/*
 * Moves NAME to superseded/NAME (numbered before its suffix where that exists:
 * x.pdf, x-2.pdf): an earlier issue is never overwritten.
 */
bool folder_supersede(struct folder *folder, const char *name,
	struct report *report) MUST_CHECK;

/*
 * A safe file name out of any text: letters and digits of ASCII (accents
 * taken off), others become '-'; lower case, never empty, at most 120 bytes,
 * no name that Windows reserves.
 */
void folder_safe_name(const char *wanted, struct text *out);

#endif
