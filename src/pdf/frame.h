/*
 * What holds a file's objects together (PDF 1.7): its head, dictionaries packed
 * into compressed streams, and the stream of cross-references at the end, which
 * says where each object is.
 *
 *	frame_begin(frame, 4, &out);		objects 1 to 4 may come
 *	frame_place_stream(frame, 3, &body, bytes, length);
 *	text_add(frame_pack(frame, 1), "<</Type/Catalog>>");
 *	text_add(frame_pack(frame, 2), "<</Type/Pages>>");
 *	frame_seal(frame);			1 and 2 are one stream
 *	at = frame_place(frame, 4, &body);	must be found in the file
 *	frame_end(frame, "/Root 1 0 R");
 *
 * Objects come in any order, which is that of the file; a number that does not
 * come is not in use. A stream stands by itself, and what has to be found again
 * in the file: frame_place() returns where the body begins, counted from the
 * head. The rest is packed: small dictionaries that are much alike take a fifth
 * of their bytes there. Nothing can fail.
 */
#ifndef PDF_FRAME_H
#define PDF_FRAME_H

#include <stddef.h>

#include "base/text.h"
#include "pdf/squeeze.h"

struct frame;

/* `squeezer` is lent. */
struct frame *frame_new(struct squeezer *squeezer);
void frame_free(struct frame *frame);

/* `out`, which the file is appended to, is lent until frame_end(). */
void frame_begin(struct frame *frame, unsigned objects, struct text *out);
/* The object is appended to what is returned, before the next call. */
struct text *frame_pack(struct frame *frame, unsigned object);
/* Writes what was packed since the last time, if there is any. */
void frame_seal(struct frame *frame);
/* A dictionary; `body` is what stands between << and >>. */
size_t frame_place(struct frame *frame, unsigned object,
	const struct text *body);
/* `body` says nothing of the stream's length. */
void frame_place_stream(struct frame *frame, unsigned object,
	const struct text *body, const void *bytes, size_t length);
/* Bytes so far. */
size_t frame_length(const struct frame *frame);
/* `trailer` is what a trailer says beside the Size. */
void frame_end(struct frame *frame, const char *trailer);

#endif
