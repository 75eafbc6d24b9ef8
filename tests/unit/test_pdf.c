/*
 * The PDF writer: a letter of two pages built by hand, judged by qpdf and
 * poppler as well as by what it should hold; and the parts of syntax alone.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <hb-ot.h>
#include <libdeflate.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "pdf/pdf.h"
#include "pdf/syntax.h"

#define SIZE 11.0 /* points, of all text */

/* A whole typeface as a font program, each glyph with its first character. */
struct face {
	struct text bytes;
	struct font_program program;
	uint16_t *widths;
	uint32_t *characters;
	hb_font_t *font;
};

static void face_load(struct face *face, const char *path, unsigned serial,
	struct report *report)
{
	hb_codepoint_t character = HB_SET_VALUE_INVALID, glyph;
	hb_blob_t *blob;
	hb_face_t *hb;
	hb_set_t *set = hb_set_create();
	size_t count;

	*face = (struct face){0};
	assert_true(file_read(path, FILE_LIMIT, &face->bytes, report));
	blob = hb_blob_create(face->bytes.data, (unsigned)face->bytes.length,
		HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb = hb_face_create(blob, 0);
	count = hb_face_get_glyph_count(hb);
	face->font = hb_font_create(hb);
	hb_font_set_scale(face->font, 1000, 1000);
	face->widths = memory_new(count * sizeof(*face->widths));
	face->characters = memory_new(count * sizeof(*face->characters));
	for (size_t i = 0; i < count; i++)
		face->widths[i] = (uint16_t)hb_font_get_glyph_h_advance(
			face->font, (hb_codepoint_t)i);
	hb_face_collect_unicodes(hb, set);
	while (hb_set_next(set, &character))
		if (hb_font_get_nominal_glyph(face->font, character, &glyph) &&
			face->characters[glyph] == 0)
			face->characters[glyph] = character;
	face->program = (struct font_program){.name = "Test-Face",
		.bytes = (unsigned char *)face->bytes.data,
		.length = face->bytes.length, .glyph_count = count,
		.widths = face->widths, .characters = face->characters,
		.ascent = 987, .descent = -213, .cap_height = 717,
		.stem_weight = 80, .box = {-547, -269, 1343, 1079},
		.serial = serial};
	hb_set_destroy(set);
	hb_face_destroy(hb);
	hb_blob_destroy(blob);
}

static void face_clear(struct face *face)
{
	hb_font_destroy(face->font);
	free(face->widths);
	free(face->characters);
	text_clear(&face->bytes);
}

struct fixture {
	struct arena arena;
	struct report report;
	struct face latin, rich; /* Lato; DejaVu Sans */
	struct pdf_options options;
	struct pdf_writer *writer;
	struct pages pages;
	struct pdf_info info;
	char folder[64], path[96];
};

static size_t add_element(struct fixture *f, enum role role, size_t parent)
{
	struct pages *pages = &f->pages;

	ARENA_RESERVE(&f->arena, pages->elements, pages->element_count,
		pages->element_room);
	pages->elements[pages->element_count] =
		(struct element){.role = role, .parent = parent};
	return pages->element_count++;
}

static struct page *add_page(struct fixture *f)
{
	ARENA_RESERVE(&f->arena, f->pages.pages, f->pages.count, f->pages.room);
	f->pages.pages[f->pages.count] = (struct page){0};
	return &f->pages.pages[f->pages.count++];
}

static struct item *set_text(struct fixture *f, struct face *face, int tag,
	double x, double y, const char *string)
{
	struct item *item = arena_new(&f->arena, sizeof(*item));
	struct glyph *glyphs =
		arena_new(&f->arena, strlen(string) * sizeof(*glyphs));
	struct glyph_run *run = &item->run;

	*item = (struct item){.kind = ITEM_TEXT, .tag = tag, .x = x, .y = y};
	*run = (struct glyph_run){.program = &face->program, .size = SIZE,
		.glyphs = glyphs, .text = string, .length = strlen(string)};
	for (const char *at = string; *at != '\0';) {
		struct glyph *glyph = &glyphs[run->glyph_count++];

		glyph->cluster = (uint32_t)(at - string);
		hb_font_get_nominal_glyph(face->font, utf8_next(&at),
			&glyph->id);
		glyph->advance = face->widths[glyph->id] * SIZE / 1000;
	}
	return item;
}

static void place(struct fixture *f, size_t page, double y, size_t element,
	enum artifact_kind artifact, struct item *const *items, size_t count)
{
	struct page *on = &f->pages.pages[page];
	struct drawing *drawing = arena_new(&f->arena, sizeof(*drawing));
	struct item *copies = arena_new(&f->arena, count * sizeof(*copies));

	for (size_t i = 0; i < count; i++)
		copies[i] = *items[i];
	*drawing = (struct drawing){.items = copies, .count = count};
	ARENA_RESERVE(&f->arena, on->placements, on->count, on->room);
	on->placements[on->count++] = (struct placement){.drawing = drawing,
		.x = 72, .y = y, .element = element, .artifact = artifact};
}

static void place_text(struct fixture *f, size_t page, double y, size_t element,
	const char *string)
{
	struct item *item = set_text(f, &f->latin, 0, 0, 0, string);

	place(f, page, y, element, ARTIFACT_LAYOUT, &item, 1);
}

static struct image sample_image(void)
{
	static unsigned char pixels[4 * 2 * 3];

