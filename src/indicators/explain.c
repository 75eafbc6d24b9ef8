/* For people who check a letter: how each figure came about. */
#include "indicators/formulas.h"
#include "indicators/rounding.h"
#include "indicators/workings.h"

/* One indicator of one letter, about to be explained. */
struct subject {
	struct formulas *formulas;
	const struct indicator_options *options;
	size_t number; /* of the indicator */
	int64_t row;
	struct measure measure;
	struct indicator indicator;
	const struct comparison *comparison; /* NULL: none */
	const char *no_average;		     /* why there is none */
	struct arena *arena;
};

static const char *kept(const struct subject *subject, struct text *words)
{
	const char *copy = arena_strdup(subject->arena, text_string(words));

	text_clear(words);
	return copy;
}

static const char *lines_of(const struct subject *subject,
	const struct table_column *column)
{
	struct text lines = {0};

	if (!column->is_aggregate)
		return NULL;
	tables_lines(subject->formulas->tables, column->source, subject->row,
		&lines);
	return kept(subject, &lines);
}

/* The cells that the parts from first to last read, each once. */
static void add_cells(const struct subject *subject, enum part first,
	enum part last, struct trace *trace)
{
	struct formulas *formulas = subject->formulas;
	struct trace_cell *cells = NULL;
	size_t room = 0;

	for (size_t i = 0; i < formulas->column_count; i++) {
		const struct table_column *column =
			tables_column(formulas->tables, i);
		struct value value;
		bool is_read = false;

		for (enum part part = first; part <= last; part++)
			is_read |= part_reads(formulas, subject->number, part,
				i);
		if (!is_read)
			continue;
		value = cell_value(formulas, i, subject->row, subject->arena);
		ARENA_RESERVE(subject->arena, cells, trace->cell_count, room);
		cells[trace->cell_count++] = (struct trace_cell){
			.column = value.name,
			.header = column->header,
			.source = column->source,
			.text = value.text ? value.text : "",
			.lines = lines_of(subject, column),
			.place = value.place};
	}
	trace->cells = cells;
}

static const char *division(const struct subject *subject, struct exact top,
	struct exact bottom, struct exact result)
{
	struct text words = {0};

	exact_print(top, 1, 9, true, NULL, &words);
	text_add_char(&words, '/');
	exact_print(bottom, 1, 9, true, NULL, &words);
	text_add(&words, " = ");
	exact_expand(result, &words);
	return kept(subject, &words);
}

static const char *expanded(const struct subject *subject,
	struct exact number)
{
	struct text words = {0};

	exact_expand(number, &words);
	return kept(subject, &words);
}

/* "57.5": in printed units. */
static const char *scaled(const struct subject *subject, struct exact number)
{
	struct exact shown;

	if (!exact_ratio(number, (struct exact){1, subject->options->scale},
		    &shown))
		return "";
	return expanded(subject, shown);
}

/* "57.5 half up to 0 decimals" */
static const char *rounding(const struct subject *subject,
	struct exact number)
{
	const struct indicator_options *options = subject->options;
	struct text words = {0};

	text_add(&words, scaled(subject, number));
	text_printf(&words, " half up to %d decimal%s", options->decimals,
		options->decimals == 1 ? "" : "s");
	if (options->cautious)
		text_printf(&words, ", cautious at 0%s",
			rate_is_percent(options) ? " and 100" : "");
	return kept(subject, &words);
}

static void set_number(struct trace *trace, struct exact top,
	struct exact bottom)
{
	trace->has_number = true;
	trace->top = top;
	trace->bottom = bottom;
}

/* A count or a base. */
static void trace_part(struct subject *subject, enum part part,
	struct trace *trace)
{
	struct exact number = subject->measure.parts[part];
	struct text words = {0};

