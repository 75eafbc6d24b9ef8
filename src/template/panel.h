/* {{panel NAME}}: its lines from the configuration, filled per letter. */
#ifndef TEMPLATE_PANEL_H
#define TEMPLATE_PANEL_H

#include "base/text.h"
#include "template/fill.h"

enum panel_line {
	PANEL_COUNTED,
	PANEL_STATED,
	PANEL_UNDEFINED,
	PANEL_SUPPRESSED,
	PANEL_AVERAGE,
	PANEL_NO_AVERAGE,
	PANEL_BASE,
	PANEL_VALUE_LABEL,
	PANEL_AVERAGE_LABEL,
	PANEL_ALT,
	PANEL_LINES
};

struct panel_text {
	const char *indicator;
	const struct language *language;
	bool has_chart, has_peers;
	enum chart_kind chart;
	struct steps lines[PANEL_LINES];
};

bool panel_parse(struct panel_text *panel,
	const struct panel_options *options, struct parts *parts,
	struct report *report) MUST_CHECK;
/* NULL: reported. `place` is where the letter asks for it. */
const struct panel *panel_fill(struct filling *filling,
	const struct panel_text *text, struct place place);
/*
 * The indicator that {{TAG NAME}} at `place` shows. NULL when there is none or
 * a figure of it is missing; reported.
 */
const struct indicator *panel_indicator(struct filling *filling,
	const char *indicator, const char *tag, const char *name,
	struct place place);

#endif