	memset(pixels, 0xC0, sizeof(pixels));
	return (struct image){.width = 4, .height = 2, .pixels = pixels,
		.serial = 1};
}

/* Every kind of item, a link, a list, a paragraph that goes over the page. */
static void build_letter(struct fixture *f)
{
	static const struct dot dots[] = {{0, 1}, {2.5, -1}, {0.25, 7}};
	static struct image image;
	size_t section, paragraph, link, list, figure, heading;
	struct item *items[8], shapes[5];

	f->pages = (struct pages){.width = 595.28, .height = 841.89};
	add_element(f, ROLE_DOCUMENT, 0);
	add_page(f);
	add_page(f);
	items[0] = set_text(f, &f->latin, TAG_ARTIFACT, 0, 0, "Wordmark");
	place(f, 0, 40, 0, ARTIFACT_HEADER, items, 1);

	heading = add_element(f, ROLE_H1, 0);
	items[0] = set_text(f, &f->latin, 0, 0, 0, "Annual review letter ");
	items[1] = set_text(f, &f->latin, 0, 0, 14, "for Stockton-on-Tees");
	place(f, 0, 100, heading, ARTIFACT_LAYOUT, items, 2);

	section = add_element(f, ROLE_SECTION, 0);
	add_element(f, ROLE_SPAN, section); /* without content */
	paragraph = add_element(f, ROLE_P, section);
	link = add_element(f, ROLE_LINK, paragraph);
	items[0] = set_text(f, &f->latin, 0, 0, 0, "See (our) \\ figures ");
	items[1] = set_text(f, &f->latin, 1, 120, 0, "on the web");
	items[2] = set_text(f, &f->latin, 0, 200, 0, "for more,");
	place(f, 0, 140, paragraph, ARTIFACT_LAYOUT, items, 3);
	f->pages.pages[0].links = arena_new(&f->arena,
		sizeof(struct link_area));
	f->pages.pages[0].link_count = 1;
	f->pages.pages[0].links[0] = (struct link_area){.x = 192, .y = 130,
		.x2 = 250, .y2 = 143, .uri = "https://example.org/a (b)?q=é",
		.description = "on the web", .element = link};
	place_text(f, 1, 72, paragraph, "and over the page.");

	heading = add_element(f, ROLE_H2, section);
	f->pages.elements[heading].lang = "el";
	items[0] = set_text(f, &f->rich, 0, 0, 0,
		"Ωμέγα \xF0\x9D\x94\xB8");
	place(f, 1, 100, heading, ARTIFACT_LAYOUT, items, 1);

	list = add_element(f, ROLE_L, section);
	f->pages.elements[list].is_numbered = true;
	add_element(f, ROLE_LI, list);
	add_element(f, ROLE_LBL, list + 1);
	add_element(f, ROLE_LBODY, list + 1);
	items[0] = set_text(f, &f->latin, 0, 0, 0, "1.");
	items[1] = set_text(f, &f->latin, 1, 20, 0, "Listed");
	place(f, 1, 130, list + 2, ARTIFACT_LAYOUT, items, 2);

	image = sample_image();
	figure = add_element(f, ROLE_FIGURE, section);
	f->pages.elements[figure] = (struct element){.role = ROLE_FIGURE,
		.parent = section, .alt = "A chart: 60%", .has_box = true,
		.page = 1, .x = 72, .y = 150, .x2 = 172, .y2 = 200};
	shapes[0] = (struct item){.kind = ITEM_LINE, .x2 = 100, .width = 0.5,
		.dash = 2};
	shapes[1] = (struct item){.kind = ITEM_BOX, .x2 = 50, .y2 = 10,
		.colour = {0.043, 0.333, 0.388}};
	shapes[2] = (struct item){.kind = ITEM_DOT, .x = 20, .y = 20,
		.width = 4};
	shapes[3] = (struct item){.kind = ITEM_IMAGE, .x = 50, .y = 10,
		.x2 = 100, .y2 = 50, .image = &image};
	shapes[4] = (struct item){.kind = ITEM_DOTS, .x = 60, .y = 20,
		.width = 1, .dots = {.places = dots, .count = 3}};
	for (int i = 0; i < 5; i++)
		items[i] = &shapes[i];
	place(f, 1, 150, figure, ARTIFACT_LAYOUT, items, 5);
	items[0] = set_text(f, &f->latin, TAG_ARTIFACT, 0, 0, "Page 2");
	place(f, 1, 800, 0, ARTIFACT_FOOTER, items, 1);
}

static int set_up(void **state)
{
	struct fixture *f = memory_new(sizeof(*f));
	const char *tmp = getenv("TMPDIR");

	face_load(&f->latin, "fonts/Lato-Regular.ttf", 1, &f->report);
	face_load(&f->rich, "fonts/DejaVuSans.ttf", 2, &f->report);
	f->options = (struct pdf_options){.profile_path = "fonts/sRGB.icc",
		.producer = "lettermill test"};
	assert_true(pdf_writer_new(&f->options, &f->writer, &f->report));
	f->info = (struct pdf_info){.title = "Review <2020> & \xCE\xA9",
		.author = "An office", .subject = "Complaints",
		.lang = "en-GB", .date = {2020, 7, 22},
		.id = "0123456789abcde"};
	snprintf(f->folder, sizeof(f->folder), "%s/pdf-XXXXXX",
		tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/letter.pdf", f->folder);
	build_letter(f);
	*state = f;
	return 0;
}

/* Removes the folder and what the tests have left in it. */
static int tear_down(void **state)
{
	static const char *const names[] = {"letter.pdf", "out.csv", "key.pem",
		"chain.pem", "signed", "signature.der"};
	struct fixture *f = *state;
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", f->folder, names[i]);
		unlink(path);
	}
	rmdir(f->folder);
	pdf_writer_free(f->writer);
	face_clear(&f->latin);
	face_clear(&f->rich);
	report_clear(&f->report);
	arena_clear(&f->arena);
	free(f);
	return 0;
}

static void save(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

/* Writes the letter to f->path as well. */
static struct text write_letter(struct fixture *f)
{
	struct text bytes = {0};

	assert_true(pdf_write(f->writer, &f->pages, &f->info, &bytes,
		&f->report));
	save(f->path, bytes.data, bytes.length);
	return bytes;
}

/* What a tool prints; its exit status must be 0. */
static struct text run(const char *tool, ...)
{
	const char *args[16] = {tool};
	struct text out = {0};
	char part[4096];
	int ends[2], status;
	ssize_t got;
	va_list list;
	pid_t child;

	va_start(list, tool);
	for (int i = 1; i < 15 && (args[i] = va_arg(list, const char *)); i++)
		;
	va_end(list);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], 1);
		close(ends[0]);
		execvp(tool, (char *const *)args);
		_exit(127);
	}
	close(ends[1]);
	while ((got = read(ends[0], part, sizeof(part))) > 0)
		text_append(&out, part, (size_t)got);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	text_add(&out, "");
	return out;
}

