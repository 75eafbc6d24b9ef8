/*
 * Finding the signature; see locate.h.
 *
 * The file may be hostile: every search goes through it once, every number is
 * bounded by its size, and of brackets the depth is only counted. It need not
 * be read as PDF, because the signature is over all its bytes: only the
 * dictionary that is left half unsigned is looked at closely.
 */
#include "sign/locate.h"

#include <stdbool.h>
#include <string.h>

#include "base/date.h"

#define RANGES_MAX     16    /* "/ByteRange" in one file, by chance */
#define DICTIONARY_MAX 16384 /* bytes, the hole aside */
#define HOLE_MAX       65536 /* bytes of hexadecimal digits */
#define DEPTH_MAX      8     /* brackets in brackets */

/* A piece of the file being read. */
struct span {
	const char *at, *end;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
		c == '\0';
}

static bool is_delimiter(char c)
{
	return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static void skip_spaces(struct span *span)
{
	while (span->at < span->end && is_space(*span->at))
		span->at++;
}

static bool take(struct span *span, const char *string)
{
	size_t length = strlen(string);

	if ((size_t)(span->end - span->at) < length ||
		memcmp(span->at, string, length) != 0)
		return false;
	span->at += length;
	return true;
}

/* Digits, to `most` at most. */
static bool take_number(struct span *span, size_t most, size_t *out)
{
	const char *start = span->at;
	size_t number = 0;

	while (span->at < span->end && *span->at >= '0' && *span->at <= '9') {
		size_t digit = (size_t)(*span->at++ - '0');

		if (number > (most - digit) / 10)
			return false;
		number = 10 * number + digit;
	}
	*out = number;
	return span->at > start;
}

/* A string from its '(' on. */
static bool skip_string(struct span *span)
{
	int depth = 0;

	for (; span->at < span->end; span->at++) {
		if (*span->at == '\\') {
			if (++span->at == span->end)
				return false;
		} else if (*span->at == '(') {
			depth++;
		} else if (*span->at == ')' && --depth == 0) {
			span->at++;
			return true;
		}
	}
	return false;
}

/* A name from its '/' on, a number or a word. */
static void skip_word(struct span *span)
{
	span->at++;
	while (span->at < span->end && !is_space(*span->at) &&
		!is_delimiter(*span->at))
		span->at++;
}

/* One token of a value; the depth of brackets is kept. */
static bool skip_token(struct span *span, int *depth)
{
	if (take(span, "<<") || take(span, "["))
		return ++*depth <= DEPTH_MAX;
	if (take(span, ">>") || take(span, "]"))
		return --*depth >= 0;
	if (*span->at == '(')
		return skip_string(span);
	if (*span->at == '<') {
		const char *close = memchr(span->at, '>',
			(size_t)(span->end - span->at));

		if (close == NULL)
			return false;
		span->at = close + 1;
		return true;
	}
	if (is_delimiter(*span->at) && *span->at != '/')
		return false;
	skip_word(span);
	return true;
}

/* A value, which may be several words: "9 0 R". */
static bool skip_value(struct span *span, struct span *value)
{
	int depth = 0;

	skip_spaces(span);
	value->at = span->at;
	do {
		if (span->at == span->end || !skip_token(span, &depth))
			return false;
		value->end = span->at;
		skip_spaces(span);
	} while (depth > 0 || (span->at < span->end && *span->at != '/' &&
		*span->at != '>'));
	return true;
}

static bool equals(struct span span, const char *string)
{
	size_t length = strlen(string);

	return (size_t)(span.end - span.at) == length &&
		memcmp(span.at, string, length) == 0;
}

/* "(D:20200722120000Z)", or with +00'00' for Z. */
static bool read_time(struct span span, time_t *out)
{
	static const int digits[] = {4, 2, 2, 2, 2, 2};
	char day[] = "0000-00-00";
	struct date date;
	struct tm tm = {0};
	int parts[6];

	if (!take(&span, "(D:"))
		return false;
	for (int i = 0; i < 6; i++) {
		parts[i] = 0;
		for (int k = 0; k < digits[i]; k++, span.at++) {
			if (span.at == span.end || *span.at < '0' ||
				*span.at > '9')
				return false;
			if (i < 3)
				day[k + (i > 0 ? 2 + 3 * i : 0)] = *span.at;
			parts[i] = 10 * parts[i] + *span.at - '0';
		}
	}
	if (!date_parse(day, &date) || parts[3] > 23 || parts[4] > 59 ||
		parts[5] > 59 || !(equals(span, "Z)") ||
		equals(span, "+00'00')") || equals(span, "+00'00)")))
		return false;
	tm = (struct tm){.tm_year = date.year - 1900, .tm_mon = date.month - 1,
		.tm_mday = date.day, .tm_hour = parts[3], .tm_min = parts[4],
		.tm_sec = parts[5]};
	*out = timegm(&tm);
	return true;
}

/* The keys that count, each of which must be there once. */
enum { KEY_TYPE, KEY_SUBFILTER, KEY_BYTE_RANGE, KEY_CONTENTS, KEY_M, KEYS };

static bool judge_entry(int key, struct span value, const char *file,
	const char *range, struct located *out)
{
	switch (key) {
	case KEY_TYPE:
		return equals(value, "/Sig");
	case KEY_SUBFILTER:
		return equals(value, "/ETSI.CAdES.detached");
	case KEY_BYTE_RANGE:
		return value.at == range;
	case KEY_CONTENTS:
		return value.at == file + out->hole.start &&
			value.end == file + out->hole.end;
	default:
		return read_time(value, &out->at);
	}
}

/* Reads the dictionary from its << on, to the endobj after it. */
static bool read_dictionary(struct span span, const char *file,
	const char *range, struct located *out)
{
	static const char *const names[KEYS] = {"/Type", "/SubFilter",
		"/ByteRange", "/Contents", "/M"};
	bool seen[KEYS] = {false};
	struct span name, value;

	if (!take(&span, "<<"))
		return false;
	for (;;) {
		skip_spaces(&span);
		if (span.at == span.end || *span.at != '/')
			break;
		name.at = span.at;
		skip_word(&span);
		name.end = span.at;
		if (!skip_value(&span, &value))
			return false;
		for (int i = 0; i < KEYS; i++) {
			if (!equals(name, names[i]))
				continue;
			if (seen[i] ||
				!judge_entry(i, value, file, range, out))
				return false;
			seen[i] = true;
		}
	}
	for (int i = 0; i < KEYS; i++)
		if (!seen[i])
			return false;
	if (!take(&span, ">>"))
		return false;
	skip_spaces(&span);
	return take(&span, "endobj");
}

/* The last "0 obj <<" that starts before `before`, at its <<; or NULL. */
static const char *find_object(const char *file, const char *before)
{
	static const char word[] = " 0 obj";
	const char *stop = before - file > DICTIONARY_MAX
		? before - DICTIONARY_MAX : file;

	for (const char *at = before; at > stop; at--) {
		struct span span = {at, before};

		if (!take(&span, word))
			continue;
		skip_spaces(&span);
		if (span.end - span.at >= 2 && memcmp(span.at, "<<", 2) == 0)
			return span.at;
	}
	return NULL;
}

/* "[0 A B C]": what it leaves out is the hole. */
static bool read_range(struct span span, size_t length, struct hole *hole)
{
	size_t zero, rest;

	if (!take(&span, "["))
		return false;
	skip_spaces(&span);
	if (!take_number(&span, length, &zero) || zero != 0)
		return false;
	skip_spaces(&span);
	if (!take_number(&span, length, &hole->start))
		return false;
	skip_spaces(&span);
	if (!take_number(&span, length, &hole->end))
		return false;
	skip_spaces(&span);
	if (!take_number(&span, length, &rest))
		return false;
	skip_spaces(&span);
	return take(&span, "]") && hole->start > 0 && hole->end <= length &&
		rest == length - hole->end && hole->start < hole->end &&
		hole->end - hole->start >= 2 &&
		hole->end - hole->start <= HOLE_MAX;
}

/* Judges one "/ByteRange", `range` being what comes after it. */
static bool try_range(const char *file, size_t length, const char *range,
	struct located *out)
{
	struct span span = {range, file + length};
	const char *first;

	skip_spaces(&span);
	if (!read_range(span, length, &out->hole))
		return false;
	first = file + out->hole.start < range ? file + out->hole.start : range;
	first = find_object(file, first);
	if (first == NULL)
		return false;
	/* The hole may come before or after the range. */
	range = span.at;
	span = (struct span){first, file + length};
	if (span.end - span.at > DICTIONARY_MAX + HOLE_MAX)
		span.end = span.at + DICTIONARY_MAX + HOLE_MAX;
	return read_dictionary(span, file, range, out);
}

static bool has_ends(const char *file, size_t length)
{
	struct span span = {file, file + length};

	if (length < 16 || !take(&span, "%PDF-"))
		return false;
	if (span.end[-1] == '\n')
		span.end--;
	if (span.end[-1] == '\r')
		span.end--;
	span.at = span.end - 5;
	return take(&span, "%%EOF");
}

enum locate_state signature_locate(const char *file, size_t length,
	struct located *out, const char **why)
{
	static const char word[] = "/ByteRange";
	const char *at = file, *end = file + length;
	int ranges = 0, fitting = 0;

	while ((at = memmem(at, (size_t)(end - at), word, sizeof(word) - 1)) !=
		NULL) {
		struct located one;

		at += sizeof(word) - 1;
		if (++ranges > RANGES_MAX)
			break;
		if (try_range(file, length, at, &one)) {
			*out = one;
			fitting++;
		}
	}
	if (ranges == 0)
		return LOCATE_NONE;
	*why = "it has no signature that covers the whole file: something was "
		"changed or added, or another program signed it";
	if (fitting != 1 || ranges > RANGES_MAX)
		return LOCATE_WRONG;
	*why = "it does not begin and end as a PDF does";
	return has_ends(file, length) ? LOCATE_FOUND : LOCATE_WRONG;
}
