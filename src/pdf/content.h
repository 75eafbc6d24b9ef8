/*
 * A page's items as content operators, each inside the marked content of its
 * element or of an artifact.
 *
 *	struct operators operators = {0};
 *	if (!content_write(pages, page, embed, structure, &operators, report))
 *		...
 *	operators_clear(&operators);
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
#include "pdf/squeeze.h"
#include "pdf/structure.h"

/*
 * In stretches, one at least: what letters have in common and is long is the
 * same bytes in all of them, wherever on the page it stands.
 */
struct operators {
	struct text text;
	struct stretch *stretches;
	size_t count, room;
};

/* They take the place of what is in `out`. */
bool content_write(const struct pages *pages, const struct page *page,
	struct embed *embed, struct structure *structure,
	struct operators *out, struct report *report) MUST_CHECK;
void operators_clear(struct operators *operators);
bool content_write_form(const struct form_area *form, struct embed *embed,
	struct operators *out, struct report *report) MUST_CHECK;

#endif
