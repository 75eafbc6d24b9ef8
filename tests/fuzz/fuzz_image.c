/* A picture: pixels, a JPEG as it is, or lines and areas. */
#include "fuzz.h"

#include <math.h>

#include "pictures/load.h"

static unsigned char sum_of(const unsigned char *bytes, size_t length)
{
	unsigned char sum = 0;

	for (size_t i = 0; i < length; i++)
		sum ^= bytes[i];
	return sum;
}

static void expect_drawn(const struct image *image)
{
	const struct vector *vector = image->vector;

	FUZZ_EXPECT(image->width > 0 && image->height > 0 &&
		vector->step_count > 0);
	for (size_t i = 0; i < vector->step_count; i++)
		FUZZ_EXPECT(vector->steps[i].first <= vector->number_count &&
			vector->steps[i].style.dash_count <= VECTOR_DASHES);
	for (size_t i = 0; i < vector->number_count; i++)
		FUZZ_EXPECT(isfinite(vector->numbers[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {0};
	struct image image = {0};
	unsigned char sum = 0;
	bool loaded = image_load(fuzz_file(data, size), (struct place){0},
		&image, &report);

	FUZZ_EXPECT(loaded == (report.errors == 0));
	FUZZ_EXPECT((image.pixels != NULL) + (image.jpeg != NULL) +
		(image.vector != NULL) == loaded);
	if (image.pixels != NULL)
		sum = sum_of(image.pixels, image.width * image.height * 3);
	if (image.jpeg != NULL)
		sum = sum_of(image.jpeg, image.jpeg_length);
	if (image.vector != NULL)
		expect_drawn(&image);
	image_clear(&image);
	report_clear(&report);
	return sum & 0; /* every byte was read */
}
