/*
 * The nearest known name to a mistyped one, for "did you mean ...?".
 *
 *	struct nearest nearest = nearest_to(typed);
 *	for (...)
 *		nearest_offer(&nearest, known[i]);
 *	if (nearest.name != NULL)
 *		... "did you mean '%s'?", nearest.name
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *typed; /* lent */
	const char *name;  /* the best so far, lent; NULL: none is near */
	size_t distance;   /* single-character edits, without regard to case */
};

struct nearest nearest_to(const char *typed);
void nearest_offer(struct nearest *nearest, const char *name);

#endif
