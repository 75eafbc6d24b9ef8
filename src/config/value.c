/*
 * Values by type. Numbers go through exact_parse(), which knows no locale,
 * exponent, hexadecimal or infinity.
 */
#include "config/value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/exact.h"
#include "base/file.h"
#include "base/nearest.h"

static bool parse_decimal(const char *text, size_t length, double *out)
{
	char digits[32] = "";
	struct exact exact;

	if (length >= sizeof(digits))
		return false;
	memcpy(digits, text, length);
	if (strchr(digits, ',') != NULL || !exact_parse(digits, &exact))
		return false;
	*out = exact_double(exact);
	return true;
}

static bool parse_length(const char *text, double *out)
{
	static const struct {
		const char *name;
		double points;
	} units[] = {{"mm", POINTS_PER_MM}, {"cm", 10 * POINTS_PER_MM},
		{"pt", 1}, {"in", 72}};
	size_t digits = strspn(text, "+-.0123456789");
	const char *unit = text + digits + strspn(text + digits, " \t");

	if (!parse_decimal(text, digits, out))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcasecmp(unit, units[i].name) == 0) {
			*out *= units[i].points;
			return true;
		}
	}
	return false;
}

/* The types that have a range of numbers. */
static bool parse_measure(enum option_type type, const char *text, double *out)
{
	if (type == OPTION_LENGTH)
		return parse_length(text, out);
	if (type == OPTION_INTEGER && strchr(text, '.') != NULL)
		return false;
	return parse_decimal(text, strlen(text), out);
}

static bool parse_colour(const char *text, struct colour *out)
{
	unsigned long bits;

	text += *text == '#';
	if (strlen(text) != 6 ||
		strspn(text, "0123456789abcdefABCDEF") != 6)
		return false;
	bits = strtoul(text, NULL, 16);
	out->red = (double)(bits >> 16) / 255;
	out->green = (double)(bits >> 8 & 0xFF) / 255;
	out->blue = (double)(bits & 0xFF) / 255;
	return true;
}

static bool parse_character(const char *text, char *out)
{
	static const struct {
		const char *name;
		char character;
	} words[] = {{"tab", '\t'}, {"space", ' '}, {"comma", ','},
		{"semicolon", ';'}, {"pipe", '|'}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasecmp(text, words[i].name) == 0) {
			*out = words[i].character;
			return true;
		}
	}
	*out = text[0];
	return strlen(text) == 1 &&
		strchr("\t !#$%&()*+,-./:;<=>?@[\\]^_`{|}~", text[0]) != NULL;
}

/* The place of `text` among the words of a range, -1 when it is none. */
static int parse_word(const char *range, const char *text)
{
	size_t length = strlen(text);

	for (int number = 0; *range != '\0'; number++) {
		size_t word = strcspn(range, " ");

		if (word == length && strncasecmp(range, text, length) == 0)
			return number;
		range += word;
		range += *range == ' ';
	}
	return -1;
}

/* Up to the separator, one within {{...}} aside. */
static size_t item_length(const char *text, char separator)
{
	const char *at = text, *close;

	for (; *at != '\0' && *at != separator; at++) {
		if (at[0] != '{' || at[1] != '{')
			continue;
		close = strstr(at, "}}");
		if (close != NULL)
			at = close + 1;
	}
	return (size_t)(at - text);
}

/* False when an item is empty; the empty text has none. */
static bool parse_items(const char *text, char separator, struct arena *arena,
	struct value *out)
{
	const char **items = NULL;
	size_t count = 0, room = 0;
	bool more = text[strspn(text, " \t")] != '\0';

	while (more) {
		size_t length = item_length(text, separator);
		const char *next = text + length;

		more = *next != '\0';
		while (length > 0 && strchr(" \t", text[length - 1]) != NULL)
			length--;
		while (length > 0 && strchr(" \t", *text) != NULL) {
			text++;
			length--;
		}
		if (length == 0)
			return false;
		ARENA_RESERVE(arena, items, count, room);
		items[count++] = arena_strndup(arena, text, length);
		text = next + more;
	}
	out->items = items;
	out->item_count = count;
	return true;
}

