/*
 * The names of the lines are the same in all letters: they are put together
 * when the job is opened, and a letter adds its values; see letter_inputs.h.
 */
#include "batch/letter_inputs.h"

#include "batch/figures.h"
#include "batch/inputs.h"

#define EXACTLY_DECIMALS 4 /* of a figure told beyond its printed decimals */

/* Of an indicator whose numbers the letter tells or draws. Names end in a tab,
 * as inputs_begin() leaves them. */
struct exact_names {
	const char *value;   /* NULL: of none */
	const char *average;
	const char *peer;
	const char *unit;    /* behind a number */
};

/* Of a source of many rows: the columns that the letter shows. */
struct column_names {
	const char **names; /* "usage.charge of row " */
	size_t *numbers;
	size_t count;
};

struct input_names {
	size_t *values; /* the items that the text uses, in their order */
	size_t value_count;
	const char **yes, **no; /* whole lines, by condition */
	size_t condition_count;
	struct exact_names *exactly; /* by indicator */
	struct column_names *columns; /* by source of the catalogue */
	const char **peers; /* digests [group * indicators + indicator]; NULL:
			       no letter has asked for it yet */
};

/* ---- once a job ---- */

/* As inputs_begin() has it, without the tab. */
static const char *cleaned(struct arena *arena, const char *name)
{
	struct text line = {0};
	const char *copy;

	inputs_begin(&line, name);
	copy = arena_strndup(arena, line.data, line.length - 1);
	text_clear(&line);
	return copy;
}

static const char *begun(struct arena *arena, const char *stem,
	const char *field)
{
	return arena_printf(arena, "%s\t",
		cleaned(arena, arena_printf(arena, "%s%s", stem, field)));
}

static void name_conditions(struct job *job, struct input_names *names)
{
	struct arena *arena = &job->arena;
	size_t count;

	/* Those of a message stand behind. */
	(void)template_expressions(job->template, &count);
	names->condition_count = count;
	names->yes = arena_new(arena, count * sizeof(*names->yes));
	names->no = arena_new(arena, count * sizeof(*names->no));
	for (size_t i = 0; i < count; i++) {
		const char *name = begun(arena, "if ",
			job->formula_options.conditions[i].sql);

		names->yes[i] = arena_printf(arena, "%syes\n", name);
		names->no[i] = arena_printf(arena, "%sno\n", name);
	}
}

static void name_indicators(struct job *job, struct input_names *names)
{
	const struct formula_options *options = &job->formula_options;
	size_t count = options->indicator_count;
	struct arena *arena = &job->arena;

	names->exactly = arena_new(arena, count * sizeof(*names->exactly));
	names->peers = arena_new(arena,
		count * options->group_count * sizeof(*names->peers));
	for (size_t i = 0; i < count; i++)
		if (job->attach_figures ||
			template_uses_panel(job->template, i)) {
			const char *name = options->indicators[i].name;

			names->exactly[i] = (struct exact_names){
				begun(arena, name, ".value, exactly"),
				begun(arena, name, ".average, exactly"),
				begun(arena, name,
					".average, a peer's figure"),
				begun(arena, options->indicators[i].unit,
					"")};
		}
}

static void name_columns(struct job *job, size_t number,
	struct column_names *out)
{
	const struct catalogue_source *source =
		&job->catalogue.sources[number];
	struct arena *arena = &job->arena;

	out->names = arena_new(arena,
		source->column_count * sizeof(*out->names));
	out->numbers = arena_new(arena,
		source->column_count * sizeof(*out->numbers));
	for (size_t i = 0; i < source->column_count; i++) {
		if (!template_shows(job->template, number, i))
			continue;
		out->names[out->count] = cleaned(arena, arena_printf(arena,
			"%s.%s of row ", source->name,
			source->columns[i].name));
		out->numbers[out->count++] = i;
	}
}

void letter_inputs_prepare(struct job *job)
{
	const struct catalogue *catalogue = &job->catalogue;
	struct arena *arena = &job->arena;
	struct input_names *names = arena_new(arena, sizeof(*names));

	job->input_names = names;
	names->values = arena_new(arena,
		catalogue->count * sizeof(*names->values));
	for (size_t i = 0; i < catalogue->count; i++)
		if (template_uses_value(job->template, i))
			names->values[names->value_count++] = i;
	name_conditions(job, names);
	name_indicators(job, names);
	names->columns = arena_new(arena,
		catalogue->source_count * sizeof(*names->columns));
	for (size_t i = 0; i < catalogue->source_count; i++)
		name_columns(job, i, &names->columns[i]);
}

