/* Placeholders and their formatters; see placeholder.h. */
#include "template/placeholder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "template/scan.h"

#define BLANKS	     " \t"
#define MOST_DECIMALS 6

const char *place_words(struct place place, struct arena *arena)
{
	struct text words = {0};
	const char *copy;

	if (place.file == NULL)
		return "the configuration";
	if (place.line == 0)
		text_add(&words, "a preset of ");
	place_describe(&place, &words);
	copy = arena_strndup(arena, words.data, words.length - strlen(": "));
	text_clear(&words);
	return copy;
}

static bool read_decimals(struct placeholder *placeholder, const char *args,
	struct report *report)
{
	placeholder->decimals = -1;
	if (*args == '\0')
		return true;
	if (args[0] < '0' || args[0] > '0' + MOST_DECIMALS || args[1] != '\0')
		return report_error(report, placeholder->place,
			"'%s' is no count of decimals for %s in {{%s}}: write "
			"0 to %d", args,
			formatter_table[placeholder->format].name,
			placeholder->name, MOST_DECIMALS);
	placeholder->decimals = args[0] - '0';
	return true;
}

/* "one 'case' other 'cases'", as an example that the language needs. */
static const char *plural_example(const struct language *language,
	struct arena *arena)
{
	unsigned needed = language_plurals_needed(language);
	const char *example = "";

	for (int i = 0; i < PLURAL_COUNT; i++)
		if (needed & 1u << i)
			example = arena_printf(arena, "%s %s '...'", example,
				plural_names[i]);
	return example;
}

/* One word in straight quotes, single or double; NULL: it is none. */
static const char *read_quoted(const char **args, struct arena *arena)
{
	const char *start = *args;
	const char *end = *start == '"' || *start == '\'' ?
		strchr(start + 1, *start) : NULL;

	if (end == NULL)
		return NULL;
	*args = end + 1 + strspn(end + 1, BLANKS);
	return arena_strndup(arena, start + 1, (size_t)(end - start - 1));
}

static bool is_in(unsigned set, int category)
{
	return (set & 1u << category) != 0;
}

/* 'ONE' 'MORE' */
static bool read_two(struct placeholder *placeholder, const char *args,
	struct arena *arena, struct report *report)
{
	const char **words = placeholder->words;
	const struct language *language = placeholder->language;

	words[PLURAL_ONE] = read_quoted(&args, arena);
	words[PLURAL_OTHER] = read_quoted(&args, arena);
	if (words[PLURAL_OTHER] == NULL || *args != '\0')
		return report_error(report, placeholder->place, "plural takes "
			"two quoted words: {{%s|plural \"decision\" "
			"\"decisions\"}}", placeholder->name);
	if (language_plurals_needed(language) !=
		(1u << PLURAL_ONE | 1u << PLURAL_OTHER))
		return report_error(report, placeholder->place, "two words are "
			"not the plural of %s: write {{%s|plural%s}}",
			language_name(language), placeholder->name,
			plural_example(language, arena));
	return true;
}

/* CATEGORY 'WORD' ... */
static bool read_categories(struct placeholder *placeholder, const char *args,
	struct arena *arena, struct report *report)
{
	const struct language *language = placeholder->language;
	unsigned known = language_plurals_known(language);
	unsigned needed = language_plurals_needed(language);
	const char *fault = NULL, *name = "";

	while (*args != '\0' && fault == NULL) {
		size_t length = strcspn(args, BLANKS);
		int i = 0;

		name = arena_strndup(arena, args, length);
		args += length + strspn(args + length, BLANKS);
		while (i < PLURAL_COUNT && strcmp(name, plural_names[i]) != 0)
			i++;
		if (i == PLURAL_COUNT || !is_in(known, i))
			fault = "is none of its forms";
		else if (placeholder->words[i] != NULL)
			fault = "stands there twice";
		else if ((placeholder->words[i] = read_quoted(&args, arena)) ==
			NULL)
			fault = "has no word in quotes";
	}
	for (int i = 0; i < PLURAL_COUNT && fault == NULL; i++) {
		if (is_in(needed, i) && placeholder->words[i] == NULL) {
			name = plural_names[i];
			fault = "is missing";
		}
	}
	return fault == NULL || report_error(report, placeholder->place,
		"'%s' %s in this plural of %s: write {{%s|plural%s}}", name,
		fault, language_name(language), placeholder->name,
		plural_example(language, arena));
}

static bool read_words(struct placeholder *placeholder, const char *args,
	struct arena *arena, struct report *report)
{
	if (*args >= 'a' && *args <= 'z')
		return read_categories(placeholder, args, arena, report);
	return read_two(placeholder, args, arena, report);
}

