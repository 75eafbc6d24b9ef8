/* What charts have in common; see plot.h. */
#include "layout/plot.h"

double plot_part(const struct plot *plot, double value)
{
	double part = (value - plot->chart->low) /
		(plot->chart->high - plot->chart->low);

	if (!(part > 0)) /* also when it is no number */
		return 0;
	return part < 1 ? part : 1;
}

double plot_x(const struct plot *plot, double value)
{
	return plot->left +
		plot_part(plot, value) * (plot->right - plot->left);
}

struct text_style plot_style(const struct plot *plot, struct colour colour,
	unsigned style)
{
	return text_style(plot->setter->options, plot->size, colour, style);
}

bool plot_set(const struct plot *plot, const char *text, const char *field,
	const struct text_style *style, double width, struct paragraph *out)
{
	return paragraph_set_short(plot->setter, text, field, plot->place,
		style, width, out);
}

bool plot_set_mark(const struct plot *plot, const struct mark *mark,
	const char *field, const struct text_style *style, double width,
	struct paragraph *out)
{
	const char *whole = mark->label == NULL ? mark->text :
		arena_join(plot->setter->arena, mark->label, " ", mark->text);

	if (!paragraph_set_text(plot->setter, whole, field, plot->place, style,
		    ONE_LINE, out))
		return false;
	return out->width <= width ||
		plot_set(plot, mark->text, field, style, width, out);
}

void plot_draw(const struct plot *plot, const struct paragraph *label,
	double x, double y)
{
	paragraph_draw(label, 0, label->count, x, y, plot->tag, plot->sketch);
}

void plot_draw_centred(const struct plot *plot, const struct paragraph *label,
	double x, double y)
{
	x -= label->width / 2;
	if (x > plot->width - label->width)
		x = plot->width - label->width;
	plot_draw(plot, label, x > 0 ? x : 0, y);
}

struct item *plot_line(const struct plot *plot, double x, double y, double x2,
	double y2, double width, struct colour colour)
{
	return sketch_line(plot->sketch, plot->tag, x, y, x2, y2, width,
		colour);
}

void plot_box(const struct plot *plot, double x, double y, double x2,
	double y2, struct colour colour)
{
	struct item *box = sketch_add(plot->sketch, ITEM_BOX, plot->tag);

	box->x = x;
	box->y = y;
	box->x2 = x2;
	box->y2 = y2;
	box->colour = colour;
}
