/*
 * A new job's folder: its files, and beside them the typefaces it needs.
 *
 *	struct start_file files[] = {{"letter.md", text, length}};
 *	if (!start_folder("gym", files, 1, report))
 *
 * The folder must not be there yet, or be empty: nothing is ever written over,
 * and what was written before a fault is removed again.
 */
#ifndef START_START_H
#define START_START_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"
#include "base/text.h"

struct start_file {
	const char *name;
	const char *bytes;
	size_t length;
};

/*
 * Typefaces and profile come from where the program's own are: share/lettermill
 * beside its bin, or the folder fonts of the source that it was built in.
 */
bool start_folder(const char *folder, const struct start_file *files,
	size_t count, struct report *report) MUST_CHECK;
/* A job's name made of the folder's: letters, digits, - and _. Appended. */
void start_job_name(const char *folder, struct text *out);
/*
 * `path` as seen from the new folder: behind as many ../ as it is deep; an
 * absolute one stays, and becomes absolute where the folder's has ".." in it.
 * Appended.
 */
bool start_path_from(const char *folder, const char *path, struct text *out,
	struct report *report) MUST_CHECK;

#endif
