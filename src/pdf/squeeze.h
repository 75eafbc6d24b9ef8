/*
 * Compression (RFC 1950, 1951) of what is new in each letter: for a few
 * kilobytes, of a kind whose symbols are about as frequent as they always are.
 * It takes a third as long as libdeflate at its quickest, which counts them and
 * makes a code each time, for 7% more bytes.
 *
 *	squeeze(squeezer, SQUEEZE_CONTENT, bytes, length, &out);
 *
 * Appends a zlib stream; any bytes can be squeezed as any kind. The result
 * depends on the bytes alone, and on where their stretches end. Nothing can
 * fail.
 */
#ifndef PDF_SQUEEZE_H
#define PDF_SQUEEZE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum squeeze_kind {
	SQUEEZE_CONTENT, /* operators of a page */
	SQUEEZE_WORDS,   /* dictionaries, and other text that is mostly ASCII */
	SQUEEZE_ROWS     /* binary, or too short for a code of its own */
};

struct squeezer;

struct squeezer *squeezer_new(void);
void squeezer_free(struct squeezer *squeezer);
void squeeze(struct squeezer *squeezer, enum squeeze_kind kind,
	const void *bytes, size_t length, struct text *out);

/*
 * A part of what is squeezed. One that other streams hold as well is squeezed
 * as if it stood alone, and what became of it is remembered: it then costs a
 * tenth.
 */
struct stretch {
	size_t end; /* in the bytes; it begins where the one before ends */
	bool is_common;
};

void squeeze_stretches(struct squeezer *squeezer, enum squeeze_kind kind,
	const void *bytes, const struct stretch *stretches, size_t count,
	struct text *out);

#endif
