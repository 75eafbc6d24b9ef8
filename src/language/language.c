/*
 * ICU is asked for the marks, patterns and rules of a language when it is
 * opened; numbers are then put together here, from exact digits, because ICU's
 * own printing goes by doubles or is slow. Dates and plurals stay with ICU.
 */
#include "language/language.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/udata.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "base/nearest.h"
#include "base/utf8.h"

#define LANGUAGES_LIMIT 64 /* each takes memory and time */
#define LOCALE_ROOM 96	/* bytes of ICU's name of a language */
#define UNITS_ROOM  128 /* UTF-16 units of a date, a pattern or a mark */
#define MARK_ROOM   24	/* bytes of a mark in UTF-8 */
#define NAME_ROOM   (3 * UNITS_ROOM) /* bytes of a language's name */
#define MINUS	    "\xE2\x88\x92" /* U+2212 */
#define DAY	    86400000.0 /* milliseconds */
#define COUNTS	    1001 /* from 0: every rule of CLDR below a million shows
			    within these, and within tenths of them */

struct number_marks {
	char digits[10][UTF8_MAX + 1];
	char decimal[MARK_ROOM], group[MARK_ROOM], minus[MARK_ROOM];
	char before_percent[MARK_ROOM], after_percent[MARK_ROOM];
	int group_size, next_size; /* digits of the last group, of others */
	int least; /* digits before the point from which they are grouped */
};

struct language {
	char *tag, *name;
	char locale[LOCALE_ROOM];
	bool has_rules;
	const struct own_phrases *own[2]; /* of the tag, of its language */
	struct number_marks marks;
	UDateFormat *date;
	UPluralRules *rules;
	unsigned char plurals[COUNTS]; /* what the rules say of them */
	unsigned needed, known; /* sets of plural categories */
	char *repertoire; /* all characters of numbers, dates and phrases */
};

struct languages {
	const struct own_phrases *own;
	size_t own_count;
	struct language **items;
	size_t count, room;
};

const char *const plural_names[PLURAL_COUNT] = {"zero", "one", "two", "few",
	"many", "other"};

/* ---- ICU's texts ---- */

static void to_utf8(const UChar *units, int32_t length, char *out, size_t room)
{
	UErrorCode status = U_ZERO_ERROR;

	u_strToUTF8(out, (int32_t)room, NULL, units, length, &status);
	if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING)
		out[0] = '\0';
}

static void read_symbol(const UNumberFormat *format,
	UNumberFormatSymbol symbol, char *out, size_t room)
{
	UChar units[UNITS_ROOM];
	UErrorCode status = U_ZERO_ERROR;
	int32_t length = unum_getSymbol(format, symbol, units, UNITS_ROOM,
		&status);

	to_utf8(units, U_SUCCESS(status) ? length : 0, out, room);
}

static void read_affix(const UNumberFormat *format,
	UNumberFormatTextAttribute affix, char *out)
{
	UChar units[UNITS_ROOM];
	UErrorCode status = U_ZERO_ERROR;
	int32_t length = unum_getTextAttribute(format, affix, units,
		UNITS_ROOM, &status);

	to_utf8(units, U_SUCCESS(status) ? length : 0, out, MARK_ROOM);
}

/* ---- opening ---- */

/* Polish writes 1234 and 12 345: ICU tells it only by doing it. */
static int least_grouped(const char *locale)
{
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormatter *format = unumf_openForSkeletonAndLocale(u"", 0,
		locale, &status);
	UFormattedNumber *result = unumf_openResult(&status);
	UChar units[UNITS_ROOM];
	int32_t length;

	unumf_formatInt(format, 1234, result, &status);
	length = unumf_resultToString(result, units, UNITS_ROOM, &status);
	unumf_closeResult(result);
	unumf_close(format);
	return U_SUCCESS(status) && u_countChar32(units, length) > 4 ? 4 : 5;
}

