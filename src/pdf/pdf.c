/*
 * A file from its pages: drawn first, as drawing tells what is marked and which
 * fonts are in use; then what refers to the pages; the catalog last; once the
 * file is whole, what of it is signed. What all letters share, the colour
 * profile and typefaces, is compressed once.
 */
#include "pdf/pdf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "pdf/attach.h"
#include "pdf/content.h"
#include "pdf/embed.h"
#include "pdf/field.h"
#include "pdf/haru.h"
#include "pdf/metadata.h"
#include "pdf/outline.h"
#include "pdf/squeeze.h"
#include "pdf/structure.h"
#include "pdf/syntax.h"

#define MEMORY	      ((size_t)1 << 20) /* of lines of text, 100 bytes each:
					   few that return are not there */
#define PROFILE_LIMIT ((size_t)1 << 22) /* bytes */
#define PROFILE_HEAD  128 /* bytes an ICC profile begins with */

struct pdf_writer {
	struct haru *haru;
	struct embed *embed;
	struct squeezer *squeezer;
	char *producer;
	char *profile_name; /* of its file, without folders */
	struct text profile; /* compressed */
	struct operators operators; /* a page, or the field */
	struct text scratch, squeezed;
	struct pdf_gap gap; /* of the file written last, */
	size_t length;	    /* and its bytes */
};

/* The file in the making. */
struct making {
	struct pdf_writer *writer;
	const struct pages *pages;
	const struct pdf_info *info;
	struct structure *structure;
	struct field field;
	unsigned *page_objects, *contents; /* by page */
	struct report *report;
};

/* ICC.1:2010, 7.2: what kind of profile it is stands in its head. */
static bool check_profile(const struct text *bytes,
	const struct pdf_options *options, struct report *report)
{
	const char *head = bytes->data;

	if (bytes->length < PROFILE_HEAD || memcmp(head + 36, "acsp", 4) != 0)
		return report_error(report, options->profile_place,
			"'%s' is not an ICC colour profile: name an .icc file",
			options->profile_path);
	if (memcmp(head + 16, "RGB ", 4) != 0 ||
		(memcmp(head + 12, "mntr", 4) != 0 &&
			memcmp(head + 12, "prtr", 4) != 0))
		return report_error(report, options->profile_place,
			"the colour profile '%s' is not for an RGB display or "
			"printer: name one of sRGB", options->profile_path);
	if (head[8] < 2 || head[8] > 4)
		return report_error(report, options->profile_place,
			"the colour profile '%s' is of ICC version %d: "
			"PDF 1.7 takes 2 to 4", options->profile_path, head[8]);
	return true;
}

static bool load_profile(struct pdf_writer *writer,
	const struct pdf_options *options, struct report *report)
{
	const char *slash = strrchr(options->profile_path, '/');
	struct text bytes = {0};
	bool done = false;

	if (!file_read(options->profile_path, PROFILE_LIMIT, &bytes, report) ||
		!check_profile(&bytes, options, report))
		goto out;
	embed_compress(writer->embed, bytes.data, bytes.length,
		&writer->profile);
	writer->profile_name = memory_strdup(slash ? slash + 1 :
						     options->profile_path);
	done = true;
out:
	text_clear(&bytes);
	return done;
}

bool pdf_writer_new(const struct pdf_options *options, struct pdf_writer **out,
	struct report *report)
{
	struct pdf_writer *writer = memory_new(sizeof(*writer));

	writer->embed = embed_new(options->memory ? options->memory : MEMORY);
	if (!load_profile(writer, options, report)) {
		pdf_writer_free(writer);
		return false;
	}
	writer->squeezer = squeezer_new();
	writer->haru = haru_new(writer->squeezer);
	writer->producer = memory_strdup(options->producer);
	*out = writer;
	return true;
}

void pdf_writer_free(struct pdf_writer *writer)
{
	if (writer == NULL)
		return;
	haru_free(writer->haru);
	embed_free(writer->embed);
	squeezer_free(writer->squeezer);
	free(writer->producer);
	free(writer->profile_name);
	text_clear(&writer->profile);
	operators_clear(&writer->operators);
	text_clear(&writer->scratch);
	text_clear(&writer->squeezed);
	free(writer);
}

void pdf_prepare_image(struct pdf_writer *writer, const struct image *image)
{
	embed_prepare_image(writer->embed, image);
}

