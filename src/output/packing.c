/* Texts parted into a form and what stands in it; see packing.h. */
#include "output/packing.h"

#include <string.h>

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

static void part_line(const char *line, const char *end, bool is_first,
	struct text *form, struct text *values, struct text *digests)
{
	size_t length = strcspn(line, "\t\n");

	text_append(form, line, length);
	for (size_t number = 0; line + length < end; number++) {
		unsigned char bytes[DIGEST_BYTES];

		line += length + 1;
		length = strcspn(line, "\t\n");
		if (!is_first && number > 0 && is_digest(line, length)) {
			hex_read(line, bytes, DIGEST_BYTES);
			text_add(form, "\td");
			text_append(digests, bytes, DIGEST_BYTES);
		} else {
			text_add(form, "\tv");
			text_append(values, line, length);
			text_add_char(values, '\t');
		}
	}
}

void packing_part(const char *text, struct text *form, struct text *values)
{
	struct text digests = {0};
	const char *line = text, *end;

	for (;; line = end + 1) {
		end = line + strcspn(line, "\n");
		part_line(line, end, line == text, form, values, &digests);
		if (*end == '\0')
			break;
		text_add_char(form, '\n');
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

bool packing_join(const struct text *form, const char *values, size_t length,
	struct text *out)
{
	size_t digests = count_digests(form) * DIGEST_BYTES;
	const char *end = values + length - digests, *digest = end;

	if (length < digests)
		return false;
	for (size_t i = 0; i < form->length; i++) {
		text_add_char(out, form->data[i]);
		if (form->data[i] != '\t')
			continue;
		if (++i == form->length)
			return false;
		if (form->data[i] == 'd')
			join_digest(&digest, out);
		else if (!join_value(&values, end, out))
			return false;
	}
	return values == end;
}
