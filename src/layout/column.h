/*
 * Blocks of a document to boxes in one column: the height of each, the white
 * above it, and what it clings to. Inside layout/ only.
 *
 *	struct column column = {.setter = setter, .flow = {.arena = arena},
 *		.pages = pages, .width = 480, .most_gap = ONE_LINE};
 *	struct nest top = {0};
 *	if (!column_add_blocks(&column, &top, document->blocks,
 *		    document->block_count))
 *		...
 *	... flow_break(&column.flow, &frame, report)
 *
 * Lengths are points. What can fail says so to the setter's report.
 */
#ifndef LAYOUT_COLUMN_H
#define LAYOUT_COLUMN_H

#include "layout/paginate.h"

struct column {
	struct setter setter;
	const struct layout_options *stated; /* before any fitting */
	struct flow flow;
	struct pages *pages;
	double width;
	double least_gap;  /* above the next block */
	double most_gap;   /* likewise */
	int lines_owed;	   /* after a heading, to keep with it */
	bool begins_page;  /* the next box does */
	size_t last_first; /* first box of the last top-level block */
	enum block_kind last_kind;
};

/* Where blocks go: the column, or an item's part of it. */
struct nest {
	size_t parent; /* element */
	double indent;
	int depth;
	bool is_tight; /* the next block follows close */
};

/* The next box, with as much white above as those before it let. */
struct box *column_add_box(struct column *column, double gap, double height,
	struct place place);
bool column_add_block(struct column *column, struct nest *nest,
	const struct block *block) MUST_CHECK;
/* Goes on behind one that cannot be set, so that all such are told. */
bool column_add_blocks(struct column *column, struct nest *nest,
	const struct block *blocks, size_t count) MUST_CHECK;
/* Of BLOCK_LIST: list.c. */
bool column_add_list(struct column *column, const struct nest *nest,
	const struct block *block) MUST_CHECK;

#endif
