/*
 * A text file as UTF-8 bytes, read from its beginning in parts, converted on
 * the way when its encoding is another.
 *
 *	struct decoder *decoder = decoder_open(path, "windows-1252", report);
 *	if (decoder == NULL ||
 *		!decoder_read(decoder, part, sizeof(part), &got, report))
 *		goto out;
 *	decoder_close(decoder);
 *
 * Offsets count UTF-8 bytes from the file's beginning, a byte-order mark
 * included. UTF-8 itself is passed on unchecked.
 */
#ifndef DATA_DECODER_H
#define DATA_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"

struct decoder;

/*
 * `encoding` as iconv names it; NULL: UTF-8. NULL and a report when the file
 * cannot be opened, is no regular file, is larger than FILE_LIMIT, or begins
 * with the byte-order mark of another encoding.
 */
struct decoder *decoder_open(const char *path, const char *encoding,
	struct report *report) MUST_CHECK;
void decoder_close(struct decoder *decoder); /* NULL is fine */
/*
 * Up to `room` bytes, whole characters where it converts (so there must be
 * room for the next); *got is 0 at the end of the file only.
 */
bool decoder_read(struct decoder *decoder, char *out, size_t room, size_t *got,
	struct report *report) MUST_CHECK;
/*
 * Goes to an offset that has been read before. In UTF-8 that is a seek; in a
 * converted file everything before it is converted again, unless it lies
 * ahead of where the decoder stands: so visit offsets in ascending order.
 */
bool decoder_go(struct decoder *decoder, int64_t offset, struct report *report)
	MUST_CHECK;

#endif
