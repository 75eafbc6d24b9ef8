/*
 * A share of a job for one of several machines: which letters it has, and
 * where it keeps what is its own.
 *
 *	struct shard shard;
 *	const char *fault = shard_parse("3/8", &shard);
 *	...
 *	if (shard_has(&shard, recipient.key))
 *		... the letter is made here
 *
 * Shards are numbered from 0. Whose letter it is depends on the key and on the
 * number of shards alone: not on the data, its order or the machine. None
 * (.count = 0) has every letter.
 */
#ifndef OUTPUT_SHARD_H
#define OUTPUT_SHARD_H

#include <stdbool.h>

#include "base/text.h"

#define SHARDS_FOLDER "shards"
#define SHARDS_MOST   1000

struct shard {
	unsigned number, count; /* 3 of 8; count 0: all letters */
};

/* NULL, or what is wrong with "3/8", in words that the text itself follows. */
const char *shard_parse(const char *word, struct shard *out);
/* The first 64 bits of the key's SHA-256, modulo the shards' number. */
unsigned shard_of(const char *key, unsigned count);
bool shard_has(const struct shard *shard, const char *key);

/* Appends it as shard_parse() takes it: "3/8". */
void shard_print(const struct shard *shard, struct text *out);
/* Appends the name of its folder within the job's: "shards/3-of-8". */
void shard_folder(const struct shard *shard, struct text *out);
/* The shard of a folder in SHARDS_FOLDER, "3-of-8"; false: of another name. */
bool shard_of_folder(const char *name, struct shard *out);

#endif
