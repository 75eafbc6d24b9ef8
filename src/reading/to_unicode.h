/*
 * Which characters a font's codes stand for (ISO 32000-1, 9.10.3).
 *
 *	struct to_unicode *map = to_unicode_read(bytes, length);
 *	to_unicode_add(map, code, &out);	"ffi"
 *	to_unicode_free(map);
 *
 * NULL when the bytes are no such map.
 */
#ifndef READING_TO_UNICODE_H
#define READING_TO_UNICODE_H

#include <stdbool.h>

#include "base/text.h"

#define CODES 65536 /* of one or two bytes */

struct to_unicode;

struct to_unicode *to_unicode_read(const char *bytes, size_t length)
	MUST_CHECK;
/* Appends its characters; false when the code has none. */
bool to_unicode_add(const struct to_unicode *map, unsigned code,
	struct text *out) MUST_CHECK;
void to_unicode_free(struct to_unicode *map); /* NULL too */

#endif
