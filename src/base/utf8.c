/* UTF-8; see utf8.h. */
#include "base/utf8.h"

#include <string.h>

/* Never reads past the terminating NUL: a NUL is no continuation byte. */
uint32_t utf8_next(const char **at)
{
	const unsigned char *s = (const unsigned char *)*at;
	uint32_t code_point;
	int more;
	static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};

	if (s[0] < 0x80) {
		*at += 1;
		return s[0];
	}
	if (s[0] >= 0xC2 && s[0] <= 0xDF)
		more = 1;
	else if (s[0] >= 0xE0 && s[0] <= 0xEF)
		more = 2;
	else if (s[0] >= 0xF0 && s[0] <= 0xF4)
		more = 3;
	else
		goto invalid;
	code_point = s[0] & (0x3Fu >> more);
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xC0) != 0x80)
			goto invalid;
		code_point = code_point << 6 | (s[i] & 0x3Fu);
	}
	if (code_point < lowest[more] || code_point > 0x10FFFF ||
		(code_point >= 0xD800 && code_point <= 0xDFFF))
		goto invalid;
	*at += 1 + more;
	return code_point;
invalid:
	*at += 1;
	return UTF8_INVALID;
}

size_t utf8_put(uint32_t c, char out[UTF8_MAX])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

/* Of ASCII, eight at a time: how many bytes are at the front. */
static size_t ascii_length(const char *bytes, size_t length)
{
	uint64_t eight;
	size_t i = 0;

	for (; i + sizeof(eight) <= length; i += sizeof(eight)) {
		memcpy(&eight, bytes + i, sizeof(eight));
		if ((eight & 0x8080808080808080u) != 0)
			break;
	}
	while (i < length && (unsigned char)bytes[i] < 0x80)
		i++;
	return i;
}

/* A NUL inside the bytes is valid UTF-8 and no end. */
bool utf8_is_valid(const char *bytes, size_t length, size_t *bad)
{
	size_t i = ascii_length(bytes, length);

	while (i < length) {
		char window[UTF8_MAX + 1] = {0};
		const char *at = window;
		size_t left = length - i;

		memcpy(window, bytes + i, left < UTF8_MAX ? left : UTF8_MAX);
		if (utf8_next(&at) == UTF8_INVALID) {
			*bad = i;
			return false;
		}
		i += (size_t)(at - window);
		i += ascii_length(bytes + i, length - i);
	}
	return true;
}

int utf8_column(const char *line, size_t offset)
{
	int column = 1;

	for (size_t i = 0; i < offset && line[i] != '\0'; i++)
		column += ((unsigned char)line[i] & 0xC0) != 0x80;
	return column;
}

bool utf8_is_turn(uint32_t code_point)
{
	return code_point == 0x200F || code_point == 0x61C ||
		code_point == 0x2067 ||
		(code_point >= 0x202A && code_point <= 0x202E);
}

bool utf8_is_unfit(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || utf8_is_turn(c) ||
		c == 0x2028 || c == 0x2029 || c == UTF8_INVALID;
}
