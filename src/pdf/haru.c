/*
 * libharu makes the document: catalog, information, page tree and pages. What
 * it says of them is kept, as letters of as many pages have it all in common,
 * and bodies are added to that. Other objects are a number and a body: as
 * dictionaries of libharu's they would cost ten times as much, and there are a
 * hundred. Saving is ours too: libharu writes its objects, but knows neither
 * streams of objects nor of cross-references, which take a fifth off a letter
 * (frame.c). Its errors stick: after the first one calls do nothing, and
 * haru_end() says which it was.
 */
#include "pdf/haru.h"

#include <stdlib.h>

#include <hpdf.h>
#include <hpdf_doc.h>

#include "base/arena.h"
#include "pdf/frame.h"
#include "pdf/syntax.h"

#define OBJECT_MASK 0x00FFFFFFu /* of an object's id: its number */

enum kind { COMMON, OWN, PLACED, STREAM, SHARED };

struct object {
	enum kind kind;
	const char *head; /* from << on, as libharu has it; NULL: no more */
	size_t head_length;
	struct text body; /* in the arena: not to be appended to */
	const char *stream;
	size_t length; /* of the stream */
	size_t offset; /* in the file, of a placed one's body */
};

struct haru {
	HPDF_Doc doc;
	size_t pages;	   /* that the document has; 0: there is none */
	struct arena kept; /* what libharu says of it */
	size_t kept_count; /* objects that it says that of, the first */
	struct arena arena; /* of the file being made */
	struct object *objects; /* by number; 0 is none */
	size_t count, room;
	unsigned first_page;
	struct frame *frame;
	struct text scratch;
	size_t streams, dictionaries; /* haru_common() */
};

static void *allocate(HPDF_UINT size)
{
	return memory_resize(NULL, size, 1);
}

struct haru *haru_new(struct squeezer *squeezer)
{
	struct haru *haru = memory_new(sizeof(*haru));

	haru->doc = HPDF_NewEx(NULL, allocate, free, 0, NULL);
	if (haru->doc == NULL)
		abort(); /* memory never fails, and there is no other reason */
	haru->frame = frame_new(squeezer);
	return haru;
}

void haru_free(struct haru *haru)
{
	if (haru == NULL)
		return;
	HPDF_Free(haru->doc);
	arena_clear(&haru->kept);
	arena_clear(&haru->arena);
	frame_free(haru->frame);
	text_clear(&haru->scratch);
	free(haru->objects);
	free(haru);
}

static unsigned number_of(HPDF_Dict dict)
{
	return dict == NULL ? 0 : dict->header.obj_id & OBJECT_MASK;
}

static struct object *add_object(struct haru *haru, enum kind kind)
{
	struct object *object;

	ARRAY_RESERVE(haru->objects, haru->count, haru->room);
	object = &haru->objects[haru->count++];
	*object = (struct object){.kind = kind};
	return object;
}

/* Takes the place of a stream libharu would save to. */
static HPDF_STATUS write_out(HPDF_Stream stream, const HPDF_BYTE *bytes,
	HPDF_UINT length)
{
	text_append(stream->attr, bytes, length);
	return HPDF_OK;
}

/* libharu's objects come first, so that its numbers are ours. */
static void adopt(struct haru *haru, HPDF_Dict dict, enum kind kind)
{
	struct text *said = &haru->scratch;
	struct object *object;

	while (haru->count <= number_of(dict))
		add_object(haru, OWN);
	text_reset(said);
	if (HPDF_GetError(haru->doc) != HPDF_OK ||
		HPDF_Obj_WriteValue(dict, haru->doc->stream, NULL) != HPDF_OK)
		return;
	object = &haru->objects[number_of(dict)];
	object->kind = kind;
	object->head_length = said->length - 2; /* without the >> */
	object->head = arena_strndup(&haru->kept, said->data,
		object->head_length);
}

/* HPDF_AddPage() makes a box, resources and a content of its own. */
static HPDF_Dict add_page(struct haru *haru)
{
	HPDF_Dict page = HPDF_Dict_New(haru->doc->mmgr);

	if (HPDF_Xref_Add(haru->doc->xref, page) != HPDF_OK ||
		HPDF_Pages_AddKids(haru->doc->root_pages, page) != HPDF_OK)
		return NULL;
	page->header.obj_class |= HPDF_OSUBCLASS_PAGE; /* it is counted */
	return page;
}

