/* PDFs read back: ours, other programs', and hostile ones. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/deflate.h"
#include "reading/inflate.h"
#include "reading/pdf_file.h"

#define OBJECTS 16

/* A file being made: object 1 is the catalog. */
struct sheet {
	struct text bytes;
	size_t begins[OBJECTS];
};

static void begin(struct sheet *sheet)
{
	text_add(&sheet->bytes, "%PDF-1.7\n");
}

static void add(struct sheet *sheet, int number, const char *body)
{
	sheet->begins[number] = sheet->bytes.length;
	text_printf(&sheet->bytes, "%d 0 obj\n%s\nendobj\n", number, body);
}

static void add_stream(struct sheet *sheet, int number, const char *entries,
	const void *bytes, size_t length)
{
	sheet->begins[number] = sheet->bytes.length;
	text_printf(&sheet->bytes, "%d 0 obj\n<<%s/Length %zu>>\nstream\n",
		number, entries, length);
	text_append(&sheet->bytes, bytes, length);
	text_add(&sheet->bytes, "\nendstream\nendobj\n");
}

static void add_packed(struct sheet *sheet, int number, const char *entries,
	const void *bytes, size_t length)
{
	struct deflater *deflater = deflater_new(6);
	struct text all = {0};

	deflate_bytes(deflater, bytes, length);
	text_printf(&all, "/Filter/FlateDecode%s", entries);
	add_stream(sheet, number, text_string(&all), deflater->bytes,
		deflater->length);
	text_clear(&all);
	deflater_free(deflater);
}

/* Objects that were not added are free. */
static void finish(struct sheet *sheet, const char *trailer)
{
	size_t at = sheet->bytes.length;

	text_printf(&sheet->bytes, "xref\n0 %d\n", OBJECTS);
	for (int i = 0; i < OBJECTS; i++)
		text_printf(&sheet->bytes, "%010zu %05d %c \n",
			sheet->begins[i], sheet->begins[i] ? 0 : 65535,
			sheet->begins[i] ? 'n' : 'f');
	text_printf(&sheet->bytes, "trailer\n<</Size %d/Root 1 0 R%s>>\n"
		"startxref\n%zu\n%%%%EOF\n", OBJECTS, trailer, at);
}

static struct pdf_file *read_sheet(const struct sheet *sheet)
{
	return pdf_file_open(text_string(&sheet->bytes), sheet->bytes.length);
}

/* Reading the catalog must end in this fault; NULL: in none. */
static void expect_fault(struct sheet *sheet, const char *words)
{
	struct pdf_file *file = read_sheet(sheet);
	const struct object *catalog = pdf_file_catalog(file);

	if (words == NULL) {
		assert_null(pdf_file_fault(file));
		assert_non_null(catalog);
	} else {
		assert_null(catalog);
		assert_non_null(strstr(pdf_file_fault(file), words));
	}
	pdf_file_free(file);
	text_clear(&sheet->bytes);
}

static void test_objects(void **state)
{
	struct sheet sheet = {0};
	const struct object *catalog, *kids, *stream;
	struct pdf_file *file;
	struct text out = {0};

	(void)state;
	begin(&sheet);
	add(&sheet, 1, "<</Type/Catalog/A#42 [1 -2 .5 true null (a\\(b\\)\\101"
		"\\\nc) <4 15> 2 0 R]/S 3 0 R/N<</M 4 0 R>>>>");
	add(&sheet, 2, "(two)");
	add_packed(&sheet, 3, "", "unpacked", 8);
	add(&sheet, 4, "% a word before\n/Name");
	finish(&sheet, "");
	file = read_sheet(&sheet);
	catalog = pdf_file_catalog(file);
	assert_non_null(catalog);
	kids = pdf_file_get(file, catalog, "AB");
	assert_int_equal(kids->count, 8);
	assert_int_equal(kids->items[1].integer, -2);
	assert_string_equal(kids->items[2].bytes, ".5");
	assert_int_equal(kids->items[3].integer, 1);
	assert_int_equal(kids->items[4].kind, OBJECT_NULL);
	assert_string_equal(kids->items[5].bytes, "a(b)Ac");
	assert_string_equal(kids->items[6].bytes, "AP");
	assert_string_equal(pdf_file_follow(file, &kids->items[7])->bytes,
		"two");
	stream = pdf_file_get(file, catalog, "S");
	assert_true(pdf_file_stream(file, stream, &out));
	assert_string_equal(text_string(&out), "unpacked");
	assert_true(object_is_name(pdf_file_get(file, pdf_file_get(file,
		catalog, "N"), "M"), "Name"));
	assert_null(pdf_file_get(file, catalog, "Other"));
	assert_null(pdf_file_object(file, 9));
	assert_null(pdf_file_object(file, 99));
	assert_null(pdf_file_fault(file));
	assert_false(pdf_file_stream(file, catalog, &out));
	assert_non_null(pdf_file_fault(file));
	assert_null(pdf_file_catalog(file));
	text_clear(&out);
	pdf_file_free(file);
	text_clear(&sheet.bytes);
}