/* Appends the objects of the stream at `at`; what comes after it. */
static const char *unpack(const char *at, const char *end, struct text *out)
{
	struct libdeflate_decompressor *inflater =
		libdeflate_alloc_decompressor();
	char objects[1 << 16];
	const char *close;
	size_t size = 0;

	at = memmem(at, (size_t)(end - at), "stream\n", 7);
	assert_non_null(at);
	at += strlen("stream\n");
	close = memmem(at, (size_t)(end - at), "\nendstream", 10);
	assert_non_null(close);
	assert_int_equal(libdeflate_zlib_decompress(inflater, at,
		(size_t)(close - at), objects, sizeof(objects), &size),
		LIBDEFLATE_SUCCESS);
	libdeflate_free_decompressor(inflater);
	text_append(out, objects, size);
	return close;
}

/* A text; of a file, with the objects that are packed in it at its end. */
static struct text unpacked(const struct text *text)
{
	const char *at = text->data, *end = at + text->length;
	struct text out = {0};

	text_append(&out, text->data, text->length);
	while ((at = memmem(at, (size_t)(end - at), "/Type/ObjStm", 12)))
		at = unpack(at, end, &out);
	return out;
}

static bool holds(const struct text *text, const char *part)
{
	struct text all = unpacked(text);
	bool found = memmem(all.data, all.length, part, strlen(part)) != NULL;

	text_clear(&all);
	return found;
}

static void expect(const struct text *text, const char *part)
{
	if (!holds(text, part))
		fail_msg("'%s' is missing in:\n%s", part, text_string(text));
}

static void refuse(const struct text *text, const char *part)
{
	if (holds(text, part))
		fail_msg("'%s' is in:\n%s", part, text_string(text));
}

static void test_is_sound(void **state)
{
	struct fixture *f = *state;
	struct text bytes = write_letter(f);
	struct text told = run("qpdf", "--check", f->path, NULL);

	assert_memory_equal(bytes.data, "%PDF-1.7\n%", 10);
	assert_string_equal(bytes.data + bytes.length - 6, "%%EOF\n");
	expect(&told, "No syntax or stream encoding errors");
	refuse(&told, "WARNING");
	expect(&bytes, "/ID[<30313233343536373839616263646500>"
		"<30313233343536373839616263646500>]");
	refuse(&bytes, "Haru");
	refuse(&bytes, "/Encrypt");
	text_clear(&told);
	text_clear(&bytes);
}

static void test_gives_text_back(void **state)
{
	struct fixture *f = *state;
	struct text bytes = write_letter(f);
	struct text told = run("pdftotext", "-enc", "UTF-8", f->path, "-",
		NULL);

	expect(&told, "for Stockton-on-Tees\n");
	expect(&told, "See (our) \\ figures");
	expect(&told, "Ωμέγα \xF0\x9D\x94\xB8\n");
	text_clear(&told);
	text_clear(&bytes);
}

static void test_actual_text(void **state)
{
	struct fixture *f = *state;
	struct item *item = set_text(f, &f->latin, 0, 0, 0, "a-bscpd");
	struct text bytes, told;

	/* The same glyphs, but a hyphen that never breaks, a long s, and "p"
	 * for two letters. */
	item->run.text = "a\xE2\x80\x91" "b\xC5\xBF" "cpqd";
	item->run.length = strlen(item->run.text);
	for (size_t i = 2; i < 7; i++)
		((struct glyph *)item->run.glyphs)[i].cluster +=
			i < 4 ? 2 : i < 6 ? 3 : 4;
	place(f, 0, 300, 1, ARTIFACT_LAYOUT, &item, 1);
	bytes = write_letter(f);
	told = run("pdftotext", "-enc", "UTF-8", f->path, "-", NULL);
	expect(&told, "a-b\xC5\xBF" "cpqd\n");
	text_clear(&told);
	told = run("qpdf", "--qdf", f->path, "-", NULL);
	expect(&told, "/Span<</ActualText<feff017f>>>BDC\n");
	expect(&told, "/Span<</ActualText<feff00700071>>>BDC\n");
	refuse(&told, "feff2011");
	text_clear(&told);
	text_clear(&bytes);
}

static void test_structure(void **state)
{
	struct fixture *f = *state;
	struct text bytes = write_letter(f);
	struct text told = run("pdfinfo", "-struct-text", f->path, NULL);

	expect(&told, "Document\n"
		"  H1 (block)\n"
		"    \"Annual review letter for Stockton-on-Tees\"\n"
		"  Sect\n"
		"    P (block)\n"
		"      \"See (our) \\ figures \"\n"
		"      Link (inline)\n"
		"        \"on the web\"\n"
		"        Object ");
	expect(&told, " 0\n"
		"      \"for more,\"\n"
		"      \"and over the page.\"\n"
		"    H2 (block)\n"
		"      \"Ωμέγα \xF0\x9D\x94\xB8\"\n"
		"    L (block):\n"
		"       /ListNumbering /Decimal\n"
		"      LI (block)\n"
		"        Lbl (block)\n"
		"          \"1.\"\n"
		"        LBody (block)\n"
		"          \"Listed\"\n"
		"    Figure:\n"
		"       /Placement /Block\n"
		"       /BBox [72 641.89 172 691.89]\n");
	expect(&bytes, "/Alt(A chart: 60%)/A<</O/Layout/Placement/Block");
	text_clear(&told);
	told = run("qpdf", "--qdf", f->path, "-", NULL);
	expect(&told, "/MCR");
	expect(&told, "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n");
	expect(&told, "/Lang (el)");
	expect(&told, "/Tabs /S");
	text_clear(&told);
	text_clear(&bytes);
}

static void test_links(void **state)
{
	struct fixture *f = *state;
	struct text bytes = write_letter(f);

	expect(&bytes, "/Contents(on the web)/StructParent 2"
		"/A<</S/URI/URI(https://example.org/a%20\\(b\\)?q=%C3%A9)>>");
	expect(&bytes, "/F 4");
	expect(&bytes, "/Rect[192 698.89 250 711.89]");
	expect(&bytes, "<</Type/OBJR/Obj ");
	expect(&bytes, "/ParentTreeNextKey 3");
	text_clear(&bytes);
}

static void test_bookmarks(void **state)
{
	struct fixture *f = *state;
	struct text bytes = write_letter(f);

	expect(&bytes, "/Title(Annual review letter for Stockton-on-Tees)");
	expect(&bytes, "/Title<FEFF03A903BC03AD03B303B10020D835DD38>");
	expect(&bytes, "/Count 2"); /* of the root; one is in the other */
	expect(&bytes, "/XYZ null 752.89 null]"); /* the first line's top */
	text_clear(&bytes);
}

