/* Header fields; see header.h. */
#include "mail/header.h"

#include <glib.h>
#include <string.h>

#include "base/utf8.h"

#define LINE 76 /* characters; RFC 2047, 2, with an encoded word */
/* Bytes in an encoded word: 52 characters of base64 and 12 around it, so that
 * it fits behind the name of each field that is used here. */
#define WORD_BYTES 39

/* Whether it may stand as it is. */
static bool is_plain(const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if (*at < ' ' || *at > '~')
			return false;
	return strstr(text, "=?") == NULL;
}

/* As many whole characters as go into a word. */
static size_t measure_word(const char *text)
{
	const char *end = text;

	for (const char *at = text; *at != '\0'; end = at) {
		utf8_next(&at);
		if (at - text > WORD_BYTES)
			break;
	}
	return (size_t)(end - text);
}

static void add_words(struct text *out, const char *text)
{
	while (*text != '\0') {
		size_t length = measure_word(text);
		char *word = g_base64_encode((const guchar *)text, length);

		text_printf(out, "=?UTF-8?B?%s?=", word);
		g_free(word);
		text += length;
		if (*text != '\0')
			text_add(out, "\n ");
	}
}

/* Plain, without a blank at an end, and each word fits into a line. */
static bool can_fold(const char *text, size_t column)
{
	size_t length = strlen(text);

	if (!is_plain(text) || length == 0 || text[0] == ' ' ||
		text[length - 1] == ' ')
		return false;
	while (*text != '\0') {
		size_t word = strspn(text, " ");

		word += strcspn(text + word, " ");
		if (column + word > LINE)
			return false;
		text += word;
	}
	return true;
}

/* Lines break before blanks, which stay. */
static void add_folded(struct text *out, const char *text, size_t column)
{
	while (*text != '\0') {
		size_t word = strspn(text, " ");

		word += strcspn(text + word, " ");
		if (*text == ' ' && column + word > LINE) {
			text_add_char(out, '\n');
			column = 0;
		}
		text_append(out, text, word);
		column += word;
		text += word;
	}
}

void header_text(const char *name, const char *text, struct text *out)
{
	size_t column = strlen(name) + 2;

	text_printf(out, "%s: ", name);
	if (can_fold(text, column))
		add_folded(out, text, column);
	else
		add_words(out, text);
	text_add_char(out, '\n');
}

/* RFC 5322, 3.2.4: in quotes, so that no sign in it means anything. */
static void add_quoted(struct text *out, const char *text)
{
	text_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			text_add_char(out, '\\');
		text_add_char(out, *text);
	}
	text_add_char(out, '"');
}

void header_mailboxes(const char *name, const struct mailboxes *mailboxes,
	struct text *out)
{
	if (mailboxes->count == 0)
		return;
	text_printf(out, "%s: ", name);
	for (size_t i = 0; i < mailboxes->count; i++) {
		const struct mailbox *one = &mailboxes->items[i];

		text_add(out, i > 0 ? ",\n " : "");
		if (one->name == NULL || *one->name == '\0') {
			text_add(out, one->address);
			continue;
		}
		if (is_plain(one->name) && strlen(one->name) < LINE / 2)
			add_quoted(out, one->name);
		else
			add_words(out, one->name);
		text_printf(out, "\n <%s>", one->address);
	}
	text_add_char(out, '\n');
}
