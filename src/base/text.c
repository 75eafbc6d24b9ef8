/* Growing text; see text.h. */
#include "base/text.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define SHORT 62 /* bytes that most printing needs, at most */
#define FIRST_ROOM 64
#define MUCH 4096 /* bytes */

/* A short one that grows is often a long one: it is moved seldom. */
void text_grow(struct text *text, size_t more)
{
	size_t needed = text->length + more + 1;

	if (text->room == 0)
		text->room = FIRST_ROOM;
	while (text->room < needed)
		text->room *= text->room < MUCH ? 4 : 2;
	text->data = memory_resize(text->data, text->room, 1);
}

char *text_extend(struct text *text, size_t length)
{
	char *added;

	text_reserve(text, length);
	added = text->data + text->length;
	text->length += length;
	text->data[text->length] = '\0';
	return added;
}

void text_cut(struct text *text, size_t length)
{
	assert(length <= text->length);
	text->length = length;
	text->data[length] = '\0';
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;
	size_t room, length;

	/* What is longer than the room at hand is printed twice. */
	text_reserve(text, SHORT);
	room = text->room - text->length;
	va_start(args, format);
	length = (size_t)vsnprintf(text->data + text->length, room, format,
		args);
	va_end(args);
	if (length >= room) {
		text_reserve(text, length);
		va_start(args, format);
		vsnprintf(text->data + text->length, length + 1, format, args);
		va_end(args);
	}
	text->length += length;
}

void text_add_plain(struct text *text, const char *string, size_t most)
{
	size_t start = text->length;
	bool is_blank = false;

	while (*string != '\0') {
		const char *before = string;
		uint32_t c = utf8_next(&string);

		if (c == ' ' || utf8_is_unfit(c)) {
			is_blank = text->length > start;
			continue;
		}
		if (text->length - start + is_blank +
			(size_t)(string - before) > most) {
			text_add(text, "...");
			return;
		}
		if (is_blank)
			text_add_char(text, ' ');
		is_blank = false;
		text_append(text, before, (size_t)(string - before));
	}
}

const char text_pairs[] =
	"00010203040506070809101112131415161718192021222324"
	"25262728293031323334353637383940414243444546474849"
	"50515253545556575859606162636465666768697071727374"
	"75767778798081828384858687888990919293949596979899";

/* Any number, from the last digits on. */
char *text_put_long(char *at, uint64_t number)
{
	char digits[TEXT_DIGITS], *end = digits + sizeof(digits), *first = end;

	for (; number >= 100; number /= 100)
		text_put_pair(first -= 2, number % 100);
	at = text_put_whole(at, number);
	memcpy(at, first, (size_t)(end - first));
	return at + (end - first);
}

/* The digits after the point: so many, but none that is zero at the end. */
static char *put_fraction(char *at, uint64_t fraction, int digits)
{
	char *end = at;

	if (fraction == 0)
		return at;
	*end++ = '.';
	for (at = end + digits; digits > 1; digits -= 2, fraction /= 100)
		text_put_pair(end + digits - 2, fraction % 100);
	if (digits == 1)
		*end = (char)('0' + fraction);
	while (at[-1] == '0')
		at--;
	return at;
}

void text_add_whole(struct text *text, uint64_t number)
{
	text_reserve(text, TEXT_DIGITS);
	text_end_at(text, text_put_whole(text->data + text->length, number));
}

char *text_put_number(char *at, double number, int decimals)
{
	static const uint32_t scales[] = {1, 10, 100, 1000, 10000, 100000,
		1000000};
	uint64_t scaled, whole;

	assert(decimals >= 0 && decimals <= 6 && fabs(number) < 1e12);
	scaled = (uint64_t)(fabs(number) * scales[decimals] + 0.5);
	whole = scaled / scales[decimals];
	if (number < 0 && scaled > 0)
		*at++ = '-';
	at = text_put_whole(at, whole);
	return put_fraction(at, scaled - whole * scales[decimals], decimals);
}

void text_add_number(struct text *text, double number, int decimals)
{
	text_reserve(text, TEXT_NUMBER);
	text_end_at(text, text_put_number(text->data + text->length, number,
		decimals));
}

const char *text_string(const struct text *text)
{
	return text->data ? text->data : "";
}

void text_reset(struct text *text)
{
	text->length = 0;
	if (text->data != NULL)
		text->data[0] = '\0';
}

void text_clear(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}
