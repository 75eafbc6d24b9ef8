/* The words of PDF; see token.h. */
#include "reading/token.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
		c == '\0';
}

static bool is_delimiter(char c)
{
	return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* And comments. */
static void skip_blanks(struct scanner *scanner)
{
	while (scanner->at < scanner->end) {
		if (*scanner->at == '%')
			while (scanner->at < scanner->end &&
				*scanner->at != '\n' && *scanner->at != '\r')
				scanner->at++;
		else if (is_blank(*scanner->at))
			scanner->at++;
		else
			break;
	}
}

/* The end of a run of regular characters. */
static const char *word_end(const struct scanner *scanner)
{
	const char *at = scanner->at;

	while (at < scanner->end && !is_blank(*at) && !is_delimiter(*at))
		at++;
	return at;
}

/* From its slash on; #41 is a letter A. */
static void read_name(struct scanner *scanner, struct token *out)
{
	const char *end;
	char *to;

	scanner->at++;
	end = word_end(scanner);
	to = arena_new(scanner->arena, (size_t)(end - scanner->at) + 1);
	out->kind = TOKEN_NAME;
	out->bytes = to;
	for (; scanner->at < end; scanner->at++) {
		if (*scanner->at == '#' && end - scanner->at > 2 &&
			hex_digit(scanner->at[1]) >= 0 &&
			hex_digit(scanner->at[2]) >= 0) {
			*to++ = (char)(hex_digit(scanner->at[1]) * 16 +
				hex_digit(scanner->at[2]));
			scanner->at += 2;
		} else {
			*to++ = *scanner->at;
		}
	}
	out->length = (size_t)(to - out->bytes);
}

/* <60AB>; a digit that is missing at the end is a 0. */
static void read_hexadecimal(struct scanner *scanner, struct token *out)
{
	const char *close = memchr(scanner->at, '>',
		(size_t)(scanner->end - scanner->at));
	int high = -1;
	char *to;

	if (close == NULL)
		return;
	to = arena_new(scanner->arena,
		(size_t)(close - scanner->at) / 2 + 1);
	out->bytes = to;
	for (scanner->at++; scanner->at < close; scanner->at++) {
		int digit = hex_digit(*scanner->at);

		if (is_blank(*scanner->at))
			continue;
		if (digit < 0)
			return;
		if (high >= 0)
			*to++ = (char)(high * 16 + digit);
		high = high >= 0 ? -1 : digit;
	}
	if (high >= 0)
		*to++ = (char)(high * 16);
	scanner->at++;
	out->kind = TOKEN_STRING;
	out->length = (size_t)(to - out->bytes);
}

/* What stands after a backslash; true when it is a character. */
static bool read_escape(struct scanner *scanner, char *out)
{
	static const char letters[] = "nrtbf", means[] = "\n\r\t\b\f";
	char c = *scanner->at++;
	const char *found = c != '\0' ? strchr(letters, c) : NULL;
	int code;

	if (c == '\r' && scanner->at < scanner->end && *scanner->at == '\n')
		scanner->at++;
	if (c == '\r' || c == '\n')
		return false;
	*out = found != NULL ? means[found - letters] : c;
	if (c < '0' || c > '7')
		return true;
	code = c - '0';
	for (int i = 0; i < 2 && scanner->at < scanner->end &&
		*scanner->at >= '0' && *scanner->at <= '7'; i++)
		code = code * 8 + *scanner->at++ - '0';
	*out = (char)code;
	return true;
}

/* How far a string can reach, so that room for it is taken once. */
static size_t string_room(const struct scanner *scanner)
{
	int depth = 0;

	for (const char *at = scanner->at; at < scanner->end; at++) {
		if (*at == '\\' && scanner->end - at > 1)
			at++;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return (size_t)(at - scanner->at);
	}
	return 0;
}

static void read_string(struct scanner *scanner, struct token *out)
{
	size_t room = string_room(scanner);
	const char *close = scanner->at + room;
	char *to;

	if (room == 0)
		return;
	to = arena_new(scanner->arena, room);
	out->bytes = to;
	for (scanner->at++; scanner->at < close;) {
		char c = *scanner->at++;

		if (c == '\r') {
			if (scanner->at < close && *scanner->at == '\n')
				scanner->at++;
			c = '\n';
		} else if (c == '\\' && !read_escape(scanner, &c)) {
			continue;
		}
		*to++ = c;
	}
	scanner->at = close + 1;
	out->kind = TOKEN_STRING;
	out->length = (size_t)(to - out->bytes);
}

/* A number or a word; a number past 18 digits is none. */
static void read_word(struct scanner *scanner, struct token *out)
{
	const char *end = word_end(scanner), *at = scanner->at;
	bool negative = *at == '-', has_point = false;
	size_t digits = 0;

	out->bytes = at;
	out->length = (size_t)(end - at);
	scanner->at = end;
	out->kind = TOKEN_WORD;
	for (at += *at == '-' || *at == '+'; at < end; at++) {
		if (*at >= '0' && *at <= '9' && digits < 18) {
			digits++;
			if (!has_point)
				out->integer = out->integer * 10 + *at - '0';
		} else if (*at == '.' && !has_point) {
			has_point = true;
		} else {
			return;
		}
	}
	if (digits == 0)
		return;
	if (negative)
		out->integer = -out->integer;
	out->kind = has_point ? TOKEN_REAL : TOKEN_INTEGER;
}

static void take(struct scanner *scanner, size_t length, enum token_kind kind,
	struct token *out)
{
	scanner->at += length;
	out->kind = kind;
}

void token_next(struct scanner *scanner, struct token *out)
{
	bool doubled;

	skip_blanks(scanner);
	*out = (struct token){.kind = TOKEN_END, .bytes = ""};
	if (scanner->at >= scanner->end)
		return;
	out->kind = TOKEN_WRONG;
	doubled = scanner->end - scanner->at > 1 &&
		scanner->at[1] == scanner->at[0];
	switch (*scanner->at) {
	case '/':
		read_name(scanner, out);
		break;
	case '(':
		read_string(scanner, out);
		break;
	case '[':
		take(scanner, 1, TOKEN_OPEN, out);
		break;
	case ']':
		take(scanner, 1, TOKEN_CLOSE, out);
		break;
	case '<':
		if (doubled)
			take(scanner, 2, TOKEN_BEGIN, out);
		else
			read_hexadecimal(scanner, out);
		break;
	case '>':
		if (doubled)
			take(scanner, 2, TOKEN_FINISH, out);
		break;
	case ')':
	case '{':
	case '}':
		break;
	default:
		read_word(scanner, out);
	}
}

bool token_is(const struct token *token, enum token_kind kind,
	const char *string)
{
	size_t length = strlen(string);

	return token->kind == kind && token->length == length &&
		memcmp(token->bytes, string, length) == 0;
}
