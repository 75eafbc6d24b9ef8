/*
 * Setting a letter to see that it can be, and on how many pages, without its
 * lines: paragraphs are counted instead of set. Inside layout/ only; setters
 * that have a gauge say so to what they set.
 *
 *	gauge_begin(gauge);
 *	setter.gauge = gauge;
 *	... set the letter
 *	if (gauge_is_sure(gauge) && the report is empty)
 *		... it would be set without a word
 *
 * What takes more than counting is set in earnest, in its place, and looked
 * at. Where that is not enough either, the gauge is no longer sure of the
 * letter, and all that was worked out is to be thrown away. Nothing can fail.
 */
#ifndef LAYOUT_GAUGE_H
#define LAYOUT_GAUGE_H

#include "layout/lines_memo.h"
#include "layout/paginate.h"

struct gauge;

/* Remembers about so many bytes each of runs, of paragraphs, and of letters. */
struct gauge *gauge_new(size_t memory);
void gauge_free(struct gauge *gauge);
void gauge_begin(struct gauge *gauge);
bool gauge_is_sure(const struct gauge *gauge) MUST_CHECK;

/*
 * How many lines the paragraph has, and its width where it is one line; its
 * `lines` stay NULL. False: only setting it tells.
 */
bool gauge_paragraph(const struct setter *setter, const struct lines_key *what,
	struct paragraph *out) MUST_CHECK;
/* A paragraph that was set in earnest. */
void gauge_look(const struct setter *setter, const struct paragraph *set);
/* Right after it could not be counted, and had to be, without a message. */
void gauge_keep(const struct setter *setter, const struct lines_key *what,
	const struct paragraph *set);
/*
 * As paragraph->lines would tell of text on one line that was counted: the
 * width of its glyphs before the byte `mark`.
 */
double gauge_before(const struct setter *setter, const char *text,
	const struct text_style *style, size_t mark);
/* flow_break(), as far as page_count and has_short. */
bool gauge_break(struct gauge *gauge, struct flow *flow,
	const struct frame *frame, struct report *report) MUST_CHECK;

#endif
