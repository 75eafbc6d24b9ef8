/* A picture. */
#include "fuzz.h"

#include "pictures/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {0};
	struct image image = {0};
	unsigned char sum = 0;

	if (image_load(fuzz_file(data, size), (struct place){0}, &image,
		    &report))
		for (size_t i = 0; i < image.width * image.height * 3; i++)
			sum ^= image.pixels[i];
	else
		FUZZ_EXPECT(report.errors > 0 && image.pixels == NULL);
	image_clear(&image);
	report_clear(&report);
	return sum & 0; /* every pixel was read */
}
