/*
 * Averages of groups, each worked out once from all its members. Sums and
 * medians are exact. A mean of rates has no common denominator of bounded
 * size: it is taken in long double and kept to 12 decimals, so that a mean
 * within 1e-12 of a half is rounded up as that half is.
 */
#include "indicators/workings.h"

#include <math.h>
#include <stdlib.h>

#include "indicators/rounding.h"

/* Of two, each could take itself away and knew the other. */
#define LEAST_AVERAGED 3
#define FIRST_VALUES   64 /* of a group */

static struct comparison *comparison_of(const struct formulas *formulas,
	size_t group, size_t indicator)
{
	return &formulas->comparisons[group *
			formulas->options->indicator_count + indicator];
}

/* A base of 0 says that there was nothing to count: nobody is left out. */
static bool is_left_out(enum average_method method,
	const struct measure *measure)
{
	if (method == AVERAGE_SUPPLIED || method == AVERAGE_NONE)
		return false;
	if (method == AVERAGE_POOLED && measure->state == INDICATOR_STATED)
		return true;
	return measure->state == INDICATOR_MISSING;
}

/* Charts draw them, ranks count them. */
static bool keeps_values(const struct formula_options *options,
	size_t indicator)
{
	return (options->draws_peers != NULL &&
			options->draws_peers[indicator]) ||
		options->indicators[indicator].rank != RANK_NONE;
}

static int ascending(const void *a, const void *b)
{
	return exact_compare(((const struct shared_value *)a)->value,
		((const struct shared_value *)b)->value);
}

/* Puts them in order, and those that are equal into one. */
static void merge_values(struct comparison *of)
{
	struct shared_value *values = of->values;
	size_t kept = 0;

	if (of->value_count == 0)
		return;
	qsort(values, of->value_count, sizeof(*values), ascending);
	for (size_t i = 1; i < of->value_count; i++)
		if (ascending(&values[i], &values[kept]) == 0)
			values[kept].times += values[i].times;
		else
			values[++kept] = values[i];
	of->value_count = kept + 1;
}

/* A million households share a few thousand figures: so that is all there is
 * room for. */
static void add_value(struct comparison *to, struct exact value)
{
	if (to->value_count == to->room) {
		merge_values(to);
		if (2 * to->value_count >= to->room) {
			to->room = to->room > 0 ? 2 * to->room : FIRST_VALUES;
			to->values = memory_resize(to->values, to->room,
				sizeof(*to->values));
		}
	}
	to->values[to->value_count++] = (struct shared_value){value, 1};
}

/*
 * Of a million members only what somebody asks for is held: the values as they
 * come are for a mean or median of them, and for what is kept.
 */
static void gather_value(struct comparison *to,
	const struct formula_options *all, size_t indicator,
	struct exact value)
{
	const struct indicator_options *options = &all->indicators[indicator];
	long double shown = rate_shown(options, value);
	long double distance = shown - to->mean;

	/* Welford, 1962: no two large sums are taken from each other. */
	to->mean += distance / (long double)(to->peers.count + 1);
	to->squares += distance * (shown - to->mean);
	if (options->average == AVERAGE_MEAN ||
		options->average == AVERAGE_MEDIAN ||
		keeps_values(all, indicator))
		add_value(to, value);
	to->peers.count++;
}

void peers_gather(struct formulas *formulas, size_t indicator, size_t group,
	const struct measure *measure, const char *key)
{
	struct comparison *to = comparison_of(formulas, group, indicator);
	enum average_method method =
		formulas->options->indicators[indicator].average;

	to->peers.members++;
	if (is_left_out(method, measure)) {
		if (to->left_out++ == 0)
			to->first_left_out =
				arena_strdup(&formulas->arena, key);
	}
	to->suppressed += measure->state == INDICATOR_SUPPRESSED;
	if (measure->state == INDICATOR_COUNTED ||
		measure->state == INDICATOR_SUPPRESSED)
		to->overflow |=
			!exact_add(to->peers.counts,
				measure->parts[PART_COUNT],
				&to->peers.counts) ||
			!exact_add(to->peers.bases, measure->parts[PART_BASE],
				&to->peers.bases);
	if (measure->state == INDICATOR_COUNTED ||
		measure->state == INDICATOR_STATED)
		gather_value(to, formulas->options, indicator, measure->value);
}

/* One by one, as each sum is rounded. */
static bool mean(const struct comparison *of, struct exact *out)
{
	long double sum = 0, unit = 1e12L;

	for (size_t i = 0; i < of->value_count; i++) {
		struct exact value = of->values[i].value;
		long double rate = (long double)value.numerator /
			(long double)value.denominator;

		for (size_t times = of->values[i].times; times > 0; times--)
			sum += rate;
	}
	sum /= (long double)of->peers.count;
	while (fabsl(sum) * unit > 9e17L)
		unit /= 10;
	return exact_ratio(exact_from_integer(llroundl(sum * unit)),
		exact_from_integer((int64_t)unit), out);
}

/* The value of that number, from 0, in ascending order. */
static struct exact value_at(const struct comparison *of, size_t number)
{
	const struct shared_value *value = of->values;

	while (number >= value->times)
		number -= value++->times;
	return value->value;
}

static bool median(const struct comparison *of, struct exact *out)
{
	size_t count = of->peers.count;

	*out = value_at(of, count / 2);
	if (count % 2 == 1)
		return true;
	return exact_add(value_at(of, count / 2 - 1), *out, out) &&
		exact_ratio(*out, exact_from_integer(2), out);
}

/*
 * False when the average exists and cannot be told exactly. The sums take in
 * members whose own figures are withheld; a mean or median could be just one
 * member's, and does not.
 */
