/*
 * Optimal string alignment distance (Damerau 1964: insert, delete, replace,
 * swap of neighbours), over bytes and without regard to ASCII case. A name is
 * near when no more than one edit in three typed letters, and one besides,
 * leads to it.
 */
#include "base/nearest.h"

#include <string.h>

#define LONGEST 63

static unsigned char fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t distance(const char *a, size_t a_length, const char *b,
	size_t b_length)
{
	size_t rows[3][LONGEST + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *spare = before;

		now[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t cost = fold(a[i - 1]) != fold(b[j - 1]);

			now[j] = least(last[j - 1] + cost,
				least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 &&
				fold(a[i - 1]) == fold(b[j - 2]) &&
				fold(a[i - 2]) == fold(b[j - 1]))
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[b_length];
}

struct nearest nearest_to(const char *typed)
{
	/* One edit is always near enough, whatever the length. */
	return (struct nearest){.typed = typed,
		.distance = strlen(typed) / 3 + 2};
}

void nearest_offer(struct nearest *nearest, const char *name)
{
	size_t typed_length = strlen(nearest->typed), length = strlen(name);
	size_t edits;

	if (typed_length > LONGEST || length > LONGEST)
		return;
	edits = distance(nearest->typed, typed_length, name, length);
	if (edits < nearest->distance) {
		nearest->distance = edits;
		nearest->name = name;
	}
}
