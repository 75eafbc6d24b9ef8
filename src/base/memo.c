/*
 * Two generations. What is added goes into the young one; when that is full,
 * the old one is forgotten as a whole and the young one becomes the old. So no
 * value is ever moved or freed by itself, and what is in use comes back at the
 * cost of working it out once in two generations.
 *
 * A generation has one block of memory, a little larger than its limit, as a
 * letter may go beyond it: blocks that double would end up as twice the limit,
 * after many letters.
 *
 * Most of what is asked for was not touched since the letter before, and has to
 * be fetched from afar. But letters are alike: each entry knows the one that
 * was found after it, which is looked at first, and fetched ahead.
 */
#include "base/memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define LARGEST_BLOCK ((size_t)8 << 20) /* bytes */
#define FIRST_SLOTS 1024 /* a power of two, as every count of slots */
/* Hashes of keys met once: in rows, so that no two push each other out. */
#define SIGHT_ROWS  2048
#define SIGHT_WIDTH 4
#define NEITHER (-1) /* generation */
#define AHEAD 512 /* bytes that are fetched of the next entry and its value */
#define LINE  64

struct entry {
	void *value;
	size_t length; /* of the key */
	struct entry *next; /* found after it the last time, */
	unsigned long turn; /* in this turn: it may be gone in another */
	int generation;
	unsigned char key[];
};

struct slot {
	uint64_t hash;
	struct entry *entry; /* NULL: it is free */
};

struct generation {
	struct arena arena; /* of entries and values */
	size_t count;
};

struct memo {
	struct slot *slots; /* of both generations */
	size_t slot_count;
	struct generation generations[2];
	int young; /* the index of it */
	unsigned long turn; /* counts them */
	struct entry *last; /* that was found in this turn; or NULL */
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
	for (int i = 0; i < 2; i++)
		arena_clear(&memo->generations[i].arena);
	free(memo->slots);
	free(memo);
}

static bool is_of(const struct entry *entry, const void *key, size_t length)
{
	return entry->length == length &&
		memcmp(entry->key, key, length) == 0;
}

/* The slot of the key, or the free one that it would take. */
static struct slot *slot_of(const struct memo *memo, uint64_t hash,
	const void *key, size_t length)
{
	size_t mask = memo->slot_count - 1;

	for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
		struct slot *slot = &memo->slots[i];

		if (slot->entry == NULL || (slot->hash == hash &&
				is_of(slot->entry, key, length)))
			return slot;
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

static struct entry *next_of(const struct memo *memo,
	const struct entry *entry)
{
	return entry != NULL && entry->turn == memo->turn ? entry->next : NULL;
}

static void *take(struct memo *memo, struct entry *entry)
{
	const char *next;

	if (memo->last != NULL) {
		memo->last->next = entry;
		memo->last->turn = memo->turn;
	}
	memo->last = entry;
	next = (const char *)next_of(memo, entry);
	for (size_t i = 0; next != NULL && i < AHEAD; i += LINE)
		__builtin_prefetch(next + i);
	return entry->value;
}

void *memo_find(struct memo *memo, const void *key, size_t length,
	bool *is_again)
{
	struct entry *likely = next_of(memo, memo->last), *found;
	uint64_t hash;

	if (likely != NULL && is_of(likely, key, length))
		return take(memo, likely);
	hash = hash_bytes(key, length);
	found = memo->slot_count == 0 ? NULL :
		slot_of(memo, hash, key, length)->entry;
	if (found != NULL)
		return take(memo, found);
	*is_again = meet(memo, hash);
	return NULL;
}

/* Of all entries but those of a generation that is forgotten. */
static void make_slots(struct memo *memo, size_t count, int forgotten)
{
	struct slot *old = memo->slots;
	size_t old_count = memo->slot_count;

	memo->slots = memory_new(count * sizeof(*old));
	memo->slot_count = count;
	for (size_t i = 0; i < old_count; i++) {
		const struct entry *entry = old[i].entry;

		if (entry != NULL && entry->generation != forgotten)
			*slot_of(memo, old[i].hash, entry->key,
				entry->length) = old[i];
	}
	free(old);
}

/* At most half of the slots are taken, so that a free one is near. */
static void make_room(struct memo *memo)
{
	size_t count = memo->generations[0].count + memo->generations[1].count;

	if (2 * count >= memo->slot_count)
		make_slots(memo, memo->slot_count > 0 ? 2 * memo->slot_count :
			FIRST_SLOTS, NEITHER);
}

void *memo_add(struct memo *memo, const void *key, size_t length, size_t size)
{
	struct generation *young = &memo->generations[memo->young];
	uint64_t hash = hash_bytes(key, length);
	struct entry *entry = arena_room(&young->arena,
		sizeof(*entry) + length);

	memcpy(entry->key, key, length);
	entry->length = length;
	entry->next = NULL;
	entry->turn = 0;
	entry->generation = memo->young;
	entry->value = arena_new(&young->arena, size);
	make_room(memo);
	*slot_of(memo, hash, key, length) = (struct slot){hash, entry};
	young->count++;
	return entry->value;
}

struct arena *memo_arena(struct memo *memo)
{
	return &memo->generations[memo->young].arena;
}

static void forget(struct memo *memo, int generation)
{
	struct generation *forgotten = &memo->generations[generation];

	memo->turn++;
	memo->last = NULL;
	if (forgotten->count > 0)
		make_slots(memo, memo->slot_count, generation);
	arena_reset(&forgotten->arena);
	forgotten->count = 0;
}

static size_t size_of(const struct generation *generation)
{
	return arena_used(&generation->arena) +
		generation->count * 2 * sizeof(struct slot);
}

void memo_turn(struct memo *memo)
{
	if (size_of(&memo->generations[memo->young]) <= memo->limit)
		return;
	memo->young ^= 1;
	forget(memo, memo->young);
}

void memo_reset(struct memo *memo)
{
	for (int i = 0; i < 2; i++)
		forget(memo, i);
}