static bool read_format(struct placeholder *placeholder, const char *format,
	struct arena *arena, struct report *report)
{
	size_t length = strcspn(format, BLANKS);
	const char *word = arena_strndup(arena, format, length);
	const char *args = format + length + strspn(format + length, BLANKS);
	struct nearest nearest = nearest_to(word);
	size_t i;

	for (i = FORMAT_NONE + 1; i < FORMAT_COUNT; i++) {
		if (strcmp(word, formatter_table[i].name) == 0)
			break;
		nearest_offer(&nearest, formatter_table[i].name);
	}
	placeholder->format = (enum format)i;
	switch (placeholder->format) {
	case FORMAT_NUMBER:
	case FORMAT_PERCENT:
		return read_decimals(placeholder, args, report);
	case FORMAT_PLURAL:
		return read_words(placeholder, args, arena, report);
	case FORMAT_DATE:
		if (*args == '\0')
			return true;
		return report_error(report, placeholder->place,
			"date takes nothing, but '%s' follows", args);
	default:
		break;
	}
	if (nearest.name != NULL)
		return report_error(report, placeholder->place, "unknown "
			"formatter '%s' of {{%s}}; did you mean '%s'?", word,
			placeholder->name, nearest.name);
	return report_error(report, placeholder->place, "unknown formatter "
		"'%s' of {{%s}}: there are number, percent, date, plural",
		word, placeholder->name);
}

struct placeholder *placeholder_parse(const char *body,
	const struct language *language, struct place place,
	struct arena *arena, struct report *report)
{
	struct placeholder *placeholder = arena_new(arena,
		sizeof(*placeholder));
	size_t length = strcspn(body, "|");
	const char *format = body + length;

	while (length > 0 && strchr(BLANKS, body[length - 1]) != NULL)
		length--;
	placeholder->name = arena_strndup(arena, body, length);
	placeholder->language = language;
	placeholder->place = place;
	if (*format == '\0')
		return placeholder;
	format++;
	format += strspn(format, BLANKS);
	if (!read_format(placeholder, format, arena, report))
		return NULL;
	return placeholder;
}

bool placeholder_bind(struct placeholder *placeholder,
	struct catalogue catalogue, struct report *report)
{
	struct nearest nearest = nearest_to(placeholder->name);

	for (size_t i = 0; i < catalogue.count; i++) {
		if (strcmp(catalogue.names[i], placeholder->name) == 0) {
			placeholder->index = i;
			placeholder->is_constant = i < catalogue.constant_count;
			return true;
		}
	}
	for (size_t i = 0; i < catalogue.count; i++) {
		const char *name = catalogue.names[i];
		size_t stem = strlen(placeholder->name);

		if (strncmp(name, placeholder->name, stem) == 0 &&
			strcmp(name + stem, ".value") == 0)
			return report_error(report, placeholder->place,
				"{{%s}} is an indicator: write {{%s}}, or "
				"{{panel %s}} on a line of its own",
				placeholder->name, name, placeholder->name);
		nearest_offer(&nearest, name);
	}
	source_offer_directives(&nearest, false);
	if (nearest.name != NULL)
		return report_error(report, placeholder->place, "unknown "
			"placeholder {{%s}}; did you mean {{%s}}?",
			placeholder->name, nearest.name);
	return report_error(report, placeholder->place, "unknown placeholder "
		"{{%s}}: no column, constant or indicator has that name",
		placeholder->name);
}

/* Why a value cannot be printed, at the value's own place. */
static const char *refuse(const struct placeholder *placeholder,
	const struct value *value, const char *why, const char *way_out,
	struct arena *arena, struct report *report)
{
	bool placed = value->place.file != NULL;

	report_error(report, placed ? value->place : placeholder->place,
		"%s, but {{%s}} at %s prints it: %s", why, placeholder->name,
		place_words(placeholder->place, arena), way_out);
	return NULL;
}

/* A value of the wrong kind for the formatter. */
static const char *refuse_kind(const struct placeholder *placeholder,
	const struct value *value, struct arena *arena, struct report *report)
{
	const char *kind = placeholder->format == FORMAT_DATE ? "date"
							      : "number";
	bool placed = value->place.file != NULL;

	report_error(report, placeholder->place,
		"{{%s|%s}}: '%s'%s%s is no %s", placeholder->name,
		formatter_table[placeholder->format].name,
		value->text ? value->text : "", placed ? " at " : "",
		placed ? place_words(value->place, arena) : "", kind);
	return NULL;
}

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || utf8_is_turn(c);
}

/* Most bytes are plain letters, which need no decoding. */
static bool has_control(const char *text)
{
	while (*text != '\0') {
		unsigned char byte = (unsigned char)*text;

		if (byte >= 0x20 && byte < 0x7F)
			text++;
		else if (is_control(utf8_next(&text)))
			return true;
	}
	return false;
}