static bool read_marks(const char *locale, struct number_marks *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *number = unum_open(UNUM_DECIMAL, NULL, 0, locale, NULL,
		&status);
	UNumberFormat *percent = unum_open(UNUM_PERCENT, NULL, 0, locale, NULL,
		&status);
	bool done = U_SUCCESS(status);

	for (int i = 0; done && i < 10; i++)
		read_symbol(number, i == 0 ? UNUM_ZERO_DIGIT_SYMBOL :
			(UNumberFormatSymbol)(UNUM_ONE_DIGIT_SYMBOL + i - 1),
			out->digits[i], sizeof(out->digits[i]));
	if (done) {
		read_symbol(number, UNUM_DECIMAL_SEPARATOR_SYMBOL,
			out->decimal, MARK_ROOM);
		read_symbol(number, UNUM_GROUPING_SEPARATOR_SYMBOL, out->group,
			MARK_ROOM);
		read_symbol(number, UNUM_MINUS_SIGN_SYMBOL, out->minus,
			MARK_ROOM);
		/* CLDR gives the hyphen that keyboards have. */
		if (strcmp(out->minus, "-") == 0)
			memcpy(out->minus, MINUS, sizeof(MINUS));
		read_affix(percent, UNUM_POSITIVE_PREFIX, out->before_percent);
		read_affix(percent, UNUM_POSITIVE_SUFFIX, out->after_percent);
		out->group_size = unum_getAttribute(number, UNUM_GROUPING_SIZE);
		out->next_size = unum_getAttribute(number,
			UNUM_SECONDARY_GROUPING_SIZE);
		if (out->next_size <= 0)
			out->next_size = out->group_size;
		out->least = least_grouped(locale);
	}
	unum_close(number);
	unum_close(percent);
	return done;
}

/* Always the calendar that data is written in, back to the year 1. */
static UDateFormat *open_date(const char *locale)
{
	static const UChar zone[] = {'U', 'T', 'C', 0};
	UErrorCode status = U_ZERO_ERROR;
	char full[LOCALE_ROOM + 32];
	UDateFormat *format;
	UCalendar *calendar;

	snprintf(full, sizeof(full), "%s@calendar=gregorian", locale);
	format = udat_open(UDAT_NONE, UDAT_LONG, full, zone, -1, NULL, 0,
		&status);
	if (U_FAILURE(status))
		return NULL;
	calendar = ucal_clone(udat_getCalendar(format), &status);
	ucal_setGregorianChange(calendar, -1e15, &status);
	udat_setCalendar(format, calendar);
	ucal_close(calendar);
	return format;
}

static unsigned plural_bit(const char *name)
{
	for (int i = 0; i < PLURAL_COUNT; i++)
		if (strcmp(name, plural_names[i]) == 0)
			return 1u << i;
	return 0;
}

static enum plural ask_plural(const struct language *language,
	struct exact number)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[UNITS_ROOM];
	char name[UNITS_ROOM];
	int32_t length = uplrules_select(language->rules, exact_double(number),
		units, UNITS_ROOM, &status);

	assert(U_SUCCESS(status));
	to_utf8(units, length, name, sizeof(name));
	for (int i = 0; i < PLURAL_OTHER; i++)
		if (strcmp(name, plural_names[i]) == 0)
			return (enum plural)i;
	return PLURAL_OTHER;
}

static bool read_plurals(struct language *language)
{
	UErrorCode status = U_ZERO_ERROR;
	UEnumeration *keywords;
	const char *name;

	language->rules = uplrules_open(language->locale, &status);
	keywords = uplrules_getKeywords(language->rules, &status);
	if (U_FAILURE(status))
		return false;
	while ((name = uenum_next(keywords, NULL, &status)) != NULL)
		language->known |= plural_bit(name);
	uenum_close(keywords);
	for (int64_t i = 0; i < COUNTS; i++) {
		enum plural whole = ask_plural(language,
			exact_from_integer(i));
		enum plural tenths = ask_plural(language,
			(struct exact){i, 10});

		language->plurals[i] = (unsigned char)whole;
		language->needed |= 1u << whole | 1u << tenths;
	}
	return true;
}

static bool read_rules(struct language *language)
{
	language->date = open_date(language->locale);
	return language->date != NULL &&
		read_marks(language->locale, &language->marks) &&
		read_plurals(language);
}

/* ---- tags ---- */

