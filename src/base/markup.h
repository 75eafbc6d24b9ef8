/*
 * Text that anybody may have written, within XML or HTML: as content, or as an
 * attribute in double quotes, it can never become markup.
 *
 *	markup_add(&out, "Smith & Sons");	Smith &amp; Sons
 */
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include "base/text.h"

/*
 * Appends it with & < > " as entities. A control character, which has no place
 * in XML (1.0, 2.2) or is mere space there, becomes a blank.
 */
void markup_add(struct text *out, const char *string);

#endif