static void test_metadata(void **state)
{
	struct fixture *f = *state;
	struct text bytes = write_letter(f);
	struct text told = run("pdfinfo", "-isodates", f->path, NULL);

	expect(&told, "Title:           Review <2020> & \xCE\xA9\n");
	expect(&told, "Producer:        lettermill test\n");
	expect(&told, "Tagged:          yes\n");
	expect(&told, "Page size:       595.28 x 841.89 pts (A4)\n");
	expect(&bytes, "<rdf:li xml:lang=\"x-default\">"
		"Review &lt;2020&gt; &amp; \xCE\xA9</rdf:li>");
	expect(&bytes, "(D:20200722120000Z)");
	expect(&bytes, "2020-07-22T12:00:00Z");
	expect(&bytes, "<pdfuaid:part>1<");
	text_clear(&told);
	text_clear(&bytes);
}

static const struct pdf_attachment attachments[] = {
	{"z (1).csv", "The source's row", "text/csv", PDF_SOURCE, "a,b\n", 4},
	{"figures.csv", "Every figure", "text/csv", PDF_DATA,
		"name,value\nupheld,60%\n", 22},
	{"leer.txt", "Nichts f\xC3\xBCr dich", "text/plain", PDF_SUPPLEMENT, "",
		0},
	{"\xC3\xA9.csv", "Accent", "text/csv", PDF_SUPPLEMENT, "x\n", 2}};

static void test_attachments(void **state)
{
	struct fixture *f = *state;
	struct text bytes, told, got = {0};
	char path[128];

	f->info.attachments = attachments;
	f->info.attachment_count = 4;
	bytes = write_letter(f);
	told = run("qpdf", "--check", f->path, NULL);
	expect(&told, "No syntax or stream encoding errors");
	refuse(&told, "WARNING");
	text_clear(&told);
	told = run("pdfdetach", "-list", f->path, NULL);
	assert_string_equal(told.data, "4 embedded files\n1: figures.csv\n"
		"2: leer.txt\n3: z (1).csv\n4: \xC3\xA9.csv\n");
	text_clear(&told);
	snprintf(path, sizeof(path), "%s/out.csv", f->folder);
	told = run("pdfdetach", "-save", "1", "-o", path, f->path, NULL);
	assert_true(file_read(path, FILE_LIMIT, &got, &f->report));
	assert_string_equal(got.data, attachments[1].bytes);
	expect(&bytes, "/F(z \\(1\\).csv)/UF(z \\(1\\).csv)"
		"/Desc(The source's row)/AFRelationship/Source/EF<</F ");
	expect(&bytes, "/Subtype/text#2Fcsv/Params<</Size 22"
		"/ModDate(D:20200722120000Z)>>");
	expect(&bytes, "/AFRelationship/Data");
	expect(&bytes, "/AFRelationship/Supplement");
	expect(&bytes, "/AF[");
	text_clear(&got);
	text_clear(&told);
	text_clear(&bytes);
}

static void test_attachments_of_one_name(void **state)
{
	struct fixture *f = *state;
	const struct pdf_attachment twice[] = {attachments[1], attachments[0],
		attachments[1]};
	struct text bytes = {0};

	f->info.attachments = twice;
	f->info.attachment_count = 3;
	assert_false(pdf_write(f->writer, &f->pages, &f->info, &bytes,
		&f->report));
	assert_non_null(strstr(f->report.problems[0].message,
		"two attachments have the name 'figures.csv'"));
	assert_int_equal(bytes.length, 0);
	text_clear(&bytes);
}

static const struct pdf_signature signature = {.name = "An (office)",
	.reason = "Annual review", .place = "Coventry", .date = {2020, 7, 23},
	.field = "Signature", .tooltip = "Signature of an office",
	.reserved = 2048, .certify = true};

/* A mark on page 2, with a box and a text, and its element. */
static void add_mark(struct fixture *f)
{
	struct form_area *area = arena_new(&f->arena, sizeof(*area));
	struct drawing *drawing = arena_new(&f->arena, sizeof(*drawing));
	struct item *items = arena_new(&f->arena, 2 * sizeof(*items));

	items[0] = (struct item){.kind = ITEM_BOX, .x2 = 200, .y2 = 40,
		.tag = TAG_ARTIFACT, .colour = {0.9, 0.9, 1}};
	items[1] = *set_text(f, &f->latin, 0, 10, 25, "Signed");
	*drawing = (struct drawing){.items = items, .count = 2};
	*area = (struct form_area){.x = 72, .y = 300, .x2 = 272, .y2 = 340,
		.element = add_element(f, ROLE_FORM, 2),
		.appearance = drawing, .description = "Signed by an office"};
	f->pages.pages[1].form = area;
}

static void test_field(void **state)
{
	struct fixture *f = *state;
	struct text bytes, told;

	f->info.signature = &signature;
	add_mark(f);
	bytes = write_letter(f);
	told = run("qpdf", "--check", f->path, NULL);
	expect(&told, "No syntax or stream encoding errors");
	refuse(&told, "WARNING");
	text_clear(&told);
	told = run("pdfinfo", "-struct", f->path, NULL);
	expect(&told, "    Form\n      Object ");
	text_clear(&told);
	expect(&bytes, "/Subtype/Widget/FT/Sig/F 132/Rect[72 501.89 272 541.89]"
		"/P ");
	expect(&bytes, "/T(Signature)/TU(Signed by an office)/StructParent 3"
		"/AP<</N ");
	expect(&bytes, "/BBox[0 0 200 40]/Resources ");
	expect(&bytes, "/AcroForm<</SigFlags 3/Fields[");
	expect(&bytes, "/Perms<</DocMDP ");
	expect(&bytes, "/SubFilter/ETSI.CAdES.detached/Name(An \\(office\\))"
		"/Reason(Annual review)/Location(Coventry)"
		"/M(D:20200723120000Z)/Reference[<<");
	refuse(&bytes, "/ContactInfo");
	told = run("qpdf", "--qdf", f->path, "-", NULL);
	expect(&told, "0 0 200 40 re f\n"); /* of its own origin, */
	expect(&told, "BT\n10 15 Td\n");    /* and not marked */
	text_clear(&told);
	text_clear(&bytes);
}

