/*
 * What stands on the pages besides the text: banner, foot.
 *
 *	furniture_frame(options, document, &frame);
 *	... paginate into the frame
 *	if (!furniture_add(setter, document, pages))
 */
#ifndef LAYOUT_FURNITURE_H
#define LAYOUT_FURNITURE_H

#include "layout/paginate.h"

/* The column: within the margins, and clear of banner and foot. */
void furniture_frame(const struct layout_options *options,
	const struct document *document, struct frame *out);
/* Banner and foot of all pages, as artifacts; the pages are final. */
bool furniture_add(const struct setter *setter,
	const struct document *document, struct pages *pages) MUST_CHECK;

#endif
