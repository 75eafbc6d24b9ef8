/* The figures of charts, and their scales; see chart.h. */
#include "template/chart.h"

#include <math.h>

/* The least of 1, 2 and 5 times a power of ten that is not below `most`. */
static double round_up(double most)
{
	static const double powers[] = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1,
		1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
		1e13, 1e14};
	static const double steps[] = {1, 2, 5};

	if (!(most > 0))
		return 1;
	for (size_t i = 0; i < sizeof(powers) / sizeof(powers[0]); i++)
		for (int j = 0; j < 3; j++)
			if (most <= steps[j] * powers[i])
				return steps[j] * powers[i];
	return 1e15;
}

static const char *scale_text(struct filling *filling, double end,
	bool is_percent)
{
	struct text *scratch = &filling->scratch;
	struct exact number;

	if (!exact_from_double(end, &number))
		return "";
	text_reset(scratch);
	if (is_percent)
		language_percent(filling->language, number, 1, 6, true,
			scratch);
	else
		language_number(filling->language, number, 1, 6, true,
			scratch);
	return arena_strndup(filling->arena, scratch->data, scratch->length);
}

/* From 0 to 100%, or to a round number past all that is shown. */
static void set_scale(struct filling *filling, struct chart *chart,
	bool is_percent)
{
	double least = chart->own.value, most = chart->own.value;

	if (chart->average.text != NULL) {
		least = fmin(least, chart->average.value);
		most = fmax(most, chart->average.value);
	}
	if (chart->peer_count > 0) {
		least = fmin(least, chart->peers[0]);
		most = fmax(most, chart->peers[chart->peer_count - 1]);
	}
	chart->low = least < 0 ? -round_up(-least) : 0;
	chart->high = is_percent && most <= 100 ? 100 : round_up(most);
	chart->low_text = scale_text(filling, chart->low, is_percent);
	chart->high_text = scale_text(filling, chart->high, is_percent);
}

const struct chart *chart_of_indicator(struct filling *filling,
	const struct chart_words *words, const struct indicator *indicator)
{
	struct chart *chart = arena_new(filling->arena, sizeof(*chart));

	chart->own = (struct mark){indicator->value_shown,
		indicator->value_text, fill_line(filling, words->own)};
	if (indicator->has_average)
		chart->average = (struct mark){indicator->average_shown,
			indicator->average_text,
			fill_line(filling, words->average)};
	fill_note_figure(filling, indicator->name, "value");
	fill_note_figure(filling, indicator->name, "average");
	if (words->has_peers && indicator->peers != NULL) {
		chart->peers = indicator->peers->values;
		chart->peer_count = indicator->peers->count;
	}
	set_scale(filling, chart, indicator->is_percent);
	chart->alt = fill_unseen(filling, words->alt);
	if (chart->alt == NULL && chart->own.label == NULL)
		chart->alt = arena_printf(filling->arena, "%s: %s",
			indicator->label, chart->own.text);
	else if (chart->alt == NULL)
		chart->alt = arena_printf(filling->arena, "%s: %s %s",
			indicator->label, chart->own.label, chart->own.text);
	return chart;
}
