/*
 * The letter's text: Markdown with {{placeholders}}, {{#if EXPRESSION}} ...
 * {{else}} ... {{/if}}, and on lines of their own {{panel NAME}},
 * {{chart NAME}}, {{table NAME}}, {{signature}}, {{signatures}},
 * {{pagebreak}}, {{note}}. Parsed once a job, filled once a letter. Data is
 * put into text nodes after the Markdown is parsed, and only once, so it can
 * never become markup or placeholders.
 *
 *	struct template *template = NULL;
 *	if (!template_parse(&options, &template, report))
 *		goto out;
 *	expressions = template_expressions(template, &count); for formulas.h
 *	if (!template_bind(template, catalogue, report))
 *		goto out;
 *	...
 *	if (!template_fill(template, &values, &arena, &document, report))
 *		... this letter is not made
 *
 * The text:
 *	{{name}} {{name|formatter}}	a value; placeholder.h: formatters
 *	{{#if EXPR}} {{else}} {{/if}}	EXPR is SQL and may span lines; alone
 *					on lines around blocks, or all in one
 *					paragraph; 16 deep at most
 *	{{lang cy}} ... {{/lang}}	another language, that of numbers and
 *					dates too; alone on lines around
 *					blocks, or both in one paragraph
 *	{{panel NAME}} {{chart NAME}} {{table NAME}} {{signature}}
 *	{{signature NAME}} {{signatures}} {{pagebreak}}
 *	{{note}}			the paragraph behind it is set small;
 *					these alone on lines, in no list
 *	{{! WORDS }}			a remark, alone on its lines
 *	\{{ and \}}			the braces themselves
 * A value called as one of these words cannot be printed.
 * Markdown: headings of level 1 to 3, paragraphs, lists, bold, italic, links
 * to https, http and mailto, hard line breaks. Anything else is an error, not
 * silence; there are no link definitions ([x]: stays text). What conditions
 * leave empty (paragraph, item, list) is not there. Lists with only tags in
 * between are one list.
 *
 * Every problem has the place of the tag's first brace; a value that is
 * missing has its own place, and names the tag's.
 */
#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include "base/arena.h"
#include "base/report.h"
#include "indicators/values.h"
#include "template/document.h"

/* One line of text with placeholders, from the configuration. */
struct template_line {
	const char *text; /* NULL: not given */
	struct place place;
};

struct template_lines {
	const struct template_line *items;
	size_t count;
	struct place place;
};

/* [signatory], then each [signatory NAME]. */
struct signatory_options {
	const char *section; /* NAME; NULL of [signatory] */
	struct template_line name; /* NULL text: there is none */
	const struct template_line *roles;
	size_t role_count;
};

/* Around the letter's own text. */
struct letterhead_options {
	struct template_line image_alt;
	struct template_lines return_address, address, reference;
	struct template_lines enclosures, copies;
};

/* What {{panel NAME}} says, for the indicator of that name. */
struct panel_options {
	const char *indicator;
	struct template_line counted; /* count and base are known */
	struct template_line stated;  /* only the value is known */
	struct template_line undefined; /* base is 0 */
	struct template_line suppressed; /* withheld */
	struct template_line average; /* with an average */
	struct template_line no_average; /* without */
	struct template_line base; /* what the value rests on; base known */
	struct template_line value_label; /* chart: "{{short_name}}" */
	struct template_line average_label; /* chart: "average" */
	struct template_line alt; /* chart, spoken */
	bool has_chart;
	enum chart_kind chart;
	bool has_peers; /* draw a dot for each member of the group */
	const struct language *language; /* of all these; NULL: the letter's */
	struct place place;
};

/* A column that the configuration names; name NULL: none. */
struct chart_column {
	const char *name;
	struct place place;
};

/* What {{chart NAME}} shows. */
struct chart_options {
	const char *name;
	enum chart_kind kind;
	const char *indicator; /* of a strip and of bars */
	struct place indicator_place;
	size_t panel; /* of that indicator; set by template_parse(), */
	const struct language *panel_language; /* and this; NULL: no panel */
	struct chart_column source, x, y, average; /* of a trend */
	struct template_line format; /* of {{value}}: "\xC2\xA3{{value}}" */
	double from; /* where a trend's scale begins */
	struct template_line from_text; /* said where that is not 0 */
	struct template_line label, caption, own_label, average_label, alt;
	struct place place;
};

