/*
 * UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
 *
 *	for (const char *at = string; *at != '\0';)
 *		code_point = utf8_next(&at);
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID UINT32_MAX
#define UTF8_MAX     4 /* bytes of the longest code point */

/* Reads one code point and moves on; UTF8_INVALID moves one byte. */
uint32_t utf8_next(const char **at);
/* The bytes written to out; the code point must be a valid one. */
size_t utf8_put(uint32_t code_point, char out[UTF8_MAX]);
/* True when all is valid, else *bad is the offset of the first wrong byte. */
bool utf8_is_valid(const char *bytes, size_t length, size_t *bad);
/*
 * A mark, override or isolate that turns text from right to left: unseen, it
 * makes a reader see another text than there is.
 */
bool utf8_is_turn(uint32_t code_point);
/*
 * What no line that others read may hold: a control character, an end of a
 * line, a turn, UTF8_INVALID.
 */
bool utf8_is_unfit(uint32_t code_point);
/* Characters before byte `offset`, plus one: a column for messages. */
int utf8_column(const char *line, size_t offset);

#endif
