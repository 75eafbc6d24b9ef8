/* For people who check a letter: how each figure came about. */
#include "indicators/formulas.h"
#include "indicators/rounding.h"
#include "indicators/workings.h"

/* One indicator of one letter, and what is told of each of its figures. */
struct telling {
	struct subject subject;
	const struct indicator *indicator;
	const struct value *fields; /* as letters print them */
	int64_t row;
};

/* ---- cells ---- */

static const char *lines_of(const struct telling *telling,
	const struct table_column *column)
{
	struct formulas *formulas = telling->subject.formulas;

	if (!column->is_aggregate)
		return NULL;
	text_reset(&formulas->scratch);
	tables_lines(formulas->tables, column->source, telling->row,
		&formulas->scratch);
	return scratch_copy(formulas, telling->subject.arena);
}

/* Those that a part reads, or count and base together, each once. */
static void add_cells(const struct telling *telling, size_t part,
	struct trace *trace)
{
	const struct subject *subject = &telling->subject;
	struct formulas *formulas = subject->formulas;
	const struct reads *reads =
		&formulas->traced[subject->number * TRACES + part];
	struct trace_cell *cells =
		arena_room(subject->arena, reads->count * sizeof(*cells));

	for (size_t i = 0; i < reads->count; i++) {
		size_t number = reads->columns[i];
		const struct table_column *column =
			tables_column(formulas->tables, number);
		const struct value *value = &subject->cells[number];

		cells[i] = (struct trace_cell){
			.column = column->name,
			.header = column->header,
			.source = column->source,
			.text = value->text ? value->text : "",
			.lines = lines_of(telling, column),
			.place = value->place};
	}
	trace->cells = cells;
	trace->cell_count = reads->count;
}

/* ---- exactly ---- */

static const char *division(struct formulas *formulas, struct exact top,
	struct exact bottom, struct exact result, struct arena *arena)
{
	struct text *words = &formulas->scratch;

	text_reset(words);
	exact_print(top, 1, 9, true, NULL, words);
	text_add_char(words, '/');
	exact_print(bottom, 1, 9, true, NULL, words);
	text_add(words, " = ");
	exact_expand(result, words);
	return scratch_copy(formulas, arena);
}

static const char *expanded(struct formulas *formulas, struct exact number,
	struct arena *arena)
{
	text_reset(&formulas->scratch);
	exact_expand(number, &formulas->scratch);
	return scratch_copy(formulas, arena);
}

/* "57.5": in printed units. */
static void add_scaled(const struct indicator_options *options,
	struct exact number, struct text *out)
{
	struct exact shown;

	if (exact_ratio(number, (struct exact){1, options->scale}, &shown))
		exact_expand(shown, out);
}

void trace_rounding(const struct trace *trace, struct text *out)
{
	const struct indicator_options *options = trace->options;

	if (!trace->is_rounded)
		return;
	add_scaled(options, trace->rate, out);
	text_printf(out, " half up to %d decimal%s", options->decimals,
		options->decimals == 1 ? "" : "s");
	if (options->cautious)
		text_printf(out, ", cautious at 0%s",
			rate_is_percent(options) ? " and 100" : "");
}

static void set_rate(struct trace *trace, struct exact rate)
{
	trace->is_rounded = true;
	trace->rate = rate;
}

static void set_number(struct trace *trace, struct exact top,
	struct exact bottom)
{
	trace->has_number = true;
	trace->top = top;
	trace->bottom = bottom;
}

/* ---- figure by figure ---- */

/* A count or a base. */
static void trace_part(const struct telling *telling, enum part part,
	struct trace *trace)
{
	const struct subject *subject = &telling->subject;
	const struct value *field = &telling->fields[part];
	struct exact number = subject->measure->parts[part];
	struct text *words = &subject->formulas->scratch;

	add_cells(telling, part, trace);
	if (!subject->measure->has[part]) {
		trace->unrounded = field->reason;
		trace->place = field->place;
		return;
	}
	set_number(trace, number, exact_from_integer(1));
	trace->unrounded = expanded(subject->formulas, number, subject->arena);
	if (subject->measure->state == INDICATOR_SUPPRESSED &&
		(part == PART_COUNT || is_small(subject->options, number))) {
		trace->is_withheld = true;
		trace->printed = field->text;
		return;
	}
	text_reset(words);
	exact_print(number, 1, 9, true, ",", words);
	trace->printed = scratch_copy(subject->formulas, subject->arena);
}

static void trace_value(const struct telling *telling, struct trace *trace)
{
	const struct subject *subject = &telling->subject;
	const struct indicator *indicator = telling->indicator;
	struct exact stated = subject->measure->parts[PART_VALUE];

	trace->is_stated = indicator->state == INDICATOR_STATED ||
		subject->options->count.sql == NULL;
	if (!trace->is_stated)
		trace->formula = subject->wording->ratio;
	add_cells(telling, trace->is_stated ? (size_t)PART_VALUE : TRACE_RATIO,
		trace);
	trace->printed = indicator->value_text;
	if (indicator->has_value)
		set_rate(trace, indicator->value);
	switch (indicator->state) {
	case INDICATOR_SUPPRESSED:
		trace->is_withheld = true;
		/* fallthrough */
	case INDICATOR_COUNTED:
		set_number(trace, indicator->count, indicator->base);
		trace->unrounded = division(subject->formulas,
			indicator->count, indicator->base, indicator->value,
			subject->arena);
		break;
	case INDICATOR_STATED:
		set_number(trace, stated,
			exact_from_integer(subject->options->scale));
		trace->unrounded = expanded(subject->formulas, stated,
			subject->arena);
		break;
	case INDICATOR_UNDEFINED:
		trace->unrounded = "there is no rate where the base is 0";
		break;
	case INDICATOR_MISSING:
		trace->unrounded = indicator->reason;
		break;
	}
}

