/*
 * Compression (RFC 1950, 1951) of what is new in each letter: for a few
 * kilobytes, of a kind whose symbols are about as frequent as they always are.
 * It takes a third as long as libdeflate at its quickest, which counts them and
 * makes a code each time, for 7% more bytes.
 *
 *	squeeze(squeezer, SQUEEZE_CONTENT, bytes, length, &out);
 *
 * Appends a zlib stream; any bytes can be squeezed as any kind. The result
 * depends on the bytes alone. Nothing can fail.
 */
#ifndef PDF_SQUEEZE_H
#define PDF_SQUEEZE_H

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

#endif
