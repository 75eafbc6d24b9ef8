/*
 * Input files and paths. Making files is output/'s.
 *
 *	struct text bytes = {0};
 *	if (!file_read(path, FILE_LIMIT, &bytes, report))
 *		goto out;
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/report.h"
#include "base/text.h"

#define FILE_LIMIT ((size_t)1 << 30) /* bytes; past it a file is refused */

/* Returns false to stop, which is then returned. */
typedef bool file_taker(void *context, const void *bytes, size_t length);

/* Hands over the whole file in pieces. An error names it and the reason. */
bool file_feed(const char *path, size_t limit, file_taker *take,
	void *context, struct report *report) MUST_CHECK;
/* Appends the whole file. An error names the file and the system's reason. */
bool file_read(const char *path, size_t limit, struct text *out,
	struct report *report) MUST_CHECK;
/* The same of text: UTF-8 without NUL, or the error tells where it is not. */
bool file_read_text(const char *path, size_t limit, struct text *out,
	struct report *report) MUST_CHECK;
/* To an open file or pipe; false with errno. */
bool file_write_all(int fd, const void *bytes, size_t length) MUST_CHECK;
/*
 * Always false: tells that a file cannot be `what` ("written"), and by errno
 * why, and what to do.
 */
bool file_fail(const char *path, const char *what, struct report *report);
/*
 * `path` as seen from the folder that holds the file `beside`; absolute paths
 * stay. "config/../data" becomes "data" where that is the same. The caller
 * frees.
 */
char *path_beside(const char *beside, const char *path);
/* folder/name. The caller frees. */
char *path_in(const char *folder, const char *name);

#endif
