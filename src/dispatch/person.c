/* Who does something, and why; see person.h. */
#include "dispatch/person.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/utf8.h"

#define WORDS_MAX 200 /* bytes of a person's name or a reason */

bool person_words(const char *words, const char *what, char **out,
	struct report *report)
{
	struct text text = {0};
	size_t bad;

	if (!utf8_is_valid(words, strlen(words), &bad))
		return report_error(report, (struct place){0},
			"%s is not UTF-8", what);
	for (const char *at = words; *at != '\0';) {
		const char *start = at;
		uint32_t c = utf8_next(&at);

		if (c < 0x20 || (c >= 0x7F && c < 0xA0) || utf8_is_turn(c)) {
			text_clear(&text);
			return report_error(report, (struct place){0},
				"%s holds a character that cannot be seen: "
				"write it as plain text", what);
		}
		if (c != ' ' || (text.length > 0 &&
			text.data[text.length - 1] != ' '))
			text_append(&text, start, (size_t)(at - start));
	}
	if (text.length > 0 && text.data[text.length - 1] == ' ')
		text.data[--text.length] = '\0';
	*out = memory_strdup(text_string(&text));
	text_clear(&text);
	if (**out == '\0' || strlen(*out) > WORDS_MAX ||
		strchr("=+-@", **out) != NULL)
		return report_error(report, (struct place){0}, "%s is empty, "
			"longer than %d bytes, or begins like a formula: '%s'",
			what, WORDS_MAX, *out);
	return true;
}

bool person_find(const char *by, struct arena *arena, char **name,
	const char **account, struct report *report)
{
	struct passwd *entry = getpwuid(getuid());

	*account = entry != NULL ? arena_strdup(arena, entry->pw_name) : NULL;
	if (by == NULL)
		by = *account;
	if (by == NULL)
		return report_error(report, (struct place){0},
			"this account has no name: say who it is with --by");
	return person_words(by, "the name of who does it", name, report);
}