static bool has_rules(const char *locale)
{
	char ours[ULOC_LANG_CAPACITY], theirs[ULOC_LANG_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;

	uloc_getLanguage(locale, ours, sizeof(ours), &status);
	for (int32_t i = 0; i < uloc_countAvailable(); i++) {
		uloc_getLanguage(uloc_getAvailable(i), theirs, sizeof(theirs),
			&status);
		if (strcmp(ours, theirs) == 0)
			return true;
	}
	return false;
}

/* One part's name in the language `in`; false when CLDR has none. */
static bool name_part(int32_t (*get)(const char *, const char *, UChar *,
	int32_t, UErrorCode *), const char *locale, const char *in,
	char out[NAME_ROOM])
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[UNITS_ROOM];
	int32_t length = get(locale, in, units, UNITS_ROOM, &status);

	to_utf8(units, U_SUCCESS(status) ? length : 0, out, NAME_ROOM);
	return U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING;
}

/* ICU's name of a tag, and that of its language in English. */
static bool find_locale(const char *tag, char locale[LOCALE_ROOM],
	char name[NAME_ROOM])
{
	char full[2 * LOCALE_ROOM], unused[NAME_ROOM];
	UErrorCode status = U_ZERO_ERROR;
	int32_t parsed, length;

	uloc_forLanguageTag(tag, full, sizeof(full), &parsed, &status);
	if (U_FAILURE(status) || parsed == 0 || (size_t)parsed != strlen(tag))
		return false;
	/* extensions ask for other calendars and the like: not here */
	length = uloc_getBaseName(full, locale, LOCALE_ROOM, &status);
	if (U_FAILURE(status) || length == 0 || length >= LOCALE_ROOM)
		return false;
	return name_part(uloc_getDisplayScript, locale, "en", unused) &&
		name_part(uloc_getDisplayCountry, locale, "en", unused) &&
		name_part(uloc_getDisplayLanguage, locale, "en", name);
}

/* The code whose language is called so, in English or in itself: "Welsh". */
static const char *find_code(const char *typed, char name[NAME_ROOM])
{
	const char *const *codes = uloc_getISOLanguages();
	struct nearest nearest = nearest_to(typed);
	const char *best = NULL;
	char english[NAME_ROOM], own[NAME_ROOM];

	for (; *codes != NULL; codes++) {
		size_t distance = nearest.distance;

		if (!has_rules(*codes) || !name_part(uloc_getDisplayLanguage,
			    *codes, "en", english))
			continue;
		nearest_offer(&nearest, english);
		if (name_part(uloc_getDisplayLanguage, *codes, *codes, own))
			nearest_offer(&nearest, own);
		if (nearest.distance == distance)
			continue;
		best = *codes;
		memcpy(name, english, NAME_ROOM);
	}
	return best;
}

static bool refuse_tag(const char *tag, struct place place,
	struct report *report)
{
	char locale[LOCALE_ROOM], name[NAME_ROOM];
	char *dashed = memory_strdup(tag);
	const char *meant = dashed;

	for (char *c = dashed; *c != '\0'; c++)
		if (*c == '_' || *c == ' ')
			*c = '-';
	if (!find_locale(dashed, locale, name))
		meant = strlen(tag) > 3 ? find_code(tag, name) : NULL;
	if (meant != NULL)
		report_error(report, place, "'%s' is not the tag of a "
			"language; did you mean '%s' (%s)?", tag, meant, name);
	else
		report_error(report, place, "'%s' is not the tag of a language "
			"known here: write one of BCP 47, as cy for Welsh or "
			"fr-CA for the French of Canada", tag);
	free(dashed);
	return false;
}

/* ---- the languages of a job ---- */

struct languages *languages_new(const struct own_phrases *own, size_t count)
{
	struct languages *languages = memory_new(sizeof(*languages));
	UErrorCode status = U_ZERO_ERROR;

	/* not from files that the environment may name */
	udata_setFileAccess(UDATA_NO_FILES, &status);
	languages->own = own;
	languages->own_count = count;
	return languages;
}

static void language_free(struct language *language)
{
	udat_close(language->date);
	uplrules_close(language->rules);
	free(language->tag);
	free(language->name);
	free(language->repertoire);
	free(language);
}

void languages_free(struct languages *languages)
{
	if (languages == NULL)
		return;
	for (size_t i = 0; i < languages->count; i++)
		language_free(languages->items[i]);
	free(languages->items);
	free(languages);
}

