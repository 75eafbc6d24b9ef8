/*
 * An arena: many small allocations, freed all at once. A letter has one: its
 * values, document, pages live there, and arena_reset() ends the letter while
 * the memory stays for the next one.
 *
 *	struct arena arena = {0};
 *	struct run *run = arena_new(&arena, sizeof(*run));
 *	...
 *	arena_reset(&arena);	between letters
 *	arena_clear(&arena);	at the end
 *
 * Out of memory ends the program (memory.h), so nothing here can fail.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/memory.h"

struct arena {
	struct arena_block *block; /* the one in use, linked to older ones */
	size_t used;		   /* bytes taken of it */
	size_t first;		   /* of its first block; 0: 64 KB */
};

void *arena_new(struct arena *arena, size_t size); /* zeroed */
/* As it is: all of it is to be filled in at once. */
void *arena_room(struct arena *arena, size_t size);
/* The old_count elements, which were all that was taken for them, in room for
 * new_count (larger), which may be where they are; the rest of it is not
 * zeroed. */
void *arena_grow(struct arena *arena, void *old, size_t old_count,
	size_t new_count, size_t size);
void *arena_copy(struct arena *arena, const void *bytes, size_t size);
char *arena_strdup(struct arena *arena, const char *string);
char *arena_strndup(struct arena *arena, const char *string, size_t length);
/* Two strings with one between them. */
char *arena_join(struct arena *arena, const char *first, const char *between,
	const char *second);
char *arena_printf(struct arena *arena, const char *format, ...)
	PRINTF_LIKE(2, 3);
size_t arena_used(const struct arena *arena); /* bytes, about */
void arena_reset(struct arena *arena);
void arena_clear(struct arena *arena);

/* As ARRAY_RESERVE in memory.h, for an array in an arena. */
#define ARENA_RESERVE(arena, items, count, room)                               \
	do {                                                                   \
		if ((count) == (room)) {                                       \
			size_t more_ = (room) ? 2 * (room) : 8;                \
			(items) = arena_grow((arena), (items), (count), more_, \
				sizeof(*(items)));                             \
			(room) = more_;                                        \
		}                                                              \
	} while (0)

#endif
