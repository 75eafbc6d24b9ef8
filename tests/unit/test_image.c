/* Pictures: what libraries make is read back; what is broken is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <png.h>
#include <turbojpeg.h>

#include "base/text.h"
#include "pictures/load.h"

#define IHDR_WIDTH 16 /* where a PNG says its width, in bytes from its start */

struct fixture {
	struct report report;
	char folder[64], path[96];
};

static const struct place named = {"job.ini", 12, 1};

static int set_up(void **state)
{
	struct fixture *f = memory_new(sizeof(*f));
	const char *tmp = getenv("TMPDIR");

	snprintf(f->folder, sizeof(f->folder), "%s/image-XXXXXX",
		tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/a.png", f->folder);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	rmdir(f->folder);
	report_clear(&f->report);
	free(f);
	return 0;
}

static struct text make_png(png_uint_32 width, png_uint_32 height,
	png_uint_32 format, const void *pixels)
{
	png_image png = {.version = PNG_IMAGE_VERSION, .width = width,
		.height = height, .format = format};
	png_alloc_size_t size = 0;
	struct text bytes = {0};
	void *memory;

	assert_true(png_image_write_to_memory(&png, NULL, &size, 0, pixels, 0,
		NULL));
	memory = memory_new(size);
	assert_true(png_image_write_to_memory(&png, memory, &size, 0, pixels,
		0, NULL));
	text_append(&bytes, memory, size);
	free(memory);
	return bytes;
}

static bool load(struct fixture *f, const struct text *bytes, size_t length,
	struct image *image)
{
	FILE *file = fopen(f->path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text_string(bytes), 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	*image = (struct image){0};
	return image_load(f->path, named, image, &f->report);
}

static void expect_refused(struct fixture *f, const struct text *bytes,
	size_t length)
{
	struct image image;

	report_clear(&f->report);
	assert_false(load(f, bytes, length, &image));
	assert_null(image.pixels);
	assert_int_equal(f->report.errors, 1);
	assert_string_equal(f->report.problems[0].place.file, "job.ini");
	assert_int_equal(f->report.problems[0].place.line, 12);
	assert_non_null(strstr(f->report.problems[0].message, f->path));
}

static void test_transparent_on_white(void **state)
{
	struct fixture *f = *state;
	const unsigned char pixels[] = {10, 20, 30, 255, 9, 9, 9, 0};
	const unsigned char wanted[] = {10, 20, 30, 255, 255, 255};
	struct text bytes = make_png(2, 1, PNG_FORMAT_RGBA, pixels);
	struct image image, other;

	assert_true(load(f, &bytes, bytes.length, &image));
	assert_int_equal(image.width, 2);
	assert_int_equal(image.height, 1);
	assert_memory_equal(image.pixels, wanted, sizeof(wanted));
	assert_true(load(f, &bytes, bytes.length, &other));
	assert_int_not_equal(image.serial, other.serial);
	image_clear(&image);
	image_clear(&other);
	assert_null(image.pixels);
	text_clear(&bytes);
}

static void test_other_kinds(void **state)
{
	struct fixture *f = *state;
	const unsigned char grey[] = {0, 128, 255};
	const png_uint_16 deep[] = {0, 65535};
	struct text bytes = make_png(1, 3, PNG_FORMAT_GRAY, grey);
	struct image image;

	assert_true(load(f, &bytes, bytes.length, &image));
	assert_memory_equal(image.pixels, "\0\0\0\x80\x80\x80\xFF\xFF\xFF", 9);
	image_clear(&image);
	text_clear(&bytes);
	bytes = make_png(2, 1, PNG_FORMAT_LINEAR_Y, deep);
	assert_true(load(f, &bytes, bytes.length, &image));
	assert_memory_equal(image.pixels, "\0\0\0\xFF\xFF\xFF", 6);
	image_clear(&image);
	text_clear(&bytes);
}

/* Cut short anywhere, or with any byte wrong: an error or a picture. */
static void test_damaged(void **state)
{
	struct fixture *f = *state;
	unsigned char pixels[16 * 3];
	struct image image;
	struct text bytes;

	for (size_t i = 0; i < sizeof(pixels); i++)
		pixels[i] = (unsigned char)(i * 37);
	bytes = make_png(4, 4, PNG_FORMAT_RGB, pixels);
	for (size_t length = 0; length + 24 < bytes.length; length++)
		expect_refused(f, &bytes, length);
	for (size_t i = 0; i < bytes.length; i++) {
		bytes.data[i] = (char)(bytes.data[i] ^ 0x55);
		report_clear(&f->report);
		if (load(f, &bytes, bytes.length, &image))
			image_clear(&image);
		else
			assert_int_equal(f->report.errors, 1);
		bytes.data[i] = (char)(bytes.data[i] ^ 0x55);
	}
	text_clear(&bytes);
}

static void test_too_large(void **state)
{
	struct fixture *f = *state;
	unsigned char *pixels = memory_new(IMAGE_LIMIT + 1);
	struct text bytes = make_png(IMAGE_LIMIT + 1, 1, PNG_FORMAT_GRAY,
		pixels);

	expect_refused(f, &bytes, bytes.length);
	assert_non_null(strstr(f->report.problems[0].message, "too large"));
	text_clear(&bytes);
	bytes = make_png(1, IMAGE_LIMIT + 1, PNG_FORMAT_GRAY, pixels);
	expect_refused(f, &bytes, bytes.length);
	memset(bytes.data + IHDR_WIDTH, 0x7F, 8); /* 2^31 by 2^31 */
	expect_refused(f, &bytes, bytes.length);
	text_clear(&bytes);
	free(pixels);
}

static struct text make_jpeg(int format, int sampling, int flags)
{
	static const unsigned char pixels[16 * 16 * 4] = {200, 30, 40};
	tjhandle handle = tjInitCompress();
	unsigned char *made = NULL;
	unsigned long length = 0;
	struct text bytes = {0};

	assert_int_equal(tjCompress2(handle, pixels, 16, 0, 16, format, &made,
		&length, sampling, 90, flags), 0);
	text_append(&bytes, (const char *)made, length);
	tjFree(made);
	tjDestroy(handle);
	return bytes;
}

static void expect_jpeg(struct fixture *f, struct text bytes, bool is_grey)
{
	struct image image;

	assert_true(load(f, &bytes, bytes.length, &image));
	assert_int_equal(image.width, 16);
	assert_int_equal(image.height, 16);
	assert_null(image.pixels);
	assert_int_equal(image.is_grey, is_grey);
	assert_int_equal(image.jpeg_length, bytes.length);
	assert_memory_equal(image.jpeg, bytes.data, bytes.length);
	image_clear(&image);
	text_clear(&bytes);
}

static void test_jpeg_is_kept(void **state)
{
	expect_jpeg(*state, make_jpeg(TJPF_RGB, TJSAMP_420, 0), false);
	expect_jpeg(*state, make_jpeg(TJPF_RGB, TJSAMP_444,
		TJFLAG_PROGRESSIVE), false);
	expect_jpeg(*state, make_jpeg(TJPF_GRAY, TJSAMP_GRAY, 0), true);
}

/* Cut short anywhere but within its last marker, or with a byte wrong. */
static void test_damaged_jpeg(void **state)
{
	struct fixture *f = *state;
	struct text bytes = make_jpeg(TJPF_RGB, TJSAMP_420, 0);
	struct image image;

	for (size_t length = 0; length + 2 < bytes.length; length += 7)
		expect_refused(f, &bytes, length);
	for (size_t i = 0; i < bytes.length; i++) {
		bytes.data[i] = (char)(bytes.data[i] ^ 0x55);
		report_clear(&f->report);
		if (load(f, &bytes, bytes.length, &image))
			image_clear(&image);
		else
			assert_int_equal(f->report.errors, 1);
		bytes.data[i] = (char)(bytes.data[i] ^ 0x55);
	}
	text_clear(&bytes);
}

/* Where the frame begins: behind it are 8 bits, height and width. */
static char *frame_of(struct text *bytes)
{
	char *frame = memmem(bytes->data, bytes->length, "\xFF\xC0", 2);

	assert_non_null(frame);
	return frame;
}

static void test_refused_jpeg(void **state)
{
	struct fixture *f = *state;
	struct text bytes = make_jpeg(TJPF_CMYK, TJSAMP_444, 0);

	expect_refused(f, &bytes, bytes.length);
	assert_non_null(strstr(f->report.problems[0].message, "CMYK"));
	text_clear(&bytes);
	bytes = make_jpeg(TJPF_RGB, TJSAMP_444, 0);
	frame_of(&bytes)[1] = (char)0xC9; /* arithmetic coding */
	expect_refused(f, &bytes, bytes.length);
	assert_non_null(strstr(f->report.problems[0].message, "progressive"));
	text_clear(&bytes);
	bytes = make_jpeg(TJPF_RGB, TJSAMP_444, 0);
	memset(frame_of(&bytes) + 5, 0x7F, 4);
	expect_refused(f, &bytes, bytes.length);
	assert_non_null(strstr(f->report.problems[0].message, "too large"));
	text_clear(&bytes);
}

/* Its end comes before the frame, so that libjpeg-turbo tells no size. */
static void test_jpeg_without_a_frame(void **state)
{
	static const char bytes[] = "\xFF\xD8\xFF\xD9\0\2\xFF\xC0\0\0";
	struct fixture *f = *state;
	struct text text = {0};

	text_append(&text, bytes, sizeof(bytes) - 1);
	expect_refused(f, &text, text.length);
	assert_non_null(strstr(f->report.problems[0].message, "damaged"));
	text_clear(&text);
}

#define SVG(inside) \
	"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'>" \
	inside "</svg>"

static bool load_svg(struct fixture *f, const char *svg, struct image *image)
{
	struct text bytes = {0};
	bool done;

	report_clear(&f->report);
	text_add(&bytes, svg);
	done = load(f, &bytes, bytes.length, image);
	text_clear(&bytes);
	return done;
}

static const struct vector_step *find_step(const struct image *image,
	enum vector_kind kind)
{
	for (size_t i = 0; i < image->vector->step_count; i++)
		if (image->vector->steps[i].kind == kind)
			return &image->vector->steps[i];
	fail_msg("there is no step of kind %d", kind);
	return NULL;
}

/* A unit of the viewBox is 50 of the picture's; y goes down. */
static void test_svg_becomes_paths(void **state)
{
	struct image image;
	const struct vector_step *step;
	const double *at;

	assert_true(load_svg(*state, SVG("<style>.a{fill:#f00}</style>"
		"<path class='a' d='M1 2h4v3z'/><g transform='scale(2)'>"
		"<line x1='1' y1='1' x2='3' y2='1' stroke='#00f'"
		" stroke-dasharray='2 1'/></g>"), &image));
	assert_int_equal(image.width, 1000);
	assert_int_equal(image.height, 500);
	step = find_step(&image, VECTOR_MOVE);
	at = &image.vector->numbers[step->first];
	assert_float_equal(at[0], 50, 0.01);
	assert_float_equal(at[1], 100, 0.01);
	step = find_step(&image, VECTOR_FILL);
	assert_float_equal(step->style.colour.red, 1, 0.001);
	assert_float_equal(step->style.colour.blue, 0, 0.001);
	step = find_step(&image, VECTOR_STROKE);
	assert_float_equal(step->style.width, 100, 0.01);
	assert_int_equal(step->style.dash_count, 2);
	assert_float_equal(step->style.dashes[0], 200, 0.01);
	assert_float_equal(step->style.colour.blue, 1, 0.001);
	image_clear(&image);
	assert_null(image.vector);
}

static void test_refused_svg(void **state)
{
	static const struct {
		const char *svg, *says;
	} cases[] = {
		{SVG(""), "draws nothing"},
		{SVG("<text>a</text>"), "has text"},
		{SVG("<x:text xmlns:x='http://www.w3.org/2000/svg'/>"),
			"has text"},
		{SVG("<image width='9' height='9' href='file:///a.png'/>"),
			"picture in it"},
		{SVG("<path d='M0 0h9v9z' opacity='0.5'/>"), "transparent"},
		{SVG("<filter id='f'><feGaussianBlur stdDeviation='3'/>"
			"</filter><rect filter='url(#f)' width='9' "
			"height='9'/>"), "filter"},
		{SVG("<path stroke='red' stroke-width='1e30' "
			"transform='scale(1e9)' d='M0 0L1 1'/>"), ""},
		{SVG("<linearGradient id='g'><stop stop-color='red'/>"
			"<stop offset='1'/></linearGradient>"
			"<rect width='9' height='9' fill='url(#g)'/>"),
			"gradient"},
		{SVG("<g transform='scale(3 1)'><path stroke='red'"
			" d='M0 0l3 3'/></g>"), "stretched"},
		{"<svg xmlns='http://www.w3.org/2000/svg'>"
			"<rect width='9' height='9'/></svg>", "no size"},
		{"<svg xmlns='http://www.w3.org/2000/svg' "
			"viewBox='0 0 1 90'><rect width='1' height='9'/></svg>",
			"far wider"},
		{SVG("<g>"), ""},
		{"<svg", ""},
	};
	struct fixture *f = *state;
	struct image image;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(load_svg(f, cases[i].svg, &image));
		assert_int_equal(f->report.errors, 1);
		if (strstr(f->report.problems[0].message, cases[i].says) ==
			NULL)
			fail_msg("%s: %s", cases[i].svg,
				f->report.problems[0].message);
	}
}

static void test_no_picture(void **state)
{
	struct fixture *f = *state;
	struct text bytes = {0};
	struct image image = {0};

	expect_refused(f, &bytes, 0);
	text_add(&bytes, "GIF89a, or so it says");
	expect_refused(f, &bytes, bytes.length);
	text_clear(&bytes);
	report_clear(&f->report);
	assert_false(image_load("/nowhere/a.png", named, &image, &f->report));
	assert_int_equal(f->report.errors, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_transparent_on_white,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_other_kinds, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_damaged, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_too_large, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_jpeg_is_kept, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_damaged_jpeg, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_jpeg_without_a_frame,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused_jpeg, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_svg_becomes_paths, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_refused_svg, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_no_picture, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
