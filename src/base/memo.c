/*
 * Two generations. What is added goes into the young one; when that is full,
 * the old one is forgotten as a whole and the young one becomes the old. So no
 * value is ever moved or freed by itself, and what is in use comes back at the
 * cost of working it out once in two generations.
 *
 * A generation has one block of memory, a little larger than its limit, as a
 * letter may go beyond it: blocks that double would end up as twice the limit,
 * after many letters.
 */
#include "base/memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define LARGEST_BLOCK ((size_t)4 << 20) /* bytes */
#define FIRST_SLOTS 1024 /* a power of two, as every count of slots */
/* Hashes of keys met once: in rows, so that no two push each other out. */
#define SIGHT_ROWS  2048
#define SIGHT_WIDTH 4

struct entry {
	uint64_t hash;
	const void *key;
	size_t length;
	void *value; /* NULL: the slot is free */
};

struct generation {
	struct arena arena; /* of keys and values */
	struct entry *slots;
	size_t slot_count, count;
};

struct memo {
	struct generation generations[2];
	int young; /* the index of it */
	size_t limit; /* bytes of a generation */
	uint32_t sights[SIGHT_ROWS][SIGHT_WIDTH]; /* the latest first */
};

struct memo *memo_new(size_t limit)
{
	struct memo *memo = memory_new(sizeof(*memo));

	memo->limit = limit;
	for (int i = 0; i < 2; i++)
		memo->generations[i].arena.first = limit < LARGEST_BLOCK
			? limit + limit / 4 : LARGEST_BLOCK;
	return memo;
}

void memo_free(struct memo *memo)
{
	if (memo == NULL)
		return;
	for (int i = 0; i < 2; i++) {
		arena_clear(&memo->generations[i].arena);
		free(memo->generations[i].slots);
	}
	free(memo);
}

/* The entry of the key, or the free slot that it would take. */
static struct entry *slot_of(const struct generation *generation,
	uint64_t hash, const void *key, size_t length)
{
	size_t mask = generation->slot_count - 1;

	for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
		struct entry *entry = &generation->slots[i];

		if (entry->value == NULL || (entry->hash == hash &&
				entry->length == length &&
				memcmp(entry->key, key, length) == 0))
			return entry;
	}
}

/* Was it met before? It is noted that it was. */
static bool meet(struct memo *memo, uint64_t hash)
{
	uint32_t *row = memo->sights[hash % SIGHT_ROWS];
	uint32_t sight = (uint32_t)(hash >> 32);

	for (int i = 0; i < SIGHT_WIDTH; i++)
		if (row[i] == sight)
			return true;
	memmove(row + 1, row, (SIGHT_WIDTH - 1) * sizeof(*row));
	row[0] = sight;
	return false;
}

void *memo_find(struct memo *memo, const void *key, size_t length,
	bool *is_again)
{
	uint64_t hash = hash_bytes(key, length);

	for (int i = 0; i < 2; i++) {
		struct generation *generation =
			&memo->generations[i ^ memo->young];
		void *value = generation->count == 0 ? NULL :
			slot_of(generation, hash, key, length)->value;

		if (value != NULL)
			return value;
	}
	*is_again = meet(memo, hash);
	return NULL;
}

/* At most half of the slots are taken, so that a free one is near. */
static void make_room(struct generation *generation)
{
	struct entry *old = generation->slots;
	size_t old_count = generation->slot_count;

	if (2 * generation->count < old_count)
		return;
	generation->slot_count = old_count ? 2 * old_count : FIRST_SLOTS;
	generation->slots = memory_new(generation->slot_count * sizeof(*old));
	for (size_t i = 0; i < old_count; i++)
		if (old[i].value != NULL)
			*slot_of(generation, old[i].hash, old[i].key,
				old[i].length) = old[i];
	free(old);
}

void *memo_add(struct memo *memo, const void *key, size_t length, size_t size)
{
	struct generation *young = &memo->generations[memo->young];
	uint64_t hash = hash_bytes(key, length);
	struct entry *entry;

	make_room(young);
	entry = slot_of(young, hash, key, length);
	*entry = (struct entry){.hash = hash, .length = length,
		.key = arena_strndup(&young->arena, key, length),
		.value = arena_new(&young->arena, size)};
	young->count++;
	return entry->value;
}

struct arena *memo_arena(struct memo *memo)
{
	return &memo->generations[memo->young].arena;
}

static void forget(struct generation *generation)
{
	arena_reset(&generation->arena);
	if (generation->count > 0)
		memset(generation->slots, 0,
			generation->slot_count * sizeof(*generation->slots));
	generation->count = 0;
}

static size_t size_of(const struct generation *generation)
{
	return arena_used(&generation->arena) +
		generation->count * 2 * sizeof(struct entry);
}

void memo_turn(struct memo *memo)
{
	if (size_of(&memo->generations[memo->young]) <= memo->limit)
		return;
	memo->young ^= 1;
	forget(&memo->generations[memo->young]);
}

void memo_reset(struct memo *memo)
{
	for (int i = 0; i < 2; i++)
		forget(&memo->generations[i]);
}
