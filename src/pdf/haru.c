/*
 * libharu lets a function write the rest of a dictionary just before its ">>":
 * ours writes the body. Another is called after the ">>", and writes what makes
 * the dictionary a stream: libharu's own streams have their length in an object
 * beside them. A page comes with such a stream for its content, which gives way
 * to one of ours.
 * Saving is ours too: libharu writes each object, but knows neither streams of
 * objects nor of cross-references, which take a fifth off a letter (frame.c).
 * Its errors stick: after the first one calls do nothing, and haru_end() says
 * which it was. One document object serves all letters: memory stays flat.
 */
#include "pdf/haru.h"

#include <stdlib.h>
#include <string.h>

#include <hpdf.h>
#include <hpdf_doc.h>

#include "base/arena.h"
#include "pdf/frame.h"
#include "pdf/syntax.h"

#define OBJECT_MASK 0x00FFFFFFu /* of an object's id: its number */

struct body {
	const char *bytes;
	HPDF_UINT length;
	size_t offset; /* in its object; when that is written, in the file */
	const char *stream; /* NULL: it is not one */
	HPDF_UINT stream_length;
	bool is_placed; /* by itself in the file, never packed */
};

struct haru {
	HPDF_Doc doc;
	struct arena arena; /* of the file being made: its bodies' bytes */
	struct body *bodies; /* by object */
	size_t room;
	struct frame *frame;
	struct text object; /* being written */
};

static void *allocate(HPDF_UINT size)
{
	return memory_new(size);
}

struct haru *haru_new(void)
{
	struct haru *haru = memory_new(sizeof(*haru));

	haru->doc = HPDF_NewEx(NULL, allocate, free, 0, haru);
	if (haru->doc == NULL)
		abort(); /* memory never fails, and there is no other reason */
	haru->frame = frame_new();
	return haru;
}

void haru_free(struct haru *haru)
{
	if (haru == NULL)
		return;
	HPDF_Free(haru->doc);
	arena_clear(&haru->arena);
	frame_free(haru->frame);
	text_clear(&haru->object);
	free(haru->bodies);
	free(haru);
}

void haru_begin(struct haru *haru)
{
	arena_reset(&haru->arena);
	if (haru->room > 0)
		memset(haru->bodies, 0, haru->room * sizeof(*haru->bodies));
	HPDF_NewDoc(haru->doc);
	HPDF_Dict_RemoveElement(haru->doc->info, "Producer");
}

static unsigned number_of(HPDF_Dict dict)
{
	return dict == NULL ? 0 : dict->header.obj_id & OBJECT_MASK;
}

/* A dictionary of libharu's leads to its error record, and that to us. */
static HPDF_STATUS write_body(HPDF_Dict dict, HPDF_Stream stream)
{
	const struct haru *haru = dict->error->user_data;
	struct body *body = &haru->bodies[number_of(dict)];

	body->offset = haru->object.length;
	return HPDF_Stream_Write(stream, (const HPDF_BYTE *)body->bytes,
		body->length);
}

static HPDF_STATUS write_stream(HPDF_Dict dict)
{
	static const char before[] = "\nstream\n", after[] = "\nendstream";
	const struct haru *haru = dict->error->user_data;
	const struct body *body = &haru->bodies[number_of(dict)];
	HPDF_Stream out = haru->doc->stream;

	/* Errors stick to the stream. */
	HPDF_Stream_Write(out, (const HPDF_BYTE *)before, sizeof(before) - 1);
	HPDF_Stream_Write(out, (const HPDF_BYTE *)body->stream,
		body->stream_length);
	return HPDF_Stream_Write(out, (const HPDF_BYTE *)after,
		sizeof(after) - 1);
}

static struct body *body_of(struct haru *haru, unsigned number)
{
	size_t room = haru->room;

	while (number >= haru->room)
		haru->room = haru->room ? 2 * haru->room : 256;
	if (room < haru->room) {
		haru->bodies = memory_resize(haru->bodies, haru->room,
			sizeof(*haru->bodies));
		memset(haru->bodies + room, 0,
			(haru->room - room) * sizeof(*haru->bodies));
	}
	return &haru->bodies[number];
}

static void set_body(struct haru *haru, HPDF_Dict dict, const char *bytes,
	size_t length)
{
	struct body *body = body_of(haru, number_of(dict));

	body->bytes = arena_strndup(&haru->arena, bytes, length);
	body->length = (HPDF_UINT)length;
	dict->write_fn = write_body;
}

unsigned haru_add(struct haru *haru)
{
	HPDF_Dict dict = HPDF_Dict_New(haru->doc->mmgr);

	if (HPDF_Xref_Add(haru->doc->xref, dict) != HPDF_OK)
		return 0;
	return number_of(dict);
}

unsigned haru_add_placed(struct haru *haru)
{
	unsigned object = haru_add(haru);

	if (object != 0)
		body_of(haru, object)->is_placed = true;
	return object;
}

