/* A PDF that is read back: every object, and what every stream holds. */
#include "fuzz.h"

#include "reading/pdf_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pdf_file *file = pdf_file_open((const char *)data, size);
	struct text out = {0};

	for (int64_t i = 0; i < 100; i++) {
		const struct object *object = pdf_file_object(file, i);

		if (object != NULL && object->stream != NULL &&
			!pdf_file_stream(file, object, &out))
			FUZZ_EXPECT(pdf_file_fault(file) != NULL);
	}
	FUZZ_EXPECT(out.length <= 100 * PDF_UNPACKED_MAX);
	text_clear(&out);
	pdf_file_free(file);
	return 0;
}
