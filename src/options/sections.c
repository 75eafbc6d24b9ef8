/* See sections.h. */
#include "options/sections.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

const char *setting_name(const struct setting *setting)
{
	return strchr(setting->key, '.') + 1;
}

bool setting_is_aggregate(const struct setting *setting)
{
	return strncmp(setting->key, "aggregate.", 10) == 0;
}

bool data_has_many(const struct section *section)
{
	return section_choice(section, "rows") == 1;
}

bool data_read_order(const char *text, struct arena *arena,
	const char **column, bool *descending)
{
	size_t length = strcspn(text, " \t");
	const char *rest = text + length + strspn(text + length, " \t");

	*column = arena_strndup(arena, text, length);
	*descending = strcasecmp(rest, "desc") == 0;
	return *rest == '\0' || *descending;
}

struct template_line section_line(const struct section *section,
	const char *key)
{
	return (struct template_line){section_text(section, key),
		section_key_place(section, key)};
}

const struct section *signatory_section(const struct settings *settings,
	size_t number)
{
	return number == 0 ? settings_section(settings, "signatory") :
		settings_named(settings, "signatory", number - 1);
}

const struct language *section_language(const struct settings *settings,
	const struct languages *languages, const struct section *section)
{
	const struct section *letter = settings_section(settings, "letter");
	const char *tag = section != NULL ?
		section_text(section, "language") : NULL;
	const struct language *language = languages_lookup(languages,
		tag != NULL ? tag : section_text(letter, "language"));

	assert(language != NULL);
	return language;
}
