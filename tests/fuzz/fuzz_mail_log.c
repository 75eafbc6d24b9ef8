/* A log of Postfix, into which others write. */
#include "fuzz.h"

#include "mail/postfix_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct log_case cases[] = {{.id = "b@c"}, {.id = "a@c"}, {.id = ""}};
	struct report report = {0};

	FUZZ_EXPECT(postfix_log_read(fuzz_file(data, size), cases, 3,
		&report));
	for (int i = 0; i < 3; i++) {
		FUZZ_EXPECT((cases[i].is_taken || cases[i].broken > 0) ==
			(cases[i].words[0] != '\0'));
		fuzz_expect_plain(cases[i].words, LOG_WORDS);
	}
	report_clear(&report);
	return 0;
}
