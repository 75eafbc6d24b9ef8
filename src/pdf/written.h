/*
 * What was written of things that letters have in common: the operators of a
 * line of text, by its serial. A letter that has it again gets them as they
 * are.
 *
 *	if (!written_again(written, run->serial, &out)) {
 *		start = out.length;
 *		... add them to `out`
 *		written_keep(written, run->serial, out.data + start,
 *			out.length - start);
 *	}
 *
 * Serials are above 0 and count up, so the latest never get into each other's
 * way. Memory is bounded: what was kept longest ago is overwritten. Nothing can
 * fail.
 */
#ifndef PDF_WRITTEN_H
#define PDF_WRITTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct written;

/* `memory` bytes at most are kept. */
struct written *written_new(size_t memory);
void written_free(struct written *written);

/* Appends it; false: it is not known, or not any more. */
bool written_again(const struct written *written, unsigned long serial,
	struct text *out);
void written_keep(struct written *written, unsigned long serial,
	const char *bytes, size_t length);

#endif
