/*
 * The two words beside a blank are looked at without the quotes and brackets
 * around them. What the first one is decides which list the second is sought
 * in, so most words are told apart by their first character.
 */
#include "lines/tie.h"

#include <string.h>

#define LONGEST 16 /* bytes of a word in a list, at most */

/* Words parted by blanks, with one at either end. */
struct tie_rules {
	const char *lang;   /* primary subtag */
	const char *titles; /* before a name */
	const char *months; /* after a day or before it, before a year */
	const char *labels; /* before a number; in lower case */
	const char *units;  /* after a number, and not in lower case alone */
	const char *scales; /* after a number of any kind */
	const char *loose;  /* what no number counts */
};

static const struct tie_rules languages[] = {
	{.lang = "en",
		.titles = " Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord "
			  "Lady Rev Revd Cllr Capt Col Hon St ",
		.months = " January February March April May June July August "
			  "September October November December Jan Feb Mar Apr "
			  "Jun Jul Aug Sept Sep Oct Nov Dec ",
		.labels = " page pages p. pp. section sections chapter part "
			  "paragraph para clause article rule table figure "
			  "fig. annex appendix schedule item line no. nos. "
			  "number vol. volume room flat unit step form ",
		.units = " MB GB TB MW GW Hz W V A C F K J N ",
		.scales = " million billion trillion thousand per percent pc "
			  "am pm a.m. p.m. ",
		.loose = " of to and or in on at for from by with was were is "
			 "are that which who as than but if so has have had "
			 "be been not will would can could may should "},
};

static const struct tie_rules no_language = {.titles = "", .months = "",
	.labels = "", .units = "", .scales = "", .loose = ""};

const struct tie_rules *tie_rules(const char *lang)
{
	size_t length = strcspn(lang, "-");

	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (strlen(languages[i].lang) == length &&
			strncmp(languages[i].lang, lang, length) == 0)
			return &languages[i];
	return &no_language;
}

struct word {
	const char *text;
	size_t length;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool starts_with(struct word word, const char *sign)
{
	size_t length = strlen(sign);

	return word.length >= length && memcmp(word.text, sign, length) == 0;
}

static struct word without(struct word word, size_t first, size_t last)
{
	return (struct word){word.text + first, word.length - first - last};
}

/* Quotes and brackets before a word; U+2018 and U+201C are E2 80 98 and 9C. */
static struct word skip_openers(struct word word)
{
	for (;;) {
		if (word.length > 1 && strchr("([\"'", word.text[0]) != NULL)
			word = without(word, 1, 0);
		else if (starts_with(word, "\xE2\x80\x98") ||
			starts_with(word, "\xE2\x80\x9C"))
			word = without(word, 3, 0);
		else
			return word;
	}
}

/* A word's own point stays: "a.m." */
static struct word skip_closers(struct word word)
{
	while (word.length > 1) {
		struct word end = without(word, word.length > 3 ?
			word.length - 3 : 0, 0);

		if (strchr(",;:!?)]\"'", word.text[word.length - 1]) != NULL)
			word = without(word, 0, 1);
		else if (starts_with(end, "\xE2\x80\x99") ||
			starts_with(end, "\xE2\x80\x9D"))
			word = without(word, 0, 3);
		else
			break;
	}
	return word;
}

static bool is_listed(const char *list, struct word word)
{
	char sought[LONGEST + 3] = " ";

	if (word.length == 0 || word.length > LONGEST)
		return false;
	memcpy(sought + 1, word.text, word.length);
	sought[word.length + 1] = ' ';
	return strstr(list, sought) != NULL;
}

/* The same with the full stop of a sentence's end, or an abbreviation's. */
static bool is_listed_stopped(const char *list, struct word word)
{
	if (is_listed(list, word))
		return true;
	return word.length > 1 && word.text[word.length - 1] == '.' &&
		is_listed(list, without(word, 0, 1));
}

/* Currency signs and others that stand before a number, or after one. */
static bool is_sign(struct word word, bool is_before)
{
	static const char *const before[] = {"\xC2\xA7", "\xC2\xA3",
		"\xE2\x82\xAC", "$", "\xE2\x84\x96", "#", "\xC2\xB6", "+",
		"-", "\xE2\x88\x92", "\xC2\xB1", "\xE2\x89\x88"};
	static const char *const after[] = {"%", "\xE2\x80\xB0", "\xC2\xB0",
		"\xE2\x82\xAC", "\xC2\xA3", "$", "\xC2\xA2"};
	const char *const *signs = is_before ? before : after;
	size_t count = is_before ? sizeof(before) / sizeof(before[0]) :
				   sizeof(after) / sizeof(after[0]);
	char first = word.text[0];

	if (is_lower(first) || is_upper(first) || is_digit(first))
		return false;
	for (size_t i = 0; i < count; i++)
		if (starts_with(word, signs[i]) &&
			(!is_before || strlen(signs[i]) == word.length))
			return true;
	return false;
}

static bool is_number(struct word word)
{
	for (size_t i = 0; i < word.length; i++)
		if (!is_digit(word.text[i]) &&
			strchr(".,", word.text[i]) == NULL)
			return false;
	return word.length > 0 && is_digit(word.text[word.length - 1]);
}

/* 31, 1st; the second word of a date may be followed by a comma. */
static bool is_day(struct word word)
{
	size_t digits = 0;

	while (digits < word.length && is_digit(word.text[digits]))
		digits++;
	return digits > 0 && digits <= 2 && (digits == word.length ||
		is_listed(" st nd rd th ", without(word, digits, 0)));
}

static bool is_year(struct word word)
{
	for (size_t i = 0; i < word.length; i++)
		if (!is_digit(word.text[i]))
			return false;
	return word.length == 4 &&
		(word.text[0] == '1' || word.text[0] == '2');
}

/* "J.", "J.R." */
static bool is_initial(struct word word)
{
	for (size_t i = 0; i + 1 < word.length; i += 2)
		if (!is_upper(word.text[i]) || word.text[i + 1] != '.')
			return false;
	return word.length > 0 && word.length % 2 == 0;
}

static enum tie after_number(const struct tie_rules *rules,
	struct word number, struct word next)
{
	if (is_listed_stopped(rules->scales, next))
		return TIE_STRONG;
	if (!is_number(number))
		return TIE_NOT;
	if (is_sign(next, false) || is_listed_stopped(rules->units, next))
		return TIE_STRONG;
	if (is_year(number))
		return TIE_NOT;
	return is_lower(next.text[0]) && !is_listed(rules->loose, next) ?
		TIE_STRONG : TIE_WEAK;
}

static enum tie after_capital(const struct tie_rules *rules,
	struct word before, struct word next)
{
	bool is_name = is_upper(next.text[0]) ||
		((unsigned char)next.text[0] >= 0xC3 &&
			(unsigned char)next.text[0] < 0xE0);

