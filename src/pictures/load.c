/*
 * Pictures; see load.h. libpng's simplified interface lays transparency on
 * white and turns every kind of PNG (grey, palette, 16 bits, interlaced) into
 * RGB. It holds nothing after an error.
 */
#include "pictures/load.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "base/file.h"

#define BYTES_LIMIT ((size_t)1 << 26) /* of a file: more than any has */

void image_refuse_size(struct text *why)
{
	text_printf(why, "it is too large: %d by %d pixels at most",
		IMAGE_LIMIT, IMAGE_LIMIT);
}

static bool png_read(const struct text *bytes, struct image *out,
	struct text *why)
{
	static const png_color white = {255, 255, 255};
	png_image png = {.version = PNG_IMAGE_VERSION};
	bool done = false;

	if (!png_image_begin_read_from_memory(&png, text_string(bytes),
		    bytes->length)) {
		text_add(why, png.message);
	} else if (png.width > IMAGE_LIMIT || png.height > IMAGE_LIMIT) {
		image_refuse_size(why);
	} else {
		png.format = PNG_FORMAT_RGB;
		out->width = png.width;
		out->height = png.height;
		out->pixels = memory_new(PNG_IMAGE_SIZE(png));
		done = png_image_finish_read(&png, &white, out->pixels, 0,
			NULL);
		if (!done)
			text_add(why, png.message);
	}
	png_image_free(&png);
	return done;
}

static bool begins(const struct text *bytes, const char *signature)
{
	size_t length = strlen(signature);

	return bytes->length >= length &&
		memcmp(text_string(bytes), signature, length) == 0;
}

static bool is_svg(const struct text *bytes)
{
	const char *at = text_string(bytes);

	if (begins(bytes, "\xEF\xBB\xBF"))
		at += 3;
	at += strspn(at, " \t\r\n");
	return *at == '<' && strstr(at, "<svg") != NULL;
}

static bool read_any(const struct text *bytes, struct image *out,
	struct text *why)
{
	if (begins(bytes, "\x89PNG"))
		return png_read(bytes, out, why);
	if (begins(bytes, "\xFF\xD8\xFF"))
		return jpeg_read(bytes, out, why);
	if (is_svg(bytes))
		return svg_read(bytes, out, why);
	text_add(why, "it is no PNG, JPEG or SVG");
	return false;
}

bool image_load(const char *path, struct place place, struct image *out,
	struct report *report)
{
	static unsigned loaded;
	struct image image = {0};
	struct text bytes = {0}, why = {0};
	bool done = file_read(path, BYTES_LIMIT, &bytes, report);

	if (done && !read_any(&bytes, &image, &why)) {
		image_clear(&image);
		done = report_error(report, place, "the picture '%s' cannot be "
			"used: %s", path, text_string(&why));
	} else if (done) {
		image.serial = ++loaded;
		*out = image;
	}
	text_clear(&bytes);
	text_clear(&why);
	return done;
}

void image_clear(struct image *image)
{
	free(image->pixels);
	free(image->jpeg);
	if (image->vector != NULL) {
		free(image->vector->steps);
		free(image->vector->numbers);
		free(image->vector);
	}
	*image = (struct image){0};
}
