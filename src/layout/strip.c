/*
 * One scale, a dot for each member of the group, the recipient's own value
 * and the average. Labels cannot meet, whatever the figures: the average's
 * stands above, the own value's below, and the ends of the scale beside it,
 * each alone in its row or corner; a label that would leave the box is moved
 * back into it, and one wider than the box says the value alone.
 */
#include "layout/font_set.h"
#include "layout/plot.h"
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

static double place_of(const void *context, size_t number)
{
	const struct plot *plot = context;

	return plot_x(plot, plot->chart->peers[number]) - plot->left;
}

static void add_bars(const struct plot *plot, const struct swarm *swarm,
	double base)
{
	for (size_t i = 0; i < swarm->columns; i++) {
		double x = plot->left + swarm->left + (double)i * swarm->step;

		if (swarm->counts[i] > 0)
			plot_box(plot, x - swarm->radius, base -
				(double)swarm->counts[i] * swarm->rise,
				x + swarm->radius, base,
				plot->setter->options->graphic);
	}
}

static void add_dots(const struct plot *plot, const struct swarm *swarm,
	double base)
{
	struct dot *places = arena_new(plot->sketch->arena,
		plot->chart->peer_count * sizeof(*places));
	struct item *item = sketch_add(plot->sketch, ITEM_DOTS, plot->tag);

	item->width = swarm->radius;
	item->colour = plot->setter->options->graphic;
	item->dots.places = places;
	for (size_t i = 0; i < swarm->columns; i++)
		for (size_t j = 0; j < swarm->counts[i]; j++)
			places[item->dots.count++] = (struct dot){
				plot->left + swarm->left +
					(double)i * swarm->step,
				base - swarm->radius -
					(double)j * swarm->rise};
}

/* Members as dots; as bars where there are too many to tell apart. */
static struct sketch sketch_crowd(const struct plot *plot, double base,
	struct arena *arena)
{
	struct sketch sketch = {.arena = arena};
	struct plot own = *plot;
	struct swarm_room room = {.length = plot->right - plot->left,
		.height = STACK * plot->size, .spill = OWN_RADIUS * plot->size,
		.most = DOT_LARGE * plot->size,
		.least = DOT_SMALL * plot->size,
		.shift = DOT_SHIFT * plot->size};
	struct swarm_members members = {place_of, plot,
		plot->chart->peer_count};
	struct swarm swarm;

	own.sketch = &sketch;
	swarm_place(&members, &room, plot->setter->arena, &swarm);
	(swarm.is_bars ? add_bars : add_dots)(&own, &swarm, base);
	return sketch;
}

/* All that a crowd depends on, without a gap. */
struct crowd_key {
	unsigned long serial; /* of the members */
	long tag;
	double low, high, left, right, size, base;
	struct colour colour;
};

/* The same for all letters of a group, that differ by one mark on it. */
static void draw_peers(const struct plot *plot, double base)
{
	static unsigned long serial;
	const struct chart *chart = plot->chart;
	struct memo *memo = plot->setter->fonts->swarms;
	struct crowd_key key = {chart->peers_serial, plot->tag, chart->low,
		chart->high, plot->left, plot->right, plot->size, base,
		plot->setter->options->graphic};
	struct sketch *kept = NULL, crowd;
	bool is_again = false;

	if (plot->setter->gauge != NULL)
		return; /* nothing is drawn, and they need no more room */
	if (chart->peers_serial != 0)
		kept = memo_find(memo, &key, sizeof(key), &is_again);
	if (kept == NULL && is_again) {
		kept = memo_add(memo, &key, sizeof(key), sizeof(*kept));
		*kept = sketch_crowd(plot, base, memo_arena(memo));
		kept->items[0].dots.serial = ++serial;
	}
	crowd = kept != NULL ? *kept :
		sketch_crowd(plot, base, plot->setter->arena);
	sketch_append(plot->sketch, &crowd);
}

/* The ends of the scale, beside it where they leave it room. */
static bool draw_axis(struct plot *plot, double axis)
{
	const struct layout_options *options = plot->setter->options;
	struct text_style style = plot_style(plot, options->muted, 0);
	double own = OWN_RADIUS * plot->size;
	double space = SIDE_SPACE * plot->size;
	double y;
	struct paragraph low, high;

	if (!plot_set(plot, plot->chart->low_text, "low end of the scale",
		    &style, plot->width, &low) ||
		!plot_set(plot, plot->chart->high_text,
			"high end of the scale", &style, plot->width, &high))
		return false;
	plot->left = own;
	plot->right = plot->width - own;
	/* The labels' capitals stand in the middle of the line. */
	y = axis - low.baseline + 0.36 * plot->size;
	if (low.width + high.width + 2 * space < plot->width / 2) {
		plot->left += low.width + space;
		plot->right -= high.width + space;
		plot_draw(plot, &low, 0, y);
		plot_draw(plot, &high, plot->width - high.width, y);
	}
	plot_line(plot, plot->left, axis, plot->right, axis, 0.75,
		options->muted);
	return true;
}

/* The label above, and a dashed line down from it; drawn after the dots. */
static bool draw_average(const struct plot *plot, double axis)
{
	struct colour text = plot->setter->options->text;
	struct text_style style = plot_style(plot, text, 0);
	double x = plot_x(plot, plot->chart->average.value);
	struct paragraph label;

	if (!plot_set_mark(plot, &plot->chart->average, "average's label",
		    &style, plot->width, &label))
		return false;
	plot_draw_centred(plot, &label, x, 0);
	plot_line(plot, x, plot->leading, x, axis, 0.75, text)->dash = 2;
	return true;
}

static bool draw_own(const struct plot *plot, double axis)
{
	struct colour accent = plot->setter->options->accent;
	struct text_style style = plot_style(plot, accent, RUN_BOLD);
	double x = plot_x(plot, plot->chart->own.value);
	double radius = OWN_RADIUS * plot->size;
	struct paragraph label;

	if (!plot_set_mark(plot, &plot->chart->own, "value's label", &style,
		    plot->width, &label))
		return false;
	sketch_dot(plot->sketch, plot->tag, x, axis, radius, accent);
	plot_draw_centred(plot, &label, x, axis + radius + SPACE * plot->size);
	return true;
}

bool strip_draw(struct plot *plot, double *height)
{
	bool has_peers = plot->chart->peer_count > 0;
	double own = OWN_RADIUS * plot->size;
	double axis = plot->leading + (SPACE + 2 * OWN_RADIUS +
		(has_peers ? STACK : NO_STACK)) * plot->size;

	*height = axis + own + SPACE * plot->size + plot->leading;
	if (!draw_axis(plot, axis))
		return false;
	if (has_peers)
		draw_peers(plot, axis - own);
	return (plot->chart->average.text == NULL ||
		       draw_average(plot, axis)) && draw_own(plot, axis);
}
