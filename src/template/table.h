/* {{table NAME}}: the recipient's rows of a source, as cells of text. */
#ifndef TEMPLATE_TABLE_H
#define TEMPLATE_TABLE_H

#include "base/text.h"
#include "template/fill.h"

/* A column, ready to print. */
struct table_column_text {
	const struct table_column_options *options;
	struct steps label;
	struct placeholder *cell;  /* of a value of its own, see table.c */
	struct placeholder *total; /* of the letter's values; NULL: none */
	size_t number;		   /* in the source; once bound */
	enum cell_align align;
};

/* A table in a language: the text may show it in several. */
struct table_text {
	const struct table_options *options;
	const struct language *language;
	struct table_column_text *columns;
	struct steps caption, total_label, empty;
	struct place total_place; /* of total_label, or of the section */
	bool has_totals;
	size_t source; /* in the catalogue; once bound */
	const struct catalogue_source *known;
};

bool table_parse(struct table_text *table, const struct table_options *options,
	const struct language *language, struct parts *parts,
	struct report *report) MUST_CHECK;
/* Its totals are bound with the other placeholders of the parts. */
bool table_bind(struct table_text *table, struct catalogue catalogue,
	struct report *report) MUST_CHECK;
bool table_shows(const struct table_text *table, size_t source,
	size_t column);
/*
 * A table, or the paragraph that stands in place of one without a row; false
 * when reported, or when that paragraph is empty. `place` is where the letter
 * asks for it.
 */
bool table_fill(struct filling *filling, const struct table_text *text,
	struct place place, struct block *out) MUST_CHECK;
void table_repertoire(const struct table_text *table, struct text *out);

#endif
