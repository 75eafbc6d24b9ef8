/*
 * Codes to characters; see to_unicode.h. A range of codes stands in the table
 * code by code, so that looking one up costs nothing; how much is written in
 * all is bounded, for a hostile map has ranges upon ranges.
 */
#include "reading/to_unicode.h"

#include <stdlib.h>

#include "reading/text_string.h"

#define WRITES_MAX (4 * (size_t)CODES)

struct to_unicode {
	const char *bytes[CODES];     /* UTF-16 of the range's first code */
	unsigned char lengths[CODES];
	unsigned short past[CODES];   /* codes past that first one */
	size_t writes;
	struct arena arena;
};

/* One or two bytes. */
static bool code_of(const struct token *token, unsigned *code)
{
	*code = 0;
	for (size_t i = 0; i < token->length; i++)
		*code = *code << 8 | (unsigned char)token->bytes[i];
	return token->kind == TOKEN_STRING && token->length >= 1 &&
		token->length <= 2;
}

static bool set_range(struct to_unicode *map, unsigned first, unsigned last,
	const struct token *means)
{
	if (means->kind != TOKEN_STRING || means->length < 2 ||
		means->length > 64 || last < first ||
		map->writes + (last - first) >= WRITES_MAX)
		return false;
	map->writes += last - first + 1;
	for (unsigned code = first; code <= last; code++) {
		map->bytes[code] = means->bytes;
		map->lengths[code] = (unsigned char)means->length;
		map->past[code] = (unsigned short)(code - first);
	}
	return true;
}

/* <0001><0005>[<0041><0042> ...], after the bracket. */
static bool read_array(struct to_unicode *map, struct scanner *scanner,
	unsigned first, unsigned last)
{
	struct token token;

	for (unsigned code = first;; code++) {
		token_next(scanner, &token);
		if (token.kind == TOKEN_CLOSE)
			return true;
		if (code > last || !set_range(map, code, code, &token))
			return false;
	}
}

/* The lines of one section, up to the word that ends it. */
static bool read_section(struct to_unicode *map, struct scanner *scanner,
	bool is_ranges)
{
	const char *end = is_ranges ? "endbfrange" : "endbfchar";
	struct token token;
	unsigned first, last;

	for (;;) {
		token_next(scanner, &token);
		if (token_is(&token, TOKEN_WORD, end))
			return true;
		if (!code_of(&token, &first))
			return false;
		last = first;
		if (is_ranges) {
			token_next(scanner, &token);
			if (!code_of(&token, &last))
				return false;
		}
		token_next(scanner, &token);
		if (is_ranges && token.kind == TOKEN_OPEN
			? !read_array(map, scanner, first, last)
			: !set_range(map, first, last, &token))
			return false;
	}
}

struct to_unicode *to_unicode_read(const char *bytes, size_t length)
{
	struct to_unicode *map = memory_new(sizeof(*map));
	struct scanner scanner = {bytes, bytes + length, &map->arena};
	struct token token;
	bool done = true;

	do {
		token_next(&scanner, &token);
		if (token_is(&token, TOKEN_WORD, "beginbfrange"))
			done = read_section(map, &scanner, true);
		else if (token_is(&token, TOKEN_WORD, "beginbfchar"))
			done = read_section(map, &scanner, false);
		else if (token.kind == TOKEN_WRONG)
			done = false;
	} while (done && token.kind != TOKEN_END);
	if (done)
		return map;
	to_unicode_free(map);
	return NULL;
}

bool to_unicode_add(const struct to_unicode *map, unsigned code,
	struct text *out)
{
	char units[64];
	unsigned last;
	size_t length;

	if (code >= CODES || map->lengths[code] == 0)
		return false;
	length = map->lengths[code];
	for (size_t i = 0; i < length; i++)
		units[i] = map->bytes[code][i];
	last = (unsigned)(unsigned char)units[length - 1] + map->past[code];
	if (length >= 2)
		last += (unsigned)(unsigned char)units[length - 2] << 8;
	units[length - 2] = (char)(last >> 8 & 0xFF);
	units[length - 1] = (char)(last & 0xFF);
	text_string_add_utf16(units, length, out);
	return true;
}

void to_unicode_free(struct to_unicode *map)
{
	if (map == NULL)
		return;
	arena_clear(&map->arena);
	free(map);
}