static bool parse_by_type(const struct option *option, const char *text,
	struct arena *arena, struct value *out)
{
	switch (option->type) {
	case OPTION_INTEGER:
	case OPTION_NUMBER:
	case OPTION_LENGTH:
		return parse_measure(option->type, text, &out->number);
	case OPTION_COLOUR:
		return parse_colour(text, &out->colour);
	case OPTION_DATE:
		return date_parse(text, &out->date);
	case OPTION_FLAG:
		out->word = parse_word("no yes", text);
		return out->word >= 0;
	case OPTION_CHOICE:
		out->word = parse_word(option->range, text);
		return out->word >= 0;
	case OPTION_LIST:
	case OPTION_FILES:
		return parse_items(text, ',', arena, out);
	case OPTION_LINES:
		return parse_items(text, '|', arena, out);
	case OPTION_CHARACTER:
		return parse_character(text, &out->character);
	case OPTION_TEXT:
	case OPTION_FILE:
	case OPTION_KEY:
	case OPTION_EXPRESSION:
	case OPTION_TEMPLATE:
		break;
	}
	return true;
}

static bool is_within(const struct option *option, const struct value *value)
{
	const char *dots;
	char low[32] = "";
	double least, most;

	if (option->range == NULL || option->type == OPTION_CHOICE)
		return true;
	if (option->type == OPTION_TEXT)
		return value->text[strspn(value->text, "-_0123456789"
			"abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
	dots = strstr(option->range, "..");
	memcpy(low, option->range, (size_t)(dots - option->range));
	return parse_measure(option->type, low, &least) &&
		parse_measure(option->type, dots + 2, &most) &&
		value->number >= least && value->number <= most;
}

static bool report_choice(const struct option *option, const char *key,
	const char *text, struct place place, struct report *report)
{
	struct nearest nearest = nearest_to(text);
	char *words = memory_strdup(option->range), *rest = NULL;

	for (char *word = strtok_r(words, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest))
		nearest_offer(&nearest, word);
	if (nearest.name != NULL)
		report_error(report, place,
			"%s: '%s' is none of the words %s; did you mean '%s'?",
			key, text, option->range, nearest.name);
	else
		report_error(report, place,
			"%s: '%s' is none of the words %s", key, text,
			option->range);
	free(words);
	return false;
}

/* Whether the text may be empty, as in `unit = ""`. */
static bool may_be_empty(const struct option *option)
{
	switch (option->type) {
	case OPTION_TEXT:
	case OPTION_TEMPLATE:
	case OPTION_LIST:
	case OPTION_FILES:
	case OPTION_LINES:
		return !option->required && !option_is_wildcard(option);
	default:
		return false;
	}
}

/* A path as seen from the configuration's folder. */
static const char *beside(const char *config, const char *path,
	struct arena *arena)
{
	char *whole = path_beside(config, path);
	const char *copy = arena_strdup(arena, whole);

	free(whole);
	return copy;
}

bool value_parse(const struct option *option, const char *key,
	const char *text, const char *path, struct place place,
	struct arena *arena, struct value *out, struct report *report)
{
	*out = (struct value){.text = text};
	/* A blank character is one: the delimiter " ". */
	if (text[strspn(text, " \t")] == '\0' && !may_be_empty(option) &&
		(text[0] == '\0' || option->type != OPTION_CHARACTER))
		return report_error(report, place, "%s: it is empty; %s", key,
			option_type_form(option->type));
	if (!parse_by_type(option, text, arena, out)) {
		if (option->type == OPTION_CHOICE)
			return report_choice(option, key, text, place, report);
		return report_error(report, place, "%s: '%s' is not a valid "
			"%s; %s", key, text, option_type_name(option->type),
			option_type_form(option->type));
	}
	if (!is_within(option, out))
		return report_error(report, place, "%s: '%s' goes beyond %s",
			key, text, option->range);
	if (option->type == OPTION_FILE || (option->type == OPTION_KEY &&
			strncmp(text, "pkcs11:", 7) != 0))
		out->text = beside(path, text, arena);
	for (size_t i = 0; option->type == OPTION_FILES &&
		i < out->item_count; i++)
		out->items[i] = beside(path, out->items[i], arena);
	return true;
}