/* Rows of kind, place, number in it: one, two and one bytes. */
static void add_row(struct text *rows, int kind, size_t at, int place)
{
	text_add_char(rows, (char)kind);
	text_add_char(rows, (char)(at >> 8));
	text_add_char(rows, (char)(at & 255));
	text_add_char(rows, (char)place);
}

/* The catalog in an object stream, behind a cross-reference stream. */
static void begin_streams(struct sheet *sheet, struct text *rows,
	const char *packed, const char *entries)
{
	begin(sheet);
	add_packed(sheet, 2, entries, packed, strlen(packed));
	add_row(rows, 0, 0, 0);
	add_row(rows, 2, 2, 0);
	add_row(rows, 1, sheet->begins[2], 0);
	add_row(rows, 1, sheet->bytes.length, 0);
}

static void finish_streams(struct sheet *sheet, const struct text *rows,
	const char *entries)
{
	struct text all = {0};
	size_t at = sheet->bytes.length;

	text_printf(&all, "/Type/XRef/Size 4/W[1 2 1]/Root 1 0 R%s", entries);
	add_packed(sheet, 3, text_string(&all), text_string(rows),
		rows->length);
	text_printf(&sheet->bytes, "startxref\n%zu\n%%%%EOF", at);
	text_clear(&all);
}

