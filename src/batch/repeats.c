/* Texts that are there twice; see repeats.h. */
#include "batch/repeats.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sign/digest.h"

/* Of a text; in the end, of a row that is not the first. */
struct repeat {
	union {
		unsigned char digest[12];
		uint32_t first;
	};
	uint32_t row;
};

void repeats_add(struct repeats *repeats, const char *text, int64_t row)
{
	unsigned char digest[DIGEST_SIZE];
	struct repeat *item;

	ARRAY_RESERVE(repeats->items, repeats->count, repeats->room);
	item = &repeats->items[repeats->count++];
	digest_bytes(text, strlen(text), digest);
	memcpy(item->digest, digest, sizeof(item->digest));
	item->row = (uint32_t)row;
}

static int compare_rows(const void *a, const void *b)
{
	const struct repeat *left = a, *right = b;

	return (left->row > right->row) - (left->row < right->row);
}

static int compare_texts(const void *a, const void *b)
{
	const struct repeat *left = a, *right = b;
	int order = memcmp(left->digest, right->digest, sizeof(left->digest));

	return order != 0 ? order : compare_rows(a, b);
}

/* Those that have a first one; they take the place of what was sorted. */
static void keep_further(struct repeats *repeats)
{
	struct repeat *items = repeats->items, first = {.row = 0};
	size_t kept = 0;

	for (size_t i = 0; i < repeats->count; i++) {
		if (first.row == 0 || memcmp(first.digest, items[i].digest,
				sizeof(first.digest)) != 0) {
			first = items[i];
			continue;
		}
		items[kept] = (struct repeat){.first = first.row,
			.row = items[i].row};
		kept++;
	}
	repeats->count = kept;
}

void repeats_tell(struct repeats *repeats, repeat_handler *tell, void *context)
{
	if (repeats->count > 0)
		qsort(repeats->items, repeats->count, sizeof(*repeats->items),
			compare_texts);
	keep_further(repeats);
	if (repeats->count > 0)
		qsort(repeats->items, repeats->count, sizeof(*repeats->items),
			compare_rows);
	for (size_t i = 0; i < repeats->count; i++)
		tell(context, repeats->items[i].first, repeats->items[i].row);
	repeats_clear(repeats);
}

void repeats_clear(struct repeats *repeats)
{
	free(repeats->items);
	*repeats = (struct repeats){0};
}
