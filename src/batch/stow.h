/*
 * Letters into packs, and out of them again (output/letters.h): a folder of
 * letters at a time, after its letters have been made and recorded as files.
 *
 *	struct stow stow = {.folder = folder, .record = record, .packs = true};
 *	if (!stow_folder(&stow, "letters/a4", report) || ...
 *		!stow_end(&stow, report))
 *	...
 *	stow_clear(&stow);
 *
 * What is in a pack is what the record says: a letter that stands is in, from
 * its file or from a pack before; whatever else was in one leaves it, to
 * superseded/ unless it is there already or was moved. A pack grows under a
 * hidden name. All of them are made safe on disk, get their names, and only
 * then files go, and packs of which nothing is wanted any more. So a run may be
 * killed at any point, and the next one does what is left.
 *
 * A shard takes its own letters alone, out of the pack of all as well, which it
 * leaves as it is; a run of all puts packs of shards together.
 */
#ifndef BATCH_STOW_H
#define BATCH_STOW_H

#include "output/letters.h"
#include "output/record.h"

/* A folder that was written, and waits for its place. */
struct stowed {
	char *within;
	struct folder_file *pack; /* NULL: there is to be none */
};

struct stow {
	struct folder *folder;
	struct record *record;
	struct shard shard; /* of the run; .count 0: all */
	bool packs;	    /* else letters are to be files */
	/* Letters put in or out, or from one shard's pack into another: */
	size_t packed, unpacked;
	/* its own: */
	struct stowed *list; /* written, and not yet in place */
	size_t count, room;
};

/*
 * Whether a shard may be opened: none, with an error, while letters are packed
 * in another number of shards, as nobody could tell which packs are the later.
 */
bool stow_allows(const struct folder *folder, const struct shard *shard,
	struct report *report) MUST_CHECK;
/* Writes what has changed; nothing where a folder is as it should be. */
bool stow_folder(struct stow *stow, const char *within, struct report *report)
	MUST_CHECK;
/* Whether there is a pack of that folder that this run may write. */
bool stow_has_pack(const struct stow *stow, const char *within);
/* Puts in place what was written since the last time. */
bool stow_end(struct stow *stow, struct report *report) MUST_CHECK;
void stow_clear(struct stow *stow);

#endif
