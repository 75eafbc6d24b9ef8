/*
 * Where a chart is drawn, and what every kind of chart needs: a place on the
 * scale, labels that stay within the box. Inside layout/ only; see chart.h.
 *
 *	static bool draw_average(const struct plot *plot)
 *	{
 *		struct text_style style = plot_style(plot, options->text, 0);
 *		if (!plot_set_mark(plot, &plot->chart->average,
 *			    "average's label", &style, plot->width, &label))
 *			return false;
 *		plot_draw_centred(plot, &label, x, 0);
 *
 * Points, y downwards from the box's top left.
 */
#ifndef LAYOUT_PLOT_H
#define LAYOUT_PLOT_H

#include "layout/paragraph.h"

struct plot {
	const struct setter *setter;
	const struct chart *chart;
	struct place place;
	struct sketch *sketch;
	int tag;	    /* of the figure */
	double size;	    /* of the labels' type */
	double leading;	    /* of the labels */
	double width;	    /* of the box */
	double left, right; /* of the scale, where it lies flat */
};

/* From 0, the scale's low end, to 1; a value off the scale is at its end. */
double plot_part(const struct plot *plot, double value);
/* The same along the flat scale. */
double plot_x(const struct plot *plot, double value);
struct text_style plot_style(const struct plot *plot, struct colour colour,
	unsigned style);
/* A line of text, cut with an ellipsis where it is wider than `width`. */
bool plot_set(const struct plot *plot, const char *text, const char *field,
	const struct text_style *style, double width, struct paragraph *out)
	MUST_CHECK;
/* "LABEL VALUE" where there is room for both, else the value. */
bool plot_set_mark(const struct plot *plot, const struct mark *mark,
	const char *field, const struct text_style *style, double width,
	struct paragraph *out) MUST_CHECK;
void plot_draw(const struct plot *plot, const struct paragraph *label,
	double x, double y);
/* Centred on x as far as the box allows. */
void plot_draw_centred(const struct plot *plot, const struct paragraph *label,
	double x, double y);
/* A line of the figure; struct item's dash can be set on what returns. */
struct item *plot_line(const struct plot *plot, double x, double y, double x2,
	double y2, double width, struct colour colour);
/* A filled box. */
void plot_box(const struct plot *plot, double x, double y, double x2,
	double y2, struct colour colour);

/* The kinds of charts, a file each: from 0, 0 to plot->width, *height. */
bool strip_draw(struct plot *plot, double *height) MUST_CHECK;
bool bar_draw(struct plot *plot, double *height) MUST_CHECK;
bool trend_draw(struct plot *plot, double *height) MUST_CHECK;

#endif
