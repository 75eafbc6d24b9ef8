/*
 * A number that tells bytes from others, quickly, for tables in memory: others
 * may have the same one, and it is of this machine alone.
 *
 *	uint64_t hash = hash_bytes(key, length);
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t hash_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 32;
}

/* Eight bytes at a time. */
static inline uint64_t hash_bytes(const void *bytes, size_t length)
{
	const char *at = bytes;
	uint64_t hash = length, word;

	for (; length >= sizeof(word); length -= sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = hash_mix(hash, word);
		at += sizeof(word);
	}
	word = 0;
	memcpy(&word, at, length);
	return hash_mix(hash, word);
}

#endif