static void test_field_without_signature(void **state)
{
	struct fixture *f = *state;
	struct text bytes;

	add_mark(f);
	bytes = write_letter(f);
	refuse(&bytes, "/Widget");
	refuse(&bytes, "/S/Form");
	refuse(&bytes, "/AcroForm");
	assert_int_equal(pdf_gap(f->writer).end, 0);
	text_clear(&bytes);
}

/* No area: a field without a size, in the structure all the same. */
static void test_field_unseen(void **state)
{
	struct fixture *f = *state;
	struct pdf_signature plain = signature;
	struct text bytes, told;
	size_t elements = f->pages.element_count;

	plain.certify = false;
	f->info.signature = &plain;
	bytes = write_letter(f);
	told = run("pdfinfo", "-struct", f->path, NULL);
	expect(&told, "\n  Form\n    Object ");
	expect(&bytes, "/Rect[0 0 0 0]");
	expect(&bytes, "/TU(Signature of an office)");
	refuse(&bytes, "/AP<<");
	refuse(&bytes, "DocMDP");
	assert_int_equal(f->pages.element_count, elements);
	text_clear(&told);
	text_clear(&bytes);
}

/* Signs by openssl's program what is outside the gap. */
static struct text sign(struct fixture *f, const struct text *bytes,
	struct pdf_gap gap)
{
	struct text signed_part = {0}, der = {0}, told;
	char key[128], chain[128], in[128], out[128];

	snprintf(key, sizeof(key), "%s/key.pem", f->folder);
	snprintf(chain, sizeof(chain), "%s/chain.pem", f->folder);
	snprintf(in, sizeof(in), "%s/signed", f->folder);
	snprintf(out, sizeof(out), "%s/signature.der", f->folder);
	text_append(&signed_part, bytes->data, gap.start);
	text_append(&signed_part, bytes->data + gap.end,
		bytes->length - gap.end);
	save(in, signed_part.data, signed_part.length);
	text_clear(&signed_part);
	told = run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
		"-subj", "/CN=Specimen", "-keyout", key, "-out", chain, NULL);
	text_clear(&told);
	told = run("openssl", "cms", "-sign", "-binary", "-cades", "-outform",
		"DER", "-signer", chain, "-inkey", key, "-in", in, "-out", out,
		NULL);
	text_clear(&told);
	assert_true(file_read(out, FILE_LIMIT, &der, &f->report));
	return der;
}

/* Letters that draw with the same begin with the same bytes, whatever they say:
 * first with what they draw with, then with what else they have in common. */
static void test_beginning(void **state)
{
	struct fixture *f = *state;
	struct pdf_beginning beginning;
	struct text first = write_letter(f), second;

	beginning = pdf_beginning(f->writer);
	f->info.title = "Another letter";
	f->info.id[0]++;
	f->pages.elements[1].lang = "de";
	second = write_letter(f);
	assert_true(beginning.streams > f->rich.program.length / 2);
	assert_true(beginning.dictionaries > beginning.streams);
	assert_int_equal(pdf_beginning(f->writer).streams, beginning.streams);
	assert_memory_equal(first.data, second.data, beginning.streams);
	assert_memory_not_equal(first.data, second.data,
		beginning.dictionaries);
	text_clear(&second);
	f->pages.elements[1].lang = NULL;
	second = write_letter(f);
	assert_memory_equal(first.data, second.data, beginning.dictionaries);
	assert_memory_not_equal(first.data, second.data, first.length);
	text_clear(&first);
	text_clear(&second);
}

static void test_signed(void **state)
{
	struct fixture *f = *state;
	struct text bytes, der, told, before = {0};
	struct pdf_gap gap;

	f->info.signature = &signature;
	add_mark(f);
	bytes = write_letter(f);
	gap = pdf_gap(f->writer);
	assert_int_equal(gap.end - gap.start, 2 * 2048 + 2);
	assert_int_equal(bytes.data[gap.start], '<');
	assert_int_equal(bytes.data[gap.end - 1], '>');
	text_append(&before, bytes.data, bytes.length);
	der = sign(f, &bytes, gap);
	assert_true(pdf_sign_gap(&bytes, gap, (unsigned char *)der.data,
		der.length, &f->report));
	assert_int_equal(bytes.length, before.length);
	assert_memory_equal(bytes.data, before.data, gap.start + 1);
	assert_memory_equal(bytes.data + gap.end - 1,
		before.data + gap.end - 1, bytes.length - gap.end + 1);
	save(f->path, bytes.data, bytes.length);
	told = run("pdfsig", "-nocert", f->path, NULL);
	expect(&told, "Signature Field Name: Signature\n");
	expect(&told, "Signature Type: ETSI.CAdES.detached\n");
	expect(&told, "Total document signed\n");
	expect(&told, "Signature is Valid.\n");
	text_clear(&told);
	bytes.data[bytes.length - 8] ^= 1; /* startxref, one more or less */
	save(f->path, bytes.data, bytes.length);
	told = run("pdfsig", "-nocert", f->path, NULL);
	expect(&told, "Digest Mismatch");
	text_clear(&told);
	text_clear(&der);
	text_clear(&before);
	text_clear(&bytes);
}

static void test_signature_too_long(void **state)
{
	struct fixture *f = *state;
	unsigned char der[2049] = {0xAB, 0xCD};
	struct text bytes;
	struct pdf_gap gap;

	f->info.signature = &signature;
	bytes = write_letter(f);
	gap = pdf_gap(f->writer);
	assert_false(pdf_sign_gap(&bytes, gap, der, 2049, &f->report));
	assert_non_null(strstr(f->report.problems[0].message,
		"takes 2049 bytes, and 2048 are kept"));
	assert_memory_equal(bytes.data + gap.start, "<0000", 5);
	assert_true(pdf_sign_gap(&bytes, gap, der, 2048, &f->report));
	assert_memory_equal(bytes.data + gap.start, "<abcd00", 7);
	assert_memory_equal(bytes.data + gap.end - 3, "00>", 3);
	text_clear(&bytes);
}

