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

#define DIGITS 24 /* of a number, at most */
#define SHORT 62 /* bytes that most printing needs, at most */

void text_grow(struct text *text, size_t more)
{
	size_t needed = text->length + more + 1;

	if (text->room == 0)
		text->room = 64;
	while (text->room < needed)
		text->room *= 2;
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

/*
 * Digits are made from the last, without printf: a PDF is mostly numbers. They
 * are moved as 24 bytes whatever they are, which costs less than to count them.
 */
static void add_digits(struct text *text, const char *digits, const char *end)
{
	text_reserve(text, DIGITS);
	memcpy(text->data + text->length, digits, DIGITS);
	text->length += (size_t)(end - digits);
	text->data[text->length] = '\0';
}

void text_add_whole(struct text *text, uint64_t number)
{
	char digits[2 * DIGITS];
	char *end = digits + DIGITS, *at = end;

	do
		*--at = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	add_digits(text, at, end);
}

void text_add_number(struct text *text, double number, int decimals)
{
	static const double scales[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
	char digits[2 * DIGITS];
	char *end = digits + DIGITS, *at = end;
	uint64_t scaled;

	assert(decimals >= 0 && decimals <= 6 && fabs(number) < 1e12);
	scaled = (uint64_t)(fabs(number) * scales[decimals] + 0.5);
	if (number < 0 && scaled > 0)
		text_add_char(text, '-');
	for (; decimals > 0 && scaled % 10 == 0; decimals--)
		scaled /= 10;
	do {
		*--at = (char)('0' + scaled % 10);
		scaled /= 10;
		if (--decimals == 0)
			*--at = '.';
	} while (scaled != 0 || decimals >= 0);
	add_digits(text, at, end);
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
