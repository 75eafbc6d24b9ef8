/* Colours are numbered as they are met, from the top left; see palette.h. */
#include "pdf/palette.h"

#include <stdbool.h>
#include <string.h>

#include "pdf/syntax.h"

#define COLOURS 256
#define SLOTS	1024 /* a power of two, far above COLOURS */

struct palette {
	const unsigned char *colours[COLOURS]; /* three parts each */
	size_t count;
	unsigned short slots[SLOTS]; /* 0: free; else a number and 1 */
	size_t last; /* asked for: most pixels look like the one before */
};

static size_t look_up(struct palette *palette, const unsigned char *colour)
{
	size_t slot = (colour[0] * 7u + colour[1] * 31u + colour[2] * 151u) %
		SLOTS;

	for (; palette->slots[slot] != 0; slot = (slot + 1) % SLOTS) {
		size_t number = palette->slots[slot] - 1u;

		if (memcmp(palette->colours[number], colour, 3) == 0)
			return number;
	}
	if (palette->count == COLOURS)
		return COLOURS;
	palette->colours[palette->count++] = colour;
	palette->slots[slot] = (unsigned short)palette->count;
	return palette->count - 1;
}

/* The colour's number; COLOURS when there is none left for it. */
static size_t number_of(struct palette *palette, const unsigned char *colour)
{
	if (palette->last >= palette->count ||
		memcmp(palette->colours[palette->last], colour, 3) != 0)
		palette->last = look_up(palette, colour);
	return palette->last;
}

static bool find_colours(const struct image *image, struct palette *palette)
{
	for (size_t i = 0; i < image->width * image->height; i++)
		if (number_of(palette, image->pixels + 3 * i) == COLOURS)
			return false;
	return true;
}

/* Every row begins with a new byte. */
static void pack_row(struct palette *palette, const unsigned char *row,
	size_t width, unsigned bits, struct text *out)
{
	unsigned byte = 0, filled = 0;

	for (size_t i = 0; i < width; i++) {
		byte = byte << bits |
			(unsigned)number_of(palette, row + 3 * i);
		filled += bits;
		if (filled == 8 || i + 1 == width) {
			text_add_char(out, (char)(byte << (8 - filled)));
			byte = filled = 0;
		}
	}
}

void write_samples(const struct image *image, struct text *dictionary,
	struct text *samples)
{
	struct palette palette = {.count = 0};
	unsigned bits = 1;

	if (!find_colours(image, &palette)) {
		text_add(dictionary,
			"/ColorSpace/DeviceRGB/BitsPerComponent 8");
		text_append(samples, (const char *)image->pixels,
			3 * image->width * image->height);
		return;
	}
	while ((size_t)1 << bits < palette.count)
		bits *= 2;
	pdf_add_integer(dictionary, "/ColorSpace[/Indexed/DeviceRGB ",
		palette.count - 1);
	text_add(dictionary, " <");
	for (size_t i = 0; i < palette.count; i++)
		text_printf(dictionary, "%02x%02x%02x", palette.colours[i][0],
			palette.colours[i][1], palette.colours[i][2]);
	pdf_add_integer(dictionary, ">]/BitsPerComponent ", bits);
	for (size_t i = 0; i < image->height; i++)
		pack_row(&palette, image->pixels + 3 * i * image->width,
			image->width, bits, samples);
}
