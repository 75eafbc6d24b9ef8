/*
 * Both lists come from the same job, mostly in the same order, so each line is
 * looked for from where the last one was found: linear but for what moved.
 */
#include "batch/inputs.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST_SHOWN 48 /* bytes of a value in a message */

struct line {
	const char *name, *value; /* not ended by a NUL */
	size_t name_length, value_length;
};

void inputs_add(struct text *inputs, const char *name, const char *value)
{
	for (; *name != '\0'; name++)
		text_add_char(inputs, *name == '\n' || *name == '\t' ? ' '
								     : *name);
	text_add_char(inputs, '\t');
	for (; *value != '\0'; value++)
		text_add_char(inputs, *value == '\n' || *value == '\t'
				? ' '
				: *value);
	text_add_char(inputs, '\n');
}

/* The line at `at`, which moves on; false at the end. */
static bool next_line(const char **at, struct line *out)
{
	const char *end = strchr(*at, '\n'), *tab;

	if (end == NULL)
		return false;
	tab = memchr(*at, '\t', (size_t)(end - *at));
	if (tab == NULL)
		tab = end;
	out->name = *at;
	out->name_length = (size_t)(tab - *at);
	out->value = tab < end ? tab + 1 : end;
	out->value_length = (size_t)(end - out->value);
	*at = end + 1;
	return true;
}

static bool same(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* Looks from `*at` to the end, then from the beginning. */
static bool find(const char *list, const char **at, const struct line *wanted,
	struct line *out)
{
	const char *scan = *at;

	for (int round = 0; round < 2; round++, scan = list)
		while (next_line(&scan, out))
			if (same(out->name, out->name_length, wanted->name,
				    wanted->name_length)) {
				*at = scan;
				return true;
			}
	return false;
}

static void add_value(struct text *out, const struct line *line)
{
	size_t length = line->value_length;
	const char *more = "";

	if (length > LONGEST_SHOWN) {
		length = LONGEST_SHOWN;
		while (length > 0 && (line->value[length] & 0xC0) == 0x80)
			length--;
		more = "…";
	}
	text_printf(out, "'%.*s%s'", (int)length, line->value, more);
}

static void add_change(struct text *out, const struct line *before,
	const struct line *now)
{
	const struct line *named = now ? now : before;

	if (out->length != 0)
		text_add(out, ", ");
	text_append(out, named->name, named->name_length);
	text_add_char(out, ' ');
	if (before == NULL)
		text_add(out, "is new: ");
	else
		add_value(out, before);
	if (now == NULL)
		text_add(out, " is gone");
	else if (before != NULL)
		text_add(out, " -> ");
	if (now != NULL)
		add_value(out, now);
}

/* "x, exactly" tells no news where "x" itself has changed in print. */
static bool is_told(const struct text *out, const struct line *line)
{
	const char *comma = memchr(line->name, ',', line->name_length);
	struct text stem = {0};
	bool told;

	if (comma == NULL || strncmp(line->name, "if ", 3) == 0)
		return false;
	text_printf(&stem, "%.*s '", (int)(comma - line->name), line->name);
	told = strstr(text_string(out), stem.data) != NULL;
	text_clear(&stem);
	return told;
}

void inputs_compare(const char *before, const char *now, struct text *out)
{
	const char *scan = now, *hint = before;
	struct text told = {0};
	struct line line, old;

	while (next_line(&scan, &line)) {
		if (!find(before, &hint, &line, &old))
			add_change(&told, NULL, &line);
		else if (!same(line.value, line.value_length, old.value,
				 old.value_length) &&
			!is_told(&told, &line))
			add_change(&told, &old, &line);
	}
	scan = before;
	hint = now;
	while (next_line(&scan, &old))
		if (!find(now, &hint, &old, &line))
			add_change(&told, &old, NULL);
	text_add(out, text_string(&told));
	text_clear(&told);
}
