/*
 * The small parts of PDF syntax, added to a text.
 *
 *	pdf_add_reference(&body, "/Pg", page);		/Pg 12 0 R
 *	pdf_add_string(&body, "/Alt", alt);		/Alt(A chart)
 *
 * A key is added as it is: "" for none. Strings are UTF-8 going in.
 */
#ifndef PDF_SYNTAX_H
#define PDF_SYNTAX_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/units.h"

static inline void pdf_add_integer(struct text *out, const char *key,
	size_t number)
{
	const size_t length = strlen(key);

	text_reserve(out, length + TEXT_DIGITS);
	memcpy(out->data + out->length, key, length);
	text_end_at(out, text_put_whole(out->data + out->length + length,
		number));
}

static inline void pdf_add_reference(struct text *out, const char *key,
	unsigned object)
{
	const size_t length = strlen(key);
	char *at;

	text_reserve(out, length + TEXT_DIGITS + 5);
	at = out->data + out->length;
	memcpy(at, key, length);
	at += length;
	*at++ = ' ';
	at = text_put_whole(at, object);
	memcpy(at, " 0 R", 4);
	text_end_at(out, at + 4);
}

/* A number as it is written, to two decimals, as so many hundredths. */
static inline int64_t pdf_hundredths(double number)
{
	return (int64_t)(number * 100 + (number < 0 ? -0.5 : 0.5));
}
/* Where there are TEXT_NUMBER bytes of room; returns where it ends: -45.2 */
char *pdf_put_hundredths(char *at, int64_t hundredths);
/* Several numbers, with a space between them, to at most two decimals. */
void pdf_add_numbers(struct text *out, const double *numbers, size_t count);
/* The same, and what is done with them: " m " */
static inline void pdf_add_operator(struct text *out, const double *numbers,
	size_t count, const char *operator)
{
	pdf_add_numbers(out, numbers, count);
	text_add(out, operator);
}
/* Its parts, 0 to 1, to three decimals, and what is done with it: "rg\n" */
void pdf_add_colour(struct text *out, struct colour colour,
	const char *operator);
/* A text string: a byte a character (base/document_encoding.h) where it can be,
 * anything else as UTF-16. */
void pdf_add_string(struct text *out, const char *key, const char *string);
/* Of `length` bytes, always as UTF-16 with its mark, in hexadecimal. */
void pdf_add_utf16(struct text *out, const char *string, size_t length);
/* One code point of those, without a mark: 0041, D835DD38. */
void pdf_add_utf16_unit(struct text *out, uint32_t code_point);
/* "<0AF3>" */
void pdf_add_hex(struct text *out, const unsigned char *bytes, size_t length);
/* A byte within (...), escaped where it must be. */
static inline void pdf_add_literal_byte(struct text *out, unsigned char byte)
{
	if (byte == '(' || byte == ')' || byte == '\\')
		text_add_char(out, '\\');
	if (byte == '\r') /* a bare one reads as a line feed */
		text_add(out, "\\r");
	else
		text_add_char(out, (char)byte);
}
/* Noon of that day, UTC. */
void pdf_add_date(struct text *out, const char *key, struct date date);
void pdf_add_name(struct text *out, const char *key, const char *name);
/* A URI as 7-bit ASCII: what a URI may not hold is percent-encoded. */
void pdf_add_uri(struct text *out, const char *key, const char *uri);

#endif
