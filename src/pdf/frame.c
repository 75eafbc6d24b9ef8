/*
 * ISO 32000-1, 7.5.7 and 7.5.8. The more text there is in a stream that is
 * alike, the smaller it gets, so many objects are packed into few. What one
 * letter packs in the same bytes as others is compressed once. Cross-references
 * are rows of equal width, each written as its difference from the row before
 * (PNG's predictor "up"): what is packed counts up by one, so its rows are all
 * the same.
 */
#include "pdf/frame.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memo.h"
#include "pdf/syntax.h"

#define MEMORY	    ((size_t)1 << 19) /* of streams remembered */
#define UP	    2 /* PNG's predictor, as it stands before each row */
#define WIDTH	    8 /* of a row: its kind 1, a place 4, an index 3 */
#define STREAMS	    8 /* of the frame's own: packs, and the references */

enum { KIND_FREE, KIND_PLACED, KIND_PACKED };

#define NO_GENERATION 65535 /* of a number that is never to be used */

/* By number: where its object is. */
struct reference {
	unsigned char kind;
	uint32_t place; /* offset, or the number of the stream that packs it */
	uint32_t index; /* in that stream */
};

struct frame {
	struct squeezer *squeezer;
	struct memo *streams; /* compressed, by what they are of */
	struct text *out;
	size_t start; /* of the file in it */
	struct reference *references;
	size_t count, room;
	struct text index, packed; /* the two halves of the packing stream */
	uint32_t packed_count;
	struct text scratch, squeezed;
};

/* A stream that was compressed before. */
struct stream {
	const char *bytes;
	size_t length;
};

struct frame *frame_new(struct squeezer *squeezer)
{
	struct frame *frame = memory_new(sizeof(*frame));

	frame->squeezer = squeezer;
	frame->streams = memo_new(MEMORY);
	return frame;
}

void frame_free(struct frame *frame)
{
	if (frame == NULL)
		return;
	memo_free(frame->streams);
	free(frame->references);
	text_clear(&frame->index);
	text_clear(&frame->packed);
	text_clear(&frame->scratch);
	text_clear(&frame->squeezed);
	free(frame);
}

