/*
 * A page's items as content operators, each inside the marked content of its
 * element or of an artifact.
 *
 *	text_reset(&out);
 *	if (!content_write(pages, page, embed, structure, &out, report))
 *		...
 *
 * The structure has begun the page. A form's appearance is no part of the page:
 * it has no marks, and coordinates of its own. Both fail when a glyph is drawn
 * that its program does not have: a reader would see an empty box.
 */
#ifndef PDF_CONTENT_H
#define PDF_CONTENT_H

#include "base/report.h"
#include "base/text.h"
#include "layout/pages.h"
#include "pdf/embed.h"
#include "pdf/structure.h"

bool content_write(const struct pages *pages, const struct page *page,
	struct embed *embed, struct structure *structure, struct text *out,
	struct report *report) MUST_CHECK;
bool content_write_form(const struct form_area *form, struct embed *embed,
	struct text *out, struct report *report) MUST_CHECK;

#endif
