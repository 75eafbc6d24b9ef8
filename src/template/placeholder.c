/* Placeholders and their formatters; see placeholder.h. */
#include "template/placeholder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
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

/* Two words in straight quotes, single or double. */
static bool read_words(struct placeholder *placeholder, const char *args,
	struct arena *arena, struct report *report)
{
	for (int i = 0; i < 2; i++) {
		const char *end = *args == '"' || *args == '\'' ?
			strchr(args + 1, *args) : NULL;

		if (end == NULL)
			goto faulty;
		args++;
		placeholder->words[i] = arena_strndup(arena, args,
			(size_t)(end - args));
		args = end + 1 + strspn(end + 1, BLANKS);
	}
	if (*args == '\0')
		return true;
faulty:
	return report_error(report, placeholder->place, "plural takes two "
		"quoted words: {{%s|plural \"decision\" \"decisions\"}}",
		placeholder->name);
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

struct placeholder *placeholder_parse(const char *body, struct place place,
	struct arena *arena, struct report *report)
{
	struct placeholder *placeholder = arena_new(arena,
		sizeof(*placeholder));
	size_t length = strcspn(body, "|");
	const char *format = body + length;

	while (length > 0 && strchr(BLANKS, body[length - 1]) != NULL)
		length--;
	placeholder->name = arena_strndup(arena, body, length);
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

static bool is_control(const char *c)
{
	unsigned char first = (unsigned char)c[0], next;

	if (first < 0x20 || first == 0x7F)
		return true;
	next = first == 0xC2 ? (unsigned char)c[1] : 0xFF;
	return next < 0xA0;
}

/* As it stands, but for tabs and line ends, which become one blank. */
static const char *print_text(const struct placeholder *placeholder,
	const struct value *value, struct arena *arena, struct report *report)
{
	const char *text = value->text ? value->text : "", *c;
	char *copy, *to;
	bool after_blank = false;

	for (c = text; *c != '\0' && !is_control(c); c++)
		;
	if (*c == '\0')
		return text;
	copy = to = arena_strdup(arena, text);
	for (c = text; *c != '\0'; c++) {
		bool blank = *c == '\t' || *c == '\n' || *c == '\r';

		if (!blank && is_control(c))
			return refuse(placeholder, value, arena_printf(arena,
				"the text holds the control character U+%04X",
				(unsigned char)(*c == '\xC2' ? c[1] : *c)),
				"take it out", arena, report);
		if (!blank)
			*to++ = *c;
		else if (!after_blank)
			*to++ = ' ';
		after_blank = blank;
	}
	*to = '\0';
	return copy;
}

static void print_number(const struct placeholder *placeholder,
	struct exact number, struct text *out)
{
	bool percent = placeholder->format == FORMAT_PERCENT;
	int decimals = placeholder->decimals;
	bool trim = decimals < 0 && !percent;

	if (decimals < 0)
		decimals = percent ? 0 : MOST_DECIMALS;
	exact_print(number, percent ? 100 : 1, decimals, trim, ",", out);
	if (percent)
		text_add_char(out, '%');
}

const char *placeholder_print(const struct placeholder *placeholder,
	const struct values *values, struct arena *arena, struct text *scratch,
	struct report *report)
{
	const struct value *value = &values->items[placeholder->index];
	const struct exact one = exact_from_integer(1);
	struct date date = value->date;

	assert(placeholder->index < values->count);
	if (value->kind == VALUE_MISSING)
		return refuse(placeholder, value, value->reason ?
			value->reason : "there is no value",
			placeholder->place.column > 0 ? "fill it in, or let "
			"{{#if ...}} leave it out" : "fill it in",
			arena, report);
	if (placeholder->format == FORMAT_NONE)
		return print_text(placeholder, value, arena, report);
	text_reset(scratch);
	if (placeholder->format == FORMAT_DATE) {
		if (value->kind != VALUE_DATE &&
			(value->kind != VALUE_TEXT || value->text == NULL ||
				!date_parse(value->text, &date)))
			return refuse_kind(placeholder, value, arena, report);
		date_print(date, scratch);
	} else if (value->kind != VALUE_NUMBER) {
		return refuse_kind(placeholder, value, arena, report);
	} else if (placeholder->format == FORMAT_PLURAL) {
		bool more = exact_compare(value->number, one) != 0;

		return placeholder->words[more];
	} else {
		print_number(placeholder, value->number, scratch);
	}
	return arena_strndup(arena, text_string(scratch), scratch->length);
}

void placeholder_repertoire(const struct placeholder *placeholder,
	struct text *out)
{
	if (placeholder->format == FORMAT_PLURAL) {
		text_add(out, placeholder->words[0]);
		text_add(out, placeholder->words[1]);
	} else if (placeholder->format == FORMAT_DATE) {
		for (int month = 1; month <= 12; month++)
			date_print((struct date){2000, month, 1}, out);
	}
}
