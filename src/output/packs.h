/*
 * The packs of a job's folder that were met so far, so that none is opened for
 * each of its letters: letters are met by key, and so in any order of packs.
 * Private to output/.
 *
 *	pack = packs_lend(folder, "letters/a4.zip", "letters/a4", &is_refused);
 *
 * Who has the job's lock knows that nobody else writes packs; for all others
 * each is held against the disk whenever it is asked for.
 */
#ifndef OUTPUT_PACKS_H
#define OUTPUT_PACKS_H

#include "output/hold.h"
#include "output/pack.h"

struct packs;

struct packs *packs_new(void);
void packs_free(struct folder *folder);
/*
 * Lent until the next call. NULL: there is none, or it is refused, which sets
 * that.
 */
struct pack *packs_lend(const struct folder *folder, const char *name,
	const char *within, bool *is_refused);
/* The shards that have a folder, as they were at first; lent. */
const struct shard *packs_shards(const struct folder *folder, size_t *count);
/*
 * The file of a pack, to be closed; -1: there is none. False, with errno: what
 * is there cannot be opened, or is a link.
 */
bool packs_open_file(const struct folder *folder, const char *name, int *file)
	MUST_CHECK;

#endif
