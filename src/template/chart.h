/*
 * Charts, filled per letter.
 *
 *	panel->chart = chart_of_indicator(filling, &text, indicator);
 */
#ifndef TEMPLATE_CHART_H
#define TEMPLATE_CHART_H

#include "template/fill.h"

/* What stands at an indicator's marks. */
struct chart_words {
	const struct steps *own, *average, *alt;
	bool has_peers; /* draw a dot for each member of the group */
};

/* Of an indicator that has a value. */
const struct chart *chart_of_indicator(struct filling *filling,
	const struct chart_words *words, const struct indicator *indicator);

#endif
