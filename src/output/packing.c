/* Texts parted into a form and what stands in it; see packing.h. */
#include "output/packing.h"

#include <stdlib.h>
#include <string.h>

#include "base/exact.h"
#include "base/hex.h"
#include "output/record.h"

#define DIGEST_BYTES (RECORD_DIGEST / 2)
#define WHOLE_DIGEST 64 /* digits of a SHA-256 */

/* A whole one, or one that came back from here. */
static bool is_digest(const char *field, size_t length)
{
	return (length == WHOLE_DIGEST || length == RECORD_DIGEST) &&
		strspn(field, "0123456789abcdef") >= length;
}

/* ---- a letter's first line ---- */

#define NAME_BREAKS "\t\n\\" /* stand as "\\t", "\\n" and "\\\\" */

static void add_name(const char *name, struct text *out)
{
	for (;;) {
		size_t length = strcspn(name, NAME_BREAKS);

		text_append(out, name, length);
		name += length;
		if (*name == '\0')
			return;
		text_add_char(out, '\\');
		text_add_char(out, *name == '\t' ? 't'
			: *name == '\n' ? 'n' : '\\');
		name++;
	}
}

void packing_lay_out(const char *name, const char *printed,
	const char *inputs, struct text *out)
{
	size_t start;

	text_add_char(out, '\t');
	add_name(name != NULL ? name : "", out);
	start = out->length;
	if (printed != NULL && *printed != '\0') {
		text_add_char(out, '\t');
		text_add(out, printed);
	}
	for (char *at = out->data + start; (at = strchr(at, '\n')) != NULL;)
		*at = ' ';
	text_add_char(out, '\n');
	text_add(out, inputs != NULL ? inputs : "");
}

static const char *read_name(const char *at, size_t length,
	struct arena *arena)
{
	char *name = arena_strndup(arena, at, length);
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		char sign = at[i];

		if (sign == '\\' && i + 1 < length)
			sign = at[++i] == 't' ? '\t' : at[i] == 'n' ? '\n'
								  : at[i];
		name[count++] = sign;
	}
	name[count] = '\0';
	return name;
}

void packing_read_first(const char *text, struct arena *arena,
	const char **name, const char **printed)
{
	size_t length;

	text += *text == '\t';
	length = strcspn(text, "\t\n");
	*name = read_name(text, length, arena);
	text += length + (text[length] == '\t');
	*printed = arena_strndup(arena, text, strcspn(text, "\n"));
}

/* ---- a figure and the ratio that it comes from ---- */

#define RATIO_DIGITS   18 /* that surely fit 64 bits */
#define RATIO_DECIMALS 4  /* of a figure that is told exactly */

static bool read_integer(const char **at, int64_t *out)
{
	const char *digits = *at + (**at == '-');
	size_t length = strspn(digits, "0123456789");

	if (length == 0 || length > RATIO_DIGITS)
		return false;
	*out = strtoll(*at, NULL, 10);
	*at = digits + length;
	return true;
}

/* "18791/100", up to a tab or a line end. */
static bool read_ratio(const char *field, struct exact *out)
{
	return read_integer(&field, &out->numerator) && *field++ == '/' &&
		read_integer(&field, &out->denominator) &&
		out->denominator > 0 && strchr("\t\n", *field) != NULL;
}

static void print_ratio(struct exact ratio, bool is_percent, struct text *out)
{
	exact_print(ratio, is_percent ? 100 : 1, RATIO_DECIMALS, false, ",",
		out);
}

/* How much of the figure is just what its ratio comes to; 0: it is not. */
static size_t compare_figure(const char *figure, const char *ratio,
	bool is_percent)
{
	struct text shown = {0};
	struct exact number;
	size_t length = 0;

	if (!read_ratio(ratio, &number))
		return 0;
	print_ratio(number, is_percent, &shown);
	if (strncmp(figure, shown.data, shown.length) == 0)
		length = shown.length;
	text_clear(&shown);
	return length;
}

/* ---- parted ---- */

static size_t field_length(const char *field, const char *line_end)
{
	const char *tab = memchr(field, '\t', (size_t)(line_end - field));

	return (size_t)((tab != NULL ? tab : line_end) - field);
}

/* A figure with its ratio behind it, where that ends the line. */
static bool part_figure(const char *figure, size_t length, const char *end,
	struct text *form)
{
	const char *ratio = figure + length + 1;
	bool is_percent = length > 0 && figure[length - 1] == '%';
	size_t same;

