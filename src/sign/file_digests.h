/*
 * The digests of files that are asked for more than once in a run: each is
 * read once, for as long as it stays the file that it was.
 *
 *	struct file_digests *digests = file_digests_new();
 *	file_digests_find(digests, path, hex, &length, report)
 *	file_digests_free(digests);
 *
 * A file is the same while its inode, size and times are (stat(2)). One that
 * was changed within the last two seconds is read each time: it may change
 * again within the same tick of the clock that its times are of.
 *
 * For one thread at a time.
 */
#ifndef SIGN_FILE_DIGESTS_H
#define SIGN_FILE_DIGESTS_H

#include "sign/digest.h"

struct file_digests;

struct file_digests *file_digests_new(void);
void file_digests_free(struct file_digests *digests);

/* As digest_file(), which it is where `digests` is NULL. */
bool file_digests_find(struct file_digests *digests, const char *path,
	char out[DIGEST_HEX], int64_t *length, struct report *report)
	MUST_CHECK;

#endif
