/*
 * A path of one point, closed and stroked with round caps, is a filled circle
 * (ISO 32000-1, 8.5.3.2): a tenth of the bytes of four Bezier curves, and there
 * are hundreds of dots.
 */
#include "pdf/dots.h"

#include <math.h>

#include "pdf/syntax.h"

#define STEP_LEAST 0.1 /* points, from dot to dot of a row */

/* Dots at equal steps, points. */
struct row {
	size_t count;
	double x, y, length;
};

/* From the first of `dots` on. Two are no row, but with the step before. */
static struct row find_row(const struct dot *dots, size_t count, double before)
{
	struct row row = {.count = 1};

	if (count < 2)
		return row;
	row.x = dots[1].x - dots[0].x;
	row.y = dots[1].y - dots[0].y;
	row.length = hypot(row.x, row.y);
	while (row.count < count) {
		const struct dot *dot = &dots[row.count];

		if (fabs(dot[0].x - dot[-1].x - row.x) > 1e-6 ||
			fabs(dot[0].y - dot[-1].y - row.y) > 1e-6)
			break;
		row.count++;
	}
	if (row.length < STEP_LEAST || (row.count == 2 &&
		fabs(row.length - before) > 1e-6))
		row.count = 1;
	return row;
}

void dot_add(double x, double y, struct text *out)
{
	pdf_add_operator(out, (double[]){x, y}, 2, " m h S\n");
}

static void set_step(struct text *out, double *step, double wanted)
{
	if (fabs(*step - wanted) < 1e-6)
		return;
	text_add(out, "[0 ");
	text_add_number(out, wanted, 4);
	text_add(out, "]0 d\n");
	*step = wanted;
}

/*
 * A row is one line with dashes of no length (8.4.3.6), which their round caps
 * make dots: it ends half a step behind the last, so that rounding loses none.
 */
void dots_add(const struct dots *dots, struct text *out)
{
	const struct dot *first = dots->places;
	double step = 0;
	struct row row;

	for (size_t i = 0; i < dots->count; i += row.count) {
		double x = first[i].x - first->x, y = first->y - first[i].y;
		double far;

		row = find_row(&first[i], dots->count - i, step);
		if (row.count == 1 && step <= 0) {
			dot_add(x, y, out);
			continue;
		}
		if (row.count == 1)
			row = (struct row){1, 0, -step, step};
		set_step(out, &step, row.length);
		far = (double)row.count - 0.5;
		pdf_add_operator(out, (double[]){x, y}, 2, " m ");
		pdf_add_operator(out, (double[]){x + far * row.x,
			y - far * row.y}, 2, " l S\n");
	}
}
