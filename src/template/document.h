/*
 * The letter as a document: blocks of text with their structure, and nothing
 * about where they will stand. Made by template.h, set by layout/. All of it
 * lives in the letter's arena.
 */
#ifndef TEMPLATE_DOCUMENT_H
#define TEMPLATE_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"

enum run_style {
	RUN_BOLD = 1,
	RUN_ITALIC = 2,
	RUN_LINE_BREAK = 4 /* a forced line end after this run */
};

/* A stretch of text in one style. */
struct run {
	const char *text; /* UTF-8, never markup */
	unsigned style;	  /* enum run_style */
	const char *link; /* URI; NULL: none */
	const char *lang; /* BCP 47 of a {{lang}}; NULL: the letter's */
	const char *field; /* the placeholder it came from; NULL: the text */
	bool is_common; /* the same in all letters that have it: it came from
			   the text, or is a constant */
	struct place place; /* in the letter's source */
	unsigned long serial; /* of a text that other letters have as well, in
			this language: differs between all of one process; 0:
			of this letter alone */
};

/* A number that a chart draws, and the words at it. */
struct mark {
	double value;	   /* in printed units */
	const char *text;  /* "60%"; NULL: no value, nothing is drawn */
	const char *label; /* "Stockton-on-Tees"; NULL: none */
};

enum chart_kind {
	CHART_STRIP, /* one scale, a dot for each peer */
	CHART_BAR,   /* own value and average as bars from 0 */
	CHART_TREND  /* both from point to point, in lines */
};

/* One place of a trend; its marks have no labels. */
struct chart_point {
	double x;	   /* in any unit, more than the one before */
	const char *label; /* "2019" */
	bool joins;	   /* nothing is left out since the one before */
	struct mark own, average;
};

struct chart {
	enum chart_kind kind;
	bool is_of_panel;
	const char *name;   /* its own or its indicator's */
	struct place place; /* of that section in the configuration */
	const char *label, *caption; /* above and below it; NULL: none */
	double low, high; /* the scale's ends, printed units */
	const char *low_text, *high_text; /* "0%", "100%" */
	const char *zero_text; /* "0%", where low is less */
	struct mark own, average; /* of a trend: their labels */
	const double *peers; /* of a strip: ascending; may be none */
	size_t peer_count;
	unsigned long peers_serial; /* of them, differs between groups of one
				       process; 0: of this letter alone */
	const struct chart_point *points; /* of a trend */
	size_t point_count;
	const char *note; /* below it, "The scale begins at 40%."; NULL */
	const char *alt; /* what a person would say of the picture */
};

/* One indicator set out: what it says, and its graphic. */
struct panel {
	const char *lang;	/* where it is not the letter's; else NULL */
	const char *label;	/* "Complaints upheld" */
	const char *value;	/* "60%"; NULL: undefined, see note */
	const char *note;	/* the sentence when there is no value */
	const char *count_line; /* "6 of 10 complaints ... were upheld" */
	const char *average_line; /* "Average of unitary councils: 56%" */
	const char *base_line;	/* "Based on 10 detailed investigations ..." */
	const struct chart *chart; /* NULL: none */
};

enum cell_align {
	CELL_LEFT,
	CELL_RIGHT,
	CELL_DECIMAL /* decimal marks below each other */
};

struct cell {
	const char *text; /* "": nothing */
	size_t mark;	  /* byte of the decimal mark, or where it would be */
	bool is_words;	  /* no number: it has none */
	const char *field; /* "usage.charge"; NULL: the configuration's words */
	struct place place; /* of what it shows */
};

/* Rows of cells under a header. */
struct table {
	const char *caption; /* NULL: none */
	struct place caption_place;
	size_t column_count, row_count;
	const enum cell_align *aligns; /* by column */
	size_t header_column; /* its cells tell the rows apart */
	const struct cell *header; /* by column */
	const struct cell *cells; /* row by row; one row at least */
	const struct cell *totals; /* by column; NULL: there are none */
};

struct signatory {
	size_t number; /* of its section, from 0: its picture's */
	const char *name;
	const char *const *roles;
	size_t role_count;
	const char *image_alt; /* "Signature of NAME, ROLE" */
};

enum block_kind {
	BLOCK_HEADING,	/* runs, level 1 to 3 */
	BLOCK_PARAGRAPH, /* runs */
	BLOCK_NOTE,	/* a paragraph set small */
	BLOCK_LIST,	/* children are BLOCK_ITEM */
	BLOCK_ITEM,	/* children; label */
	BLOCK_PANEL,
	BLOCK_TABLE,
	BLOCK_CHART,
	BLOCK_SIGNATURE,
	BLOCK_PAGE_BREAK
};

struct block {
	enum block_kind kind;
	int level;
	const char *lang;  /* BCP 47, where it is not the letter's; else NULL */
	const char *label; /* of an item: "•", "1." */
	struct run *runs;
	size_t run_count;
	bool clings; /* a paragraph that stays with what is before it */
	struct block *children;
	size_t child_count;
	const struct panel *panel;
	const struct table *table;
	const struct chart *chart;
	const struct signatory *signatories; /* of a signature, 1 or more */
	size_t signatory_count;
	const char *mark; /* what tells of a digital signature; NULL: none */
	struct place place;
};

struct text_lines {
	const char *const *items;
	size_t count;
	struct place place;   /* in the configuration */
	struct place missing; /* of a value that left a line out */
};

/* What stands above the text of the first page. */
struct head {
	const char *image_alt; /* of the letterhead's picture; NULL: it is an
				  ornament */
	struct text_lines return_address; /* the sender's */
	struct text_lines address;	  /* of the recipient */
	struct text_lines reference;
};

struct document {
	const char *title; /* plain text, for metadata */
	const char *lang;  /* BCP 47, "en-GB" */
	const char *wordmark; /* lines parted by '|'; NULL: none */
	struct head head;
	const char *banner;   /* on every page, "SPECIMEN ..."; NULL: none */
	const char *footer;   /* at the left of every page's foot; NULL: none */
	const char *page_label; /* "Page {page} of {pages}"; NULL: none */
	struct block *blocks;
	size_t block_count;
};

#endif
