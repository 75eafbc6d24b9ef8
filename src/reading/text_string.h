/*
 * Text in PDF (ISO 32000-1, 7.9.2.2) as UTF-8.
 *
 *	text_string_add(object_get(filespec, "UF"), &out);
 *
 * What is no character becomes U+FFFD; nothing can fail.
 */
#ifndef READING_TEXT_STRING_H
#define READING_TEXT_STRING_H

#include "base/text.h"
#include "reading/object.h"

/* UTF-16 or UTF-8 by its mark, else PDFDocEncoding; no string: nothing. */
void text_string_add(const struct object *string, struct text *out);
/* UTF-16, the higher byte first; a last odd byte is dropped. */
void text_string_add_utf16(const char *bytes, size_t length, struct text *out);

#endif
