/* The frame of a file: what is packed and what is placed, as qpdf finds it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pdf/frame.h"

static void pack(struct frame *frame, unsigned object, const char *body)
{
	text_add(frame_pack(frame, object, FRAME_OWN), body);
}

static size_t place(struct frame *frame, unsigned object, char *body)
{
	return frame_place(frame, object, &(struct text){body, strlen(body),
		0});
}

/*
 * A catalog, its pages, and `count` objects without the second. Every third is
 * placed; the rest of the first half is common, that of the second is own.
 */
static void write_frame(struct frame *frame, unsigned count, struct text *out)
{
	char body[32];

	frame_begin(frame, 2, out);
	text_add(frame_pack(frame, 1, FRAME_COMMON),
		"<</Type/Catalog/Pages 2 0 R>>");
	text_add(frame_pack(frame, 2, FRAME_COMMON),
		"<</Type/Pages/Kids[]/Count 0>>");
	for (unsigned i = 3; i < count + 3; i++) {
		assert_int_equal(frame_add(frame), i);
		if (i != 4 && i % 3 != 0)
			text_printf(frame_pack(frame, i, i < count / 2 + 3 ?
				FRAME_COMMON : FRAME_OWN), "<</Number %u>>", i);
	}
	for (unsigned i = 3; i < count + 3; i += 3) {
		snprintf(body, sizeof(body), "/Number %u", i);
		place(frame, i, body);
	}
	frame_end(frame, "/Root 1 0 R");
}

