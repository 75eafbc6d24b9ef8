/* A share of a job; see shard.h. */
#include "output/shard.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sign/digest.h"

#define HASH_BYTES 8 /* of the key's digest */
#define MOST_DIGITS 4

/* Reads digits up to an end that is given; NULL: there are none. */
static const char *read_number(const char *at, const char *end, unsigned *out)
{
	size_t length = strspn(at, "0123456789");

	if (length == 0 || length > MOST_DIGITS ||
		strncmp(at + length, end, strlen(end)) != 0)
		return NULL;
	*out = (unsigned)strtoul(at, NULL, 10);
	return at + length + strlen(end);
}

const char *shard_parse(const char *word, struct shard *out)
{
	const char *rest;

	if (word[0] == '/')
		return "--shard takes I/N, as in 3/8, and I is missing (is the "
			"variable set that stands for it?) in";
	rest = read_number(word, "/", &out->number);
	if (rest != NULL)
		rest = read_number(rest, "", &out->count);
	if (rest == NULL || *rest != '\0')
		return "--shard takes I/N, two numbers as in 3/8, not";
	if (out->count < 1 || out->count > SHARDS_MOST)
		return "--shard takes I/N with N from 1 to 1000, not";
	if (out->number >= out->count)
		return "--shard takes I/N with I from 0 to N - 1, as 0/8 is "
			"the first and 7/8 the last of 8, not";
	return NULL;
}

unsigned shard_of(const char *key, unsigned count)
{
	unsigned char digest[DIGEST_SIZE];
	uint64_t hash = 0;

	digest_bytes(key, strlen(key), digest);
	for (int i = 0; i < HASH_BYTES; i++)
		hash = hash << 8 | digest[i];
	return (unsigned)(hash % count);
}

bool shard_has(const struct shard *shard, const char *key)
{
	return shard->count == 0 ||
		shard_of(key, shard->count) == shard->number;
}

void shard_print(const struct shard *shard, struct text *out)
{
	text_printf(out, "%u/%u", shard->number, shard->count);
}

void shard_folder(const struct shard *shard, struct text *out)
{
	text_printf(out, SHARDS_FOLDER "/%u-of-%u", shard->number,
		shard->count);
}

bool shard_of_folder(const char *name, struct shard *out)
{
	struct text same = {0};
	const char *rest = read_number(name, "-of-", &out->number);
	bool known;

	if (rest == NULL || read_number(rest, "", &out->count) == NULL ||
		out->count > SHARDS_MOST || out->number >= out->count)
		return false;
	shard_folder(out, &same);
	known = strcmp(same.data + strlen(SHARDS_FOLDER "/"), name) == 0;
	text_clear(&same);
	return known;
}
