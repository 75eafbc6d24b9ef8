/* The languages of a letter, with the job's own words; see options.h. */
#include "options/options.h"

#include <string.h>

#include "base/text.h"

static bool read_phrases(const struct section *section,
	struct own_phrases *out, struct report *report)
{
	bool good = true;

	out->tag = section_name(section);
	for (int i = 0; i < PHRASE_COUNT; i++) {
		const char *key = phrase_kinds[i].key;
		const char *const *holds = phrase_kinds[i].holds;
		const char *text = section_text(section, key);

		out->phrases[i] = text;
		for (int j = 0; j < 2 && text != NULL; j++)
			if (holds[j] != NULL && strstr(text, holds[j]) == NULL)
				good = report_error(report,
					section_key_place(section, key),
					"'%s' has no %s: write it where that "
					"is to stand", text, holds[j]);
	}
	return good;
}

/* A letter has to have all words, and numbers and dates. */
static bool check_letters(const struct language *language, struct place place,
	struct report *report)
{
	const char *tag = language_tag(language);
	struct text missing = {0};
	bool good;

	if (!language_has_rules(language))
		return report_error(report, place, "how numbers and dates read "
			"in '%s' (%s) is not known here: choose another "
			"language for the letter, and mark this one with "
			"{{lang %s}}", tag, language_name(language), tag);
	for (int i = 0; i < PHRASE_COUNT; i++)
		if (language_phrase(language, (enum phrase)i) == NULL &&
			!phrase_kinds[i].may_lack)
			text_printf(&missing, "%s%s", missing.length ? ", " :
				"", phrase_kinds[i].key);
	good = missing.length == 0;
	if (!good)
		report_error(report, place, "the mill's own words are not "
			"known in '%s' (%s): add a section [words %s] with "
			"%s; 'lettermill words %s' prints one to start from",
			tag, language_name(language), tag, missing.data, tag);
	text_clear(&missing);
	return good;
}

static bool open_language(struct languages *languages,
	const struct section *section, struct report *report)
{
	struct place place = section_key_place(section, "language");
	const struct language *language = languages_open(languages,
		section_text(section, "language"), place, report);

	return language != NULL && check_letters(language, place, report);
}

bool options_open_languages(const struct settings *settings,
	struct arena *arena, struct languages **out, struct report *report)
{
	size_t count = settings_count(settings, "words");
	struct own_phrases *own = arena_new(arena, count * sizeof(*own));
	bool good = true;

	for (size_t i = 0; i < count; i++)
		good &= read_phrases(settings_named(settings, "words", i),
			&own[i], report);
	*out = languages_new(own, count);
	for (size_t i = 0; i < count; i++)
		good &= languages_open(*out, own[i].tag, section_place(
			settings_named(settings, "words", i)), report) != NULL;
	good &= open_language(*out, settings_section(settings, "letter"),
		report);
	for (size_t i = 0; i < settings_count(settings, "indicator"); i++) {
		const struct section *section =
			settings_named(settings, "indicator", i);

		if (section_is_set(section, "language"))
			good &= open_language(*out, section, report);
	}
	return good;
}
