/*
 * Letters compressed as they stand in the record: frames of Zstandard without
 * the magic number, which is alike for all, and without their dictionary's,
 * which the letter's row has. Private to output/.
 *
 *	struct compressor compressor = {0};
 *	ZSTD_CDict *dictionary = compressor_dictionary(bytes, length);
 *	if (!compressor_add(&compressor, dictionary, &values, &out))
 *		... they are too long
 *	compressor_clear(&compressor);
 */
#ifndef OUTPUT_COMPRESSOR_H
#define OUTPUT_COMPRESSOR_H

#include <stdbool.h>
#include <zstd.h>

#include "base/text.h"

#define COMPRESSOR_LEVEL 3 /* a quarter of the time of 8 */
#define COMPRESSOR_MOST	 ((size_t)1 << 28) /* bytes of one text */
#define FRAME_MAGIC	 4 /* bytes of a frame's magic number */

struct compressor {
	ZSTD_CCtx *context; /* NULL until something is compressed */
	struct text frame;
};

/* Appends the frame. No dictionary: NULL. */
bool compressor_add(struct compressor *compressor,
	const ZSTD_CDict *dictionary, const struct text *from,
	struct text *out) MUST_CHECK;
void compressor_clear(struct compressor *compressor);
/* Copied. To be freed by ZSTD_freeCDict(). */
ZSTD_CDict *compressor_dictionary(const void *bytes, size_t length);

#endif