static void save(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

/* What `qpdf WORDS FILE` prints; its exit status is 0. */
static void expect_qpdf(const char *words, const struct text *file,
	const char *wanted)
{
	char path[] = "/tmp/lettermill-frame-XXXXXX", command[128];
	char said[4096] = "";
	int descriptor = mkstemp(path);
	FILE *qpdf;

	assert_true(descriptor >= 0);
	close(descriptor);
	save(path, file->data, file->length);
	snprintf(command, sizeof(command), "qpdf %s %s 2>&1", words, path);
	qpdf = popen(command, "r");
	assert_non_null(qpdf);
	said[fread(said, 1, sizeof(said) - 1, qpdf)] = '\0';
	if (pclose(qpdf) != 0 || strstr(said, wanted) == NULL)
		fail_msg("qpdf %s: '%s' is not in:\n%s", words, wanted, said);
	unlink(path);
}

static void test_small(void **state)
{
	struct squeezer *squeezer = squeezer_new();
	struct frame *frame = frame_new(squeezer);
	struct text out = {0};

	(void)state;
	write_frame(frame, 9, &out);
	assert_memory_equal(out.data, "%PDF-1.7\n%", 10);
	assert_string_equal(out.data + out.length - 7, "\n%%EOF\n");
	expect_qpdf("--check", &out, "No syntax or stream encoding errors");
	expect_qpdf("--show-object=3", &out, "<< /Number 3 >>");
	expect_qpdf("--show-object=4", &out, "null");
	expect_qpdf("--show-object=11", &out, "<< /Number 11 >>");
	expect_qpdf("--show-xref", &out, "9/0: uncompressed; offset = ");
	expect_qpdf("--show-xref", &out,
		"5/0: compressed; stream = 12, index = 2");
	expect_qpdf("--show-xref", &out,
		"10/0: compressed; stream = 13, index = 2");
	expect_qpdf("--show-object=14", &out, "/W [ 1 2 2 ]");
	text_clear(&out);
	frame_free(frame);
	squeezer_free(squeezer);
}

/* Numbers and indices of more than two bytes. */
static void test_many(void **state)
{
	struct squeezer *squeezer = squeezer_new();
	struct frame *frame = frame_new(squeezer);
	struct text out = {0};

	(void)state;
	write_frame(frame, 150000, &out);
	expect_qpdf("--show-object=149999", &out, "<< /Number 149999 >>");
	expect_qpdf("--show-object=150005", &out, "/W [ 1 3 3 ]");
	expect_qpdf("--show-object=150000", &out, "<< /Number 150000 >>");
	text_clear(&out);
	frame_free(frame);
	squeezer_free(squeezer);
}

/* Each begins anew, where the text it is appended to ends. */
static void test_again(void **state)
{
	struct squeezer *squeezer = squeezer_new();
	struct frame *frame = frame_new(squeezer);
	struct text once = {0}, twice = {0};

	(void)state;
	write_frame(frame, 9, &once);
	text_add(&twice, "before");
	write_frame(frame, 9, &twice);
	assert_int_equal(twice.length, once.length + 6);
	assert_memory_equal(twice.data + 6, once.data, once.length);
	text_clear(&once);
	text_clear(&twice);
	frame_free(frame);
	squeezer_free(squeezer);
}

/* The third time a stream is remembered; the file stays the same. */
static void test_remembered(void **state)
{
	struct squeezer *squeezer = squeezer_new();
	struct frame *frame = frame_new(squeezer);
	struct text first = {0}, again = {0};

	(void)state;
	write_frame(frame, 50, &first);
	for (int i = 0; i < 3; i++) {
		text_reset(&again);
		write_frame(frame, 9, &again);
		text_reset(&again);
		write_frame(frame, 50, &again);
		assert_int_equal(again.length, first.length);
		assert_memory_equal(again.data, first.data, first.length);
	}
	text_clear(&first);
	text_clear(&again);
	frame_free(frame);
	squeezer_free(squeezer);
}

/* Common streams come first, then common dictionaries, whatever the order. */
static void test_stream(void **state)
{
	struct squeezer *squeezer = squeezer_new();
	struct frame *frame = frame_new(squeezer);
	struct text out = {0}, body = {0};
	size_t streams, dictionaries;

	(void)state;
	text_add(&body, "/Mine true");
	frame_begin(frame, 3, &out);
	frame_set_stream(frame, 2, FRAME_OWN, &body, "own", 3);
	pack(frame, 1, "<</Type/Catalog>>");
	text_add(frame_pack(frame, frame_add(frame), FRAME_COMMON), "<<>>");
	frame_set_stream(frame, 3, FRAME_COMMON, &body, "common", 6);
	frame_end(frame, "/Root 1 0 R");
	frame_common(frame, &streams, &dictionaries);
	assert_memory_equal(out.data + streams - 31,
		"stream\ncommon\nendstream\nendobj\n", 31);
	assert_memory_equal(out.data + dictionaries, "2 0 obj\n", 8);
	expect_qpdf("--raw-stream-data --show-object=2", &out, "own");
	expect_qpdf("--raw-stream-data --show-object=3", &out, "common");
	expect_qpdf("--show-object=2", &out, "Mine true");
	expect_qpdf("--show-object=4", &out, "<< >>");
	text_clear(&out);
	text_clear(&body);
	frame_free(frame);
	squeezer_free(squeezer);
}

/* What is placed is where frame_place() says. */
static void test_place(void **state)
{
	struct squeezer *squeezer = squeezer_new();
	struct frame *frame = frame_new(squeezer);
	struct text out = {0};
	size_t at;

	(void)state;
	text_add(&out, "before");
	frame_begin(frame, 2, &out);
	pack(frame, 1, "<</Type/Catalog>>");
	at = place(frame, 2, (char[]){"/Found true"});
	frame_end(frame, "/Root 1 0 R");
	assert_memory_equal(out.data + 6 + at, "/Found true>>\nendobj\n", 21);
	text_clear(&out);
	frame_free(frame);
	squeezer_free(squeezer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_small),
		cmocka_unit_test(test_many), cmocka_unit_test(test_again),
		cmocka_unit_test(test_remembered),
		cmocka_unit_test(test_stream), cmocka_unit_test(test_place)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