/* As it stands, but for tabs and line ends, which become one blank. */
static const char *print_text(const struct placeholder *placeholder,
	const struct value *value, struct arena *arena, struct report *report)
{
	const char *text = value->text ? value->text : "";
	bool after_blank = false;
	char *copy, *to;

	if (!has_control(text))
		return text;
	copy = to = arena_strdup(arena, text);
	while (*text != '\0') {
		const char *start = text;
		uint32_t c = utf8_next(&text);
		bool blank = c == '\t' || c == '\n' || c == '\r';

		if (!blank && is_control(c))
			return refuse(placeholder, value, arena_printf(arena,
				"the text holds the control character U+%04X",
				(unsigned)c), "take it out", arena, report);
		if (!blank) {
			memcpy(to, start, (size_t)(text - start));
			to += text - start;
		} else if (!after_blank) {
			*to++ = ' ';
		}
		after_blank = blank;
	}
	*to = '\0';
	return copy;
}

static void print_number(const struct placeholder *placeholder,
	struct exact number, struct text *out)
{
	const struct language *language = placeholder->language;
	int decimals = placeholder->decimals;

	if (placeholder->format == FORMAT_PERCENT)
		language_percent(language, number, 100,
			decimals < 0 ? 0 : decimals, false, out);
	else if (decimals < 0)
		language_number(language, number, 1, MOST_DECIMALS, true, out);
	else
		language_number(language, number, 1, decimals, false, out);
}

/* Without a formatter, in another language than the value's text. */
static bool translate(const struct placeholder *placeholder,
	const struct value *value, struct text *out)
{
	const struct language *language = placeholder->language;
	const char *phrase;

	if (value->kind == VALUE_DATE) {
		language_date(language, value->date, out);
	} else if (value->kind == VALUE_NUMBER && value->form != NULL) {
		return figure_print(language, value->form, value->number, out);
	} else if (value->kind == VALUE_NUMBER) {
		language_number(language, value->number, 1, 9, true, out);
	} else {
		phrase = language_phrase(language, PHRASE_NOT_APPLICABLE);
		text_add(out, phrase != NULL ? phrase : "");
		return phrase != NULL;
	}
	return true;
}

static const char *print_as_it_is(const struct placeholder *placeholder,
	const struct value *value, struct arena *arena, struct text *scratch,
	struct report *report)
{
	const char *tag = language_tag(placeholder->language);

	if (value->language == NULL ||
		value->language == placeholder->language)
		return print_text(placeholder, value, arena, report);
	text_reset(scratch);
	if (translate(placeholder, value, scratch))
		return arena_strndup(arena, text_string(scratch),
			scratch->length);
	report_error(report, placeholder->place, "{{%s}} is to say '%s' in %s, "
		"and has no words for it: add a section [words %s]; "
		"'lettermill words %s' prints one to start from",
		placeholder->name, value->text,
		language_name(placeholder->language), tag, tag);
	return NULL;
}

const char *placeholder_print(const struct placeholder *placeholder,
	const struct values *values, struct arena *arena, struct text *scratch,
	struct report *report)
{
	const struct value *value = &values->items[placeholder->index];
	struct date date = value->date;

	assert(placeholder->index < values->count);
	if (value->kind == VALUE_MISSING)
		return refuse(placeholder, value, value->reason ?
			value->reason : "there is no value",
			placeholder->place.column > 0 ? "fill it in, or let "
			"{{#if ...}} leave it out" : "fill it in",
			arena, report);
	if (placeholder->format == FORMAT_NONE)
		return print_as_it_is(placeholder, value, arena, scratch,
			report);
	text_reset(scratch);
	if (placeholder->format == FORMAT_DATE) {
		if (value->kind != VALUE_DATE &&
			(value->kind != VALUE_TEXT || value->text == NULL ||
				!date_parse(value->text, &date)))
			return refuse_kind(placeholder, value, arena, report);
		language_date(placeholder->language, date, scratch);
	} else if (value->kind != VALUE_NUMBER) {
		return refuse_kind(placeholder, value, arena, report);
	} else if (placeholder->format == FORMAT_PLURAL) {
		const char *word = placeholder->words[language_plural(
			placeholder->language, value->number)];

		return word ? word : placeholder->words[PLURAL_OTHER];
	} else {
		print_number(placeholder, value->number, scratch);
	}
	return arena_strndup(arena, text_string(scratch), scratch->length);
}

void placeholder_repertoire(const struct placeholder *placeholder,
	struct text *out)
{
	for (int i = 0; i < PLURAL_COUNT; i++)
		if (placeholder->words[i] != NULL)
			text_add(out, placeholder->words[i]);
	language_repertoire(placeholder->language, out);
}
