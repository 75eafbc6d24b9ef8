/*
 * Pictures; see image.h. libpng's simplified interface lays transparency on
 * white and turns every kind of PNG (grey, palette, 16 bits, interlaced) into
 * RGB. It holds nothing after an error.
 */
#include "layout/image.h"

#include <stdlib.h>

#include <png.h>

#include "base/file.h"

#define BYTES_LIMIT ((size_t)1 << 26) /* of a file: more than any such PNG */

static bool refuse(const char *path, struct place place, const char *reason,
	struct report *report)
{
	return report_error(report, place, "the picture '%s' cannot be used: "
		"%s; it must be a PNG of at most %d by %d pixels", path, reason,
		IMAGE_LIMIT, IMAGE_LIMIT);
}

bool image_load(const char *path, struct place place, struct image *out,
	struct report *report)
{
	static const png_color white = {255, 255, 255};
	static unsigned loaded;
	png_image png = {.version = PNG_IMAGE_VERSION};
	struct text bytes = {0};
	unsigned char *pixels = NULL;
	bool done = false;

	if (!file_read(path, BYTES_LIMIT, &bytes, report))
		goto out;
	if (!png_image_begin_read_from_memory(&png, text_string(&bytes),
		    bytes.length)) {
		refuse(path, place, png.message, report);
		goto out;
	}
	if (png.width > IMAGE_LIMIT || png.height > IMAGE_LIMIT) {
		refuse(path, place, "it is too large", report);
		goto out;
	}
	png.format = PNG_FORMAT_RGB;
	pixels = memory_new(PNG_IMAGE_SIZE(png));
	if (!png_image_finish_read(&png, &white, pixels, 0, NULL)) {
		refuse(path, place, png.message, report);
		goto out;
	}
	*out = (struct image){.width = png.width, .height = png.height,
		.pixels = pixels, .serial = ++loaded};
	pixels = NULL;
	done = true;
out:
	png_image_free(&png);
	free(pixels);
	text_clear(&bytes);
	return done;
}

void image_clear(struct image *image)
{
	free(image->pixels);
	*image = (struct image){0};
}