/* The same from a writer that has written others, and from a fresh one. */
static void test_same_bytes(void **state)
{
	struct fixture *f = *state;
	struct text first, again;

	f->info.attachments = attachments;
	f->info.attachment_count = 4;
	f->info.signature = &signature;
	first = write_letter(f);
	for (unsigned i = 0; i < 70; i++) {
		f->rich.program.serial = 100 + i;
		again = write_letter(f);
		assert_int_equal(again.length, first.length);
		assert_memory_equal(again.data, first.data, first.length);
		text_clear(&again);
		if (i == 2)
			f->rich.program.length = 0; /* quick from here */
		if (i == 2) {
			text_clear(&first);
			f->rich.program.serial = 99;
			first = write_letter(f);
		}
	}
	pdf_writer_free(f->writer);
	assert_true(pdf_writer_new(&f->options, &f->writer, &f->report));
	again = write_letter(f);
	assert_int_equal(again.length, first.length);
	assert_memory_equal(again.data, first.data, first.length);
	text_clear(&again);
	text_clear(&first);
}

/* Runs of `pages` get serials, as those have that were set before. */
static void number_runs(struct fixture *f)
{
	unsigned long serial = 0;

	for (size_t p = 0; p < f->pages.count; p++)
		for (size_t i = 0; i < f->pages.pages[p].count; i++) {
			const struct drawing *drawing =
				f->pages.pages[p].placements[i].drawing;
			struct item *items = (struct item *)drawing->items;

			for (size_t j = 0; j < drawing->count; j++)
				if (items[j].kind == ITEM_TEXT)
					items[j].run.serial = ++serial;
				else if (items[j].kind == ITEM_DOTS)
					items[j].dots.serial = ++serial;
		}
}

static void test_remembered_runs_change_nothing(void **state)
{
	struct fixture *f = *state;
	struct text first = {0}, next = {0};

	build_letter(f);
	assert_true(pdf_write(f->writer, &f->pages, &f->info, &first,
		&f->report));
	number_runs(f);
	for (int memory = 0; memory < 2; memory++) { /* 1: forgets at once */
		pdf_writer_free(f->writer);
		f->options.memory = (size_t)memory;
		assert_true(pdf_writer_new(&f->options, &f->writer,
			&f->report));
		for (int i = 0; i < 6; i++) {
			text_reset(&next);
			assert_true(pdf_write(f->writer, &f->pages, &f->info,
				&next, &f->report));
			assert_int_equal(next.length, first.length);
			assert_memory_equal(next.data, first.data,
				first.length);
		}
	}
	text_clear(&first);
	text_clear(&next);
}

/* What was compressed ahead is taken, whatever the picture says by now. */
static void test_prepared(void **state)
{
	struct fixture *f = *state;
	struct image picture = sample_image();
	struct text first, next;

	build_letter(f);
	first = write_letter(f);
	for (int prepared = 1; prepared >= 0; prepared--) {
		pdf_writer_free(f->writer);
		assert_true(pdf_writer_new(&f->options, &f->writer,
			&f->report));
		picture.pixels[0] = 0xC0;
		if (prepared)
			pdf_prepare_image(f->writer, &picture);
		picture.pixels[0] = 0;
		next = write_letter(f);
		assert_int_equal(next.length == first.length &&
			memcmp(next.data, first.data, first.length) == 0,
			prepared);
		text_clear(&next);
	}
	text_clear(&first);
}

/* What is written, taken apart, says this. */
static void expect_written(struct fixture *f, const char *wanted)
{
	struct text bytes = write_letter(f);
	struct text told = run("qpdf", "--qdf", f->path, "-", NULL);

	expect(&told, wanted);
	text_clear(&told);
	text_clear(&bytes);
}

/* Many dots in one item stand where they are from the first of them. */
static void test_dots(void **state)
{
	static const struct dot places[] = {{10, 20}, {12.34, 7.01}, {8, 0}};
	struct fixture *f = *state;
	struct item all = {.kind = ITEM_DOTS, .tag = TAG_ARTIFACT, .x = 5.25,
		.y = 3, .width = 1.5, .dots = {places, 3, 0}};
	struct item one = {.kind = ITEM_DOT, .tag = TAG_ARTIFACT, .x = 12,
		.y = 7, .width = 1.5};
	struct item *items[] = {&all, &one};

	f->pages.height = 800;
	place(f, 0, 300, 0, ARTIFACT_LAYOUT, items, 2);
	expect_written(f, "q 1 0 0 1 87.25 477 cm\n0 0 m h S\n"
		"2.34 12.99 m h S\n-2 20 m h S\nQ\n84 493 m h S\n");
}

/* Columns of dots are dashed lines, and one of a single dot a short one; a dot
 * that stands before them or without any is a point. */
static void test_rows_of_dots(void **state)
{
	static const struct dot places[] = {{0, 50}, {10, 40}, {10, 35},
		{10, 30}, {14, 40}, {14, 35}, {18, 40}, {0, 10}, {3, 14},
		{6, 18}};
	struct fixture *f = *state;
	struct item all = {.kind = ITEM_DOTS, .tag = TAG_ARTIFACT, .x = -72,
		.width = 1.5, .dots = {places, 10, 0}};
	struct item *items[] = {&all};

	f->pages.height = 100;
	place(f, 0, 0, 0, ARTIFACT_LAYOUT, items, 1);
	expect_written(f, "q 1 0 0 1 0 50 cm\n0 0 m h S\n[0 5]0 d\n"
		"10 10 m 10 22.5 l S\n14 10 m 14 17.5 l S\n"
		"18 10 m 18 12.5 l S\n0 40 m 7.5 30 l S\nQ\n");
}

static const char *find(const char *at, const char *end, const char *wanted)
{
	const char *found = memmem(at, (size_t)(end - at), wanted,
		strlen(wanted));

	assert_non_null(found);
	return found;
}

/*
 * A long common paragraph is the same bytes on every page, whatever was set and
 * wherever its first line stands: both are said before it.
 */
