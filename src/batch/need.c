/* Whether a letter has to be made; see need.h. */
#include "batch/need.h"

#include <string.h>

#include "batch/inputs.h"
#include "output/letters.h"

static const char *tell_change(const struct plan *plan,
	const struct entry *old, const char *parts, struct arena *arena)
{
	struct text change = {0};
	const char *why = "made differently";

	inputs_compare(record_inputs(old, arena), plan->inputs, &change);
	if (strcmp(old->file, plan->file) != 0)
		text_printf(&change, "%sfile '%s' -> '%s'",
			change.length ? ", " : "", old->file, plan->file);
	if (parts != NULL)
		text_printf(&change, "%s%s", change.length ? ", " : "", parts);
	if (change.length != 0)
		why = arena_strdup(arena, change.data);
	text_clear(&change);
	return why;
}

enum need letter_need(const struct job *job, const struct plan *plan,
	const struct entry *old, const struct folder *folder,
	const char *parts, struct arena *arena, const char **why)
{
	*why = "";
	if (old == NULL || !letter_stands(old->state)) {
		*why = old == NULL ? "new" : old->state == LETTER_FAILED
			? "could not be made before" : "was discarded";
		return NEED_FIRST;
	}
	if (!letter_is_same(job, plan, old, arena) ||
		strcmp(old->file, plan->file) != 0) { /* still to be moved */
		*why = tell_change(plan, old, parts, arena);
		return NEED_CHANGED;
	}
	if (letters_size(folder, old->key, plan->file) != old->bytes) {
		*why = "its file is gone or has another size";
		return NEED_FILE;
	}
	if (old->state == LETTER_UNSIGNED) {
		*why = "it is not signed yet: 'lettermill sign' signs it";
		return NEED_SIGNATURE;
	}
	return NEED_NOTHING;
}

const char *parts_change(const struct job *job, struct record *record,
	struct arena *arena)
{
	const char *before = record_parts(record, arena), *told = NULL;
	struct text change = {0};

	if (*before != '\0')
		inputs_compare(before, job->parts, &change);
	if (change.length != 0)
		told = arena_strdup(arena, change.data);
	text_clear(&change);
	return told;
}