/* The operators that were drawn; lent until the next. */
static const struct text *squeeze_content(struct pdf_writer *writer)
{
	const struct operators *operators = &writer->operators;

	text_reset(&writer->squeezed);
	squeeze_stretches(writer->squeezer, SQUEEZE_CONTENT,
		text_string(&operators->text), operators->stretches,
		operators->count, &writer->squeezed);
	return &writer->squeezed;
}

static bool draw_pages(struct making *making)
{
	static char filter[] = "/Filter/FlateDecode";
	const struct text compressed = {filter, sizeof(filter) - 1, 0};
	struct pdf_writer *writer = making->writer;
	const struct pages *pages = making->pages;
	const struct text *drawn;

	for (size_t i = 0; i < pages->count; i++) {
		structure_begin_page(making->structure);
		if (!content_write(pages, &pages->pages[i], writer->embed,
			    making->structure, &writer->operators,
			    making->report))
			return false;
		drawn = squeeze_content(writer);
		making->contents[i] = haru_add_stream(writer->haru, FRAME_OWN,
			&compressed, drawn->data, drawn->length);
	}
	return true;
}

/* How the signature's field looks: drawn before the fonts are written. */
static bool draw_field(struct making *making)
{
	struct pdf_writer *writer = making->writer;
	struct field *field = &making->field;

	if (field->area == NULL || field->area->appearance == NULL)
		return true;
	if (!content_write_form(field->area, writer->embed, &writer->operators,
		    making->report))
		return false;
	field_write_appearance(field, squeeze_content(writer),
		embed_resources(writer->embed), writer->haru);
	return true;
}

static unsigned write_link(struct making *making, size_t page,
	const struct link_area *link)
{
	struct haru *haru = making->writer->haru;
	struct text *body = haru_body(haru);
	double height = making->pages->height;
	const double box[] = {link->x, height - link->y2, link->x2,
		height - link->y};
	unsigned object = haru_add(haru);

	text_add(body, "/Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[");
	pdf_add_numbers(body, box, 4);
	pdf_add_reference(body, "]/P", making->page_objects[page]);
	pdf_add_string(body, "/Contents",
		link->description ? link->description : link->uri);
	pdf_add_integer(body, "/StructParent ",
		structure_add_annotation(making->structure, page, link->element,
			object));
	pdf_add_uri(body, "/A<</S/URI/URI", link->uri);
	text_add(body, ">>");
	haru_set_body(haru, object, FRAME_OWN, body);
	return object;
}

static unsigned write_field(struct making *making)
{
	struct field *field = &making->field;
	struct haru *haru = making->writer->haru;
	size_t key;

	field->widget = haru_add(haru);
	key = structure_add_annotation(making->structure, field->page,
		field->area->element, field->widget);
	field_write_widget(field, making->page_objects[field->page], key,
		haru);
	return field->widget;
}

static void write_annotations(struct making *making, size_t index,
	struct text *body)
{
	const struct page *page = &making->pages->pages[index];
	bool has_field = making->field.area != NULL &&
		making->field.page == index;

	if (page->link_count == 0 && !has_field)
		return;
	text_add(body, "/Annots[");
	for (size_t i = 0; i < page->link_count; i++)
		pdf_add_reference(body, "",
			write_link(making, index, &page->links[i]));
	if (has_field)
		pdf_add_reference(body, "", write_field(making));
	text_add_char(body, ']');
}

static void write_page(struct making *making, size_t index)
{
	struct pdf_writer *writer = making->writer;
	const double box[] = {0, 0, making->pages->width,
		making->pages->height};
	struct text *body = &writer->scratch;

	text_reset(body);
	text_add(body, "/Type/Page/MediaBox[");
	pdf_add_numbers(body, box, 4);
	pdf_add_integer(body, "]/Tabs/S/StructParents ", index);
	pdf_add_reference(body, "/Contents", making->contents[index]);
	pdf_add_reference(body, "/Resources",
		embed_resources(writer->embed));
	write_annotations(making, index, body);
	haru_set_body(writer->haru, making->page_objects[index], FRAME_COMMON,
		body);
}

static unsigned write_metadata(struct making *making)
{
	static char type[] = "/Type/Metadata/Subtype/XML";
	const struct text body = {type, sizeof(type) - 1, 0};
	struct pdf_writer *writer = making->writer;
	struct text *scratch = &writer->scratch;

	text_reset(scratch);
	metadata_write_info(making->info, writer->producer, scratch);
	haru_set_body(writer->haru, haru_info(writer->haru), FRAME_OWN,
		scratch);
	text_reset(scratch);
	metadata_write_xmp(making->info, writer->producer, scratch);
	return haru_add_stream(writer->haru, FRAME_OWN, &body, scratch->data,
		scratch->length);
}

