/* What a PDF is marked as, with a table of references and with streams. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/deflate.h"
#include "reading/marks.h"

#define XMP                                                                    \
	"<rdf:Description pdfuaid:part='1' xmp:CreateDate=\"2020-07-22"        \
	"T12:00:00Z\"><pdfaid:part>3</pdfaid:part><pdfaid:conformance>A"       \
	"</pdfaid:conformance><dc:title><rdf:Alt><rdf:li>A &amp; \xC3\xBC"     \
	"</rdf:li></rdf:Alt></dc:title></rdf:Description>"

/* The objects of a document with all marks, from 1 on. */
static const char *const objects[] = {
	"<</Type/Catalog/Lang(en-GB)/MarkInfo<</Marked true>>/ViewerPreferences"
	"<</DisplayDocTitle true>>/StructTreeRoot 2 0 R/OutputIntents[3 0 R]"
	"/Metadata 5 0 R>>",
	"<</Type/StructTreeRoot>>",
	"<</Type/OutputIntent/S/GTS_PDFA1/DestOutputProfile 2 0 R>>",
	"<</Title<FEFF004100200026002000FC>/CreationDate(D:20200722120000Z)>>",
};

#define PLAIN_COUNT (sizeof(objects) / sizeof(objects[0]))
#define XMP_OBJECT  5

static void add_field(struct text *out, size_t number, int width)
{
	while (width-- > 0)
		text_add_char(out, (char)(number >> 8 * width));
}

static void add_stream(struct text *out, size_t number, const char *body,
	const struct text *bytes, bool deflated)
{
	struct deflater *deflater = deflater_new(6);

	deflate_bytes(deflater, text_string(bytes), bytes->length);
	text_printf(out, "%zu 0 obj\n<<%s/Length %zu%s>>\nstream\r\n", number,
		body, deflated ? deflater->length : bytes->length,
		deflated ? "/Filter/FlateDecode" : "");
	text_append(out, deflated ? (char *)deflater->bytes : bytes->data,
		deflated ? deflater->length : bytes->length);
	text_add(out, "\nendstream\nendobj\n");
	deflater_free(deflater);
}

static void add_xmp(struct text *out, const char *xmp)
{
	struct text bytes = {0};

	text_add(&bytes, xmp);
	add_stream(out, XMP_OBJECT, "/Type/Metadata", &bytes, false);
	text_clear(&bytes);
}

/* With a table of references. */
static struct text new_open(const char *const *bodies, const char *xmp,
	const char *trailer)
{
	struct text out = {0};
	size_t places[PLAIN_COUNT + 2], start;

	text_add(&out, "%PDF-1.7\n");
	for (size_t i = 0; i < PLAIN_COUNT; i++) {
		places[i] = out.length;
		text_printf(&out, "%zu 0 obj\n%s\nendobj\n", i + 1, bodies[i]);
	}
	places[PLAIN_COUNT] = out.length;
	add_xmp(&out, xmp);
	start = out.length;
	text_add(&out, "xref\n0 6\n0000000000 65535 f \n");
	for (size_t i = 0; i <= PLAIN_COUNT; i++)
		text_printf(&out, "%010zu 00000 n \n", places[i]);
	text_printf(&out, "trailer\n<</Root 1 0 R/Info 4 0 R/Size 6%s>>\n"
		"startxref\n%zu\n%%%%EOF\n", trailer, start);
	return out;
}

/* With an object stream and a stream of references, told as differences. */
static struct text new_packed(bool up)
{
	struct text out = {0}, pack = {0}, bodies = {0}, rows = {0};
	char above[8] = "", body[160];
	size_t xmp_at, pack_at, start;

	for (size_t i = 0; i < PLAIN_COUNT; i++) {
		text_printf(&pack, "%zu %zu ", i + 1, bodies.length);
		text_printf(&bodies, "%s\n", objects[i]);
	}
	snprintf(body, sizeof(body), "/Type/ObjStm/N %zu/First %zu",
		PLAIN_COUNT, pack.length);
	text_append(&pack, bodies.data, bodies.length);
	text_add(&out, "%PDF-1.7\n");
	xmp_at = out.length;
	add_xmp(&out, XMP);
	pack_at = out.length;
	add_stream(&out, 6, body, &pack, true);
	start = out.length;
	for (size_t i = 0; i < 8; i++) {
		struct text row = {0};
		bool packed = i >= 1 && i <= PLAIN_COUNT;

		add_field(&row, i == 0 ? 0 : packed ? 2 : 1, 1);
		add_field(&row, packed ? 6 : i == XMP_OBJECT ? xmp_at
			: i == 6 ? pack_at : i == 7 ? start : 0, 3);
		add_field(&row, packed ? i - 1 : 0, 1);
		if (up)
			text_add_char(&rows, 2);
		for (size_t k = 0; k < row.length; k++) {
			text_add_char(&rows, (char)(row.data[k] -
				(up ? above[k] : 0)));
			above[k] = row.data[k];
		}
		text_clear(&row);
	}
	snprintf(body, sizeof(body), "/Type/XRef/Root 1 0 R/Info 4 0 R/Size 8"
		"/W[1 3 1]%s", up
			? "/DecodeParms<</Predictor 12/Columns 5>>" : "");
	add_stream(&out, 7, body, &rows, true);
	text_printf(&out, "startxref\n%zu\n%%%%EOF\n", start);
	text_clear(&pack);
	text_clear(&bodies);
	text_clear(&rows);
	return out;
}

