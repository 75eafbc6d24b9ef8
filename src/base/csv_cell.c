/*
 * A cell of CSV; see csv_cell.h. Quotes that are not needed do no harm, so
 * whatever some program takes for a delimiter is quoted whatever ours is, and
 * blanks at the ends are, as many readers trim them.
 */
#include "base/csv_cell.h"

#include <stdbool.h>
#include <string.h>

static const bool is_special[256] = {['"'] = true, [','] = true, [';'] = true,
	['|'] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true};

static bool needs_quotes(const char *cell, size_t length, char after)
{
	if (length == 0)
		return false;
	for (size_t i = 0; i < length; i++)
		if (is_special[(unsigned char)cell[i]] || cell[i] == after)
			return true;
	return cell[0] == ' ' || cell[length - 1] == ' ';
}

void csv_cell(struct text *out, const char *cell, char after)
{
	size_t length = strlen(cell);

	if (!needs_quotes(cell, length, after)) {
		text_append(out, cell, length);
		text_add_char(out, after);
		return;
	}
	text_add_char(out, '"');
	for (const char *c = cell; *c != '\0'; c++) {
		if (*c == '"')
			text_add_char(out, '"');
		text_add_char(out, *c);
	}
	text_add_char(out, '"');
	text_add_char(out, after);
}

/* From after the first quote to after the last. */
static bool read_quoted(const char **at, const char *end, struct text *out)
{
	for (; *at < end; (*at)++) {
		if (**at == '"' && (++*at == end || **at != '"'))
			return true;
		text_add_char(out, **at);
	}
	return false;
}

bool csv_cell_read(const char **at, const char *end, char delimiter,
	struct text *out, char *after)
{
	const char *from = *at;
	bool quoted = from < end && *from == '"';

	text_reset(out);
	*after = '\n';
	if (from == end)
		return false;
	if (quoted && (from++, !read_quoted(&from, end, out)))
		return false;
	for (; from < end && *from != delimiter && *from != '\n'; from++) {
		if (quoted || *from == '"')
			return false;
		text_add_char(out, *from);
	}
	if (from < end)
		*after = *from++;
	*at = from;
	return true;
}
