/*
 * ISO 32000-1, 7.5.7 and 7.5.8. The more text there is in a stream that is
 * alike, the smaller it gets, so many objects are packed into few. What one
 * letter packs in the same bytes as others is compressed once. Objects go to
 * their place at once, but for own streams: they wait until all common
 * dictionaries are known. Cross-references are rows of equal width, as narrow
 * as can be, each written as its difference from the row before (PNG's
 * predictor "up"): what is packed counts up by one, so its rows are all the
 * same.
 */
#include "pdf/frame.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/syntax.h"

#define UP	    2 /* PNG's predictor, as it stands before each row */
#define STREAM_ROOM 80 /* bytes around a stream's, at most */

enum kind { KIND_FREE, KIND_PLACED, KIND_PACKED };

#define NO_GENERATION 65535 /* of a number that is never to be used */

/* By number: where its object is. */
struct reference {
	unsigned char kind, part; /* enum kind, enum frame_part */
	uint32_t place; /* of a common stream, or what is placed: its offset;
			   of an own one that from where these begin */
	uint32_t index; /* in the pack of its part */
};

struct pack {
	struct text index, objects; /* the two halves of the stream */
	uint32_t count;
	uint32_t number; /* of the stream */
};

struct frame {
	struct squeezer *squeezer;
	struct text *out;
	size_t start; /* of the file in it */
	struct reference *references;
	size_t count, room;
	struct pack packs[FRAME_PARTS];
	struct text own; /* streams, until they may come */
	size_t own_start; /* in the file; 0: they did not come yet */
	size_t streams_end, dictionaries_end; /* frame_common() */
	struct text scratch, squeezed;
};

struct frame *frame_new(struct squeezer *squeezer)
{
	struct frame *frame = memory_new(sizeof(*frame));

	frame->squeezer = squeezer;
	return frame;
}

void frame_free(struct frame *frame)
{
	if (frame == NULL)
		return;
	free(frame->references);
	for (int part = 0; part < FRAME_PARTS; part++) {
		text_clear(&frame->packs[part].index);
		text_clear(&frame->packs[part].objects);
	}
	text_clear(&frame->own);
	text_clear(&frame->scratch);
	text_clear(&frame->squeezed);
	free(frame);
}