static void test_common(void **state)
{
	static const char words[] = "a text that all letters have, and that is "
		"long enough to be worth it ";
	struct fixture *f = *state;
	static const char begins[] = " Td\n/H1<</MCID 1>>BDC\n0 0 0 rg\n/F";
	struct item *lines[6];
	struct text bytes, told;
	const char *one, *other;
	size_t length;

	f->pages.element_count = 1;
	f->pages.pages[0].count = f->pages.pages[1].count = 0;
	f->pages.pages[0].link_count = 0;
	for (size_t page = 0; page < 2; page++) {
		double y = page == 0 ? 100 : 321.5;
		size_t own = add_element(f, ROLE_P, 0), common;

		lines[0] = set_text(f, page == 0 ? &f->latin : &f->rich, 0,
			page == 0 ? 0 : 33, 0, "Own");
		lines[0]->colour.red = page == 0 ? 0 : 0.5;
		place(f, page, y - 20, own, ARTIFACT_LAYOUT, lines, 1);
		common = add_element(f, ROLE_H1, 0);
		f->pages.elements[common].is_common = true;
		for (int i = 0; i < 6; i++)
			lines[i] = set_text(f, &f->latin, 0, 0, 15 * i, words);
		place(f, page, y, common, ARTIFACT_LAYOUT, lines, 6);
		lines[0] = set_text(f, &f->latin, 0, 0, 0, "Own again");
		place(f, page, y + 100, own, ARTIFACT_LAYOUT, lines, 1);
	}
	bytes = write_letter(f);
	told = run("qpdf", "--qdf", "--object-streams=disable", f->path, "-",
		NULL);
	one = find(told.data, told.data + told.length, begins);
	other = find(one + 1, told.data + told.length, begins);
	length = (size_t)(find(one, other, "EMC") - one);
	assert_true(length > 400);
	assert_memory_equal(one, other, length);
	text_clear(&told);
	text_clear(&bytes);
}

static void test_positions(void **state)
{
	struct fixture *f = *state;
	struct item *item = set_text(f, &f->latin, 0, 10, 20, "AVA");
	struct glyph *glyphs = (struct glyph *)item->run.glyphs;

	glyphs[0].advance -= 0.572; /* 52 thousandths of 11 points, so 50 */
	glyphs[1].advance += 0.011; /* too little to be worth a number */
	glyphs[2].dy = 2;
	place(f, 0, 300, 1, ARTIFACT_LAYOUT, &item, 1);
	expect_written(f, "-190 -180 Td\n[<0003>50<001c>]TJ\n2 Ts\n"
		"[<0003>]TJ\n0 Ts\nEMC\nET\n"); /* from the line before */
}

/* What the item is drawn by, alone on a page. */
static void expect_drawn(struct fixture *f, struct item *item,
	const struct text *wanted)
{
	place(f, 0, 300, 1, ARTIFACT_LAYOUT, &item, 1);
	expect_written(f, wanted->data);
}

/* Small errors are let be until together they are 10 thousandths. */
static void test_drift(void **state)
{
	struct fixture *f = *state;
	struct item *item = set_text(f, &f->latin, 0, 0, 0, "AAAAAAAA");
	struct glyph *glyphs = (struct glyph *)item->run.glyphs;
	struct text wanted = {0};
	unsigned a = glyphs[0].id;

	for (size_t i = 0; i < 8; i++)
		glyphs[i].advance += 0.022; /* 2 thousandths of 11 points */
	text_printf(&wanted, "[<%04x%04x%04x%04x%04x%04x>-10<%04x%04x>]TJ\n", a,
		a, a, a, a, a, a, a);
	expect_drawn(f, item, &wanted);
	text_clear(&wanted);
}

/* What stands off by almost 10 thousandths, and then hardly, takes no move:
 * one that would be right by itself would leave more than is let be. */
static void test_drift_back(void **state)
{
	static const double off[] = {2.4, 2.4, 2.4, 2.4, 0.3, -7.7, 0};
	struct fixture *f = *state;
	struct item *item = set_text(f, &f->latin, 0, 0, 0, "AAAAAAA");
	struct glyph *glyphs = (struct glyph *)item->run.glyphs;
	struct text wanted = {0};
	unsigned a = glyphs[0].id;

	for (size_t i = 0; i < 7; i++)
		glyphs[i].advance += off[i] * SIZE / 1000;
	text_printf(&wanted, "[<%04x%04x%04x%04x%04x%04x%04x>]TJ\n", a, a, a,
		a, a, a, a);
	expect_drawn(f, item, &wanted);
	text_clear(&wanted);
}

/* Typefaces with the same characters have one ToUnicode map. */
static void test_shared_map(void **state)
{
	struct fixture *f = *state;
	struct font_program twin = f->latin.program;
	struct item *item = set_text(f, &f->latin, 0, 0, 0, "Twin");
	struct text bytes, told;

	twin.serial = 3;
	twin.name = "Twin-Face";
	item->run.program = &twin;
	place(f, 0, 300, 1, ARTIFACT_LAYOUT, &item, 1);
	bytes = write_letter(f);
	expect(&bytes, "+Twin-Face/Encoding/Identity-H");
	told = run("sh", "-c", "qpdf --qdf \"$1\" - | grep -ac begincmap",
		"sh", f->path, NULL);
	assert_string_equal(told.data, "2\n");
	text_clear(&told);
	told = run("pdftotext", f->path, "-", NULL);
	expect(&told, "Twin\n");
	text_clear(&told);
	text_clear(&bytes);
}

/* A typeface of few glyphs has codes of one byte, one of more has two. */
static void test_byte_codes(void **state)
{
	struct fixture *f = *state;
	struct font_program small = f->latin.program;
	struct item *item = set_text(f, &f->latin, 0, 0, 0, "AAA");
	struct text bytes, told;

	small.serial = 3;
	small.glyph_count = FONT_PROGRAM_BYTES;
	item->run.program = &small;
	place(f, 0, 300, 1, ARTIFACT_LAYOUT, &item, 1);
	place_text(f, 0, 350, 1, "AVA");
	bytes = write_letter(f);
	told = run("qpdf", "--qdf", "--object-streams=disable", f->path, "-",
		NULL);
	expect(&told, "[<030303>]TJ\n");
	expect(&told, "[<0003001c0003>]TJ\n");
	expect(&told, "/Subtype /TrueType");
	expect(&told, "/Encoding /Identity-H");
	text_clear(&told);
	told = run("pdftotext", f->path, "-", NULL);
	expect(&told, "AAA\n");
	expect(&told, "AVA\n");
	text_clear(&told);
	text_clear(&bytes);
}

