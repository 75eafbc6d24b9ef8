/*
 * What belongs to a job: the files that its settings name, and all that runs
 * left in its folder. As an inventory, under the names that they have in an
 * archive and where they are laid out again:
 *
 *	data/config/gym.ini	from the folder that all relative paths share
 *	data/elsewhere/usr/...	what is named by an absolute path
 *	data/out/gym/letters/	the job's folder, wherever --out had it
 *
 *	if (!holdings_gather(&options, settings, folder, &holdings, report))
 *		goto out;
 *	out: holdings_clear(&holdings);
 *
 * Keys and passwords are told and never among them; nor is what any run makes
 * anew: the proof page, the preview, the lock.
 */
#ifndef DISPATCH_HOLDINGS_H
#define DISPATCH_HOLDINGS_H

#include "batch/job.h"
#include "config/settings.h"
#include "output/inventory.h"

#define HOLDINGS_DATA "data/"
#define HOLDINGS_OUT  "data/out/"

struct words {
	char **items;
	size_t count, room;
};

struct holdings {
	struct inventory *inventory;
	char *config;		/* its name, without data/ */
	struct words left_out;	/* "signature.key (config/gym.key)" */
	struct words elsewhere; /* "type.hyphenation elsewhere/usr/..." */
};

/* `folder` is the job's, out/JOB. */
bool holdings_gather(const struct job_options *options,
	const struct settings *settings, const char *folder,
	struct holdings *out, struct report *report) MUST_CHECK;
void holdings_clear(struct holdings *holdings);

/*
 * Appends the name of a file of an archive's job, without data/: `written` as
 * in a setting, `config` the configuration's name there. No ".." is left.
 */
void holdings_name(const char *config, const char *written, struct text *out);

#endif