/* NULL when there is no group. */
static const char *members_text(const struct subject *subject)
{
	struct formulas *formulas = subject->formulas;
	const struct comparison *of = subject->comparison;
	struct comparison *kept;

	if (of == NULL)
		return NULL;
	kept = &formulas->comparisons[of - formulas->comparisons];
	if (kept->members_text == NULL)
		kept->members_text = arena_printf(&formulas->arena,
			"%zu %s, %zu with a value", of->peers.members,
			of->peers.label, of->peers.count);
	return kept->members_text;
}

static const char *average_exactly(const struct subject *subject,
	struct arena *arena)
{
	const struct peer_group *peers = &subject->comparison->peers;
	struct formulas *formulas = subject->formulas;
	struct exact average = subject->average;

	if (subject->options->average == AVERAGE_POOLED)
		return division(formulas, peers->counts, peers->bases, average,
			arena);
	if (subject->options->count.sql != NULL)
		return expanded(formulas, average, arena);
	text_reset(&formulas->scratch);
	add_scaled(subject->options, average, &formulas->scratch);
	return scratch_copy(formulas, arena);
}

/* Told alike in all letters of a group. */
static const char *average_text(const struct subject *subject)
{
	struct comparison *shared = peers_shared(subject->formulas,
		subject->number, subject->comparison);

	if (shared == NULL)
		return average_exactly(subject, subject->arena);
	if (shared->average_exactly == NULL)
		shared->average_exactly = average_exactly(subject,
			&subject->formulas->arena);
	return shared->average_exactly;
}

static void trace_average(const struct telling *telling, struct trace *trace)
{
	const struct subject *subject = &telling->subject;
	const struct comparison *comparison = subject->comparison;
	bool is_pooled = subject->options->average == AVERAGE_POOLED;

	trace->formula = subject->wording->average;
	trace->printed = telling->indicator->average_text;
	add_cells(telling, PART_AVERAGE, trace);
	trace->peers = members_text(subject);
	if (subject->has_average) {
		/* Who has all sums and the others' counts has this one's. */
		trace->is_withheld = is_pooled && comparison != NULL &&
			comparison->suppressed > 0;
		set_rate(trace, subject->average);
		if (is_pooled)
			set_number(trace, comparison->peers.counts,
				comparison->peers.bases);
		else
			set_number(trace, exact_from_integer(
					subject->average.numerator),
				exact_from_integer(
					subject->average.denominator));
		trace->unrounded = average_text(subject);
	} else if (subject->no_average != NULL) {
		trace->unrounded = subject->no_average;
	} else {
		trace->unrounded = measure_reason(subject, PART_AVERAGE,
			PART_AVERAGE, &trace->place);
	}
}

/* "1 + how many of them have a higher value" */
static struct trace *trace_rank(const struct telling *telling,
	struct trace *to)
{
	const struct subject *subject = &telling->subject;
	const struct indicator *indicator = telling->indicator;
	static const char *const names[] = {"rank", "ranked"};
	size_t numbers[] = {indicator->rank, subject->comparison->peers.count};
	struct text *words = &subject->formulas->scratch;

	for (int i = 0; i < 2; i++) {
		struct exact number = exact_from_integer((int64_t)numbers[i]);

		*to = (struct trace){.indicator = subject->options->name,
			.options = subject->options, .field = names[i],
			.item = subject->item + FIELD_RANK + (size_t)i,
			.place = subject->options->place,
			.peers = members_text(subject)};
		to->formula = i == 1 ? "how many of them have a value"
			: subject->options->rank == RANK_LOWEST
			? "1 + how many of them have a lower value"
			: "1 + how many of them have a higher value";
		set_number(to, number, exact_from_integer(1));
		to->unrounded = expanded(subject->formulas, number,
			subject->arena);
		text_reset(words);
		exact_print(number, 1, 0, true, ",", words);
		to->printed = scratch_copy(subject->formulas, subject->arena);
		to++;
	}
	return to;
}

static struct trace *explain_indicator(const struct telling *telling,
	struct trace *to)
{
	const struct subject *subject = &telling->subject;
	const struct indicator_options *options = subject->options;

	for (enum part part = 0; part < PARTS; part++) {
		const struct expression *formula =
			indicator_part(options, part);

		if (formula->sql == NULL && part <= PART_BASE)
			continue;
		*to = (struct trace){.indicator = options->name,
			.options = options, .is_rate = part >= PART_VALUE,
			.field = part_name(part), .formula = formula->sql,
			.item = subject->item + part,
			.place = formula->sql ? formula->place
					      : options->place,
			.printed = ""};
		if (to->is_rate && options->cautious)
			to->cautious = rate_is_percent(options) ? "0 100" : "0";
		if (part <= PART_BASE)
			trace_part(telling, part, to);
		else if (part == PART_VALUE)
			trace_value(telling, to);
		else
			trace_average(telling, to);
		to++;
	}
	return telling->indicator->rank > 0 ? trace_rank(telling, to) : to;
}

const struct trace *formulas_explain(struct formulas *formulas,
	const struct values *values, struct arena *arena, size_t *count)
{
	size_t room = values->indicator_count * FIELDS;
	struct trace *traces = arena_room(arena, room * sizeof(*traces));
	struct trace *to = traces;

	for (size_t i = 0; i < values->indicator_count; i++) {
		struct telling telling = {
			.subject = subject_of(formulas, values, i, arena),
			.indicator = &values->indicators[i],
			.row = values->row};

		telling.fields = &values->items[telling.subject.item];
		to = explain_indicator(&telling, to);
	}
	*count = (size_t)(to - traces);
	return traces;
}