/* The job's own phrases of the tag's first `length` bytes. */
static const struct own_phrases *find_own(const struct languages *languages,
	const char *tag, size_t length)
{
	for (size_t i = 0; i < languages->own_count; i++)
		if (strlen(languages->own[i].tag) == length &&
			strncasecmp(languages->own[i].tag, tag, length) == 0)
			return &languages->own[i];
	return NULL;
}

const struct language *languages_lookup(const struct languages *languages,
	const char *tag)
{
	for (size_t i = 0; i < languages->count; i++)
		if (strcmp(languages->items[i]->tag, tag) == 0)
			return languages->items[i];
	return NULL;
}

/* Every placeholder of a text asks for it. */
static char *write_repertoire(const struct language *language)
{
	const struct number_marks *marks = &language->marks;
	struct text out = {0};

	for (int i = 0; i < 10; i++)
		text_add(&out, marks->digits[i]);
	text_add(&out, marks->decimal);
	text_add(&out, marks->group);
	text_add(&out, marks->minus);
	text_add(&out, marks->before_percent);
	text_add(&out, marks->after_percent);
	for (int month = 1; month <= 12; month++) {
		language_date(language, (struct date){2000, month, 1}, &out);
		language_date(language, (struct date){2000, month, 2}, &out);
	}
	for (int phrase = 0; phrase < PHRASE_COUNT; phrase++)
		if (!phrase_kinds[phrase].is_unseen &&
			language_phrase(language, (enum phrase)phrase) != NULL)
			text_add(&out, language_phrase(language,
				(enum phrase)phrase));
	return out.data;
}

const struct language *languages_open(struct languages *languages,
	const char *tag, struct place place, struct report *report)
{
	char locale[LOCALE_ROOM], name[NAME_ROOM];
	const struct language *known = languages_lookup(languages, tag);
	struct language *language;

	if (known != NULL)
		return known;
	if (languages->count == LANGUAGES_LIMIT) {
		report_error(report, place, "a job may have %d languages at "
			"most", LANGUAGES_LIMIT);
		return NULL;
	}
	if (!find_locale(tag, locale, name)) {
		refuse_tag(tag, place, report);
		return NULL;
	}
	language = memory_new(sizeof(*language));
	language->tag = memory_strdup(tag);
	language->name = memory_strdup(name);
	language->own[0] = find_own(languages, tag, strlen(tag));
	language->own[1] = find_own(languages, tag, strcspn(tag, "-"));
	language->has_rules = has_rules(locale);
	memcpy(language->locale, language->has_rules ? locale : "en_GB",
		language->has_rules ? LOCALE_ROOM : sizeof("en_GB"));
	if (!read_rules(language)) {
		report_error(report, place, "ICU cannot be asked for the rules "
			"of '%s' (%s)", tag, name);
		language_free(language);
		return NULL;
	}
	language->repertoire = write_repertoire(language);
	ARRAY_RESERVE(languages->items, languages->count, languages->room);
	languages->items[languages->count++] = language;
	return language;
}

const char *language_tag(const struct language *language)
{
	return language->tag;
}

const char *language_name(const struct language *language)
{
	return language->name;
}

bool language_has_rules(const struct language *language)
{
	return language->has_rules;
}

/* ---- phrases ---- */

const char *language_phrase(const struct language *language,
	enum phrase phrase)
{
	const char *const *built_in = phrases_of(language->tag);

	for (int i = 0; i < 2; i++)
		if (language->own[i] != NULL &&
			language->own[i]->phrases[phrase] != NULL)
			return language->own[i]->phrases[phrase];
	return built_in != NULL ? built_in[phrase] : NULL;
}

/* Does the text begin with what stands for a value? */
static bool begins_with(const char *text, const char *place)
{
	return place != NULL && strncmp(text, place, strlen(place)) == 0;
}

void phrase_print(const char *phrase, enum phrase kind, const char *first,
	const char *second, struct text *out)
{
	const char *const *holds = phrase_kinds[kind].holds;
	const char *const values[] = {first, second};

	while (*phrase != '\0') {
		size_t length = strcspn(phrase + 1, "{") + 1;
		int i = begins_with(phrase, holds[0]) ? 0 :
			begins_with(phrase, holds[1]) ? 1 : -1;

		if (i >= 0) {
			text_add(out, values[i]);
			length = strlen(holds[i]);
		} else {
			text_append(out, phrase, length);
		}
		phrase += length;
	}
}