	add_cells(subject, part, part, trace);
	if (!subject->measure.has[part]) {
		trace->unrounded = measure_reason(subject->formulas,
			subject->number, part, part, subject->row,
			&subject->measure, subject->arena, &trace->place);
		return;
	}
	set_number(trace, number, exact_from_integer(1));
	trace->unrounded = expanded(subject, number);
	if (subject->indicator.state == INDICATOR_SUPPRESSED &&
		(part == PART_COUNT || is_small(subject->options, number))) {
		trace->is_withheld = true;
		trace->printed = is_small(subject->options, number)
			? subject->options->fewer
			: subject->options->withheld;
		return;
	}
	exact_print(number, 1, 9, true, ",", &words);
	trace->printed = kept(subject, &words);
}

static void trace_value(struct subject *subject, struct trace *trace)
{
	const struct indicator *indicator = &subject->indicator;
	const struct indicator_options *options = subject->options;
	bool is_stated = indicator->state == INDICATOR_STATED ||
		options->count.sql == NULL;

	if (!is_stated)
		trace->formula = arena_printf(subject->arena, "(%s) / (%s)",
			options->count.sql, options->base.sql);
	add_cells(subject, is_stated ? PART_VALUE : PART_COUNT,
		is_stated ? PART_VALUE : PART_BASE, trace);
	trace->printed = indicator->value_text;
	if (indicator->has_value)
		trace->rounding = rounding(subject, indicator->value);
	switch (indicator->state) {
	case INDICATOR_SUPPRESSED:
		trace->is_withheld = true;
		/* fallthrough */
	case INDICATOR_COUNTED:
		set_number(trace, indicator->count, indicator->base);
		trace->unrounded = division(subject, indicator->count,
			indicator->base, indicator->value);
		break;
	case INDICATOR_STATED:
		set_number(trace, subject->measure.parts[PART_VALUE],
			exact_from_integer(options->scale));
		trace->unrounded = expanded(subject,
			subject->measure.parts[PART_VALUE]);
		break;
	case INDICATOR_UNDEFINED:
		trace->unrounded = "there is no rate where the base is 0";
		break;
	case INDICATOR_MISSING:
		trace->unrounded = indicator->reason;
		break;
	}
}

/* What is averaged, as far as SQL can say it. */
static const char *average_formula(const struct subject *subject)
{
	const struct indicator_options *options = subject->options;
	const char *kind = options->average == AVERAGE_MEAN ? "mean" : "median";

	switch (options->average) {
	case AVERAGE_SUPPLIED:
		return options->average_value.sql;
	case AVERAGE_NONE:
		return NULL;
	case AVERAGE_POOLED:
		if (options->count.sql != NULL)
			return arena_printf(subject->arena,
				"sum(%s) / sum(%s)", options->count.sql,
				options->base.sql);
		return NULL;
	default:
		if (options->count.sql != NULL)
			return arena_printf(subject->arena,
				"%s((%s) / (%s))", kind, options->count.sql,
				options->base.sql);
		return arena_printf(subject->arena, "%s(%s)", kind,
			options->value.sql);
	}
}

/* NULL when there is no group. */
static const char *peers_words(const struct subject *subject)
{
	const struct comparison *comparison = subject->comparison;

	if (comparison == NULL)
		return NULL;
	return arena_printf(subject->arena, "%zu %s, %zu with a value",
		comparison->peers.members, comparison->peers.label,
		comparison->peers.count);
}

static void trace_average(struct subject *subject, struct trace *trace)
{
	const struct indicator *indicator = &subject->indicator;
	const struct comparison *comparison = subject->comparison;

	trace->formula = average_formula(subject);
	trace->printed = indicator->average_text;
	add_cells(subject, PART_AVERAGE, PART_AVERAGE, trace);
	trace->peers = peers_words(subject);
	if (indicator->has_average) {
		bool is_pooled = subject->options->average == AVERAGE_POOLED;

		/* Who has all sums and the others' counts has this one's. */
		trace->is_withheld = is_pooled && comparison != NULL &&
			comparison->suppressed > 0;
		trace->rounding = rounding(subject, indicator->average);
		if (is_pooled)
			set_number(trace, comparison->peers.counts,
				comparison->peers.bases);
		else
			set_number(trace, exact_from_integer(
					indicator->average.numerator),
				exact_from_integer(
					indicator->average.denominator));
		trace->unrounded = is_pooled
			? division(subject, trace->top, trace->bottom,
				  indicator->average)
			: subject->options->count.sql == NULL
			? scaled(subject, indicator->average)
			: expanded(subject, indicator->average);
	} else if (subject->no_average != NULL) {
		trace->unrounded = subject->no_average;
	} else {
		trace->unrounded = measure_reason(subject->formulas,
			subject->number, PART_AVERAGE, PART_AVERAGE,
			subject->row, &subject->measure, subject->arena,
			&trace->place);
	}
}