	if (ratio > end || ratio + field_length(ratio, end) < end)
		return false;
	same = compare_figure(figure, ratio, is_percent);
	if (same == 0)
		return false;
	text_add(form, is_percent ? "\tp" : "\tr");
	text_append(form, figure + same, length - same);
	return true;
}

static void part_line(const char *line, const char *end, bool is_first,
	struct text *form, struct text *values, struct text *digests)
{
	size_t length = field_length(line, end);

	text_append(form, line, length);
	for (size_t number = 0; line + length < end; number++) {
		unsigned char bytes[DIGEST_BYTES];

		line += length + 1;
		length = field_length(line, end);
		if (!is_first && number > 0 && is_digest(line, length)) {
			hex_read(line, bytes, DIGEST_BYTES);
			text_append(form, "\td", 2);
			text_append(digests, bytes, DIGEST_BYTES);
		} else if (is_first || number > 0 ||
			!part_figure(line, length, end, form)) {
			text_append(form, "\tv", 2);
			text_append(values, line, length);
			text_append(values, "\t", 1);
		}
	}
}

void packing_part(const char *text, struct text *form, struct text *values)
{
	struct text digests = {0};
	const char *line = text, *end;

	for (;; line = end + 1) {
		end = strchrnul(line, '\n');
		part_line(line, end, line == text, form, values, &digests);
		if (*end == '\0')
			break;
		text_append(form, "\n", 1);
	}
	text_append(values, text_string(&digests), digests.length);
	text_clear(&digests);
}

static size_t count_digests(const struct text *form)
{
	size_t count = 0;

	for (size_t i = 0; i + 1 < form->length; i++)
		count += form->data[i] == '\t' && form->data[i + 1] == 'd';
	return count;
}

/* Moves on behind it. */
static bool join_value(const char **at, const char *end, struct text *out)
{
	const char *tab = memchr(*at, '\t', (size_t)(end - *at));

	if (tab == NULL)
		return false;
	text_append(out, *at, (size_t)(tab - *at));
	*at = tab + 1;
	return true;
}

static void join_digest(const char **at, struct text *out)
{
	char hex[RECORD_DIGEST + 1];

	hex_print((const unsigned char *)*at, DIGEST_BYTES, hex);
	text_append(out, hex, RECORD_DIGEST);
	*at += DIGEST_BYTES;
}

/* The figure of the ratio that comes next, and its unit. */
static bool join_figure(const char *ratio, const char *end, bool is_percent,
	const char *unit, size_t length, struct text *out)
{
	struct exact number;

	if (memchr(ratio, '\t', (size_t)(end - ratio)) == NULL ||
		!read_ratio(ratio, &number))
		return false;
	print_ratio(number, is_percent, out);
	text_append(out, unit, length);
	return true;
}

/* The field that the form has at `*at`, which moves on to its last sign. */
static bool join_field(const struct text *form, size_t *at,
	const char **values, const char *end, const char **digest,
	struct text *out)
{
	const char *unit = form->data + *at + 1;
	size_t length = strcspn(unit, "\t\n");

	switch (form->data[*at]) {
	case 'v':
		return join_value(values, end, out);
	case 'd':
		if (*digest == NULL)
			return false;
		join_digest(digest, out);
		return true;
	case 'r':
	case 'p':
		*at += length;
		return join_figure(*values, end, unit[-1] == 'p', unit,
			length, out);
	default:
		return false;
	}
}

/* What stands in the form, up to `length` of it; no digest: NULL. */
static bool join(const struct text *form, size_t length, const char **values,
	const char *end, const char *digest, struct text *out)
{
	for (size_t at = 0; at < length; at++) {
		const char *tab = memchr(form->data + at, '\t', length - at);

		if (tab == NULL) {
			text_append(out, form->data + at, length - at);
			return true;
		}
		text_append(out, form->data + at,
			(size_t)(tab + 1 - form->data) - at);
		at = (size_t)(tab + 1 - form->data);
		if (at == length || !join_field(form, &at, values, end,
			&digest, out))
			return false;
	}
	return true;
}

bool packing_join(const struct text *form, const char *values, size_t length,
	struct text *out)
{
	size_t digests = count_digests(form) * DIGEST_BYTES;
	const char *end = values + length - digests;

	return length >= digests &&
		join(form, form->length, &values, end, end, out) &&
		values == end;
}

bool packing_join_first(const struct text *form, const char *values,
	size_t length, struct text *out)
{
	const char *line_end = memchr(form->data, '\n', form->length);

	return join(form, line_end == NULL ? form->length
			: (size_t)(line_end - form->data), &values,
		values + length, NULL, out);
}
