/*
 * ISO 32000-1, 7.5.7 and 7.5.8. One stream packs all: the more text there is
 * that is alike, the smaller it gets. Cross-references are rows of equal width,
 * each written as its difference from the row before (PNG's predictor "up"):
 * what is packed counts up by one, so its rows are all the same.
 */
#include "pdf/frame.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "pdf/deflate.h"
#include "pdf/syntax.h"

/*
 * Of compression: each letter's is new. 6 takes 2 percent off a letter, and
 * half as long again to write it.
 */
#define FRAME_LEVEL 1
#define UP	    2 /* PNG's predictor, as it stands before each row */
#define WIDTH	    8 /* of a row: its kind 1, a place 4, an index 3 */

enum { KIND_FREE, KIND_PLACED, KIND_PACKED };

#define NO_GENERATION 65535 /* of a number that is never to be used */

/* By number: where its object is. */
struct reference {
	unsigned char kind;
	uint32_t place; /* offset, or the number of the stream that packs it */
	uint32_t index; /* in that stream */
};

struct frame {
	struct deflater *deflater;
	struct text *out;
	size_t start; /* of the file in it */
	struct reference *references;
	size_t count, room;
	struct text index, packed; /* the two halves of the packing stream */
	size_t packed_count;
	struct text scratch;
};

struct frame *frame_new(void)
{
	struct frame *frame = memory_new(sizeof(*frame));

	frame->deflater = deflater_new(FRAME_LEVEL);
	return frame;
}

void frame_free(struct frame *frame)
{
	if (frame == NULL)
		return;
	deflater_free(frame->deflater);
	free(frame->references);
	text_clear(&frame->index);
	text_clear(&frame->packed);
	text_clear(&frame->scratch);
	free(frame);
}

static void add_reference(struct frame *frame, size_t object,
	struct reference reference)
{
	assert(object == frame->count);
	ARRAY_RESERVE(frame->references, frame->count, frame->room);
	frame->references[frame->count++] = reference;
}

void frame_begin(struct frame *frame, struct text *out)
{
	frame->out = out;
	frame->start = out->length;
	frame->count = frame->packed_count = 0;
	text_reset(&frame->index);
	text_reset(&frame->packed);
	/* Bytes above 127 say that this is no text (7.5.2). */
	text_add(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
	frame_skip(frame, 0);
}

void frame_skip(struct frame *frame, unsigned object)
{
	add_reference(frame, object, (struct reference){.kind = KIND_FREE,
		.index = NO_GENERATION});
}

void frame_pack(struct frame *frame, unsigned object, const char *bytes,
	size_t length)
{
	/* Its place is known only when all objects are numbered. */
	add_reference(frame, object, (struct reference){.kind = KIND_PACKED,
		.index = (uint32_t)frame->packed_count++});
	pdf_add_integer(&frame->index, "", object);
	pdf_add_integer(&frame->index, " ", frame->packed.length);
	text_add_char(&frame->index, ' ');
	text_append(&frame->packed, bytes, length);
	text_add_char(&frame->packed, '\n');
}

static void begin_object(struct frame *frame, size_t object)
{
	add_reference(frame, object, (struct reference){.kind = KIND_PLACED,
		.place = (uint32_t)(frame->out->length - frame->start)});
	pdf_add_integer(frame->out, "", object);
	text_add(frame->out, " 0 obj\n");
}

size_t frame_place(struct frame *frame, unsigned object, const char *bytes,
	size_t length)
{
	size_t at;

	begin_object(frame, object);
	at = frame->out->length - frame->start;
	text_append(frame->out, bytes, length);
	text_add(frame->out, "\nendobj\n");
	return at;
}

/* A compressed stream; `body` is in its dictionary. */
static void place_stream(struct frame *frame, const char *body,
	const struct text *bytes)
{
	deflate_bytes(frame->deflater, bytes->data, bytes->length);
	text_add(frame->out, "<<");
	text_add(frame->out, body);
	pdf_add_integer(frame->out, "/Filter/FlateDecode/Length ",
		frame->deflater->length);
	text_add(frame->out, ">>\nstream\n");
	text_append(frame->out, frame->deflater->bytes,
		frame->deflater->length);
	text_add(frame->out, "\nendstream\nendobj\n");
}

static void place_packed(struct frame *frame)
{
	struct text body = {0};
	uint32_t stream = (uint32_t)frame->count;

	for (size_t i = 0; i < frame->count; i++)
		if (frame->references[i].kind == KIND_PACKED)
			frame->references[i].place = stream;
	begin_object(frame, stream);
	pdf_add_integer(&body, "/Type/ObjStm/N ", frame->packed_count);
	pdf_add_integer(&body, "/First ", frame->index.length);
	text_append(&frame->index, frame->packed.data, frame->packed.length);
	place_stream(frame, body.data, &frame->index);
	text_clear(&body);
}

static void add_row(const struct reference *reference, unsigned char *before,
	struct text *rows)
{
	unsigned char row[WIDTH] = {reference->kind};

	for (int i = 0; i < 4; i++)
		row[1 + i] = (unsigned char)(reference->place >> (24 - 8 * i));
	for (int i = 0; i < 3; i++)
		row[5 + i] = (unsigned char)(reference->index >> (16 - 8 * i));
	text_add_char(rows, UP);
	for (int i = 0; i < WIDTH; i++) {
		text_add_char(rows, (char)(row[i] - before[i]));
		before[i] = row[i];
	}
}

static void place_references(struct frame *frame, const char *trailer)
{
	unsigned char row[WIDTH] = {0};
	struct text body = {0};

	begin_object(frame, frame->count);
	text_reset(&frame->scratch);
	for (size_t i = 0; i < frame->count; i++)
		add_row(&frame->references[i], row, &frame->scratch);
	pdf_add_integer(&body, "/Type/XRef/Size ", frame->count);
	pdf_add_integer(&body, "/W[1 4 3]/DecodeParms<</Predictor 12/Columns ",
		WIDTH);
	text_add(&body, ">>");
	text_add(&body, trailer);
	place_stream(frame, body.data, &frame->scratch);
	text_clear(&body);
}

void frame_end(struct frame *frame, const char *trailer)
{
	size_t at;

	place_packed(frame);
	at = frame->out->length - frame->start;
	place_references(frame, trailer);
	pdf_add_integer(frame->out, "startxref\n", at);
	text_add(frame->out, "\n%%EOF\n");
}
