/*
 * Blocks of doubling size in a list, the newest first. A reset keeps only the
 * newest, which is the largest, so that after a few letters every letter fits
 * one block and allocating is a pointer's move.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK 65536
#define SHORT	    256 /* bytes; what is longer is printed twice */

struct arena_block {
	struct arena_block *older;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

static void add_block(struct arena *arena, size_t size)
{
	size_t first = arena->first > 0 ? arena->first : FIRST_BLOCK;
	size_t room = arena->block ? 2 * arena->block->size : first;
	struct arena_block *block;

	while (room < size)
		room *= 2;
	block = memory_resize(NULL, 1, sizeof(*block) + room);
	block->older = arena->block;
	block->size = room;
	arena->block = block;
	arena->used = 0;
}

/* What such a block takes. */
static size_t whole(size_t size)
{
	const size_t step = alignof(max_align_t);

	return (size + step - 1) / step * step;
}

/* As it is, not zeroed. */
static void *take(struct arena *arena, size_t size)
{
	unsigned char *bytes;

	size = whole(size);
	if (arena->block == NULL || arena->block->size - arena->used < size)
		add_block(arena, size);
	bytes = arena->block->bytes + arena->used;
	arena->used += size;
	return bytes;
}

void *arena_new(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

void *arena_room(struct arena *arena, size_t size)
{
	return take(arena, size);
}

/* What was taken last stays where it is, as long as its block has room. */
static bool is_last(const struct arena *arena, const void *old, size_t size)
{
	const struct arena_block *block = arena->block;

	return block != NULL && old != NULL && (const unsigned char *)old +
		whole(size) == block->bytes + arena->used;
}

void *arena_grow(struct arena *arena, void *old, size_t old_count,
	size_t new_count, size_t size)
{
	size_t taken = whole(old_count * size), more = whole(new_count * size);
	void *grown;

	if (is_last(arena, old, old_count * size) &&
		more - taken <= arena->block->size - arena->used) {
		arena->used += more - taken;
		return old;
	}
	grown = take(arena, new_count * size);
	if (old_count != 0)
		memcpy(grown, old, old_count * size);
	return grown;
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	void *copy = take(arena, size);

	if (size != 0)
		memcpy(copy, bytes, size);
	return copy;
}

char *arena_strndup(struct arena *arena, const char *string, size_t length)
{
	char *copy = take(arena, length + 1);

	memcpy(copy, string, length);
	copy[length] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
	return arena_strndup(arena, string, strlen(string));
}

char *arena_join(struct arena *arena, const char *first, const char *between,
	const char *second)
{
	size_t at = strlen(first), middle = strlen(between);
	size_t end = strlen(second) + 1;
	char *joined = take(arena, at + middle + end);

	memcpy(joined, first, at);
	memcpy(joined + at, between, middle);
	memcpy(joined + at + middle, second, end);
	return joined;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	char shown[SHORT], *string;
	va_list args;
	size_t length;

	va_start(args, format);
	length = (size_t)vsnprintf(shown, sizeof(shown), format, args);
	va_end(args);
	if (length < sizeof(shown))
		return arena_strndup(arena, shown, length);
	string = arena_new(arena, length + 1);
	va_start(args, format);
	vsnprintf(string, length + 1, format, args);
	va_end(args);
	return string;
}

size_t arena_used(const struct arena *arena)
{
	size_t used = arena->used;

	if (arena->block != NULL)
		for (const struct arena_block *block = arena->block->older;
			block != NULL; block = block->older)
			used += block->size;
	return used;
}

static void free_blocks(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void arena_reset(struct arena *arena)
{
	if (arena->block != NULL) {
		free_blocks(arena->block->older);
		arena->block->older = NULL;
	}
	arena->used = 0;
}

void arena_clear(struct arena *arena)
{
	free_blocks(arena->block);
	*arena = (struct arena){.first = arena->first};
}
