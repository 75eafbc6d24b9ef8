/*
 * A message's words, out of a document: as plain text and as HTML.
 *
 *	body_text(&document, &plain);
 *	body_html(&document, &html);
 *
 * Both say the same. The text is broken at 72 columns where there are blanks,
 * and a link's address stands behind its words. The HTML is one page of plain
 * elements in the document's language; it loads nothing, and data in it is
 * always text. A specimen's banner stands above all. Panels, charts, tables
 * and page breaks are not for messages: template/ refuses them.
 */
#ifndef MAIL_BODY_H
#define MAIL_BODY_H

#include "base/text.h"
#include "template/document.h"

void body_text(const struct document *document, struct text *out);
void body_html(const struct document *document, struct text *out);

#endif
