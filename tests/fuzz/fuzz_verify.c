/* A file from anywhere that is to be verified. */
#include "fuzz.h"

#include "reading/marks.h"
#include "sign/verify.h"

/* Roots as somebody would give them; without, where they were not made. */
static struct verifier *open_verifier(void)
{
	struct verify_options options = {
		.roots = "config/specimen-authority/root.pem"};
	struct verifier *verifier = NULL;
	struct report report = {0};

	if (access(options.roots, R_OK) != 0)
		options.roots = NULL;
	FUZZ_EXPECT(verifier_open(&options, &verifier, &report));
	return verifier;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct verifier *verifier;
	struct text file = {0}, cms = {0};
	struct signature_result result;
	struct marks marks;

	if (verifier == NULL)
		verifier = open_verifier();
	text_append(&file, data, size);
	signature_verify(verifier, &file, &result);
	FUZZ_EXPECT(result.words.length > 0);
	/* What can be used again was read as ours. */
	if (signature_read(&file, &cms))
		FUZZ_EXPECT(result.state != SIGNATURE_ABSENT &&
			cms.length > 0);
	marks_read(text_string(&file), file.length, &marks);
	FUZZ_EXPECT(marks.words.length > 0);
	marks_clear(&marks);
	signature_result_clear(&result);
	text_clear(&file);
	text_clear(&cms);
	return 0;
}
