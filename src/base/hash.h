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

static inline uint64_t hash_word(const char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

/* Eight bytes at a time; of long ones four times eight side by side, as each
 * waits for what was before it. */
static inline uint64_t hash_bytes(const void *bytes, size_t length)
{
	const char *at = bytes;
	uint64_t hash = length, second = 0, third = 0, fourth = 0, word = 0;

	for (; length >= 4 * sizeof(word); length -= 4 * sizeof(word)) {
		hash = hash_mix(hash, hash_word(at));
		second = hash_mix(second, hash_word(at + 8));
		third = hash_mix(third, hash_word(at + 16));
		fourth = hash_mix(fourth, hash_word(at + 24));
		at += 4 * sizeof(word);
	}
	hash = hash_mix(hash_mix(hash, second), hash_mix(third, fourth));
	for (; length >= sizeof(word); length -= sizeof(word)) {
		hash = hash_mix(hash, hash_word(at));
		at += sizeof(word);
	}
	memcpy(&word, at, length);
	return hash_mix(hash, word);
}

#endif
