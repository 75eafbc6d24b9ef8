/*
 * layout_document(), after layout_gauge() has been asked what will come of it:
 * whenever that is sure, it must be right; the last test sees that it was.
 */
#ifndef UNIT_GAUGED_H
#define UNIT_GAUGED_H

#include "layout/layout.h"

static size_t letters, sure_of;

/* Three times: what is worked out, kept, and remembered is the same. */
static bool set_gauged(const struct document *document,
	const struct layout_options *options, struct fonts *fonts,
	struct arena *arena, struct pages *pages, struct report *report)
{
	size_t told = report->count, counts[3];
	bool sure[3], done;

	for (int i = 0; i < 3; i++)
		sure[i] = layout_gauge(document, options, fonts, arena,
			&counts[i]);
	done = layout_document(document, options, fonts, arena, pages, report);
	letters += done && report->count == told;
	sure_of += sure[2];
	for (int i = 0; i < 3; i++) {
		if (!sure[i])
			continue;
		assert_true(done);
		assert_int_equal(counts[i], pages->count);
		assert_int_equal(report->count, told);
	}
	return done;
}

/* Of letters that need no message, many, or it is of no use. */
static void test_gauge_was_sure(void **state)
{
	(void)state;
	assert_in_range(sure_of, letters / 3, letters);
	assert_true(letters > 0);
}

#endif