/* ---- a letter's ---- */

static const char *text_of(const struct value *value)
{
	return value->kind == VALUE_MISSING ? "(none)" : value->text;
}

static void add_integer(struct text *out, int64_t number)
{
	if (number < 0)
		text_add_char(out, '-');
	text_add_whole(out, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

/* Shown as it would print with more decimals; the ratio itself counts. */
static void add_ratio(struct text *out, const char *name, int64_t scale,
	struct exact ratio, const char *unit)
{
	text_add(out, name);
	exact_print(ratio, scale, EXACTLY_DECIMALS, false, ",", out);
	text_add(out, unit);
	add_integer(out, ratio.numerator);
	text_add_char(out, '/');
	add_integer(out, ratio.denominator);
	text_add_char(out, '\n');
}

/* Of all peers' figures, worked out once: each member's letter asks for it. */
static const char *peers_digest(struct job *job,
	const struct peer_group *peers, size_t group, size_t indicator)
{
	const char **kept = &job->input_names->peers[group *
		job->formula_options.indicator_count + indicator];
	char digest[DIGEST_HEX];
	struct text all = {0};

	if (*kept != NULL)
		return *kept;
	text_printf(&all, "%zu %lld/%lld %lld/%lld ", peers->members,
		(long long)peers->counts.numerator,
		(long long)peers->counts.denominator,
		(long long)peers->bases.numerator,
		(long long)peers->bases.denominator);
	if (peers->values != NULL)
		text_append(&all, peers->values,
			peers->count * sizeof(*peers->values));
	else /* how many have one is told all the same */
		text_add_whole(&all, peers->count);
	digest_of(text_string(&all), all.length, digest);
	text_clear(&all);
	*kept = arena_strdup(&job->arena, digest);
	return *kept;
}

/* What panels draw and figures.csv tells beyond the words. */
static void add_exactly(struct job *job, const struct values *values,
	size_t number, struct text *out)
{
	const struct exact_names *names = &job->input_names->exactly[number];
	int64_t scale = job->formula_options.indicators[number].scale;
	const struct indicator *indicator = &values->indicators[number];

	if (names->value == NULL)
		return;
	if (indicator->has_value)
		add_ratio(out, names->value, scale, indicator->value,
			names->unit);
	if (indicator->has_average)
		add_ratio(out, names->average, scale, indicator->average,
			names->unit);
	if (indicator->peers == NULL)
		return;
	text_add(out, names->peer);
	inputs_end(out, "", peers_digest(job, indicator->peers, values->group,
		number));
}

/* Each cell of a row that the letter shows: "usage.charge of row 3". */
static void add_rows(const struct column_names *columns,
	const struct rows *rows, size_t row_cells, struct text *out)
{
	for (size_t j = 0; j < columns->count; j++)
		for (size_t i = 0; i < rows->count; i++) {
			text_add(out, columns->names[j]);
			text_add_whole(out, i + 1);
			text_add_char(out, '\t');
			inputs_end(out, text_of(&rows->cells[i * row_cells +
				columns->numbers[j]]), NULL);
		}
}

bool letter_inputs(struct job *job, const struct values *values,
	const char *subject, struct arena *arena, struct text *out,
	struct report *report)
{
	const struct input_names *names = job->input_names;

	for (size_t i = 0; i < names->value_count; i++) {
		const struct value *value = &values->items[names->values[i]];

		inputs_add(out, value->name, text_of(value), NULL);
	}
	inputs_add(out, "document properties", "",
		arena_join(arena, values->name, ": ", subject));
	for (size_t i = 0; i < names->condition_count; i++)
		text_add(out, values->conditions[i] ? names->yes[i]
						    : names->no[i]);
	for (size_t i = 0; i < values->indicator_count; i++)
		add_exactly(job, values, i, out);
	for (size_t i = 0; i < values->source_count; i++)
		add_rows(&names->columns[i], &values->rows[i],
			job->catalogue.sources[i].column_count, out);
	return figures_inputs(job, values->row, out, report);
}
