/*
 * What a letter is made of, as lines "name\tvalue\n" or
 * "name\tvalue\tsecret\n", and what differs between two such lists, in words
 * for a person: a secret counts and is not shown.
 *
 *	inputs_compare(record_inputs(&entry, &arena), plan.inputs, &why);
 *	"uphold.average 56% -> 57%, name 'A' -> 'B'"
 */
#ifndef BATCH_INPUTS_H
#define BATCH_INPUTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

/* Line ends and tabs become blanks. `secret`: a digest or the like, or NULL. */
void inputs_add(struct text *inputs, const char *name, const char *value,
	const char *secret);
/* The same in two: many lines have a name that another letter's had. */
void inputs_begin(struct text *inputs, const char *name);
void inputs_end(struct text *inputs, const char *value, const char *secret);

/*
 * Appends what differs, parted by commas, and nothing when nothing does.
 * A change hides the same change told in more detail behind a comma
 * ("uphold.average" hides "uphold.average, exactly").
 */
void inputs_compare(const char *before, const char *now, struct text *out);

/* Nothing would be told to differ. */
bool inputs_are_same(const char *before, const char *now, struct arena *arena);

struct input_change {
	const char *name;
	const char *before, *now; /* as shown; NULL: there was, or is, none.
				     Alike where only a secret changed */
};

/* What inputs_compare() tells, one by one and whole; all in the arena. */
const struct input_change *inputs_changes(const char *before, const char *now,
	struct arena *arena, size_t *count);
/*
 * One line of them: false when there is none of that name. `*secret` is NULL
 * where it has none; both in the arena.
 */
bool inputs_find(const char *inputs, const char *name, struct arena *arena,
	const char **value, const char **secret);

#endif
