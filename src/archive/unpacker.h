/*
 * An archive as it is read: tar, as it is or packed by Zstandard or gzip, file
 * by file, in one pass.
 *
 *	struct unpacker *unpacker = NULL;
 *	struct unpacked file;
 *	bool is_end = false;
 *	if (!unpacker_open("job.tar.zst", &unpacker, report))
 *		goto out;
 *	while (unpacker_next(unpacker, &file, &is_end, report) && !is_end)
 *		while (unpacker_read(unpacker, bytes, size, &got, report) &&
 *			got > 0)
 *			...
 *	out: unpacker_close(unpacker);
 *
 * It may be hostile. Only plain files are handed out: a folder is passed over,
 * all else (links, devices) is an error. Their names are relative, with no part
 * that is empty, "." or "..", no control character, and in UTF-8. What unpacks
 * to UNPACKER_RATIO times its own size is refused, past the first megabytes
 * (UNPACKER_GRACE), and so is what comes to more than UNPACKER_TOTAL.
 */
#ifndef ARCHIVE_UNPACKER_H
#define ARCHIVE_UNPACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"

#define UNPACKER_RATIO 1000		    /* letters come to 4 to 100 */
#define UNPACKER_GRACE ((int64_t)64 << 20)  /* bytes */
#define UNPACKER_TOTAL ((int64_t)4 << 40)   /* bytes */
#define UNPACKER_NAME  2048		    /* bytes of the longest name */

struct unpacker;

struct unpacked {
	const char *name; /* lent until the next one */
	int64_t size;	  /* bytes */
	bool is_private;  /* its owner alone could read it */
};

bool unpacker_open(const char *path, struct unpacker **out,
	struct report *report) MUST_CHECK;
bool unpacker_next(struct unpacker *unpacker, struct unpacked *out,
	bool *is_end, struct report *report) MUST_CHECK;
/* `got` is 0 at the file's end. */
bool unpacker_read(struct unpacker *unpacker, void *bytes, size_t size,
	size_t *got, struct report *report) MUST_CHECK;
void unpacker_close(struct unpacker *unpacker);

#endif
