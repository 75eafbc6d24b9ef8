/*
 * JPEG, by libjpeg-turbo. It is decoded once, to know that readers can, and
 * kept as it is: decoding and packing it anew would lose or swell it.
 */
#include "pictures/load.h"

#include <stdlib.h>
#include <string.h>

#include <turbojpeg.h>

#define DAMAGED "it is damaged"

/*
 * The marker of the frame's kind (ITU-T T.81, table B.1), 0: none is found.
 * Markers before it have their length behind them.
 */
static unsigned frame_kind(const struct text *bytes)
{
	const unsigned char *data = (const unsigned char *)bytes->data;
	size_t at = 2;

	while (at + 4 <= bytes->length && data[at] == 0xFF) {
		unsigned kind = data[at + 1];

		if (kind == 0xFF) { /* fill */
			at++;
			continue;
		}
		if (kind >= 0xC0 && kind <= 0xCF && kind != 0xC4 &&
			kind != 0xC8 && kind != 0xCC)
			return kind;
		at += 2 + ((size_t)data[at + 2] << 8 | data[at + 3]);
	}
	return 0;
}

static bool decode(tjhandle handle, const struct text *bytes,
	struct image *out, struct text *why)
{
	const unsigned char *data = (const unsigned char *)bytes->data;
	int width = 0, height = 0, sampling = 0, space = 0;
	unsigned char *pixels;
	bool done;

	if (tjDecompressHeader3(handle, data, bytes->length, &width, &height,
		    &sampling, &space) != 0) {
		text_add(why, tjGetErrorStr2(handle));
		return false;
	}
	/* Of one that has tables alone nothing is told. */
	if (width < 1 || height < 1) {
		text_add(why, DAMAGED);
		return false;
	}
	if (space == TJCS_CMYK || space == TJCS_YCCK) {
		text_add(why, "its colours are those of a printing press "
			"(CMYK): save it as RGB");
		return false;
	}
	if (width > IMAGE_LIMIT || height > IMAGE_LIMIT) {
		image_refuse_size(why);
		return false;
	}
	out->width = (size_t)width;
	out->height = (size_t)height;
	out->is_grey = space == TJCS_GRAY;
	out->is_plain_rgb = space == TJCS_RGB;
	pixels = memory_new(out->width * out->height * 3);
	done = tjDecompress2(handle, data, bytes->length, pixels, width, 0,
		height, TJPF_RGB, TJFLAG_STOPONWARNING) == 0;
	if (!done)
		text_add(why, tjGetErrorStr2(handle));
	free(pixels);
	return done;
}

bool jpeg_read(const struct text *bytes, struct image *out, struct text *why)
{
	unsigned kind = frame_kind(bytes);
	tjhandle handle;
	bool done;

	/* ISO 32000-1, 7.4.8: baseline or progressive, in Huffman's code. */
	if (kind < 0xC0 || kind > 0xC2) {
		text_add(why, kind == 0 ? DAMAGED : "it is of a kind "
			"of JPEG that PDF readers do not know: save it as "
			"baseline or progressive");
		return false;
	}
	handle = tjInitDecompress();
	if (handle == NULL)
		abort(); /* out of memory, and there is no other reason */
	done = decode(handle, bytes, out, why);
	tjDestroy(handle);
	if (!done)
		return false;
	out->jpeg = memory_new(bytes->length);
	memcpy(out->jpeg, bytes->data, bytes->length);
	out->jpeg_length = bytes->length;
	return true;
}
