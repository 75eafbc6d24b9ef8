/* lettermill words: what the mill itself prints in a letter. */
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "language/phrases.h"

/* In quotes where the file would take a part of it for a comment. */
static void print_phrase(const char *key, const char *phrase, struct text *out)
{
	bool is_quoted = *phrase == '\0' || strpbrk(phrase, ";#") != NULL;

	text_printf(out, is_quoted ? "%s = \"%s\"\n" : "%s = %s\n", key,
		phrase);
}

static void print_section(const char *tag, struct text *out)
{
	const char *const *phrases = phrases_of(tag);

	if (phrases == NULL) {
		phrases = phrases_of("en");
		text_add(out, "; not known in this language: put your own "
			"words in the place of the English\n");
	}
	text_printf(out, "[words %s]\n", tag);
	for (int i = 0; i < PHRASE_COUNT; i++)
		print_phrase(phrase_kinds[i].key, phrases[i], out);
}

static enum status run(const struct call *call)
{
	struct text out = {0};

	for (size_t i = 0; i < call->word_count; i++)
		print_section(call->words[i], &out);
	if (call->word_count == 0)
		for (size_t i = 0; i < phrase_language_count; i++)
			print_section(phrase_languages[i], &out);
	result_print(&out);
	text_clear(&out);
	return STATUS_DONE;
}

const struct command command_words = {
	.name = "words",
	.arguments = "[LANGUAGE]...",
	.summary = "show the words that the mill itself prints in a letter",
	.help = "Prints the section [words LANGUAGE] of a configuration, as it "
		"is built in: the few words of a letter that are not the job's "
		"own, as page numbers. Lines of it that you put into a job's "
		"configuration, changed, hold for that job. Without LANGUAGE: "
		"those of every language that is built in.",
	.flags = 0,
	.run = run,
};
