/*
 * {{chart NAME}} and the charts of panels: their words from the configuration,
 * read once a job, their figures filled per letter.
 *
 *	chart_parse(&chart, &options, language, &parts, &formats, report)
 *	chart_bind(&chart, catalogue, report)
 *	block.chart = chart_fill(filling, &chart, place);
 */
#ifndef TEMPLATE_CHART_H
#define TEMPLATE_CHART_H

#include "template/fill.h"

enum chart_line {
	CHART_LABEL,
	CHART_CAPTION,
	CHART_OWN_LABEL,
	CHART_AVERAGE_LABEL,
	CHART_ALT,
	CHART_LINES
};

struct chart_text {
	const struct chart_options *options; /* lent */
	const struct language *language; /* of all that it prints */
	/* of an indicator that prints in another language; else NULL */
	struct placeholder *value, *of_average;
	struct steps lines[CHART_LINES];
	struct steps format, note; /* of {{value}} alone */
	/* of a trend, once bound: its source with so many columns, of which */
	size_t source, columns, x, y, average;
};

/* What stands at an indicator's marks. */
struct chart_words {
	const char *own, *average, *alt; /* NULL: nothing said */
	bool has_peers; /* draw a dot for each member of the group */
};

/* `formats` are parts of their own: their only value is {{value}}. */
bool chart_parse(struct chart_text *chart, const struct chart_options *options,
	const struct language *language, struct parts *parts,
	struct parts *formats, struct report *report) MUST_CHECK;
/* Resolves the columns of a trend. */
bool chart_bind(struct chart_text *chart, struct catalogue catalogue,
	struct report *report) MUST_CHECK;
/* Is it of the indicator of this panel; does it draw this column? */
bool chart_uses_panel(const struct chart_text *chart, size_t panel);
bool chart_shows(const struct chart_text *chart, size_t source,
	size_t column);
/* NULL: reported, or an indicator is undefined, which no chart can show. */
const struct chart *chart_fill(struct filling *filling,
	const struct chart_text *text, struct place place);
/* Of an indicator that has a value; its scale in filling->language. */
const struct chart *chart_of_indicator(struct filling *filling,
	enum chart_kind kind, const struct chart_words *words,
	const struct indicator *indicator);
/* trend.c; NULL: reported. */
const struct chart *trend_fill(struct filling *filling,
	const struct chart_text *text, struct place place);
/*
 * A chart never says what the text does not: warns of figures it prints that
 * stand nowhere else in the letter.
 */
void charts_check(const struct document *document, struct report *report);

#endif