/* Takes the file over. */
static void assert_marked(struct text file, bool accessible, bool archival,
	const char *words)
{
	struct marks marks;

	marks_read(file.data, file.length, &marks);
	if (strstr(text_string(&marks.words), words) == NULL)
		fail_msg("'%s' is not in: %s", words,
			text_string(&marks.words));
	assert_int_equal(marks.accessible, accessible);
	assert_int_equal(marks.archival, archival);
	marks_clear(&marks);
	text_clear(&file);
}

static void reads_marks(void **state)
{
	static const char both[] =
		"marked as accessible (PDF/UA-1) and archival (PDF/A-3A)";

	(void)state;
	assert_marked(new_open(objects, XMP, ""), true, true, both);
	assert_marked(new_packed(false), true, true, both);
	assert_marked(new_packed(true), true, true, both);
}

/* In one object or the XMP, something else stands instead. */
static void misses_what_is_gone(void **state)
{
	static const struct {
		const char *old, *new, *words;
		bool accessible, archival;
	} changes[] = {
		{"/Lang(en-GB)", "", "does not name its language", 0, 0},
		{"/Lang(en-GB)", "/Lang()", "name its language", 0, 0},
		{"true>>/View", "null>>/View", "it has no tags", 0, 0},
		{"2 0 R/Out", "3 0 R/Out", "it has no tags", 0, 0},
		{"2 0 R/Out", "9 0 R/Out", "it has no tags", 0, 0},
		{"/OutputIntents", "/X", "no colour profile", 1, 0},
		{"/GTS_PDFA1", "/GTS_PDFX", "no colour profile", 1, 0},
		{"/DestOutputProfile 2 0 R", "", "no colour profile", 1, 0},
		{"DisplayDocTitle true", "X true", "show its title", 0, 1},
		{"/Metadata", "/Metadatb", "do not say so (pdfuaid", 0, 0},
		{"pdfuaid:part='1'", "pdfuaid:part='2'", "pdfuaid", 0, 1},
		{"pdfuaid:part='1'", "pdfuaid:part=1", "pdfuaid", 0, 1},
		{"<pdfaid:part>3", "<pdfaid:part>2", "pdfaid:part", 1, 0},
		{"conformance>A<", "conformance>B<", "pdfaid:part", 1, 0},
		{"conformance>A</pdfa", "conformance>A</qdfa", "pdfaid", 1, 0},
		{"A &amp; ", "A &lt; ", "Title differs", 1, 0},
		{"D:2020", "D:2021", "CreationDate differs", 1, 0},
		{"/CreationDate", "/ModDate", "ModDate differs", 1, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		const char *bodies[PLAIN_COUNT + 1], *found;
		struct text changed = {0};
		bool done = false;

		memcpy(bodies, objects, sizeof(objects));
		bodies[PLAIN_COUNT] = XMP;
		for (size_t k = 0; k <= PLAIN_COUNT && !done; k++) {
			found = strstr(bodies[k], changes[i].old);
			if (found == NULL)
				continue;
			text_append(&changed, bodies[k],
				(size_t)(found - bodies[k]));
			text_add(&changed, changes[i].new);
			text_add(&changed, found + strlen(changes[i].old));
			bodies[k] = changed.data;
			done = true;
		}
		assert_true(done);
		assert_marked(new_open(bodies, bodies[PLAIN_COUNT], ""),
			changes[i].accessible, changes[i].archival,
			changes[i].words);
		text_clear(&changed);
	}
}

static void refuses_other_files(void **state)
{
	struct text file = {0};

	(void)state;
	assert_marked(file, false, false, "cannot be read: this is no PDF");
	text_add(&file, "%PDF-1.7 startxref 99999999999 %%EOF");
	assert_marked(file, false, false, "cross-reference is not whole");
	assert_marked(new_open(objects, XMP, "/Encrypt<<>>"), false, false,
		"it is encrypted");
}

/* Cut anywhere, changed anywhere: an answer, whatever it is. */
static void bears_damage(void **state)
{
	struct text files[] = {new_open(objects, XMP, ""), new_packed(true)};
	struct marks marks;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct text *file = &files[i];

		for (size_t k = 0; k < file->length; k++) {
			/* of its own size, for the sanitizer to see */
			char *part = memory_resize(NULL, k + 1, 1);

			memcpy(part, file->data, k);
			marks_read(part, k, &marks);
			assert_false(marks.accessible && k + 7 < file->length);
			marks_clear(&marks);
			free(part);
			for (int bit = 0; bit < 8; bit += 3) {
				file->data[k] ^= (char)(1 << bit);
				marks_read(file->data, file->length, &marks);
				assert_true(marks.words.length > 0);
				marks_clear(&marks);
				file->data[k] ^= (char)(1 << bit);
			}
		}
		text_clear(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_marks),
		cmocka_unit_test(misses_what_is_gone),
		cmocka_unit_test(refuses_other_files),
		cmocka_unit_test(bears_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
