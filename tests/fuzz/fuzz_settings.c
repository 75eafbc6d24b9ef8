/*
 * A configuration, up to the options of the stages: what settings_load() takes
 * must have every value in its type and range.
 */
#include "fuzz.h"

#include "base/text.h"
#include "options/options.h"

/* To the first NUL it is the file, behind it one argument of --set. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size > 0 ? memchr(data, '\0', size) : NULL;
	size_t length = nul != NULL ? (size_t)(nul - data) : size;
	char *set = nul == NULL ? NULL
				: memory_strndup((const char *)nul + 1,
					  size - length - 1);
	const char *const sets[] = {set};
	struct settings *settings = NULL;
	struct languages *languages = NULL;
	struct report report = {0};
	struct arena arena = {0};
	size_t count;

	if (settings_load(fuzz_file(data, length), sets, set != NULL,
		    &settings, &report) &&
		options_open_languages(settings, &arena, &languages,
			&report)) {
		options_for_sources(settings, languages, &arena, &count);
		FUZZ_EXPECT(count > 0);
		options_for_formulas(settings, languages, &arena);
		options_for_template(settings, languages, &arena);
		options_for_fonts(settings);
		options_for_layout(settings);
	} else {
		FUZZ_EXPECT(report.errors > 0);
	}
	languages_free(languages);
	settings_free(settings);
	report_clear(&report);
	arena_clear(&arena);
	free(set);
	return 0;
}