static bool average(struct comparison *of, enum average_method method)
{
	size_t count = of->averaged = of->peers.count;

	switch (method) {
	case AVERAGE_POOLED:
		if (of->overflow)
			return false;
		of->averaged = of->peers.count + of->suppressed;
		of->has_average = of->peers.bases.numerator > 0;
		return !of->has_average ||
			exact_ratio(of->peers.counts, of->peers.bases,
				&of->average);
	case AVERAGE_MEAN:
		of->has_average = count > 0;
		return count == 0 || mean(of, &of->average);
	case AVERAGE_MEDIAN:
		of->has_average = count > 0;
		return count == 0 || median(of, &of->average);
	default:
		return true;
	}
}

static void describe_values(struct comparison *of)
{
	of->peers.mean = (double)of->mean;
	if (of->peers.count > 0)
		of->peers.deviation = (double)sqrtl(of->squares /
			(long double)of->peers.count);
}

static void spread_values(const struct comparison *of,
	const struct indicator_options *options, double *out)
{
	for (size_t i = 0; i < of->value_count; i++) {
		double shown = rate_shown(options, of->values[i].value);

		for (size_t times = of->values[i].times; times > 0; times--)
			*out++ = shown;
	}
}

/* The values as charts and ranks want them. */
static void show_values(struct formulas *formulas, struct comparison *of,
	size_t indicator)
{
	static unsigned long serial;
	double *shown = NULL;

	if (keeps_values(formulas->options, indicator)) {
		shown = arena_new(&formulas->arena,
			of->peers.count * sizeof(*shown));
		spread_values(of, &formulas->options->indicators[indicator],
			shown);
	}
	of->peers.values = shown;
	of->peers.serial = ++serial;
	describe_values(of);
	free(of->values);
	of->values = NULL;
}

static bool finish(struct formulas *formulas, size_t group, size_t indicator,
	struct report *report)
{
	const struct indicator_options *options =
		&formulas->options->indicators[indicator];
	struct comparison *of = comparison_of(formulas, group, indicator);
	bool done;

	of->peers.label = formulas->options->groups[group].label;
	merge_values(of);
	done = average(of, options->average);
	show_values(formulas, of, indicator);
	if (!formulas->options->groups[group].compare)
		return true;
	if (!done)
		return report_error(report, options->place, "the average of "
			"%s over the %s is too large to be exact",
			options->name, of->peers.label);
	if (of->left_out > 0)
		report_warning(report, options->place, "the average of %s "
			"over the %s leaves out %zu of %zu, for want of a "
			"%s: the first is '%s'", options->name,
			of->peers.label, of->left_out, of->peers.members,
			options->average == AVERAGE_POOLED ? "count or base"
							   : "value",
			of->first_left_out);
	return true;
}

bool peers_finish(struct formulas *formulas, struct report *report)
{
	bool done = true;

	for (size_t g = 0; g < formulas->options->group_count; g++)
		for (size_t i = 0; i < formulas->options->indicator_count; i++)
			done &= finish(formulas, g, i, report);
	return done;
}

bool peers_average(const struct formulas *formulas, size_t indicator,
	size_t group, const struct measure *measure,
	const struct comparison **comparison, struct exact *out,
	const char **reason)
{
	const struct formula_options *options = formulas->options;
	enum average_method method = options->indicators[indicator].average;
	bool has_groups = formulas->group_column != NO_COLUMN;

	*comparison = NULL;
	*reason = NULL;
	if (group != NO_GROUP && options->groups[group].compare)
		*comparison = comparison_of(formulas, group, indicator);
	if (method == AVERAGE_NONE)
		*reason = "it has no average";
	else if (*comparison == NULL && (has_groups ||
			method != AVERAGE_SUPPLIED))
		*reason = "there is no group to compare with";
	else if (method == AVERAGE_SUPPLIED)
		return measure->has[PART_AVERAGE] &&
			exact_ratio(measure->parts[PART_AVERAGE],
				exact_from_integer(
					options->indicators[indicator].scale),
				out);
	else if (!(*comparison)->has_average)
		*reason = "no member of the group has a value";
	else if (options->indicators[indicator].suppress_below > 0 &&
		(*comparison)->averaged < LEAST_AVERAGED)
		*reason = "it would tell too much of the few in the group";
	else
		*out = (*comparison)->average;
	return *reason == NULL;
}

/* How many of the ascending values are less than `limit`, or equal to it. */
static size_t count_below(const struct peer_group *peers, double limit,
	bool or_equal)
{
	size_t first = 0, last = peers->count;

	while (first < last) {
		size_t middle = first + (last - first) / 2;

		if (peers->values[middle] < limit ||
			(or_equal && peers->values[middle] == limit))
			first = middle + 1;
		else
			last = middle;
	}
	return first;
}

size_t peers_rank(const struct peer_group *peers, enum rank_order order,
	double value)
{
	return 1 + (order == RANK_LOWEST
		? count_below(peers, value, false)
		: peers->count - count_below(peers, value, true));
}

struct comparison *peers_shared(struct formulas *formulas, size_t indicator,
	const struct comparison *comparison)
{
	enum average_method method =
		formulas->options->indicators[indicator].average;

	return comparison == NULL || method == AVERAGE_SUPPLIED ? NULL
		: &formulas->comparisons[comparison - formulas->comparisons];
}

void peers_free(struct formulas *formulas)
{
	size_t count = formulas->options->group_count *
		formulas->options->indicator_count;

	for (size_t i = 0; i < count; i++)
		free(formulas->comparisons[i].values);
}