	if (is_name && (is_initial(before) ||
		is_listed_stopped(rules->titles, before)))
		return TIE_STRONG;
	if (is_digit(next.text[0]) &&
		is_listed_stopped(rules->months, before))
		return is_day(next) ? TIE_STRONG : TIE_WEAK;
	/* No sentence begins with a short word alone at a line's end. */
	return before.length <= 3 ? TIE_WEAK : TIE_NOT;
}

/* "page 3", "Section B" */
static bool is_labelled(const struct tie_rules *rules, struct word label,
	struct word next)
{
	char lower[16];

	if (next.length == 2 && next.text[1] == '.')
		next = without(next, 0, 1);
	if (!is_digit(next.text[0]) &&
		!(next.length == 1 && is_upper(next.text[0])))
		return false;
	if (label.length >= sizeof(lower))
		return false;
	memcpy(lower, label.text, label.length);
	if (is_upper(lower[0]))
		lower[0] = (char)(lower[0] - 'A' + 'a');
	return is_listed(rules->labels, (struct word){lower, label.length});
}

enum tie tie_at(const struct tie_rules *rules, const char *text,
	size_t length, size_t offset)
{
	size_t end = offset, start, next = offset;
	struct word before, after;

	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (end == offset)
		return TIE_WEAK; /* the parts of a compound */
	for (start = end; start > 0 && text[start - 1] != ' '; start--)
		;
	if (start < end && tie_is_none(text[start], text[end - 1],
			text[offset]))
		return TIE_NOT;
	while (next < length && text[next] != ' ')
		next++;
	before = skip_openers((struct word){text + start, end - start});
	after = skip_closers(skip_openers(
		(struct word){text + offset, next - offset}));
	if (before.length == 0 || after.length == 0)
		return TIE_NOT;
	/* A dash between blanks stays with what it follows. */
	if (starts_with(after, "\xE2\x80\x93") ||
		starts_with(after, "\xE2\x80\x94"))
		return after.length == 3 ? TIE_STRONG : TIE_NOT;
	if (is_labelled(rules, before, after))
		return TIE_STRONG;
	if (is_sign(before, true))
		return is_digit(after.text[0]) ? TIE_STRONG : TIE_NOT;
	if (is_day(before) && is_listed_stopped(rules->months, after))
		return TIE_STRONG;
	if (is_upper(before.text[0]))
		return after_capital(rules, before, after);
	if (is_digit(before.text[0]) ||
		is_digit(before.text[before.length - 1]))
		return after_number(rules, before, after);
	return TIE_NOT;
}
