/* A mail that came back: its report, if it is one, stays within its bounds. */
#include "fuzz.h"

#include "mail/delivery_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct delivery_report told;
	struct arena arena = {0};
	struct text mail = {0};

	text_append(&mail, data, size);
	if (delivery_report_read(&mail, &arena, &told)) {
		FUZZ_EXPECT(told.count > 0 && told.count <= OUTCOMES_MOST);
		fuzz_expect_plain(told.name, 300);
		fuzz_expect_plain(told.about, 300);
		for (size_t i = 0; i < told.count; i++) {
			fuzz_expect_plain(told.outcomes[i].status, 12);
			fuzz_expect_plain(told.outcomes[i].diagnostic, 300);
		}
		FUZZ_EXPECT(delivery_report_gravest(&told)->action <
			DELIVERY_ACTIONS);
	}
	arena_clear(&arena);
	text_clear(&mail);
	return 0;
}
