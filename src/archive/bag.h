/*
 * A bag (BagIt 1.0, RFC 8493): files below data/ with a list of their SHA-256,
 * which any archive's programs can check, in one tar file.
 *
 *	struct bag_options options = {.path = "gym.tar.zst", .name = "gym",
 *		.info = "External-Identifier: gym\n", .time = noon};
 *	if (!bag_measure(inventory, &total, report) ||
 *		!bag_write(&options, inventory, report))
 *		goto out;
 *
 *	if (!bag_unpack("gym.tar.zst", staging, inventory, &info, report))
 *		... it is not whole, and all that is wrong is reported
 *
 * An inventory's names are those in the bag: "data/letters/a.pdf". Files are
 * read in pieces, by bag_measure() and again by bag_write(), and must not
 * change meanwhile.
 */
#ifndef ARCHIVE_BAG_H
#define ARCHIVE_BAG_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/staging.h"
#include "base/report.h"
#include "base/text.h"
#include "output/inventory.h"

struct bag_total {
	int64_t files, bytes;
};

struct bag_options {
	const char *path; /* of the archive */
	const char *name; /* of the folder that all is in, within it */
	const char *info; /* lines "Label: value\n" for bag-info.txt */
	int64_t time;	  /* of all files, seconds since 1970, UTC */
};

/*
 * Reads all files of the inventory for their size and digest. One that holds a
 * private key (PEM) is an error: an archive is read by others.
 */
bool bag_measure(struct inventory *inventory, struct bag_total *total,
	struct report *report) MUST_CHECK;
/* Adds to the info how many bytes and files there are, and by what program. */
bool bag_write(const struct bag_options *options, struct inventory *inventory,
	struct report *report) MUST_CHECK;

/*
 * Unpacks all of it into the staging folder, as data/... and the bag's own
 * files, and proves it: every file of its digest, nothing more, nothing less.
 * `inventory` is new, and `info` is then bag-info.txt.
 */
bool bag_unpack(const char *path, struct staging *staging,
	struct inventory *inventory, struct text *info, struct report *report)
	MUST_CHECK;

/*
 * The next value of that label behind *at, which moves on; false: no more.
 * Begin with 0.
 */
bool bag_info_next(const struct text *info, const char *label, size_t *at,
	struct text *value) MUST_CHECK;

#endif
