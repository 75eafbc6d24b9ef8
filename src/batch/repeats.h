/*
 * Which texts several rows have in common, without keeping any: 16 bytes a
 * text, and as much again while they are sorted.
 *
 *	struct repeats repeats = {0};
 *	repeats_add(&repeats, "letters/x.pdf", row);	for each
 *	repeats_tell(&repeats, tell, context);
 *	repeats_clear(&repeats);
 *
 * Texts are told apart by 96 bits of their SHA-256. Nothing here fails.
 */
#ifndef BATCH_REPEATS_H
#define BATCH_REPEATS_H

#include <stddef.h>
#include <stdint.h>

struct repeat;

struct repeats {
	struct repeat *items;
	size_t count, room;
};

/* Of a row below 2^32. */
void repeats_add(struct repeats *repeats, const char *text, int64_t row);
/* The first row that has the text of this one. */
typedef void repeat_handler(void *context, int64_t first, int64_t row);
/* Every further row of a text, in the order of rows; then none is left. */
void repeats_tell(struct repeats *repeats, repeat_handler *tell,
	void *context);
void repeats_clear(struct repeats *repeats);

#endif