/* ---- printing ---- */

static char *put_mark(char *at, const char *mark)
{
	size_t length = strlen(mark);

	memcpy(at, mark, length);
	return at + length;
}

/* Digits in the language's marks. */
static void put_digits(const struct number_marks *marks,
	const struct exact_digits *digits, struct text *out)
{
	int whole = digits->count - digits->decimals;
	bool grouped = marks->group_size > 0 && whole >= marks->least;
	char *at;

	text_reserve(out, EXACT_DIGITS * (UTF8_MAX + MARK_ROOM));
	at = out->data + out->length;
	for (int i = digits->count; i-- > 0;) {
		const char *digit = marks->digits[digits->last_first[i] - '0'];
		int left = i - digits->decimals;

		*at++ = *digit;
		if (digit[1] != '\0')
			at = put_mark(at, digit + 1);
		if (left == 0 && i > 0)
			at = put_mark(at, marks->decimal);
		else if (grouped && left >= marks->group_size &&
			(left - marks->group_size) % marks->next_size == 0)
			at = put_mark(at, marks->group);
	}
	text_end_at(out, at);
}

static void put_number(const struct language *language, struct exact number,
	int64_t scale, int decimals, bool trim, bool is_percent,
	struct text *out)
{
	const struct number_marks *marks = &language->marks;
	struct exact_digits digits;

	exact_digits(number, scale, decimals, trim, &digits);
	if (digits.is_negative)
		text_add(out, marks->minus);
	if (is_percent)
		text_add(out, marks->before_percent);
	put_digits(marks, &digits, out);
	if (is_percent)
		text_add(out, marks->after_percent);
}

const char *language_decimal(const struct language *language)
{
	return language->marks.decimal;
}

void language_number(const struct language *language, struct exact number,
	int64_t scale, int decimals, bool trim, struct text *out)
{
	put_number(language, number, scale, decimals, trim, false, out);
}

void language_percent(const struct language *language, struct exact number,
	int64_t scale, int decimals, bool trim, struct text *out)
{
	put_number(language, number, scale, decimals, trim, true, out);
}

/* Days since 1970-01-01; years go from March, so that a leap day ends one. */
static int day_number(struct date date)
{
	int year = date.month > 2 ? date.year : date.year - 1;
	int month = (date.month + 9) % 12;

	return 365 * year + year / 4 - year / 100 + year / 400 +
		(153 * month + 2) / 5 + date.day - 719469;
}

void language_date(const struct language *language, struct date date,
	struct text *out)
{
	const char *first = language_phrase(language, PHRASE_FIRST_DAY);
	UFieldPosition day = {.field = UDAT_DATE_FIELD};
	UErrorCode status = U_ZERO_ERROR;
	UChar units[UNITS_ROOM];
	char part[3 * UNITS_ROOM];
	int32_t length = udat_format(language->date,
		day_number(date) * DAY, units, UNITS_ROOM, &day,
		&status);

	/* a pattern and a month's name are far shorter than the room */
	assert(U_SUCCESS(status));
	if (date.day == 1 && first != NULL && *first != '\0') {
		to_utf8(units, day.beginIndex, part, sizeof(part));
		text_add(out, part);
		text_add(out, first);
	} else {
		day.endIndex = 0;
	}
	to_utf8(units + day.endIndex, length - day.endIndex, part,
		sizeof(part));
	text_add(out, part);
}

enum plural language_plural(const struct language *language,
	struct exact number)
{
	if (exact_is_integer(number) && number.numerator >= 0 &&
		number.numerator < COUNTS)
		return (enum plural)language->plurals[number.numerator];
	return ask_plural(language, number);
}

unsigned language_plurals_needed(const struct language *language)
{
	return language->needed;
}

unsigned language_plurals_known(const struct language *language)
{
	return language->known;
}

void language_repertoire(const struct language *language, struct text *out)
{
	text_add(out, language->repertoire);
}
