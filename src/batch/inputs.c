/*
 * Both lists come from the same job, mostly in the same order, so each line is
 * looked for from where the last one was found: linear but for what moved.
 */
#include "batch/inputs.h"

#include <stdbool.h>
#include <string.h>

#include "output/record.h"
#include "sign/digest.h"

#define LONGEST_SHOWN 48 /* bytes of a value in a message */

struct line {
	const char *name, *value; /* not ended by a NUL */
	size_t name_length, value_length;
	size_t shown_length; /* of the value, without its secret */
};

static void add_field(struct text *inputs, const char *string, char after)
{
	size_t start = inputs->length;
	char *at;

	text_add(inputs, string);
	at = inputs->data + start;
	while ((at = strpbrk(at, "\n\t")) != NULL)
		*at++ = ' ';
	text_add_char(inputs, after);
}

void inputs_begin(struct text *inputs, const char *name)
{
	add_field(inputs, name, '\t');
}

void inputs_end(struct text *inputs, const char *value, const char *secret)
{
	add_field(inputs, value, secret != NULL ? '\t' : '\n');
	if (secret != NULL)
		add_field(inputs, secret, '\n');
}

void inputs_add(struct text *inputs, const char *name, const char *value,
	const char *secret)
{
	inputs_begin(inputs, name);
	inputs_end(inputs, value, secret);
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
	tab = memchr(out->value, '\t', out->value_length);
	out->shown_length = tab ? (size_t)(tab - out->value)
				: out->value_length;
	*at = end + 1;
	return true;
}

static bool same(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && memcmp(a, b, a_length) == 0;
}

/* Of a digest the record has the beginning. */
static bool is_digest_of(const char *short_one, size_t length,
	const char *long_one, size_t whole)
{
	return length == RECORD_DIGEST && whole == DIGEST_HEX - 1 &&
		memcmp(short_one, long_one, length) == 0;
}

static bool same_value(const struct line *a, const struct line *b)
{
	size_t shown = a->shown_length;
	const char *a_secret = a->value + shown + 1;
	const char *b_secret = b->value + shown + 1;
	size_t a_length = a->value_length - shown - 1;
	size_t b_length = b->value_length - shown - 1;

	if (same(a->value, a->value_length, b->value, b->value_length))
		return true;
	if (shown != b->shown_length || shown == a->value_length ||
		shown == b->value_length ||
		memcmp(a->value, b->value, shown) != 0)
		return false;
	return is_digest_of(a_secret, a_length, b_secret, b_length) ||
		is_digest_of(b_secret, b_length, a_secret, a_length);
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

/* "x, in detail" is no news where "x" itself is told to have changed. */
static bool is_told(const struct text *told, const struct line *line)
{
	const char *comma = memchr(line->name, ',', line->name_length);
	struct text stem = {0};
	bool found = false;

	if (comma == NULL || strncmp(line->name, "if ", 3) == 0)
		return false;
	text_add_char(&stem, '\n');
	text_append(&stem, line->name, (size_t)(comma - line->name));
	for (const char *at = text_string(told);
		!found && (at = strstr(at, stem.data)) != NULL; at++)
		found = at[stem.length] == '\n' || at[stem.length] == ',';
	text_clear(&stem);
	return found;
}

struct changes {
	struct arena *arena;
	struct text told; /* names, each between line ends */
	struct input_change *all;
	size_t count, room;
};

static const char *shown(const struct line *line, struct arena *arena)
{
	return line == NULL ? NULL
		: arena_strndup(arena, line->value, line->shown_length);
}

static void add_change(struct changes *changes, const struct line *before,
	const struct line *now)
{
	const struct line *named = now ? now : before;

	if (is_told(&changes->told, named))
		return;
	text_add_char(&changes->told, '\n');
	text_append(&changes->told, named->name, named->name_length);
	text_add_char(&changes->told, '\n');
	ARENA_RESERVE(changes->arena, changes->all, changes->count,
		changes->room);
	changes->all[changes->count++] = (struct input_change){
		arena_strndup(changes->arena, named->name, named->name_length),
		shown(before, changes->arena), shown(now, changes->arena)};
}

const struct input_change *inputs_changes(const char *before, const char *now,
	struct arena *arena, size_t *count)
{
	struct changes changes = {.arena = arena};
	const char *scan = now, *hint = before;
	struct line line, old;

	while (next_line(&scan, &line)) {
		bool found = find(before, &hint, &line, &old);

		if (!found || !same_value(&line, &old))
			add_change(&changes, found ? &old : NULL, &line);
	}
	scan = before;
	hint = now;
	while (next_line(&scan, &old))
		if (!find(now, &hint, &old, &line))
			add_change(&changes, &old, NULL);
	text_clear(&changes.told);
	*count = changes.count;
	return changes.all;
}

bool inputs_find(const char *inputs, const char *name, struct arena *arena,
	const char **value, const char **secret)
{
	struct line wanted = {.name = name, .name_length = strlen(name)}, line;
	const char *hint = inputs;

	if (!find(inputs, &hint, &wanted, &line))
		return false;
	*value = shown(&line, arena);
	*secret = line.shown_length == line.value_length ? NULL
		: arena_strndup(arena, line.value + line.shown_length + 1,
			line.value_length - line.shown_length - 1);
	return true;
}

/* ---- in words ---- */

static void add_value(struct text *out, const char *value)
{
	size_t length = strlen(value);
	const char *more = "";

	if (length > LONGEST_SHOWN) {
		length = LONGEST_SHOWN;
		while (length > 0 && (value[length] & 0xC0) == 0x80)
			length--;
		more = "…";
	}
	text_printf(out, "'%.*s%s'", (int)length, value, more);
}

/* "name 'A' -> 'B'", "name 'A' is gone", "name is new: 'B'". */
static void tell_change(struct text *out, const struct input_change *change)
{
	const char *before = change->before, *now = change->now;

	text_printf(out, "%s%s", out->length ? ", " : "", change->name);
	if (before != NULL && now != NULL && strcmp(before, now) == 0) {
		text_add(out, " changed");
		return;
	}
	text_add(out, before != NULL ? " " : " is new: ");
	if (before != NULL)
		add_value(out, before);
	text_add(out, before == NULL ? "" : now == NULL ? " is gone" : " -> ");
	if (now != NULL)
		add_value(out, now);
}

bool inputs_are_same(const char *before, const char *now, struct arena *arena)
{
	size_t count;

	(void)inputs_changes(before, now, arena, &count);
	return count == 0;
}

void inputs_compare(const char *before, const char *now, struct text *out)
{
	struct arena arena = {0};
	size_t count;
	const struct input_change *changes =
		inputs_changes(before, now, &arena, &count);
	struct text told = {0};

	for (size_t i = 0; i < count; i++)
		tell_change(&told, &changes[i]);
	text_add(out, text_string(&told));
	text_clear(&told);
	arena_clear(&arena);
}
