/*
 * A configuration, up to the options of the stages, as a job takes them: what
 * settings_load() lets through has every value in its type and range, and what
 * options_check() does has every name that another value speaks of.
 */
#include "fuzz.h"

#include "base/text.h"
#include "options/options.h"

static void take_all(const struct settings *settings,
	struct languages *languages, struct arena *arena)
{
	struct picture_options *pictures;
	size_t count;

	options_for_sources(settings, languages, arena, &count);
	FUZZ_EXPECT(count > 0);
	options_for_formulas(settings, languages, arena);
	options_for_template(settings, languages, arena);
	options_for_message(settings, languages, arena);
	options_for_fonts(settings);
	options_for_layout(settings);
	options_for_figures(settings);
	options_for_pictures(settings, &pictures, arena);
	options_for_smime(settings);
}

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
	bool done = settings_load(fuzz_file(data, length), sets, set != NULL,
		&settings, &report);

	if (done)
		options_for_signer(settings); /* to sign letters that wait */
	done = done && options_check(settings, &report) &&
		options_open_languages(settings, &arena, &languages, &report);
	if (done)
		take_all(settings, languages, &arena);
	FUZZ_EXPECT(done == (report.errors == 0));
	languages_free(languages);
	settings_free(settings);
	report_clear(&report);
	arena_clear(&arena);
	free(set);
	return 0;
}
