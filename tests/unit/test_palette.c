/* Pictures as samples: how many bits, which palette, rows of whole bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "pdf/palette.h"

static unsigned char pixels[3 * 300];
static struct text dictionary, samples;

static void write(size_t width, size_t height)
{
	struct image image = {.width = width, .height = height,
		.pixels = pixels};

	text_reset(&dictionary);
	text_reset(&samples);
	write_samples(&image, &dictionary, &samples);
}

/* Pixel i gets the colour i % colours, of which the first is black. */
static void paint(size_t count, size_t colours)
{
	memset(pixels, 0, sizeof(pixels));
	for (size_t i = 0; i < count; i++) {
		pixels[3 * i] = (unsigned char)(i % colours % 256);
		pixels[3 * i + 1] = (unsigned char)(i % colours / 256);
	}
}

static void assert_samples(const char *bytes, size_t length)
{
	assert_int_equal(samples.length, length);
	assert_memory_equal(samples.data, bytes, length);
}

static void test_one_bit(void **state)
{
	(void)state;
	paint(6, 2);
	write(3, 2);
	assert_string_equal(text_string(&dictionary), "/ColorSpace[/Indexed"
		"/DeviceRGB 1 <000000010000>]/BitsPerComponent 1");
	assert_samples("\x40\xA0", 2); /* 010, 101 */
	paint(1, 1);
	write(1, 1);
	assert_string_equal(text_string(&dictionary), "/ColorSpace[/Indexed"
		"/DeviceRGB 0 <000000>]/BitsPerComponent 1");
	assert_samples("\0", 1);
}

static void test_two_and_four_bits(void **state)
{
	(void)state;
	paint(5, 3);
	write(5, 1);
	assert_non_null(strstr(text_string(&dictionary), "DeviceRGB 2 <"));
	assert_non_null(strstr(text_string(&dictionary), "Component 2"));
	assert_samples("\x18\x40", 2); /* 0 1 2 0, 1 */
	paint(5, 5);
	write(5, 1);
	assert_non_null(strstr(text_string(&dictionary), "Component 4"));
	assert_samples("\x01\x23\x40", 3);
}

static void test_a_byte(void **state)
{
	(void)state;
	paint(256, 256);
	write(16, 16);
	assert_non_null(strstr(text_string(&dictionary), "DeviceRGB 255 <"));
	assert_non_null(strstr(text_string(&dictionary), "Component 8"));
	assert_int_equal(samples.length, 256);
	for (size_t i = 0; i < 256; i++)
		assert_int_equal((unsigned char)samples.data[i], i);
}

static void test_too_many_colours(void **state)
{
	(void)state;
	paint(257, 257);
	write(257, 1);
	assert_string_equal(text_string(&dictionary),
		"/ColorSpace/DeviceRGB/BitsPerComponent 8");
	assert_int_equal(samples.length, 3 * 257);
	assert_memory_equal(samples.data, pixels, 3 * 257);
}

static int clear(void **state)
{
	(void)state;
	text_clear(&dictionary);
	text_clear(&samples);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_bit),
		cmocka_unit_test(test_two_and_four_bits),
		cmocka_unit_test(test_a_byte),
		cmocka_unit_test(test_too_many_colours)};

	return cmocka_run_group_tests(tests, NULL, clear);
}
