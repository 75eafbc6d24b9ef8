/*
 * What a letter is made of, as lines "name\tvalue\n" or
 * "name\tvalue\tsecret\n", and what differs between two such lists, in words
 * for a person: a secret counts and is not shown.
 *
 *	inputs_compare(entry.inputs, plan.inputs, &why);
 *	"uphold.average 56% -> 57%, name 'A' -> 'B'"
 */
#ifndef BATCH_INPUTS_H
#define BATCH_INPUTS_H

#include "base/text.h"

/* Line ends and tabs become blanks. `secret`: a digest or the like, or NULL. */
void inputs_add(struct text *inputs, const char *name, const char *value,
	const char *secret);

/*
 * Appends what differs, parted by commas, and nothing when nothing does.
 * A change hides the same change told in more detail behind a comma
 * ("uphold.average" hides "uphold.average, exactly").
 */
void inputs_compare(const char *before, const char *now, struct text *out);

#endif