static void test_streams(void **state)
{
	static const struct {
		const char *packed, *entries, *fault;
	} cases[] = {
		{"1 0 <</Type/Catalog>>", "/Type/ObjStm/N 1/First 4", NULL},
		{"7 0 <</Type/Catalog>>", "/Type/ObjStm/N 1/First 4",
			"object 1 is not in the object stream 2"},
		{"1 9 <</Type", "/Type/ObjStm/N 1/First 4", "object 1 is not"},
		{"1 0 <</Type/Catalog>>", "/Type/ObjStm/N 9/First 4",
			"object 1 is not"},
		{"1 0 <</Type/Catalog>>", "/Type/ObjStm/N 1/First 400",
			"object 1 is not"},
		{"1 0 <</Type/Catalog>>", "/N 1/First 4", "object 1 is not"},
		{"1 0 [2 0 R]", "/Type/ObjStm/N 1/First 4", "no catalog"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sheet sheet = {0};
		struct text rows = {0};

		begin_streams(&sheet, &rows, cases[i].packed,
			cases[i].entries);
		finish_streams(&sheet, &rows, "");
		expect_fault(&sheet, cases[i].fault);
		text_clear(&rows);
	}
}

/* Rows as the difference to the row above, as most programs write them. */
static void test_predictor(void **state)
{
	struct sheet sheet = {0};
	struct text rows = {0}, predicted = {0};

	(void)state;
	begin_streams(&sheet, &rows, "1 0 <</Type/Catalog>>",
		"/Type/ObjStm/N 1/First 4");
	for (size_t i = 0; i < rows.length; i++) {
		if (i % 4 == 0)
			text_add_char(&predicted, 2);
		text_add_char(&predicted, (char)(rows.data[i] -
			(i < 4 ? 0 : rows.data[i - 4])));
	}
	finish_streams(&sheet, &predicted,
		"/DecodeParms<</Predictor 12/Columns 4>>");
	expect_fault(&sheet, NULL);
	text_clear(&rows);
	text_clear(&predicted);
}

static void test_unpredict(void **state)
{
	static const char rows[] = "\0\1\2\3" "\1\1\1\1" "\2\1\1\1" "\3\2\2\2"
		"\4\1\1\1";
	static const char wanted[] = "\1\2\3" "\1\2\3" "\2\3\4" "\3\5\6"
		"\4\6\7";
	struct text bytes = {0};

	(void)state;
	text_append(&bytes, rows, sizeof(rows) - 1);
	assert_true(unpredict(&bytes, 3));
	assert_int_equal(bytes.length, 15);
	assert_memory_equal(bytes.data, wanted, 15);
	assert_false(unpredict(&bytes, 3)); /* no whole rows */
	assert_false(unpredict(&bytes, 0));
	bytes.data[0] = 5;
	assert_false(unpredict(&bytes, 4));
	text_clear(&bytes);
}

/* What would be large has to be refused before it is. */
static void test_bombs(void **state)
{
	size_t length = (size_t)80 << 20;
	char *zeros = memory_new(length);
	struct sheet sheet = {0};
	struct pdf_file *file;
	struct text out = {0};

	(void)state;
	begin(&sheet);
	add(&sheet, 1, "<</S 2 0 R/T 3 0 R>>");
	add_packed(&sheet, 2, "", zeros, length);
	add_packed(&sheet, 3, "", zeros, length / 2);
	finish(&sheet, "");
	free(zeros);
	file = read_sheet(&sheet);
	assert_false(pdf_file_stream(file, pdf_file_get(file,
		pdf_file_catalog(file), "S"), &out));
	assert_non_null(strstr(pdf_file_fault(file), "more than 64 MB"));
	assert_int_equal(out.length, 0);
	pdf_file_free(file);
	file = read_sheet(&sheet);
	assert_true(pdf_file_stream(file, pdf_file_get(file,
		pdf_file_catalog(file), "T"), &out));
	assert_false(pdf_file_stream(file, pdf_file_get(file,
		pdf_file_catalog(file), "T"), &out)); /* both are too much */
	pdf_file_free(file);
	text_clear(&out);
	text_clear(&sheet.bytes);
}

static void test_refused(void **state)
{
	static const struct {
		const char *catalog, *other, *trailer, *fault;
	} cases[] = {
		{"<<>>", "1", "", NULL},
		{"<<>>", "1", "/Encrypt 2 0 R", "encrypted"},
		{"<<>>", "1", "/Prev 99999999", "cross-reference"},
		{"<<>>", "1", "/Prev 3", "cross-reference"},
		{"<<>>", "1", "/XRefStm 9", "cross-reference"},
		{"[<<>>]", "1", "", "no catalog"},
		{"2 0 R", "1 0 R", "", "no end"},
		{"<</Length 1 0 R>>\nstream\n\nendstream", "1", "",
			"needs others that need it"},
		{"<</Length 9>>\nstream\nendstream", "1", "", "object 1"},
		{"<</Length -1>>\nstream\nendstream", "1", "", "object 1"},
		{"<</Length 2 0 R>>\nstream\n\nendstream", "0", "", NULL},
		{"<</A>>", "1", "", "object 1"},
		{"<</A (>>", "1", "", "object 1"},
		{"<</A <4G>>>", "1", "", "object 1"},
		{"<<1 2>>", "1", "", "object 1"},
		{"<</A[>>", "1", "", "object 1"},
		{"<</A 1]>>", "1", "", "object 1"},
		{"<<>> 5", "1", "", "object 1"},
		{"nil", "1", "", "object 1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sheet sheet = {0};

		begin(&sheet);
		add(&sheet, 1, cases[i].catalog);
		add(&sheet, 2, cases[i].other);
		finish(&sheet, cases[i].trailer);
		expect_fault(&sheet, cases[i].fault);
	}
}

static void test_deep(void **state)
{
	struct sheet sheet = {0};
	struct text body = {0};

	(void)state;
	for (int i = 0; i < 100000; i++)
		text_add(&body, "[");
	begin(&sheet);
	add(&sheet, 1, text_string(&body));
	finish(&sheet, "");
	expect_fault(&sheet, "object 1");
	text_reset(&body);
	text_add_char(&body, '[');
	for (int i = 0; i < OBJECTS_MAX + 1; i++)
		text_add(&body, "0 ");
	text_add(&body, "]");
	sheet = (struct sheet){0};
	begin(&sheet);
	add(&sheet, 1, text_string(&body));
	finish(&sheet, "");
	expect_fault(&sheet, "object 1");
	text_clear(&body);
}

/* A second save: what it says of an object stands. */
static void test_saved_twice(void **state)
{
	struct sheet sheet = {0};
	struct pdf_file *file;
	size_t before, changed, at;

	(void)state;
	begin(&sheet);
	add(&sheet, 1, "<</V 1>>");
	before = sheet.bytes.length;
	finish(&sheet, "");
	changed = sheet.bytes.length;
	add(&sheet, 1, "<</V 2>>");
	at = sheet.bytes.length;
	text_printf(&sheet.bytes, "xref\n1 1\n%010zu 00000 n \ntrailer\n"
		"<</Size %d/Root 1 0 R/Prev %zu>>\nstartxref\n%zu\n%%%%EOF\n",
		changed, OBJECTS, before, at);
	file = read_sheet(&sheet);
	assert_int_equal(pdf_file_get(file, pdf_file_catalog(file),
		"V")->integer, 2);
	pdf_file_free(file);
	text_clear(&sheet.bytes);
}

/* Wherever the file is cut, it is no file: only its last line may go. */
static void test_cut(void **state)
{
	struct sheet sheet = {0};
	size_t length;

	(void)state;
	begin(&sheet);
	add(&sheet, 1, "<</Type/Catalog>>");
	finish(&sheet, "");
	length = sheet.bytes.length - strlen("123\n%%EOF\n");
	for (size_t i = 0; i < length; i++) {
		char *cut = memory_strndup(sheet.bytes.data, i);
		struct pdf_file *file = pdf_file_open(cut, i);

		assert_non_null(pdf_file_fault(file));
		pdf_file_free(file);
		free(cut);
	}
	text_clear(&sheet.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_predictor),
		cmocka_unit_test(test_unpredict),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_saved_twice),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
