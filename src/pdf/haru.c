/*
 * libharu lets a function write the rest of a dictionary just before its ">>":
 * ours writes the body. Another is called after the ">>", and writes what makes
 * the dictionary a stream: libharu's own streams have their length in an object
 * beside them. A page's content is such a stream all the same; libharu drops
 * the Filter of what it has not compressed itself, so the body says it.
 * Its errors stick: after the first one calls do nothing, and haru_end() says
 * which it was. One document object serves all letters: memory stays flat.
 */
#include "pdf/haru.h"

#include <stdlib.h>
#include <string.h>

#include <hpdf.h>
#include <hpdf_doc.h>

#include "base/arena.h"

#define OBJECT_MASK 0x00FFFFFFu /* of an object's id: its number */

struct body {
	const char *bytes;
	HPDF_UINT length;
	size_t offset; /* in the file, once it is written */
	const char *stream; /* NULL: it is not one */
	HPDF_UINT stream_length;
};

struct haru {
	HPDF_Doc doc;
	struct arena arena; /* of the file being made: its bodies' bytes */
	struct body *bodies; /* by object; the trailer's is 0 */
	size_t room;
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
	return haru;
}

void haru_free(struct haru *haru)
{
	if (haru == NULL)
		return;
	HPDF_Free(haru->doc);
	arena_clear(&haru->arena);
	free(haru->bodies);
	free(haru);
}

void haru_begin(struct haru *haru)
{
	arena_reset(&haru->arena);
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

	body->offset = stream->size;
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

static struct body *body_of(struct haru *haru, HPDF_Dict dict)
{
	size_t number = number_of(dict);

	while (number >= haru->room) {
		haru->room = haru->room ? 2 * haru->room : 256;
		haru->bodies = memory_resize(haru->bodies, haru->room,
			sizeof(*haru->bodies));
	}
	return &haru->bodies[number];
}

static void set_body(struct haru *haru, HPDF_Dict dict, const char *bytes,
	size_t length)
{
	struct body *body = body_of(haru, dict);

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

unsigned haru_add_stream(struct haru *haru, const void *bytes, size_t length)
{
	unsigned object = haru_add(haru);
	HPDF_Dict dict;
	struct body *body;

	if (object == 0)
		return 0;
	dict = HPDF_Xref_GetEntry(haru->doc->xref, object)->obj;
	body = body_of(haru, dict);
	body->stream = arena_strndup(&haru->arena, bytes, length);
	body->stream_length = (HPDF_UINT)length;
	HPDF_Dict_AddNumber(dict, "Length", (HPDF_INT32)length);
	dict->after_write_fn = write_stream;
	return object;
}

/* libharu's page has a box and resources of its own: the body has ours. */
unsigned haru_add_page(struct haru *haru, const void *content, size_t length)
{
	static const char filter[] = "/Filter/FlateDecode";
	HPDF_Page page = HPDF_AddPage(haru->doc);
	HPDF_Dict stream;

	if (page == NULL)
		return 0;
	HPDF_Dict_RemoveElement(page, "MediaBox");
	HPDF_Dict_RemoveElement(page, "Resources");
	stream = HPDF_Dict_GetItem(page, "Contents", HPDF_OCLASS_DICT);
	HPDF_Stream_Write(stream->stream, content, (HPDF_UINT)length);
	set_body(haru, stream, filter, strlen(filter));
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

/* Both halves are the same: the file is as it was first made. */
static void set_trailer(struct haru *haru, const unsigned char id[16])
{
	struct text body = {0};

	text_add(&body, "/ID[");
	for (int half = 0; half < 2; half++) {
		text_add_char(&body, '<');
		for (int i = 0; i < 16; i++)
			text_printf(&body, "%02X", id[i]);
		text_add_char(&body, '>');
	}
	text_add(&body, "]\n");
	set_body(haru, haru->doc->trailer, body.data, body.length);
	text_clear(&body);
}

/* Takes the place of the memory libharu would save to. */
static HPDF_STATUS write_out(HPDF_Stream stream, const HPDF_BYTE *bytes,
	HPDF_UINT length)
{
	text_append(stream->attr, bytes, length);
	return HPDF_OK;
}

bool haru_end(struct haru *haru, const unsigned char id[16], struct text *out,
	struct report *report)
{
	HPDF_Doc doc = haru->doc;

	set_trailer(haru, id);
	doc->pdf_version = HPDF_VER_17; /* last: other calls assign it */
	doc->stream = HPDF_CallbackWriter_New(doc->mmgr, write_out, out);
	if (HPDF_GetError(doc) == HPDF_OK && HPDF_SaveToStream(doc) == HPDF_OK)
		return true;
	return report_error(report, (struct place){0},
		"the PDF cannot be written: libharu's error 0x%04lx (detail "
		"%lu)", HPDF_GetError(doc), HPDF_GetErrorDetail(doc));
}
