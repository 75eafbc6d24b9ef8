/*
 * An archive as it is written: tar (GNU's, which carries long names as bytes
 * of any script), packed by Zstandard (RFC 8878), whose window of two
 * megabytes finds what a letter has in common with those before it.
 *
 *	struct packer *packer = NULL;
 *	if (!packer_open("job.tar.zst", time, &packer, report) ||
 *		!packer_begin(packer, "job/bagit.txt", length, false, report) ||
 *		!packer_add(packer, bytes, length, report) ||
 *		!packer_finish(packer, report))
 *		goto out;
 *	out: packer_free(packer);
 *
 * The same calls give the same bytes: no owner, no clock. Until it is finished
 * it is a hidden file beside its place, for its owner alone (0600); it is never
 * put over another file. packer_free() removes what is not finished.
 */
#ifndef ARCHIVE_PACKER_H
#define ARCHIVE_PACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"

struct packer;

/* `time`: of all files in it, seconds since 1970, UTC. */
bool packer_open(const char *path, int64_t time, struct packer **out,
	struct report *report) MUST_CHECK;
/* A file of exactly `size` bytes, which are then added. */
bool packer_begin(struct packer *packer, const char *name, int64_t size,
	bool is_private, struct report *report) MUST_CHECK;
bool packer_add(struct packer *packer, const void *bytes, size_t length,
	struct report *report) MUST_CHECK;
/* Once true, it is in its place and a power cut cannot undo it. */
bool packer_finish(struct packer *packer, struct report *report) MUST_CHECK;
void packer_free(struct packer *packer);

#endif
