/*
 * What holds a file's objects together (PDF 1.7): its head, dictionaries packed
 * into compressed streams, and the stream of cross-references at the end, which
 * says where each object is.
 *
 *	frame_begin(frame, 1, &out);		object 1 will come
 *	picture = frame_add(frame);		so will 2, and 3
 *	mark = frame_add(frame);
 *	frame_set_stream(frame, picture, FRAME_COMMON, &body, bytes, length);
 *	text_add(frame_pack(frame, 1, FRAME_OWN), "<</Type/Catalog>>");
 *	at = frame_place(frame, mark, &body);	must be found in the file
 *	frame_end(frame, "/Root 1 0 R");
 *
 * Common streams stand first, then common dictionaries; own streams, own
 * dictionaries, and last what is placed. Within each of these the order is that
 * of the calls; a number that does not come is not in use. Small dictionaries
 * that are much alike take a fifth of their bytes when they are packed; what is
 * placed stands by itself. Nothing can fail.
 */
#ifndef PDF_FRAME_H
#define PDF_FRAME_H

#include <stddef.h>

#include "base/text.h"
#include "pdf/squeeze.h"

enum frame_part {
	FRAME_COMMON, /* what other files hold as well */
	FRAME_OWN,
	FRAME_PARTS
};

struct frame;

/* `squeezer` is lent. */
struct frame *frame_new(struct squeezer *squeezer);
void frame_free(struct frame *frame);

/* `out`, which the file is appended to, is lent until frame_end(). */
void frame_begin(struct frame *frame, unsigned objects, struct text *out);
/* The next number. */
unsigned frame_add(struct frame *frame);
/* The object is appended to what is returned, before the next call. */
struct text *frame_pack(struct frame *frame, unsigned object,
	enum frame_part part);
/* `body` is what stands between << and >> beside the stream's length. */
void frame_set_stream(struct frame *frame, unsigned object,
	enum frame_part part, const struct text *body, const void *bytes,
	size_t length);
/*
 * A dictionary, after all that is packed and all streams. Returns where its
 * body begins, counted from the file's head.
 */
size_t frame_place(struct frame *frame, unsigned object,
	const struct text *body);
/* `trailer` is what a trailer says beside the Size. */
void frame_end(struct frame *frame, const char *trailer);
/* The bytes of the file that was ended last up to the end of its common
 * streams, and up to that of its common dictionaries. */
void frame_common(const struct frame *frame, size_t *streams,
	size_t *dictionaries);

#endif
