/*
 * Unpacks /FlateDecode within bounds: a few bytes can stand for gigabytes.
 *
 *	struct text out = {0};
 *	if (!inflate_bytes(bytes, length, limit, &out))
 *		... damaged, or more than `limit` bytes
 */
#ifndef READING_INFLATE_H
#define READING_INFLATE_H

#include <stdbool.h>

#include "base/text.h"

/* Appends nothing when it fails. */
bool inflate_bytes(const char *bytes, size_t length, size_t limit,
	struct text *out) MUST_CHECK;
/*
 * Takes back a PNG predictor (ISO 32000-1, 7.4.4.4) over rows of `columns`
 * bytes, in place; false when the rows are no such rows.
 */
bool unpredict(struct text *bytes, size_t columns) MUST_CHECK;

#endif
