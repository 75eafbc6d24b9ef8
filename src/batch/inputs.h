/*
 * What a letter is made of, as lines "name\tvalue\n", and what differs between
 * two such lists, in words for a person.
 *
 *	inputs_compare(entry.inputs, plan.inputs, &why);
 *	"uphold.average 56% -> 57%, name 'A' -> 'B'"
 */
#ifndef BATCH_INPUTS_H
#define BATCH_INPUTS_H

#include "base/text.h"

/* Line ends and tabs of the value become blanks. */
void inputs_add(struct text *inputs, const char *name, const char *value);

/*
 * Appends what differs, parted by commas, and nothing when nothing does.
 * A change that shows in print hides the same change told more exactly
 * ("uphold.average" before "uphold.average, exactly").
 */
void inputs_compare(const char *before, const char *now, struct text *out);

#endif
