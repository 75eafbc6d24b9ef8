/*
 * The columns at a trend's sides, each a stack that is spread until nothing
 * overlaps; see trend.h.
 */
#include "layout/trend.h"

#include <math.h>

#define MOST_NAME  0.3	/* of the width */
#define LEAST_PLOT 0.4	/* of the width */
#define BLOCK_GAP  0.25 /* between labels, in parts of the leading */

static void add_side_label(struct side *side, struct side_label label,
	double leading)
{
	label.height = leading * (double)((label.value.count > 0) +
		(label.name.count > 0));
	if (label.name.count > 0)
		label.height += BLOCK_GAP * leading;
	if (label.value.width > side->width)
		side->width = label.value.width;
	if (label.name.width > side->width)
		side->width = label.name.width;
	if (label.height > 0)
		side->labels[side->count++] = label;
}

static bool add_first(struct trend *trend, const struct series *series)
{
	struct side_label label = {.wish = trend_mark_y(trend, series, 0)};

	/* A lone point has its value at the right. */
	if (series->first > 0 || trend->plot->chart->point_count == 1)
		return true;
	if (!trend_set_value(trend, series, 0, &label.value))
		return false;
	add_side_label(&trend->left, label, trend->plot->leading);
	return true;
}

static bool add_last(struct trend *trend, const struct series *series,
	bool with_name)
{
	const struct plot *plot = trend->plot;
	struct text_style style = series->style;
	struct side_label label = {
		.wish = trend_mark_y(trend, series, series->last)};

	style.style = 0;
	if (series->last + 1 == plot->chart->point_count &&
		!trend_set_value(trend, series, series->last, &label.value))
		return false;
	if (with_name && series->name->label != NULL &&
		!plot_set(plot, series->name->label, "name of a line", &style,
			MOST_NAME * plot->width, &label.name))
		return false;
	add_side_label(&trend->right, label, plot->leading);
	return true;
}

static bool add_base(struct trend *trend)
{
	const struct plot *plot = trend->plot;
	const struct chart *chart = plot->chart;
	struct text_style style = plot_style(plot,
		plot->setter->options->muted, 0);
	struct side_label label = {.wish = trend_y(trend, trend_base(chart))};

	style.is_column = true;
	if (!paragraph_set_text(plot->setter, chart->zero_text != NULL ?
			chart->zero_text : chart->low_text,
		    "begin of the scale", plot->place, &style, ONE_LINE,
		    &label.value))
		return false;
	add_side_label(&trend->left, label, plot->leading);
	return true;
}

/*
 * Both columns, with as much in them as leaves the lines their room: the names
 * go first, then what the lines begin with, then all.
 */
bool trend_set_sides(struct trend *trend)
{
	struct plot *plot = trend->plot;
	double space = TREND_SPACE * plot->size;

	for (int less = 0; less < 4; less++) {
		bool done = less == 3 || add_base(trend);

		for (size_t i = 0; i < trend->series_count; i++) {
			const struct series *series = &trend->series[i];

			done &= (less > 1 || add_first(trend, series)) &&
				(less > 2 || add_last(trend, series,
					less == 0));
		}
		if (!done)
			return false;
		plot->left = trend->left.width + space;
		plot->right = plot->width - trend->right.width - space;
		if (plot->right - plot->left >= LEAST_PLOT * plot->width)
			break;
		if (less < 3)
			trend->left = trend->right = (struct side){0};
	}
	return true;
}

/* From top to bottom, each as near to its wish as those before let it. */
static void spread(struct side *side, double bottom)
{
	double end = 0;

	for (size_t i = 1; i < side->count; i++)
		for (size_t j = i; j > 0 && side->labels[j].wish <
				side->labels[j - 1].wish; j--) {
			struct side_label label = side->labels[j];

			side->labels[j] = side->labels[j - 1];
			side->labels[j - 1] = label;
		}
	for (size_t i = 0; i < side->count; i++) {
		struct side_label *label = &side->labels[i];

		label->top = fmax(label->wish - label->height / 2, end);
		end = label->top + label->height;
	}
	end = bottom;
	for (size_t i = side->count; i-- > 0;) {
		struct side_label *label = &side->labels[i];

		label->top = fmin(label->top, end - label->height);
		end = label->top;
	}
}

void trend_draw_side(const struct trend *trend, struct side *side,
	bool is_left)
{
	const struct plot *plot = trend->plot;

	spread(side, trend->bottom + plot->leading / 2);
	for (size_t i = 0; i < side->count; i++) {
		const struct side_label *label = &side->labels[i];
		double x = plot->width - side->width, y = label->top;

		if (is_left)
			x = side->width - label->value.width;
		plot_draw(plot, &label->value, x, y);
		if (label->value.count > 0)
			y += plot->leading;
		plot_draw(plot, &label->name, x, y);
	}
}
