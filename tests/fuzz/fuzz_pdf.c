/*
 * A PDF that is read back: every object, what every stream holds, the words of
 * its pages, and its figures worked out again.
 */
#include "fuzz.h"

#include "batch/recount.h"
#include "reading/page_text.h"

static void recount(const uint8_t *data, size_t size)
{
	struct recount result;
	struct text bytes = {0};

	text_append(&bytes, data, size);
	recount_letter(&bytes, &result);
	FUZZ_EXPECT(result.words.length > 0);
	recount_clear(&result);
	text_clear(&bytes);
}

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
	if (!page_text_read(file, &out))
		FUZZ_EXPECT(pdf_file_fault(file) != NULL);
	text_clear(&out);
	pdf_file_free(file);
	recount(data, size);
	return 0;
}
