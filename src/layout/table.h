/*
 * A table: columns as wide as what stands in them, numbers with their decimal
 * marks below each other, a box for each row that never splits.
 *
 *	if (!table_set(setter, block, 480, parent, &pages, &table))
 *		... its words need more width than there is
 *
 * The caption and the header cling to the first rows, two rows at least stay
 * together at either end, the totals cling to the last; a row that begins a
 * page has the header above it again. All lives in the setter's arena.
 */
#ifndef LAYOUT_TABLE_H
#define LAYOUT_TABLE_H

#include "layout/paginate.h"

struct table_boxes {
	struct table_box {
		struct part part;
		double height;
		enum keep keep;
		const struct running_head *head; /* NULL: none */
	} *boxes;
	size_t count;
};

/* Adds the table's elements below `parent` of `pages`. */
bool table_set(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages,
	struct table_boxes *out) MUST_CHECK;

#endif
