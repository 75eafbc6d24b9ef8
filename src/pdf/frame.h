/*
 * What holds a file's objects together (PDF 1.7): its head, dictionaries packed
 * into one compressed stream, and the stream of cross-references at the end,
 * which says where each object is.
 *
 *	frame_begin(frame, &out);
 *	frame_pack(frame, 1, "<</Type/Catalog>>", 17);
 *	frame_skip(frame, 2);			a number not in use
 *	at = frame_place(frame, 3, bytes, length);	must stand by itself
 *	frame_end(frame, "/Root 1 0 R");
 *
 * Every number comes once, from 1 upwards. A stream stands by itself, and what
 * has to be found again in the file: frame_place() returns where `bytes` begin,
 * counted from the head. The rest is packed: small dictionaries that are much
 * alike take a fifth of their bytes there. Nothing can fail.
 */
#ifndef PDF_FRAME_H
#define PDF_FRAME_H

#include <stddef.h>

#include "base/text.h"

struct frame;

struct frame *frame_new(void);
void frame_free(struct frame *frame);

/* `out`, which the file is appended to, is lent until frame_end(). */
void frame_begin(struct frame *frame, struct text *out);
void frame_pack(struct frame *frame, unsigned object, const char *bytes,
	size_t length);
size_t frame_place(struct frame *frame, unsigned object, const char *bytes,
	size_t length);
void frame_skip(struct frame *frame, unsigned object);
/* `trailer` is what a trailer says beside the Size. */
void frame_end(struct frame *frame, const char *trailer);

#endif
