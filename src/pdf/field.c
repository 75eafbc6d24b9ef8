/*
 * ISO 32000-1, 12.7.4.5 and 12.8; EN 319 142-1 (PAdES). The signature is of all
 * bytes but its own, so the dictionary names a range around them that is known
 * only once the file is whole: blanks hold its place until then.
 */
#include "pdf/field.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/syntax.h"

/* "0 12345 23456 7890": four numbers of at most ten digits. */
#define RANGE_ROOM 44

static bool find_area(struct field *field, const struct pages *pages)
{
	for (size_t i = 0; i < pages->count; i++) {
		if (pages->pages[i].form == NULL)
			continue;
		field->area = pages->pages[i].form;
		field->page = i;
		return true;
	}
	return false;
}

void field_begin(struct field *field, const struct pdf_signature *signature,
	struct pages *pages)
{
	size_t count = pages->element_count;

	*field = (struct field){.signature = signature,
		.height = pages->height};
	if (signature == NULL || find_area(field, pages))
		return;
	field->elements = memory_resize(NULL, count + 1,
		sizeof(*field->elements));
	memcpy(field->elements, pages->elements,
		count * sizeof(*field->elements));
	field->elements[count] = (struct element){.role = ROLE_FORM};
	field->unseen = (struct form_area){.y = pages->height,
		.y2 = pages->height, .element = count};
	field->area = &field->unseen;
	field->page = pages->count - 1;
	pages->elements = field->elements;
	pages->element_count++;
}

void field_clear(struct field *field)
{
	free(field->elements);
}

void field_write_appearance(struct field *field, const struct text *drawn,
	unsigned resources, struct haru *haru)
{
	const struct form_area *area = field->area;
	const double box[] = {0, 0, area->x2 - area->x, area->y2 - area->y};
	struct text *body = haru_body(haru);

	text_add(body, "/Type/XObject/Subtype/Form/Filter/FlateDecode/BBox[");
	pdf_add_numbers(body, box, 4);
	pdf_add_reference(body, "]/Resources", resources);
	field->appearance = haru_add_stream(haru, FRAME_OWN, body,
		drawn->data, drawn->length);
}

void field_write_widget(struct field *field, unsigned page_object, size_t key,
	struct haru *haru)
{
	const struct form_area *area = field->area;
	const double box[] = {area->x, field->height - area->y2, area->x2,
		field->height - area->y};
	struct text *body = haru_body(haru);

	field->value = haru_add(haru);
	/* Printed, and locked: it is not to be moved (12.5.3). */
	text_add(body, "/Type/Annot/Subtype/Widget/FT/Sig/F 132/Rect[");
	pdf_add_numbers(body, box, 4);
	pdf_add_reference(body, "]/P", page_object);
	pdf_add_reference(body, "/V", field->value);
	pdf_add_string(body, "/T", field->signature->field);
	pdf_add_string(body, "/TU", area->description ? area->description :
		field->signature->tooltip);
	pdf_add_integer(body, "/StructParent ", key);
	if (field->appearance != 0) {
		pdf_add_reference(body, "/AP<</N", field->appearance);
		text_add(body, ">>");
	}
	haru_set_body(haru, field->widget, FRAME_OWN, body);
}

static void add_entry(struct text *body, const char *key, const char *value)
{
	if (value != NULL)
		pdf_add_string(body, key, value);
}

static void add_times(struct text *body, char c, size_t times)
{
	memset(text_extend(body, times), c, times);
}

void field_write_value(struct field *field, struct haru *haru)
{
	const struct pdf_signature *signature = field->signature;
	struct text *body = haru_body(haru);

	if (signature == NULL)
		return;
	text_add(body, "/Type/Sig/Filter/Adobe.PPKLite"
		"/SubFilter/ETSI.CAdES.detached");
	add_entry(body, "/Name", signature->name);
	add_entry(body, "/Reason", signature->reason);
	add_entry(body, "/Location", signature->place);
	add_entry(body, "/ContactInfo", signature->contact);
	pdf_add_date(body, "/M", signature->date);
	if (signature->certify)
		text_add(body, "/Reference[<</Type/SigRef"
			"/TransformMethod/DocMDP/TransformParams"
			"<</Type/TransformParams/P 1/V/1.2>>>>]");
	text_add(body, "/ByteRange[");
	field->range_at = body->length;
	add_times(body, ' ', RANGE_ROOM);
	text_add(body, "]/Contents");
	field->contents_at = body->length;
	text_add_char(body, '<');
	add_times(body, '0', 2 * signature->reserved);
	text_add_char(body, '>');
	field->contents_end = body->length;
	field->value_at = haru_place(haru, field->value, body);
}

void field_add_to_catalog(const struct field *field, struct text *catalog)
{
	if (field->signature == NULL)
		return;
	pdf_add_reference(catalog, "/AcroForm<</SigFlags 3/Fields[",
		field->widget);
	text_add(catalog, "]>>/Extensions<</ESIC<</BaseVersion/1.7"
		"/ExtensionLevel 1>>>>");
	if (field->signature->certify) {
		pdf_add_reference(catalog, "/Perms<</DocMDP", field->value);
		text_add(catalog, ">>");
	}
}

struct pdf_gap field_fill_range(const struct field *field, char *file,
	size_t length)
{
	char range[RANGE_ROOM + 1];
	size_t body = field->value_at;
	struct pdf_gap gap;
	int used;

	if (field->signature == NULL)
		return (struct pdf_gap){0, 0};
	gap.start = body + field->contents_at;
	gap.end = body + field->contents_end;
	used = snprintf(range, sizeof(range), "0 %zu %zu %zu", gap.start,
		gap.end, length - gap.end);
	assert(used > 0 && used <= RANGE_ROOM);
	memcpy(file + body + field->range_at, range, (size_t)used);
	return gap;
}
