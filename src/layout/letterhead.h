/*
 * What stands above the letter's text on the first page: the sender's mark and
 * address and, for a window envelope, return address, address and reference in
 * the places of window.h.
 *
 *	if (letterhead_is_there(options, document) &&
 *		!letterhead_set(setter, document, &frame, 480, &pages, &part,
 *			&height))
 *
 * Without a window, address and reference are paragraphs above the text.
 */
#ifndef LAYOUT_LETTERHEAD_H
#define LAYOUT_LETTERHEAD_H

#include "layout/paginate.h"

bool letterhead_is_there(const struct layout_options *options,
	const struct document *document);
/*
 * As a part at the column's top left. `height` is down to where the text may
 * begin, at least. Errors: what does not fit its place, an address that is
 * empty.
 */
bool letterhead_set(const struct setter *setter,
	const struct document *document, const struct frame *frame,
	double width, struct pages *pages, struct part *out, double *height)
	MUST_CHECK;
/* Lines as the runs of one paragraph. */
struct block letterhead_block(const struct text_lines *lines,
	const char *field, struct arena *arena);
/* Where to fold the sheet, on its first page: artifacts. */
void letterhead_add_folds(const struct setter *setter, struct pages *pages);

#endif
