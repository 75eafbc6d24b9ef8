/* Text as UTF-8; see text_string.h. */
#include "reading/text_string.h"

#include <string.h>

#include "base/document_encoding.h"
#include "base/utf8.h"

#define REPLACEMENT 0xFFFD

static void add_code_point(uint32_t code_point, struct text *out)
{
	char bytes[UTF8_MAX];

	if (code_point == 0 || (code_point >= 0xD800 && code_point < 0xE000))
		code_point = REPLACEMENT;
	text_append(out, bytes, utf8_put(code_point, bytes));
}

void text_string_add_utf16(const char *bytes, size_t length, struct text *out)
{
	const unsigned char *at = (const unsigned char *)bytes;

	for (size_t i = 0; i + 1 < length; i += 2) {
		uint32_t unit = (uint32_t)at[i] << 8 | at[i + 1], low;

		if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < length) {
			low = (uint32_t)at[i + 2] << 8 | at[i + 3];
			if (low >= 0xDC00 && low < 0xE000) {
				unit = 0x10000 + ((unit & 0x3FF) << 10) +
					(low & 0x3FF);
				i += 2;
			}
		}
		add_code_point(unit, out);
	}
}

void text_string_add(const struct object *string, struct text *out)
{
	size_t bad;

	if (string == NULL || string->kind != OBJECT_STRING)
		return;
	if (string->length >= 2 && memcmp(string->bytes, "\xFE\xFF", 2) == 0) {
		text_string_add_utf16(string->bytes + 2, string->length - 2,
			out);
	} else if (string->length >= 3 && utf8_is_valid(string->bytes,
		string->length, &bad) && memcmp(string->bytes,
		"\xEF\xBB\xBF", 3) == 0) {
		text_append(out, string->bytes + 3, string->length - 3);
	} else {
		for (size_t i = 0; i < string->length; i++)
			add_code_point(document_character(
				(unsigned char)string->bytes[i]), out);
	}
}
