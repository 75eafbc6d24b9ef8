/*
 * ISO 32000-1, 7.11.3 and 7.11.4, and ISO 19005-3, 6.8. Readers find the files
 * by a tree of names, whose keys are sorted by their bytes: all are written as
 * UTF-16 in hexadecimal, so that the order of the texts is that of the bytes.
 */
#include "pdf/attach.h"

#include <stdlib.h>
#include <string.h>

#include "pdf/syntax.h"

struct entry {
	const char *name;
	struct text key; /* the name as it stands in the tree */
	unsigned object; /* its file specification */
};

static unsigned write_file(const struct pdf_attachment *attachment,
	struct date date, struct haru *haru, struct squeezer *squeezer)
{
	struct text *body = haru_body(haru), squeezed = {0};
	unsigned object;

	squeeze(squeezer, SQUEEZE_WORDS, attachment->bytes,
		attachment->length, &squeezed);
	text_add(body, "/Type/EmbeddedFile/Filter/FlateDecode");
	pdf_add_name(body, "/Subtype", attachment->mime_type);
	pdf_add_integer(body, "/Params<</Size ", attachment->length);
	pdf_add_date(body, "/ModDate", date);
	text_add(body, ">>");
	object = haru_add_stream(haru, FRAME_OWN, body, squeezed.data,
		squeezed.length);
	text_clear(&squeezed);
	return object;
}

static unsigned write_specification(const struct pdf_attachment *attachment,
	unsigned file, struct haru *haru)
{
	static const char *const relationships[] = {[PDF_DATA] = "Data",
		[PDF_SOURCE] = "Source", [PDF_SUPPLEMENT] = "Supplement"};
	struct text *body = haru_body(haru);
	unsigned object = haru_add(haru);

	text_add(body, "/Type/Filespec");
	pdf_add_string(body, "/F", attachment->name);
	pdf_add_string(body, "/UF", attachment->name);
	pdf_add_string(body, "/Desc", attachment->description);
	pdf_add_name(body, "/AFRelationship",
		relationships[attachment->relationship]);
	pdf_add_reference(body, "/EF<</F", file);
	pdf_add_reference(body, "/UF", file);
	text_add(body, ">>");
	haru_set_body(haru, object, FRAME_COMMON, body);
	return object;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *first = a, *second = b;

	return strcmp(first->key.data, second->key.data);
}

static bool check_names(const struct entry *entries, size_t count,
	struct report *report)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(entries[i].name, entries[i - 1].name) == 0)
			return report_error(report, (struct place){0},
				"two attachments have the name '%s': give "
				"each its own", entries[i].name);
	return true;
}

static void add_to_catalog(const struct entry *entries, size_t count,
	struct text *catalog)
{
	text_add(catalog, "/AF[");
	for (size_t i = 0; i < count; i++)
		pdf_add_reference(catalog, "", entries[i].object);
	text_add(catalog, "]/Names<</EmbeddedFiles<</Names[");
	for (size_t i = 0; i < count; i++) {
		text_append(catalog, entries[i].key.data,
			entries[i].key.length);
		pdf_add_reference(catalog, "", entries[i].object);
	}
	text_add(catalog, "]>>>>");
}

bool attach_write(const struct pdf_info *info, struct haru *haru,
	struct squeezer *squeezer, struct text *catalog, struct report *report)
{
	size_t count = info->attachment_count;
	struct entry *entries;
	bool done;

	if (count == 0)
		return true;
	entries = memory_new(count * sizeof(*entries));
	for (size_t i = 0; i < count; i++) {
		const struct pdf_attachment *attachment =
			&info->attachments[i];

		entries[i].name = attachment->name;
		pdf_add_utf16(&entries[i].key, attachment->name,
			strlen(attachment->name));
		entries[i].object = write_specification(attachment,
			write_file(attachment, info->date, haru, squeezer),
			haru);
	}
	qsort(entries, count, sizeof(*entries), compare_entries);
	done = check_names(entries, count, report);
	if (done)
		add_to_catalog(entries, count, catalog);
	for (size_t i = 0; i < count; i++)
		text_clear(&entries[i].key);
	free(entries);
	return done;
}