static void test_no_glyph(void **state)
{
	struct fixture *f = *state;
	struct text bytes = {0};

	place_text(f, 0, 300, 1, "\xE4\xB8\xAD"); /* no Chinese in Lato */
	assert_false(pdf_write(f->writer, &f->pages, &f->info, &bytes,
		&f->report));
	assert_int_equal(f->report.errors, 1);
	assert_non_null(strstr(f->report.problems[0].message,
		"Test-Face has no glyph 0 to draw '\xE4\xB8\xAD'"));
	assert_int_equal(bytes.length, 0);
	text_clear(&bytes);
	build_letter(f); /* and the writer is as good as before */
	bytes = write_letter(f);
	text_clear(&bytes);
}

static void test_no_pages(void **state)
{
	struct fixture *f = *state;
	struct text bytes = {0};

	f->pages.count = 0;
	assert_false(pdf_write(f->writer, &f->pages, &f->info, &bytes,
		&f->report));
}

static void test_wrong_profile(void **state)
{
	struct fixture *f = *state;
	struct pdf_writer *writer = NULL;

	f->options.profile_path = "fonts/Lato-Regular.ttf";
	f->options.profile_place = (struct place){"job.ini", 3, 1};
	assert_false(pdf_writer_new(&f->options, &writer, &f->report));
	assert_null(writer);
	assert_int_equal(f->report.problems[0].place.line, 3);
	f->options.profile_path = "fonts/none.icc";
	assert_false(pdf_writer_new(&f->options, &writer, &f->report));
	assert_int_equal(f->report.errors, 2);
}

#define ASSERT_ADDS(call, wanted)                                              \
	do {                                                                   \
		struct text out = {0};                                         \
		call;                                                          \
		assert_string_equal(text_string(&out), wanted);                \
		text_clear(&out);                                              \
	} while (0)

/* Wherever in a string something stands that is to be escaped, or is not. */
static void test_strings(void **state)
{
	(void)state;
	for (int c = ' '; c < 0x7F; c++) {
		bool is_escaped = strchr("()\\", c) != NULL;

		for (int at = 0; at < 20; at++) {
			char string[] = "all of them are bare";
			struct text wanted = {0};

			string[at] = (char)c;
			text_printf(&wanted, "(%.*s%s%s)", at, string,
				is_escaped ? "\\" : "", string + at);
			ASSERT_ADDS(pdf_add_string(&out, "", string),
				wanted.data);
			text_clear(&wanted);
		}
	}
	for (int at = 0; at < 20; at++) {
		char string[] = "all of them are bare";
		struct text out = {0};

		string[at] = "\x7F\n\x1F"[at % 3]; /* there as UTF-16 alone */
		pdf_add_string(&out, "", string);
		assert_memory_equal(out.data, "<FEFF", 5);
		text_clear(&out);
	}
}

static void test_syntax(void **state)
{
	(void)state;
	ASSERT_ADDS(pdf_add_string(&out, "/A", "a(b)\\c"), "/A(a\\(b\\)\\\\c)");
	ASSERT_ADDS(pdf_add_string(&out, "", "a\nb"), "<FEFF0061000A0062>");
	ASSERT_ADDS(pdf_add_string(&out, "", "\xFF"), "<FEFFFFFD>");
	ASSERT_ADDS(pdf_add_string(&out, "/A",
			    "(\xC3\xA9)\xE2\x80\x99\xE2\x82\xAC"),
		"/A(\\(\xE9\\)\x90\xA0)");
	ASSERT_ADDS(pdf_add_string(&out, "", "\xC5\xBE\xE2\x80\xA2"),
		"(\x9E\x80)");
	ASSERT_ADDS(pdf_add_string(&out, "", "a\xC2\xA0"), "<FEFF006100A0>");
	ASSERT_ADDS(pdf_add_string(&out, "", "\xC5\xB5"), "<FEFF0175>");
	/* It would read as a mark of UTF-16, or of UTF-8. */
	ASSERT_ADDS(pdf_add_string(&out, "", "\xC3\xBE\xC3\xBF"),
		"<FEFF00FE00FF>");
	ASSERT_ADDS(pdf_add_string(&out, "", "\xC3\xAF\xC2\xBB\xC2\xBF"),
		"<FEFF00EF00BB00BF>");
	ASSERT_ADDS(pdf_add_string(&out, "", "a\xC3\xBF"), "(a\xFF)");
	ASSERT_ADDS(pdf_add_string(&out, "", ""), "()");
	ASSERT_ADDS(pdf_add_literal_byte(&out, '\r'), "\\r");
	ASSERT_ADDS(pdf_add_name(&out, "/N", "A b/#\xC3"), "/N/A#20b#2F#23#C3");
	ASSERT_ADDS(pdf_add_integer(&out, "/I ", 0), "/I 0");
	ASSERT_ADDS(pdf_add_integer(&out, "", SIZE_MAX),
		"18446744073709551615");
	ASSERT_ADDS(pdf_add_numbers(&out,
		(double[]){-0.001, -0.25, 12.5, 100, 0.05, -1234.567}, 6),
		"0 -0.25 12.5 100 0.05 -1234.57");
	ASSERT_ADDS(pdf_add_numbers(&out,
		(double[]){9.99, 10, 99.1, 999.5, 1000, 123456.7}, 6),
		"9.99 10 99.1 999.5 1000 123456.7");
	ASSERT_ADDS(pdf_add_colour(&out, (struct colour){0, 1, 0.5}, "rg"),
		"0 1 0.5 rg");
	ASSERT_ADDS(pdf_add_colour(&out, (struct colour){0.0431, 0.9996,
		0.0004}, "RG"), "0.043 1 0 RG");
	ASSERT_ADDS(pdf_add_colour(&out, (struct colour){0.25, 0.1, 0.007},
		"rg"), "0.25 0.1 0.007 rg");
	ASSERT_ADDS(pdf_add_uri(&out, "", "http://\xC3\xA9/%41<\"\n>"),
		"(http://%C3%A9/%41%3C%22%0A%3E)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_is_sound, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_gives_text_back, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_actual_text, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_structure, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_links, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bookmarks, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_metadata, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_attachments,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_attachments_of_one_name,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_field,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_field_without_signature,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_field_unseen,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_beginning,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_signed,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_signature_too_long,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_same_bytes, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_remembered_runs_change_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_prepared, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_common, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_dots, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_rows_of_dots, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_positions, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_drift, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_drift_back, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_shared_map, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_byte_codes, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_no_glyph, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_no_pages, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_wrong_profile, set_up,
			tear_down),
		cmocka_unit_test(test_strings), cmocka_unit_test(test_syntax),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
