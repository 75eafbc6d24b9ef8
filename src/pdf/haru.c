/*
 * libharu makes the document: catalog, information, page tree and pages. What
 * it says of them is kept, as letters of as many pages have it all in common,
 * and bodies are added to that. Other objects are a number and a body, which
 * goes straight into the file: as dictionaries of libharu's they would cost ten
 * times as much, and there are a hundred. Saving is ours too: libharu writes
 * its objects, but knows neither streams of objects nor of cross-references,
 * which take a fifth off a letter (frame.c). Its errors stick: after the first
 * one calls do nothing, and haru_end() says which it was.
 */
#include "pdf/haru.h"

#include <stdlib.h>

#include <hpdf.h>
#include <hpdf_doc.h>

#include "base/arena.h"
#include "pdf/syntax.h"

#define OBJECT_MASK 0x00FFFFFFu /* of an object's id: its number */

/* What libharu says of an object, from << on; NULL: nothing. */
struct head {
	const char *bytes;
	size_t length;
};

struct haru {
	HPDF_Doc doc;
	size_t pages;	   /* that the document has; 0: there is none */
	struct arena kept; /* what libharu says of it */
	struct head *heads; /* by number, the first */
	size_t head_count, head_room;
	unsigned first_page;
	struct frame *frame;
	struct text scratch, body;
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
	frame_free(haru->frame);
	text_clear(&haru->scratch);
	text_clear(&haru->body);
	free(haru->heads);
	free(haru);
}

static unsigned number_of(HPDF_Dict dict)
{
	return dict == NULL ? 0 : dict->header.obj_id & OBJECT_MASK;
}

/* Takes the place of a stream libharu would save to. */
static HPDF_STATUS write_out(HPDF_Stream stream, const HPDF_BYTE *bytes,
	HPDF_UINT length)
{
	text_append(stream->attr, bytes, length);
	return HPDF_OK;
}

static void reserve_heads(struct haru *haru, size_t count)
{
	while (haru->head_count < count) {
		ARRAY_RESERVE(haru->heads, haru->head_count, haru->head_room);
		haru->heads[haru->head_count++] = (struct head){NULL, 0};
	}
}

/* libharu's objects come first, so that its numbers are ours. */
static void adopt(struct haru *haru, HPDF_Dict dict)
{
	struct text *said = &haru->scratch;
	struct head *head;

	reserve_heads(haru, (size_t)number_of(dict) + 1);
	text_reset(said);
	if (HPDF_GetError(haru->doc) != HPDF_OK ||
		HPDF_Obj_WriteValue(dict, haru->doc->stream, NULL) != HPDF_OK)
		return;
	head = &haru->heads[number_of(dict)];
	head->length = said->length - 2; /* without the >> */
	head->bytes = arena_strndup(&haru->kept, said->data, head->length);
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
	haru->head_count = 0;
	HPDF_NewDoc(doc);
	HPDF_Dict_RemoveElement(doc->info, "Producer");
	for (size_t i = 0; i < pages; i++)
		made[i] = add_page(haru);
	doc->stream = HPDF_CallbackWriter_New(doc->mmgr, write_out,
		&haru->scratch);
	adopt(haru, doc->catalog);
	adopt(haru, doc->root_pages);
	adopt(haru, doc->info);
	for (size_t i = 0; i < pages; i++)
		adopt(haru, made[i]);
	haru->first_page = number_of(made[0]);
	reserve_heads(haru, haru->first_page + pages); /* after an error */
	haru->pages = HPDF_GetError(doc) == HPDF_OK ? pages : 0;
	free(made);
}

void haru_begin(struct haru *haru, size_t pages, struct text *out)
{
	const struct text none = {0};

	if (pages != haru->pages)
		make_document(haru, pages);
	frame_begin(haru->frame, (unsigned)haru->head_count - 1, out);
	haru_set_body(haru, number_of(haru->doc->root_pages), FRAME_COMMON,
		&none);
}

unsigned haru_add(struct haru *haru)
{
	return frame_add(haru->frame);
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

struct text *haru_body(struct haru *haru)
{
	text_reset(&haru->body);
	return &haru->body;
}

void haru_set_body(struct haru *haru, unsigned object, enum frame_part part,
	const struct text *body)
{
	struct text *out = frame_pack(haru->frame, object, part);

	if (object < haru->head_count && haru->heads[object].bytes != NULL)
		text_append(out, haru->heads[object].bytes,
			haru->heads[object].length);
	else
		text_add(out, "<<");
	text_append(out, body->data, body->length);
	text_add(out, ">>");
}

unsigned haru_add_stream(struct haru *haru, enum frame_part part,
	const struct text *body, const void *bytes, size_t length)
{
	unsigned object = frame_add(haru->frame);

	frame_set_stream(haru->frame, object, part, body, bytes, length);
	return object;
}

size_t haru_place(struct haru *haru, unsigned object, const struct text *body)
{
	return frame_place(haru->frame, object, body);
}

void haru_common(const struct haru *haru, size_t *streams,
	size_t *dictionaries)
{
	frame_common(haru->frame, streams, dictionaries);
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

bool haru_end(struct haru *haru, const unsigned char id[16],
	struct report *report)
{
	HPDF_Doc doc = haru->doc;

	if (HPDF_GetError(doc) == HPDF_OK) {
		write_trailer(haru, id);
		return true;
	}
	return report_error(report, (struct place){0},
		"the PDF cannot be written: libharu's error 0x%04lx (detail "
		"%lu)", HPDF_GetError(doc), HPDF_GetErrorDetail(doc));
}