/* A column of a table. */
struct table_column_options {
	const char *name; /* in the source, which has it */
	struct template_line label; /* its header */
	const char *format; /* a formatter, as "number 2"; NULL: none */
	struct place format_place;
	enum { ALIGN_AUTO, ALIGN_LEFT, ALIGN_RIGHT } align;
	const char *total; /* the value its total is; NULL: none */
	struct place total_place;
};

/* What {{table NAME}} shows. */
struct table_options {
	const char *name, *source; /* one of many rows, see values.h */
	const struct table_column_options *columns;
	size_t column_count;
	size_t header_column; /* of these: it tells the rows apart */
	struct template_line caption, total_label;
	struct template_line empty; /* in place of a table without a row */
	const char *missing; /* for a cell without a value; NULL: a fault */
	struct place place;
};

/* All strings are lent until template_free(), but `text`. */
struct template_options {
	const char *path; /* the Markdown file */
	const char *text; /* its content */
	const struct panel_options *panels;
	size_t panel_count;
	struct chart_options *charts;
	size_t chart_count;
	const struct table_options *tables;
	size_t table_count;
	struct template_line title, footer;
	bool is_message; /* words alone: no panels, charts, tables, pages */
	struct languages *languages; /* opens those of {{lang}} */
	const struct language *language; /* the letter's */
	const char *wordmark, *banner, *page_label;
	const struct signatory_options *signatories;
	size_t signatory_count;
	struct letterhead_options letterhead;
	struct template_line signature_mark; /* NULL text: not signed */
};

struct template_expression {
	const char *sql;
	struct place place;
};

struct template;

/* Reports every fault of syntax; out is NULL then. */
bool template_parse(const struct template_options *options,
	struct template **out, struct report *report) MUST_CHECK;
void template_free(struct template *template);
/* In the order of the text, then title, footer, signatories, letterhead,
   panels; lent. */
const struct template_expression *template_expressions(
	const struct template *template, size_t *count);
/* Resolves every placeholder; unknown ones are reported, all of them. */
bool template_bind(struct template *template, struct catalogue catalogue,
	struct report *report) MUST_CHECK;
/* False when this letter cannot be made; texts may be lent from values. */
bool template_fill(const struct template *template,
	const struct values *values, struct arena *arena,
	struct document *out, struct report *report) MUST_CHECK;
/*
 * Once bound: does anything of the template print this value of the
 * catalogue, does the letter show a panel or chart of this indicator?
 */
bool template_uses_value(const struct template *template, size_t value);
bool template_uses_panel(const struct template *template, size_t panel);
/* Does a chart in it draw the value of each member of the indicator's group? */
bool template_draws_peers(const struct template *template, size_t panel);
/* Does the letter show this column of a source of the catalogue? */
bool template_shows(const struct template *template, size_t source,
	size_t column);
/* One line, filled: for file names and the like; no conditions in it. */
struct line_template;
bool line_template_parse(const struct template_line *line,
	const struct language *language, struct catalogue catalogue,
	struct line_template **out, struct report *report) MUST_CHECK;
bool line_template_fill(const struct line_template *line,
	const struct values *values, struct arena *arena, const char **out,
	struct report *report) MUST_CHECK;
void line_template_free(struct line_template *line);
/* Whether it prints a value, by its number in the catalogue. */
bool line_template_uses(const struct line_template *line, size_t value);
/* Whether a value that it prints is missing. */
bool line_template_misses(const struct line_template *line,
	const struct values *values);
/*
 * Where a part of what it prints comes from: the value that holds it, or is in
 * it; NULL: the line itself.
 */
const struct value *line_template_value(const struct line_template *line,
	const struct values *values, const char *part);
/* Every character the source itself can print, for the fonts. */
void template_repertoire(const struct template *template, struct text *out);

#endif