unsigned haru_add_stream(struct haru *haru, const void *bytes, size_t length)
{
	unsigned object = haru_add(haru);
	HPDF_Dict dict;
	struct body *body;

	if (object == 0)
		return 0;
	dict = HPDF_Xref_GetEntry(haru->doc->xref, object)->obj;
	body = body_of(haru, object);
	body->stream = arena_strndup(&haru->arena, bytes, length);
	body->stream_length = (HPDF_UINT)length;
	body->is_placed = true;
	HPDF_Dict_AddNumber(dict, "Length", (HPDF_INT32)length);
	dict->after_write_fn = write_stream;
	return object;
}

static void drop_object(struct haru *haru, unsigned object)
{
	HPDF_Xref_GetEntry(haru->doc->xref, object)->entry_typ =
		HPDF_FREE_ENTRY;
}

/* libharu's page has a box and resources of its own: the body has ours. */
unsigned haru_add_page(struct haru *haru, const void *content, size_t length)
{
	static const char filter[] = "/Filter/FlateDecode";
	HPDF_Page page = HPDF_AddPage(haru->doc);
	HPDF_Dict dict;
	HPDF_Number size;
	unsigned stream;

	if (page == NULL)
		return 0;
	dict = HPDF_Dict_GetItem(page, "Contents", HPDF_OCLASS_DICT);
	size = HPDF_Dict_GetItem(dict, "Length", HPDF_OCLASS_NUMBER);
	drop_object(haru, number_of(dict));
	drop_object(haru, size->header.obj_id & OBJECT_MASK);
	HPDF_Dict_RemoveElement(page, "MediaBox");
	HPDF_Dict_RemoveElement(page, "Resources");
	stream = haru_add_stream(haru, content, length);
	if (stream == 0)
		return 0;
	dict = HPDF_Xref_GetEntry(haru->doc->xref, stream)->obj;
	set_body(haru, dict, filter, strlen(filter));
	HPDF_Dict_Add(page, "Contents", dict);
	return number_of(page);
}

unsigned haru_catalog(const struct haru *haru)
{
	return number_of(haru->doc->catalog);
}

unsigned haru_info(const struct haru *haru)
{
	return number_of(haru->doc->info);
}

void haru_set_body(struct haru *haru, unsigned object, const struct text *body)
{
	if (object != 0)
		set_body(haru, HPDF_Xref_GetEntry(haru->doc->xref, object)->obj,
			text_string(body), body->length);
}

size_t haru_offset(const struct haru *haru, unsigned object)
{
	return haru->bodies[object].offset;
}

/* Takes the place of a stream libharu would save to. */
static HPDF_STATUS write_out(HPDF_Stream stream, const HPDF_BYTE *bytes,
	HPDF_UINT length)
{
	text_append(stream->attr, bytes, length);
	return HPDF_OK;
}

static bool write_object(struct haru *haru, unsigned number)
{
	HPDF_XrefEntry entry = HPDF_Xref_GetEntry(haru->doc->xref, number);
	struct body *body = body_of(haru, number);

	if (entry->entry_typ == HPDF_FREE_ENTRY) {
		frame_skip(haru->frame, number);
		return true;
	}
	text_reset(&haru->object);
	if (HPDF_Obj_WriteValue(entry->obj, haru->doc->stream, NULL) != HPDF_OK)
		return false;
	if (body->is_placed)
		body->offset += frame_place(haru->frame, number,
			haru->object.data, haru->object.length);
	else
		frame_pack(haru->frame, number, haru->object.data,
			haru->object.length);
	return true;
}

/* Both halves of the ID are the same: the file is as it was first made. */
static void write_trailer(struct haru *haru, const unsigned char id[16])
{
	struct text *trailer = &haru->object;

	text_reset(trailer);
	pdf_add_reference(trailer, "/Root", haru_catalog(haru));
	pdf_add_reference(trailer, "/Info", haru_info(haru));
	text_add(trailer, "/ID[");
	for (int half = 0; half < 2; half++) {
		text_add_char(trailer, '<');
		for (int i = 0; i < 16; i++)
			text_printf(trailer, "%02X", id[i]);
		text_add_char(trailer, '>');
	}
	text_add_char(trailer, ']');
	frame_end(haru->frame, text_string(trailer));
}

bool haru_end(struct haru *haru, const unsigned char id[16], struct text *out,
	struct report *report)
{
	HPDF_Doc doc = haru->doc;
	bool done;

	doc->stream = HPDF_CallbackWriter_New(doc->mmgr, write_out,
		&haru->object);
	done = HPDF_GetError(doc) == HPDF_OK;
	frame_begin(haru->frame, out);
	for (unsigned i = 1; done && i < doc->xref->entries->count; i++)
		done = write_object(haru, i);
	if (done) {
		write_trailer(haru, id);
		return true;
	}
	return report_error(report, (struct place){0},
		"the PDF cannot be written: libharu's error 0x%04lx (detail "
		"%lu)", HPDF_GetError(doc), HPDF_GetErrorDetail(doc));
}
