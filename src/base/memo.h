/*
 * What was worked out before, by all that it depends on: the same key gives
 * the same value, so whether it is remembered changes nothing but the time.
 *
 *	struct memo *memo = memo_new(MEMORY);
 *	...
 *	value = memo_find(memo, key, length, &is_again);
 *	if (value == NULL) {
 *		... work it out
 *		if (is_again) {
 *			value = memo_add(memo, key, length, sizeof(*value));
 *			... copy it; what it points to goes to memo_arena(memo)
 *		}
 *	}
 *	...
 *	memo_turn(memo);	between letters
 *
 * A key is bytes, compared as a whole. What is met for the first time is not
 * worth keeping, as most of it never comes again (a name, an address). Memory
 * is bounded: twice `limit` bytes, with what it takes to find them, beside
 * what a single letter adds. Values stay where they are until memo_turn(),
 * which may forget those added longest ago. Nothing can fail.
 */
#ifndef BASE_MEMO_H
#define BASE_MEMO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct memo;

struct memo *memo_new(size_t limit);
void memo_free(struct memo *memo);

/* NULL: not remembered; *is_again: but asked for before, so worth adding. */
void *memo_find(struct memo *memo, const void *key, size_t length,
	bool *is_again);
/* Room for the value of the key that was last asked for in vain, zeroed. */
void *memo_add(struct memo *memo, const void *key, size_t length, size_t size);
/* For what the value added last points to. */
struct arena *memo_arena(struct memo *memo);
void memo_turn(struct memo *memo);
/* Forgets all at once. */
void memo_reset(struct memo *memo);

#endif
