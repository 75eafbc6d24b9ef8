/*
 * A first job for somebody's CSV: a configuration with every column mapped, and
 * a letter that prints them all.
 *
 *	struct draft draft = {0};
 *	if (!draft_write(&census, path, "../members.csv", "gym", &draft,
 *			report))
 *
 * Whatever the headers hold, both texts are whole: what cannot be written into
 * them is left out, and a remark says so. False: the file has no column that
 * tells the rows apart, or none that can be named; reported.
 */
#ifndef START_DRAFT_H
#define START_DRAFT_H

#include "base/text.h"
#include "start/census.h"

struct draft {
	struct text config, letter; /* UTF-8; cleared by the caller */
};

/* `data` is the CSV's path as seen from the job's folder. */
bool draft_write(const struct census *census, const char *path,
	const char *data, const char *job, struct draft *out,
	struct report *report) MUST_CHECK;

#endif