void frame_begin(struct frame *frame, unsigned objects, struct text *out)
{
	frame->out = out;
	frame->start = out->length;
	frame->count = frame->own_start = 0;
	for (int part = 0; part < FRAME_PARTS; part++) {
		text_reset(&frame->packs[part].index);
		text_reset(&frame->packs[part].objects);
		frame->packs[part].count = 0;
	}
	text_reset(&frame->own);
	for (unsigned i = 0; i <= objects; i++)
		frame_add(frame);
	/* Bytes above 127 say that this is no text (7.5.2). */
	text_add(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
}

unsigned frame_add(struct frame *frame)
{
	ARRAY_RESERVE(frame->references, frame->count, frame->room);
	frame->references[frame->count++] = (struct reference){
		.kind = KIND_FREE, .index = NO_GENERATION};
	return (unsigned)frame->count - 1;
}

static size_t length_of(const struct frame *frame)
{
	return frame->out->length - frame->start;
}

struct text *frame_pack(struct frame *frame, unsigned object,
	enum frame_part part)
{
	struct pack *pack = &frame->packs[part];
	struct text *index = &pack->index;
	char *at;

	frame->references[object] = (struct reference){.kind = KIND_PACKED,
		.part = (unsigned char)part, .index = pack->count++};
	if (pack->objects.length > 0)
		text_add_char(&pack->objects, '\n');
	text_reserve(index, 2 * TEXT_DIGITS + 2);
	at = text_put_whole(index->data + index->length, object);
	*at++ = ' ';
	at = text_put_whole(at, pack->objects.length);
	*at++ = ' ';
	text_end_at(index, at);
	return &pack->objects;
}

static void begin_object(struct text *out, size_t object)
{
	pdf_add_integer(out, "", object);
	text_add(out, " 0 obj\n<<");
}

static void add_stream(struct text *out, size_t object,
	const struct text *body, const void *bytes, size_t length)
{
	text_reserve(out, body->length + length + STREAM_ROOM);
	begin_object(out, object);
	text_append(out, body->data, body->length);
	pdf_add_integer(out, "/Length ", length);
	text_add(out, ">>\nstream\n");
	text_append(out, bytes, length);
	text_add(out, "\nendstream\nendobj\n");
}

void frame_set_stream(struct frame *frame, unsigned object,
	enum frame_part part, const struct text *body, const void *bytes,
	size_t length)
{
	bool is_own = part == FRAME_OWN;

	frame->references[object] = (struct reference){.kind = KIND_PLACED,
		.part = (unsigned char)part, .place = (uint32_t)(is_own ?
			frame->own.length : length_of(frame))};
	add_stream(is_own ? &frame->own : frame->out, object, body, bytes,
		length);
}

/* Those of the common part are the same in many files. */
static void place_pack(struct frame *frame, enum frame_part part)
{
	struct pack *pack = &frame->packs[part];
	struct text *body = &frame->scratch, *squeezed = &frame->squeezed;
	struct stretch whole;

	if (pack->count == 0)
		return;
	text_reset(body);
	pdf_add_integer(body, "/Type/ObjStm/N ", pack->count);
	pdf_add_integer(body, "/First ", pack->index.length);
	text_add(body, "/Filter/FlateDecode");
	text_append(&pack->index, pack->objects.data, pack->objects.length);
	pack->number = frame_add(frame);
	frame->references[pack->number] = (struct reference){
		.kind = KIND_PLACED, .place = (uint32_t)length_of(frame)};
	whole = (struct stretch){pack->index.length, part == FRAME_COMMON};
	text_reset(squeezed);
	squeeze_stretches(frame->squeezer, SQUEEZE_WORDS, pack->index.data,
		&whole, 1, squeezed);
	add_stream(frame->out, pack->number, body, squeezed->data,
		squeezed->length);
}

/* All but what is placed. */
static void place_rest(struct frame *frame)
{
	if (frame->own_start > 0)
		return;
	frame->streams_end = length_of(frame);
	place_pack(frame, FRAME_COMMON);
	frame->dictionaries_end = frame->own_start = length_of(frame);
	text_append(frame->out, frame->own.data, frame->own.length);
	place_pack(frame, FRAME_OWN);
}

size_t frame_place(struct frame *frame, unsigned object,
	const struct text *body)
{
	size_t at;

	place_rest(frame);
	frame->references[object] = (struct reference){.kind = KIND_PLACED,
		.place = (uint32_t)length_of(frame)};
	begin_object(frame->out, object);
	at = length_of(frame);
	text_append(frame->out, body->data, body->length);
	text_add(frame->out, ">>\nendobj\n");
	return at;
}

/* How many bytes the greatest number takes. */
static int width_of(size_t greatest)
{
	int width = 1;

	while (greatest >>= 8)
		width++;
	return width;
}

/* Of a row: a place or the number of a pack, and an index; its kind is one. */
struct widths {
	int place, index, whole;
};

static struct widths find_widths(const struct frame *frame)
{
	size_t length = length_of(frame);
	struct widths widths;

	widths.place = width_of(length > frame->count ? length : frame->count);
	widths.index = width_of(frame->count > NO_GENERATION ? frame->count :
		NO_GENERATION);
	widths.whole = 1 + widths.place + widths.index;
	return widths;
}

static uint64_t row_of(const struct frame *frame,
	const struct reference *reference, struct widths widths)
{
	uint64_t kind = reference->kind, place = reference->place;

	if (kind == KIND_PACKED)
		place = frame->packs[reference->part].number;
	else if (reference->part == FRAME_OWN)
		place += frame->own_start;
	return (kind << 8 * widths.place | place) << 8 * widths.index |
		reference->index;
}

/* Each byte by itself: nothing is borrowed from the next. */
static uint64_t subtract_bytes(uint64_t a, uint64_t b)
{
	const uint64_t high = 0x8080808080808080u;

	return ((a | high) - (b & ~high)) ^ ((a ^ ~b) & high);
}

static void add_rows(const struct frame *frame, struct widths widths,
	struct text *rows)
{
	char *at = text_extend(rows, frame->count *
		(size_t)(widths.whole + 1) + sizeof(uint64_t));
	uint64_t before = 0;

	for (size_t i = 0; i < frame->count; i++) {
		uint64_t row = row_of(frame, &frame->references[i], widths);
		uint64_t bytes = htobe64(subtract_bytes(row, before)
			<< (64 - 8 * widths.whole));

		*at++ = UP;
		memcpy(at, &bytes, sizeof(bytes));
		at += widths.whole;
		before = row;
	}
	text_end_at(rows, at);
}

static void place_references(struct frame *frame, const char *trailer)
{
	unsigned number = frame_add(frame);
	struct widths widths = find_widths(frame);
	struct text *text = &frame->scratch;

	frame->references[number] = (struct reference){.kind = KIND_PLACED,
		.place = (uint32_t)length_of(frame)};
	text_reset(text);
	add_rows(frame, widths, text);
	text_reset(&frame->squeezed);
	squeeze(frame->squeezer, SQUEEZE_ROWS, text->data, text->length,
		&frame->squeezed);
	text_reset(text);
	pdf_add_integer(text, "/Type/XRef/Size ", frame->count);
	pdf_add_integer(text, "/W[1 ", (size_t)widths.place);
	pdf_add_integer(text, " ", (size_t)widths.index);
	pdf_add_integer(text, "]/DecodeParms<</Predictor 12/Columns ",
		(size_t)widths.whole);
	text_add(text, ">>");
	text_add(text, trailer);
	text_add(text, "/Filter/FlateDecode");
	add_stream(frame->out, number, text, frame->squeezed.data,
		frame->squeezed.length);
}

void frame_end(struct frame *frame, const char *trailer)
{
	size_t at;

	place_rest(frame);
	at = length_of(frame);
	place_references(frame, trailer);
	pdf_add_integer(frame->out, "startxref\n", at);
	text_add(frame->out, "\n%%EOF\n");
}

void frame_common(const struct frame *frame, size_t *streams,
	size_t *dictionaries)
{
	*streams = frame->streams_end;
	*dictionaries = frame->dictionaries_end;
}
