/* Charts of all kinds; see chart.h. */
#include "layout/chart.h"

#include "layout/plot.h"

bool chart_draw(const struct setter *setter, const struct chart *chart,
	struct place place, double width, int tag, struct sketch *sketch,
	double *height)
{
	struct plot plot = {.setter = setter, .chart = chart, .place = place,
		.sketch = sketch, .tag = tag,
		.size = setter->options->note_size, .width = width};

	plot.leading = plot_style(&plot, setter->options->text, 0).leading;
	switch (chart->kind) {
	case CHART_STRIP:
		return strip_draw(&plot, height);
	}
	return false;
}