static void make_document(struct haru *haru, size_t pages)
{
	HPDF_Doc doc = haru->doc;
	HPDF_Dict *made = memory_new(pages * sizeof(*made));

	arena_reset(&haru->kept);
	haru->count = 0;
	HPDF_NewDoc(doc);
	HPDF_Dict_RemoveElement(doc->info, "Producer");
	for (size_t i = 0; i < pages; i++)
		made[i] = add_page(haru);
	doc->stream = HPDF_CallbackWriter_New(doc->mmgr, write_out,
		&haru->scratch);
	adopt(haru, doc->catalog, COMMON);
	adopt(haru, doc->root_pages, COMMON);
	adopt(haru, doc->info, OWN);
	for (size_t i = 0; i < pages; i++)
		adopt(haru, made[i], COMMON);
	haru->first_page = number_of(made[0]);
	while (haru->count < haru->first_page + pages)
		add_object(haru, OWN); /* after an error */
	haru->kept_count = haru->count;
	haru->pages = HPDF_GetError(doc) == HPDF_OK ? pages : 0;
	free(made);
}

void haru_begin(struct haru *haru, size_t pages)
{
	arena_reset(&haru->arena);
	if (pages != haru->pages)
		make_document(haru, pages);
	haru->count = haru->kept_count;
	for (size_t i = 0; i < haru->count; i++)
		haru->objects[i].body = (struct text){0};
}

unsigned haru_add(struct haru *haru, enum haru_kind kind)
{
	static const enum kind kinds[] = {[HARU_COMMON] = COMMON,
		[HARU_OWN] = OWN, [HARU_PLACED] = PLACED};

	add_object(haru, kinds[kind]);
	return (unsigned)haru->count - 1;
}

static unsigned add_stream(struct haru *haru, enum kind kind, const void *bytes,
	size_t length)
{
	struct object *object = add_object(haru, kind);

	object->stream = arena_strndup(&haru->arena, bytes, length);
	object->length = length;
	return (unsigned)haru->count - 1;
}

unsigned haru_add_stream(struct haru *haru, const void *bytes, size_t length)
{
	return add_stream(haru, STREAM, bytes, length);
}

unsigned haru_add_shared(struct haru *haru, const void *bytes, size_t length)
{
	return add_stream(haru, SHARED, bytes, length);
}

unsigned haru_page(const struct haru *haru, size_t index)
{
	return haru->first_page + (unsigned)index;
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
	struct text *copy = &haru->objects[object].body;

	copy->data = arena_strndup(&haru->arena, text_string(body),
		body->length);
	copy->length = body->length;
}

size_t haru_offset(const struct haru *haru, unsigned object)
{
	return haru->objects[object].offset;
}

void haru_common(const struct haru *haru, size_t *streams,
	size_t *dictionaries)
{
	*streams = haru->streams;
	*dictionaries = haru->dictionaries;
}

static void pack_object(const struct object *object, struct text *out)
{
	if (object->head != NULL)
		text_append(out, object->head, object->head_length);
	else
		text_add(out, "<<");
	text_append(out, object->body.data, object->body.length);
	text_add(out, ">>");
}

static void write_object(struct haru *haru, unsigned number)
{
	struct object *object = &haru->objects[number];

	switch (object->kind) {
	case COMMON:
	case OWN:
		pack_object(object, frame_pack(haru->frame, number));
		break;
	case PLACED:
		object->offset = frame_place(haru->frame, number,
			&object->body);
		break;
	case STREAM:
	case SHARED:
		frame_place_stream(haru->frame, number, &object->body,
			object->stream, object->length);
		break;
	}
}

static void write_objects(struct haru *haru, enum kind kind)
{
	for (unsigned i = 1; i < haru->count; i++)
		if (haru->objects[i].kind == kind)
			write_object(haru, i);
}

/* Both halves of the ID are the same: the file is as it was first made. */
static void write_trailer(struct haru *haru, const unsigned char id[16])
{
	struct text *trailer = &haru->scratch;

	text_reset(trailer);
	pdf_add_reference(trailer, "/Root", haru_catalog(haru));
	pdf_add_reference(trailer, "/Info", haru_info(haru));
	text_add(trailer, "/ID[");
	pdf_add_hex(trailer, id, 16);
	pdf_add_hex(trailer, id, 16);
	text_add_char(trailer, ']');
	frame_end(haru->frame, text_string(trailer));
}

/* What is placed comes late: little that is signed stands behind the gap. */
static void write_file(struct haru *haru)
{
	write_objects(haru, SHARED);
	haru->streams = frame_length(haru->frame);
	write_objects(haru, COMMON);
	frame_seal(haru->frame);
	haru->dictionaries = frame_length(haru->frame);
	write_objects(haru, STREAM);
	write_objects(haru, OWN);
	frame_seal(haru->frame);
	write_objects(haru, PLACED);
}

bool haru_end(struct haru *haru, const unsigned char id[16], struct text *out,
	struct report *report)
{
	HPDF_Doc doc = haru->doc;

	if (HPDF_GetError(doc) == HPDF_OK) {
		frame_begin(haru->frame, (unsigned)haru->count - 1, out);
		write_file(haru);
		write_trailer(haru, id);
		return true;
	}
	return report_error(report, (struct place){0},
		"the PDF cannot be written: libharu's error 0x%04lx (detail "
		"%lu)", HPDF_GetError(doc), HPDF_GetErrorDetail(doc));
}
