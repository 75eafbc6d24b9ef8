/*
 * A ring of bytes, and a table that says where in it each serial's are: two
 * places of memory to look at, as there are a hundred lines in a letter, and
 * what they wait for is memory.
 */
#include "pdf/written.h"

#include <stdlib.h>

#define USUAL 64 /* bytes of a serial's: more is usual */

/* Places are counted from the first byte that was ever kept. */
struct entry {
	unsigned long serial; /* 0: free */
	size_t start, length;
};

struct written {
	char *ring;
	size_t room, end;
	struct entry *entries;
	size_t mask; /* their number less one */
};

struct written *written_new(size_t memory)
{
	struct written *written = memory_new(sizeof(*written));
	size_t count = 1;

	while (count < memory / USUAL)
		count *= 2;
	written->ring = memory_resize(NULL, memory, 1);
	written->room = memory;
	written->entries = memory_new(count * sizeof(*written->entries));
	written->mask = count - 1;
	return written;
}

void written_free(struct written *written)
{
	if (written == NULL)
		return;
	free(written->ring);
	free(written->entries);
	free(written);
}

bool written_again(const struct written *written, unsigned long serial,
	struct text *out)
{
	const struct entry *entry = &written->entries[serial & written->mask];

	if (entry->serial != serial ||
		written->end - entry->start > written->room)
		return false;
	text_append(out, written->ring + entry->start % written->room,
		entry->length);
	return true;
}

/* In one piece: what is left before the ring's end is not used. */
void written_keep(struct written *written, unsigned long serial,
	const char *bytes, size_t length)
{
	size_t at = written->end % written->room;

	if (length > written->room)
		return;
	if (length > written->room - at) {
		written->end += written->room - at;
		at = 0;
	}
	memcpy(written->ring + at, bytes, length);
	written->entries[serial & written->mask] =
		(struct entry){serial, written->end, length};
	written->end += length;
}