static unsigned write_profile(struct pdf_writer *writer)
{
	static char filter[] = "/N 3/Filter/FlateDecode";
	const struct text compressed = {filter, sizeof(filter) - 1, 0};
	struct text *body = &writer->scratch;
	unsigned profile = haru_add_stream(writer->haru, FRAME_COMMON,
		&compressed, writer->profile.data, writer->profile.length);
	unsigned intent = haru_add(writer->haru);

	text_reset(body);
	text_add(body, "/Type/OutputIntent/S/GTS_PDFA1"
		"/OutputConditionIdentifier(Custom)");
	pdf_add_string(body, "/Info", writer->profile_name);
	pdf_add_reference(body, "/DestOutputProfile", profile);
	haru_set_body(writer->haru, intent, FRAME_COMMON, body);
	return intent;
}

static bool write_catalog(struct making *making)
{
	struct haru *haru = making->writer->haru;
	struct text *body = &making->writer->scratch;
	unsigned metadata = write_metadata(making);
	unsigned intent = write_profile(making->writer);
	unsigned root = structure_write(making->structure,
		making->page_objects, haru);
	unsigned outlines = outline_write(making->pages, making->page_objects,
		haru);

	text_reset(body);
	pdf_add_string(body, "/Lang", making->info->lang);
	text_add(body, "/MarkInfo<</Marked true>>"
		"/ViewerPreferences<</DisplayDocTitle true>>");
	pdf_add_reference(body, "/Metadata", metadata);
	pdf_add_reference(body, "/OutputIntents[", intent);
	pdf_add_reference(body, "]/StructTreeRoot", root);
	if (outlines != 0)
		pdf_add_reference(body, "/Outlines", outlines);
	field_add_to_catalog(&making->field, body);
	if (!attach_write(making->info, haru, making->writer->squeezer, body,
		    making->report))
		return false;
	haru_set_body(haru, haru_catalog(haru), FRAME_COMMON, body);
	return true;
}

/* Draws all, then writes what is drawn with and what refers to it. */
static bool write_file(struct making *making)
{
	struct pdf_writer *writer = making->writer;

	if (!draw_pages(making) || !draw_field(making))
		return false;
	embed_write(writer->embed, writer->haru);
	for (size_t i = 0; i < making->pages->count; i++)
		write_page(making, i);
	if (!write_catalog(making))
		return false;
	field_write_value(&making->field, writer->haru);
	return true;
}

bool pdf_write(struct pdf_writer *writer, const struct pages *pages,
	const struct pdf_info *info, struct text *out, struct report *report)
{
	struct pages all = *pages;
	struct making making = {.writer = writer, .pages = &all, .info = info,
		.report = report};
	size_t start = out->length;
	bool done;

	if (pages->count == 0 || pages->element_count == 0)
		return report_error(report, (struct place){0},
			"there is no page to write");
	field_begin(&making.field, info->signature, &all);
	making.structure = structure_new(&all);
	making.page_objects = memory_new(2 * pages->count *
		sizeof(*making.page_objects));
	making.contents = making.page_objects + pages->count;
	text_reserve(out, writer->length); /* about as many again */
	haru_begin(writer->haru, pages->count, out);
	for (size_t i = 0; i < pages->count; i++)
		making.page_objects[i] = haru_page(writer->haru, i);
	embed_begin(writer->embed, writer->haru);
	done = write_file(&making) &&
		haru_end(writer->haru, info->id, report);
	if (done) {
		writer->length = out->length - start;
		writer->gap = field_fill_range(&making.field,
			out->data + start, writer->length);
	} else {
		text_cut(out, start);
	}
	structure_free(making.structure);
	field_clear(&making.field);
	free(making.page_objects);
	return done;
}

struct pdf_gap pdf_gap(const struct pdf_writer *writer)
{
	return writer->gap;
}

struct pdf_beginning pdf_beginning(const struct pdf_writer *writer)
{
	struct pdf_beginning beginning;

	haru_common(writer->haru, &beginning.streams, &beginning.dictionaries);
	return beginning;
}

bool pdf_sign_gap(struct text *file, struct pdf_gap gap,
	const unsigned char *der, size_t length, struct report *report)
{
	size_t room = (gap.end - gap.start - 2) / 2;

	assert(gap.start + 2 <= gap.end && gap.end <= file->length);
	if (length > room)
		return report_error(report, (struct place){0},
			"the signature takes %zu bytes, and %zu are kept for "
			"it in the file: keep more", length, room);
	hex_put(file->data + gap.start + 1, der, length);
	return true;
}
