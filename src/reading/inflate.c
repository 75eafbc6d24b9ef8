/* Unpacking; see inflate.h. */
#include "reading/inflate.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

bool inflate_bytes(const char *bytes, size_t length, size_t limit,
	struct text *out)
{
	struct libdeflate_decompressor *decompressor =
		libdeflate_alloc_decompressor();
	enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
	size_t room = length < limit / 8 ? 4 * length + 64 : limit;
	size_t written = 0;
	char *unpacked = NULL;

	if (decompressor == NULL)
		abort(); /* no memory */
	/* How much it will be is not known before. */
	for (;;) {
		unpacked = memory_resize(unpacked, room, 1);
		result = libdeflate_zlib_decompress(decompressor, bytes,
			length, unpacked, room, &written);
		if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room >= limit)
			break;
		room = room < limit / 4 ? 4 * room : limit;
	}
	libdeflate_free_decompressor(decompressor);
	if (result == LIBDEFLATE_SUCCESS)
		text_append(out, unpacked, written);
	free(unpacked);
	return result == LIBDEFLATE_SUCCESS;
}

static int paeth(int left, int up, int corner)
{
	int guess = left + up - corner;
	int by_left = abs(guess - left), by_up = abs(guess - up);
	int by_corner = abs(guess - corner);

	if (by_left <= by_up && by_left <= by_corner)
		return left;
	return by_up <= by_corner ? up : corner;
}

/* One byte wide pixels: what cross-reference streams have. */
static void unpredict_row(int kind, unsigned char *row,
	const unsigned char *above, size_t columns)
{
	for (size_t i = 0; i < columns; i++) {
		int left = i > 0 ? row[i - 1] : 0;
		int up = above != NULL ? above[i] : 0;
		int corner = i > 0 && above != NULL ? above[i - 1] : 0;
		int add[] = {0, left, up, (left + up) / 2,
			paeth(left, up, corner)};

		row[i] = (unsigned char)(row[i] + add[kind]);
	}
}

bool unpredict(struct text *bytes, size_t columns)
{
	unsigned char *from = (unsigned char *)bytes->data, *to = from;
	const unsigned char *above = NULL;
	size_t rows = bytes->length / (columns + 1);

	if (columns == 0 || rows * (columns + 1) != bytes->length)
		return false;
	for (size_t i = 0; i < rows; i++) {
		int kind = *from++;

		if (kind > 4)
			return false;
		memmove(to, from, columns);
		unpredict_row(kind, to, above, columns);
		above = to;
		to += columns;
		from += columns;
	}
	if (rows > 0)
		*to = '\0';
	bytes->length = rows * columns;
	return true;
}
