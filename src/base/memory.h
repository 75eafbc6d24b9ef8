/*
 * Heap memory that never fails: when the system has none left, the program
 * says so and exits with status 2, because no letter can be finished then and
 * every finished one is already safe on disk.
 *
 *	char *copy = memory_strdup(name);
 *	...
 *	free(copy);
 *
 * What these functions return is freed with free().
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

#define MUST_CHECK	    __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

void *memory_new(size_t size);			   /* zeroed */
void *memory_resize(void *old, size_t count, size_t size); /* overflow-safe */
char *memory_strdup(const char *string);
/* Zeroed, and shared with children that are forked: given back by munmap(). */
void *memory_share(size_t size);
char *memory_strndup(const char *string, size_t length);

/*
 * Makes room for one more element in a growing array:
 *	ARRAY_RESERVE(list->items, list->count, list->room);
 *	list->items[list->count++] = item;
 */
#define ARRAY_RESERVE(items, count, room)                                      \
	do {                                                                   \
		if ((count) == (room)) {                                       \
			(room) = (room) ? 2 * (room) : 8;                      \
			(items) = memory_resize((items), (room),               \
				sizeof(*(items)));                             \
		}                                                              \
	} while (0)

#endif