void frame_begin(struct frame *frame, unsigned objects, struct text *out)
{
	frame->out = out;
	frame->start = out->length;
	frame->count = (size_t)objects + 1;
	frame->packed_count = 0;
	if (frame->room < frame->count + STREAMS) {
		frame->room = 2 * (frame->count + STREAMS);
		frame->references = memory_resize(frame->references,
			frame->room, sizeof(*frame->references));
	}
	for (size_t i = 0; i < frame->count; i++)
		frame->references[i] = (struct reference){.kind = KIND_FREE,
			.index = NO_GENERATION};
	text_reset(&frame->index);
	text_reset(&frame->packed);
	memo_turn(frame->streams);
	/* Bytes above 127 say that this is no text (7.5.2). */
	text_add(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
}

size_t frame_length(const struct frame *frame)
{
	return frame->out->length - frame->start;
}

static uint32_t add_stream(struct frame *frame)
{
	assert(frame->count < frame->room);
	return (uint32_t)frame->count++;
}

/* The stream that packs it gets the number after all that are there now. */
struct text *frame_pack(struct frame *frame, unsigned object)
{
	struct text *index = &frame->index;
	char *at;

	frame->references[object] = (struct reference){.kind = KIND_PACKED,
		.place = (uint32_t)frame->count,
		.index = frame->packed_count++};
	if (frame->packed.length > 0)
		text_add_char(&frame->packed, '\n');
	text_reserve(index, 2 * TEXT_DIGITS + 2);
	at = text_put_whole(index->data + index->length, object);
	*at++ = ' ';
	at = text_put_whole(at, frame->packed.length);
	*at++ = ' ';
	text_end_at(index, at);
	return &frame->packed;
}

static void begin_object(struct frame *frame, size_t object)
{
	frame->references[object] = (struct reference){.kind = KIND_PLACED,
		.place = (uint32_t)frame_length(frame)};
	pdf_add_integer(frame->out, "", object);
	text_add(frame->out, " 0 obj\n<<");
}

size_t frame_place(struct frame *frame, unsigned object,
	const struct text *body)
{
	size_t at;

	begin_object(frame, object);
	at = frame_length(frame);
	text_append(frame->out, body->data, body->length);
	text_add(frame->out, ">>\nendobj\n");
	return at;
}

void frame_place_stream(struct frame *frame, unsigned object,
	const struct text *body, const void *bytes, size_t length)
{
	begin_object(frame, object);
	text_append(frame->out, body->data, body->length);
	pdf_add_integer(frame->out, "/Length ", length);
	text_add(frame->out, ">>\nstream\n");
	text_append(frame->out, bytes, length);
	text_add(frame->out, "\nendstream\nendobj\n");
}

static struct stream squeeze_anew(struct frame *frame,
	enum squeeze_kind kind, const struct text *bytes)
{
	struct text *squeezed = &frame->squeezed;

	text_reset(squeezed);
	squeeze(frame->squeezer, kind, bytes->data, bytes->length, squeezed);
	return (struct stream){squeezed->data, squeezed->length};
}

static struct stream squeeze_words(struct frame *frame,
	const struct text *bytes)
{
	bool is_again = false;
	struct stream *known = memo_find(frame->streams, bytes->data,
		bytes->length, &is_again);
	struct stream stream;

	if (known != NULL)
		return *known;
	stream = squeeze_anew(frame, SQUEEZE_WORDS, bytes);
	if (is_again) {
		known = memo_add(frame->streams, bytes->data, bytes->length,
			sizeof(*known));
		known->bytes = arena_strndup(memo_arena(frame->streams),
			stream.bytes, stream.length);
		known->length = stream.length;
	}
	return stream;
}

static void place_squeezed(struct frame *frame, uint32_t number,
	struct text *body, struct stream stream)
{
	text_add(body, "/Filter/FlateDecode");
	frame_place_stream(frame, number, body, stream.bytes, stream.length);
}

void frame_seal(struct frame *frame)
{
	struct text body = {0};

	if (frame->packed_count == 0)
		return;
	pdf_add_integer(&body, "/Type/ObjStm/N ", frame->packed_count);
	pdf_add_integer(&body, "/First ", frame->index.length);
	text_append(&frame->index, frame->packed.data, frame->packed.length);
	place_squeezed(frame, add_stream(frame), &body,
		squeeze_words(frame, &frame->index));
	text_clear(&body);
	text_reset(&frame->index);
	text_reset(&frame->packed);
	frame->packed_count = 0;
}

static void add_row(const struct reference *reference, unsigned char *before,
	char *row)
{
	const unsigned char after[WIDTH] = {reference->kind,
		(unsigned char)(reference->place >> 24),
		(unsigned char)(reference->place >> 16),
		(unsigned char)(reference->place >> 8),
		(unsigned char)reference->place,
		(unsigned char)(reference->index >> 16),
		(unsigned char)(reference->index >> 8),
		(unsigned char)reference->index};

	*row++ = UP;
	for (int i = 0; i < WIDTH; i++)
		row[i] = (char)(after[i] - before[i]);
	memcpy(before, after, WIDTH);
}

static void place_references(struct frame *frame, const char *trailer)
{
	unsigned char before[WIDTH] = {0};
	struct text body = {0};
	uint32_t number = add_stream(frame);
	char *rows;

	frame->references[number] = (struct reference){.kind = KIND_PLACED,
		.place = (uint32_t)frame_length(frame)};
	text_reset(&frame->scratch);
	rows = text_extend(&frame->scratch, frame->count * (WIDTH + 1));
	for (size_t i = 0; i < frame->count; i++)
		add_row(&frame->references[i], before,
			rows + i * (WIDTH + 1));
	pdf_add_integer(&body, "/Type/XRef/Size ", frame->count);
	pdf_add_integer(&body, "/W[1 4 3]/DecodeParms<</Predictor 12/Columns ",
		WIDTH);
	text_add(&body, ">>");
	text_add(&body, trailer);
	place_squeezed(frame, number, &body,
		squeeze_anew(frame, SQUEEZE_ROWS, &frame->scratch));
	text_clear(&body);
}

void frame_end(struct frame *frame, const char *trailer)
{
	size_t at;

	frame_seal(frame);
	at = frame_length(frame);
	place_references(frame, trailer);
	pdf_add_integer(frame->out, "startxref\n", at);
	text_add(frame->out, "\n%%EOF\n");
}