/* "1 + how many of them have a higher value" */
static struct trace *trace_rank(const struct subject *subject,
	struct trace *to)
{
	const struct indicator *indicator = &subject->indicator;
	static const char *const names[] = {"rank", "ranked"};
	size_t numbers[] = {indicator->rank, subject->comparison->peers.count};

	for (int i = 0; i < 2; i++) {
		struct exact number = exact_from_integer((int64_t)numbers[i]);
		struct text words = {0};

		*to = (struct trace){.indicator = subject->options->name,
			.options = subject->options, .field = names[i],
			.place = subject->options->place,
			.peers = peers_words(subject)};
		to->formula = i == 1 ? "how many of them have a value"
			: subject->options->rank == RANK_LOWEST
			? "1 + how many of them have a lower value"
			: "1 + how many of them have a higher value";
		set_number(to, number, exact_from_integer(1));
		to->unrounded = expanded(subject, number);
		exact_print(number, 1, 0, true, ",", &words);
		to->printed = kept(subject, &words);
		to++;
	}
	return to;
}

static struct trace *explain_indicator(struct subject *subject, size_t group,
	struct trace *to)
{
	const struct indicator_options *options = subject->options;
	struct exact unused;

	subject->indicator = indicator_fill(subject->formulas, subject->number,
		subject->row, group, &subject->measure, subject->arena);
	(void)peers_average(subject->formulas, subject->number, group,
		&subject->measure, &subject->comparison, &unused,
		&subject->no_average);
	for (enum part part = 0; part < PARTS; part++) {
		const struct expression *formula =
			indicator_part(options, part);

		if (formula->sql == NULL && part <= PART_BASE)
			continue;
		*to = (struct trace){.indicator = options->name,
			.options = options, .is_rate = part >= PART_VALUE,
			.field = part_name(part), .formula = formula->sql,
			.place = formula->sql ? formula->place
					      : options->place,
			.printed = ""};
		if (to->is_rate && options->cautious)
			to->cautious = rate_is_percent(options) ? "0 100" : "0";
		if (part <= PART_BASE)
			trace_part(subject, part, to);
		else if (part == PART_VALUE)
			trace_value(subject, to);
		else
			trace_average(subject, to);
		to++;
	}
	return subject->indicator.rank > 0 ? trace_rank(subject, to) : to;
}

static bool explain(struct formulas *formulas, int64_t row,
	struct arena *arena, const struct trace **out, size_t *count,
	struct report *report)
{
	const struct formula_options *options = formulas->options;
	struct trace *traces = arena_new(arena,
		options->indicator_count * FIELDS * sizeof(*traces));
	struct trace *to = traces;
	size_t group;
	bool done = group_read(formulas, row, &group, report);

	for (size_t i = 0; i < options->indicator_count; i++) {
		struct subject subject = {.formulas = formulas,
			.options = &options->indicators[i], .number = i,
			.row = row, .arena = arena};

		done &= measure_read(formulas, i, row, &subject.measure,
			report);
		to = explain_indicator(&subject, group, to);
	}
	*out = traces;
	*count = (size_t)(to - traces);
	return done;
}

bool formulas_explain(struct formulas *formulas, int64_t row,
	struct arena *arena, const struct trace **out, size_t *count,
	struct report *report)
{
	bool done;

	*out = NULL;
	*count = 0;
	if (!expressions_step(formulas, formulas->cells, row, NULL, report))
		return false;
	done = explain(formulas, row, arena, out, count, report);
	sqlite3_reset(formulas->cells);
	return done;
}
