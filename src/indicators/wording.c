/* What is said of an indicator in all letters alike, put together once. */
#include "indicators/workings.h"

static const char *ratio_formula(const struct indicator_options *options,
	struct arena *arena)
{
	if (options->count.sql == NULL)
		return NULL;
	return arena_printf(arena, "(%s) / (%s)", options->count.sql,
		options->base.sql);
}

/* What is averaged, as far as SQL can say it. */
static const char *average_formula(const struct indicator_options *options,
	struct arena *arena)
{
	const char *kind = options->average == AVERAGE_MEAN ? "mean" : "median";

	switch (options->average) {
	case AVERAGE_SUPPLIED:
		return options->average_value.sql;
	case AVERAGE_NONE:
		return NULL;
	case AVERAGE_POOLED:
		if (options->count.sql != NULL)
			return arena_printf(arena, "sum(%s) / sum(%s)",
				options->count.sql, options->base.sql);
		return NULL;
	default:
		if (options->count.sql != NULL)
			return arena_printf(arena, "%s((%s) / (%s))", kind,
				options->count.sql, options->base.sql);
		return arena_printf(arena, "%s(%s)", kind,
			options->value.sql);
	}
}

void wordings_make(struct formulas *formulas)
{
	size_t count = formulas->options->indicator_count;
	struct arena *arena = &formulas->arena;

	formulas->wordings =
		arena_new(arena, count * sizeof(*formulas->wordings));
	for (size_t i = 0; i < count; i++) {
		const struct indicator_options *options =
			&formulas->options->indicators[i];
		struct wording *wording = &formulas->wordings[i];

		wording->no_rank = arena_printf(arena, "[indicator %s] has no "
			"rank: say rank = highest or lowest", options->name);
		wording->no_rate = arena_printf(arena, "there is no rate where "
			"%s.base is 0", options->name);
		for (enum part part = 0; part < PARTS; part++)
			wording->no_part[part] = arena_printf(arena,
				"%s has no %s", options->name,
				part_name(part));
		wording->ratio = ratio_formula(options, arena);
		wording->average = average_formula(options, arena);
	}
}
