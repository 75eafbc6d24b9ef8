/* PDF syntax; see syntax.h. Names and strings: ISO 32000-1, 7.3.4 and 7.3.5. */
#include "pdf/syntax.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/document_encoding.h"
#include "base/utf8.h"

static const char digits[] = "0123456789ABCDEF";

char *pdf_put_hundredths(char *at, int64_t hundredths)
{
	uint64_t number = (uint64_t)llabs(hundredths), rest = number % 100;

	if (hundredths < 0)
		*at++ = '-';
	at = text_put_whole(at, number / 100);
	if (rest == 0)
		return at;
	*at = '.';
	at = text_put_pair(at + 1, rest);
	return at - (at[-1] == '0');
}

void pdf_add_numbers(struct text *out, const double *numbers, size_t count)
{
	char *at;

	text_reserve(out, count * (1 + TEXT_NUMBER));
	at = out->data + out->length;
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			*at++ = ' ';
		at = pdf_put_hundredths(at, pdf_hundredths(numbers[i]));
	}
	text_end_at(out, at);
}

static char *put_thousandths(char *at, unsigned thousandths)
{
	*at++ = (char)('0' + thousandths / 1000);
	if (thousandths % 1000 == 0)
		return at;
	*at = '.';
	at = text_put_pair(at + 1, thousandths % 1000 / 10);
	*at++ = (char)('0' + thousandths % 10);
	while (at[-1] == '0')
		at--;
	return at;
}

void pdf_add_colour(struct text *out, struct colour colour,
	const char *operator)
{
	const double parts[] = {colour.red, colour.green, colour.blue};
	char *at;

	text_reserve(out, 3 * TEXT_NUMBER);
	at = out->data + out->length;
	for (int i = 0; i < 3; i++) {
		at = put_thousandths(at, (unsigned)(parts[i] * 1000 + 0.5));
		*at++ = ' ';
	}
	text_end_at(out, at);
	text_add(out, operator);
}

void pdf_add_hex(struct text *out, const unsigned char *bytes, size_t length)
{
	char *at = text_extend(out, 2 * length + 2);

	*at++ = '<';
	for (size_t i = 0; i < length; i++) {
		*at++ = digits[bytes[i] >> 4];
		*at++ = digits[bytes[i] & 15];
	}
	*at = '>';
}

static bool is_bare(char c)
{
	return c >= ' ' && c <= '~' && c != '(' && c != ')' && c != '\\';
}

/* In each byte that is 0 its highest bit; what is above one that is may have it
 * too. */
static uint64_t zeros(uint64_t word)
{
	return (word - TEXT_EACH(0x01)) & ~word & TEXT_EACH(0x80);
}

/* The same of eight bytes at once. */
static bool are_bare(const char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return ((word & TEXT_EACH(0x80)) | zeros(word & TEXT_EACH(0xE0)) |
		zeros(word ^ TEXT_EACH(0x7F)) | zeros((word ^ TEXT_EACH('(')) &
			TEXT_EACH(0xFE)) | zeros(word ^ TEXT_EACH('\\'))) == 0;
}

/* Up to what is no ASCII, or is to be escaped; returns where that is. */
static const char *add_bare(struct text *out, const char *string,
	const char *stop)
{
	const char *end = string;

	while (stop - end >= 8 && are_bare(end))
		end += 8;
	while (end < stop && is_bare(*end))
		end++;
	text_append(out, string, (size_t)(end - string));
	return end;
}

/* Fails for one that has other characters, or begins like a mark of UTF-16 or
 * UTF-8. */
static bool add_document_bytes(struct text *out, const char *string)
{
	const char *at = string, *stop = string + strlen(string);

	while ((at = add_bare(out, at, stop)) < stop) {
		bool is_first = at == string;
		unsigned char byte = document_byte(utf8_next(&at));

		if (byte == 0 || (is_first && (byte == 0xEF || byte >= 0xFE)))
			return false;
		pdf_add_literal_byte(out, byte);
	}
	return true;
}

void pdf_add_string(struct text *out, const char *key, const char *string)
{
	size_t start;

	text_add(out, key);
	start = out->length;
	text_add_char(out, '(');
	if (add_document_bytes(out, string)) {
		text_add_char(out, ')');
		return;
	}
	text_cut(out, start);
	pdf_add_utf16(out, string, strlen(string));
}

static void add_hex16(struct text *out, uint32_t unit)
{
	for (int shift = 12; shift >= 0; shift -= 4)
		text_add_char(out, digits[unit >> shift & 15]);
}

void pdf_add_utf16_unit(struct text *out, uint32_t code_point)
{
	if (code_point >= 0x10000) {
		add_hex16(out, 0xD800 + ((code_point - 0x10000) >> 10));
		add_hex16(out, 0xDC00 + (code_point & 0x3FF));
	} else {
		add_hex16(out, code_point);
	}
}

void pdf_add_utf16(struct text *out, const char *string, size_t length)
{
	text_add(out, "<FEFF");
	for (const char *at = string; at < string + length;) {
		uint32_t code_point = utf8_next(&at);

		pdf_add_utf16_unit(out, code_point == UTF8_INVALID ?
			0xFFFD : code_point);
	}
	text_add_char(out, '>');
}

void pdf_add_date(struct text *out, const char *key, struct date date)
{
	const int parts[] = {date.year / 100, date.year % 100, date.month,
		date.day};

	text_add(out, key);
	text_add(out, "(D:");
	for (int i = 0; i < 4; i++) {
		text_add_char(out, digits[parts[i] / 10]);
		text_add_char(out, digits[parts[i] % 10]);
	}
	text_add(out, "120000Z)");
}

/* `escape` and two digits of it. */
static void add_escaped(struct text *out, char escape, unsigned char byte)
{
	text_add_char(out, escape);
	text_add_char(out, digits[byte >> 4]);
	text_add_char(out, digits[byte & 15]);
}

/* Most are letters and digits. */
static bool is_unfit(char c, const char *unfit)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9'))
		return false;
	return c <= ' ' || c > '~' || strchr(unfit, c) != NULL;
}

/* Up to the first that is unfit, or the end; returns where that is. */
static const char *add_fit(struct text *out, const char *string,
	const char *unfit)
{
	const char *end = string;

	while (!is_unfit(*end, unfit))
		end++;
	text_append(out, string, (size_t)(end - string));
	return end;
}

void pdf_add_name(struct text *out, const char *key, const char *name)
{
	static const char unfit[] = "#()<>[]{}/%";

	text_add(out, key);
	text_add_char(out, '/');
	while (*(name = add_fit(out, name, unfit)) != '\0')
		add_escaped(out, '#', (unsigned char)*name++);
}

void pdf_add_uri(struct text *out, const char *key, const char *uri)
{
	static const char unfit[] = "()\"<>\\^`{|}";

	text_add(out, key);
	text_add_char(out, '(');
	while (*(uri = add_fit(out, uri, unfit)) != '\0') {
		if (*uri == '(' || *uri == ')')
			pdf_add_literal_byte(out, (unsigned char)*uri++);
		else
			add_escaped(out, '%', (unsigned char)*uri++);
	}
	text_add_char(out, ')');
}
