/*
 * A growing piece of text or bytes. Append freely: nothing can fail, and
 * `data` always ends in a NUL that `length` does not count.
 *
 *	struct text out = {0};
 *	text_printf(&out, "%zu letters", count);
 *	fputs(text_string(&out), stdout);
 *	text_clear(&out);
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

struct text {
	char *data;    /* NULL while empty and never written */
	size_t length; /* bytes */
	size_t room;
};

/* Keeps the first `length` bytes. */
void text_cut(struct text *text, size_t length);
/* Makes it longer; the bytes returned are to be filled in at once. */
char *text_extend(struct text *text, size_t length);
void text_printf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_add_whole(struct text *text, uint64_t number);
/*
 * A number with at most `decimals` (0 to 6) digits after the point, none
 * trailing, as PDF wants it: no exponent, no locale. 12.5, 12, -0.25
 */
void text_add_number(struct text *text, double number, int decimals);
/*
 * What a stranger wrote, fit for one line of a terminal or a record: all that
 * is unfit (utf8.h) becomes a blank, blanks in a row one, none at the ends. Of
 * more than `most` bytes the first are added, whole characters, and "...".
 */
void text_add_plain(struct text *text, const char *string, size_t most);
const char *text_string(const struct text *text); /* "" when empty; lent */
void text_reset(struct text *text);		  /* empty, memory kept */
void text_clear(struct text *text);

/* Of text_reserve(), which is called all the time and mostly for nothing. */
void text_grow(struct text *text, size_t more);

/* Makes room for so many bytes more and the NUL. */
static inline void text_reserve(struct text *text, size_t more)
{
	if (text->room - text->length <= more)
		text_grow(text, more);
}

static inline void text_append(struct text *text, const void *bytes,
	size_t length)
{
	text_reserve(text, length);
	if (length != 0)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

static inline void text_add(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

static inline void text_add_char(struct text *text, char c)
{
	text_reserve(text, 1);
	text->data[text->length++] = c;
	text->data[text->length] = '\0';
}

/*
 * Many small pieces at once, with no look at the room for each:
 *
 *	text_reserve(&out, 2 * TEXT_DIGITS);
 *	at = text_put_whole(out.data + out.length, 42);
 *	at = text_put_whole(at, 7);
 *	text_end_at(&out, at);
 */
#define TEXT_DIGITS 20 /* of a number, at most */
#define TEXT_NUMBER 24 /* bytes of one with a fraction, at most */

/* That byte eight times, to look at as many at once. */
#define TEXT_EACH(byte) (~(uint64_t)0 / 0xFF * (byte))

extern const char text_pairs[]; /* "000102" to "99" */

static inline char *text_put_pair(char *at, uint64_t number)
{
	memcpy(at, text_pairs + 2 * number, 2);
	return at + 2;
}

/* They return where the digits end. */
char *text_put_long(char *at, uint64_t number);
char *text_put_number(char *at, double number, int decimals);

/* Without printf, as a PDF is mostly numbers, and most are short. */
static inline char *text_put_whole(char *at, uint64_t number)
{
	if (number >= 1000)
		return text_put_long(at, number);
	if (number >= 10 && number < 100)
		return text_put_pair(at, number);
	*at++ = (char)('0' + (number < 10 ? number : number / 100));
	return number < 10 ? at : text_put_pair(at, number % 100);
}

static inline void text_end_at(struct text *text, char *end)
{
	*end = '\0';
	text->length = (size_t)(end - text->data);
}

static inline bool text_ends_with(const char *string, const char *end)
{
	size_t length = strlen(string), tail = strlen(end);

	return length >= tail && strcmp(string + length - tail, end) == 0;
}

#endif
