/*
 * The graphic. Its labels cannot meet, whatever the figures: the average's
 * stands above, the own value's below, and the ends of the scale beside it,
 * each alone in its row or corner; a label that would leave the box is moved
 * back into it, and one wider than the box says the value alone.
 */
#include "layout/chart.h"

#include <string.h>

#include "layout/swarm.h"

/* Sizes in parts of the type size of the labels. */
#define OWN_RADIUS 0.42
#define DOT_LARGE  0.24 /* radius of a member's dot */
#define DOT_SMALL  0.085 /* how small it gets */
#define DOT_SHIFT  1.5 /* how far it may stand from its value */
#define STACK	   6.0	/* height of the dots */
#define NO_STACK   1.0	/* without any */
#define SPACE	   0.35
#define SIDE_SPACE 0.6 /* from the scale to the labels of its ends */

struct chart {
	const struct setter *setter;
	const struct panel *panel;
	const struct panel_chart *data;
	struct place place;
	struct sketch *sketch;
	int tag;
	double size, width;
	double left, right; /* of the scale */
	double leading;	    /* of the labels */
	double axis;	    /* its y */
};

/* Where a value stands; values off the scale stand at its end. */
static double find_x(const struct chart *chart, double value)
{
	double part = (value - chart->data->low) /
		(chart->data->high - chart->data->low);

	if (!(part > 0)) /* also when it is no number */
		part = 0;
	if (part > 1)
		part = 1;
	return chart->left + part * (chart->right - chart->left);
}

static bool set_label(const struct chart *chart, const char *text,
	const char *field, const struct text_style *style,
	struct paragraph *out)
{
	return paragraph_set_short(chart->setter, text, field, chart->place,
		style, chart->width, out);
}

/* The whole text where there is room for it, else the shorter one. */
static bool set_either(const struct chart *chart, const char *text,
	const char *shorter, const char *field, const struct text_style *style,
	struct paragraph *out)
{
	if (!paragraph_set_text(chart->setter, text, field, chart->place,
		    style, ONE_LINE, out))
		return false;
	return out->width <= chart->width ||
		set_label(chart, shorter, field, style, out);
}

/* Centred on x as far as the box allows. */
static void draw_label(const struct chart *chart,
	const struct paragraph *label, double x, double y)
{
	x -= label->width / 2;
	if (x > chart->width - label->width)
		x = chart->width - label->width;
	if (x < 0)
		x = 0;
	paragraph_draw(label, 0, label->count, x, y, chart->tag,
		chart->sketch);
}

static void draw_bar(const struct chart *chart, double x, double base,
	double radius, double height)
{
	struct item *bar = sketch_add(chart->sketch, ITEM_BOX, chart->tag);

	bar->x = x - radius;
	bar->x2 = x + radius;
	bar->y = base - height;
	bar->y2 = base;
	bar->colour = chart->setter->options->graphic;
}

/* Members as dots; as bars where there are too many to tell apart. */
static void draw_peers(const struct chart *chart)
{
	struct arena *arena = chart->setter->arena;
	struct colour colour = chart->setter->options->graphic;
	double own = OWN_RADIUS * chart->size, base = chart->axis - own;
	struct swarm_room room = {.length = chart->right - chart->left,
		.height = STACK * chart->size, .spill = own,
		.most = DOT_LARGE * chart->size,
		.least = DOT_SMALL * chart->size,
		.shift = DOT_SHIFT * chart->size};
	double *places = arena_new(arena,
		chart->data->peer_count * sizeof(*places));
	struct swarm swarm;

	for (size_t i = 0; i < chart->data->peer_count; i++)
		places[i] = find_x(chart, chart->data->peers[i]) - chart->left;
	swarm_place(places, chart->data->peer_count, &room, arena, &swarm);
	for (size_t i = 0; i < swarm.columns; i++) {
		double x = chart->left + swarm.left + (double)i * swarm.step;
		double height = (double)swarm.counts[i] * swarm.rise;

		if (swarm.is_bars && swarm.counts[i] > 0)
			draw_bar(chart, x, base, swarm.radius, height);
		for (size_t j = 0; !swarm.is_bars && j < swarm.counts[i]; j++)
			sketch_dot(chart->sketch, chart->tag, x, base -
				swarm.radius - (double)j * swarm.rise,
				swarm.radius, colour);
	}
}

/* The ends of the scale, beside it where they leave it room. */
static bool draw_axis(struct chart *chart)
{
	const struct layout_options *options = chart->setter->options;
	struct text_style style = text_style(options, chart->size,
		options->muted, 0);
	double own = OWN_RADIUS * chart->size;
	double space = SIDE_SPACE * chart->size;
	double y;
	struct paragraph low, high;

	if (!set_label(chart, chart->data->low_text, "low end of the scale",
		    &style, &low) ||
		!set_label(chart, chart->data->high_text,
			"high end of the scale", &style, &high))
		return false;
	chart->left = own;
	chart->right = chart->width - own;
	/* The labels' capitals stand in the middle of the line. */
	y = chart->axis - low.baseline + 0.36 * chart->size;
	if (low.width + high.width + 2 * space < chart->width / 2) {
		chart->left += low.width + space;
		chart->right -= high.width + space;
		paragraph_draw(&low, 0, low.count, 0, y, chart->tag,
			chart->sketch);
		paragraph_draw(&high, 0, high.count,
			chart->width - high.width, y, chart->tag,
			chart->sketch);
	}
	sketch_line(chart->sketch, chart->tag, chart->left, chart->axis,
		chart->right, chart->axis, 0.75, options->muted);
	return true;
}

/* The label above, and a dashed line down from it; drawn after the dots. */
static bool draw_average(const struct chart *chart)
{
	const struct layout_options *options = chart->setter->options;
	struct text_style style = text_style(options, chart->size,
		options->text, 0);
	const char *text = chart->data->average_text;
	const char *word = strrchr(text, ' ');
	double x = find_x(chart, chart->data->average);
	struct paragraph label;

	if (!set_either(chart, text, word != NULL ? word + 1 : text,
		    "average's label", &style, &label))
		return false;
	draw_label(chart, &label, x, 0);
	sketch_line(chart->sketch, chart->tag, x, style.leading, x, chart->axis,
		0.75, options->text)->dash = 2;
	return true;
}

static bool draw_own(const struct chart *chart)
{
	const struct layout_options *options = chart->setter->options;
	struct colour accent = options->accent;
	struct text_style style = text_style(options, chart->size,
		accent, RUN_BOLD);
	const char *value = chart->panel->value;
	double x = find_x(chart, chart->data->value);
	double radius = OWN_RADIUS * chart->size;
	struct paragraph label;

	if (!set_either(chart, chart->data->value_text, value, "value's label",
		    &style, &label))
		return false;
	sketch_dot(chart->sketch, chart->tag, x, chart->axis, radius, accent);
	draw_label(chart, &label, x, chart->axis + radius +
		SPACE * chart->size);
	return true;
}

bool chart_draw(const struct setter *setter, const struct panel *panel,
	struct place place, double width, int tag, struct sketch *sketch,
	double *height)
{
	struct chart chart = {.setter = setter, .panel = panel,
		.data = &panel->chart, .place = place, .sketch = sketch,
		.tag = tag, .size = setter->options->note_size,
		.width = width};

	chart.leading = text_style(setter->options, chart.size,
		setter->options->text, 0).leading;
	chart.axis = chart.leading + (SPACE + 2 * OWN_RADIUS +
		(panel->chart.peer_count > 0 ? STACK : NO_STACK)) * chart.size;
	*height = chart.axis + (OWN_RADIUS + SPACE) * chart.size +
		chart.leading;
	if (!draw_axis(&chart))
		return false;
	if (chart.data->peer_count > 0)
		draw_peers(&chart);
	return (!chart.data->has_average || draw_average(&chart)) &&
		draw_own(&chart);
}
