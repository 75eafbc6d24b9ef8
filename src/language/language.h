/*
 * How numbers, dates and plurals read in a language: by the rules of Unicode's
 * CLDR, which ICU carries with it. Neither the machine's locale nor its clock
 * or environment is asked; other editions of ICU may know better rules.
 *
 *	struct languages *languages = languages_new(own, own_count);
 *	const struct language *french = languages_open(languages, "fr", place,
 *		report);		NULL: reported
 *	language_number(french, number, 1, 2, true, &out);	"1 204,5"
 *	language_date(french, (struct date){2024, 3, 1}, &out);	"1er mars 2024"
 *	...
 *	languages_free(languages);
 *
 * A language is opened once a job and lent until languages_free(). Blanks
 * within numbers are those of CLDR, which no line ends at.
 */
#ifndef LANGUAGE_LANGUAGE_H
#define LANGUAGE_LANGUAGE_H

#include "base/date.h"
#include "base/exact.h"
#include "base/report.h"
#include "language/phrases.h"

struct languages;
struct language;

/* A job's own words for a language; lent. */
struct own_phrases {
	const char *tag; /* without regard to case */
	const char *phrases[PHRASE_COUNT]; /* NULL: not said */
};

struct languages *languages_new(const struct own_phrases *own, size_t count);
void languages_free(struct languages *languages);

/*
 * A BCP 47 tag whose language (and script and region, if it has them) CLDR
 * knows. A language that it knows by name alone, as la, is opened too: see
 * language_has_rules(). An error names the tag that is probably meant.
 */
const struct language *languages_open(struct languages *languages,
	const char *tag, struct place place, struct report *report) MUST_CHECK;
/* One that was opened; NULL: it was not. */
const struct language *languages_lookup(const struct languages *languages,
	const char *tag);
const char *language_tag(const struct language *language); /* as given */
const char *language_name(const struct language *language); /* "Welsh" */
/* False: no numbers, dates and plurals; printed as in English. */
bool language_has_rules(const struct language *language);
/* NULL when neither the job nor phrases.h has it. */
const char *language_phrase(const struct language *language,
	enum phrase phrase);
/*
 * Appends the phrase, `first` and `second` in the places of what phrase_kinds
 * holds; NULL where it holds less.
 */
void phrase_print(const char *phrase, enum phrase kind, const char *first,
	const char *second, struct text *out);

/* What stands before decimals: "." */
const char *language_decimal(const struct language *language);
/* As exact_print(), with the language's digits and marks: "1.204,5". */
void language_number(const struct language *language, struct exact number,
	int64_t scale, int decimals, bool trim, struct text *out);
/* The same with a sign of percent, which `scale` does not imply: "56 %". */
void language_percent(const struct language *language, struct exact number,
	int64_t scale, int decimals, bool trim, struct text *out);
/* "1 March 2024" */
void language_date(const struct language *language, struct date date,
	struct text *out);

/* The categories of CLDR. */
enum plural {
	PLURAL_ZERO,
	PLURAL_ONE,
	PLURAL_TWO,
	PLURAL_FEW,
	PLURAL_MANY,
	PLURAL_OTHER,
	PLURAL_COUNT
};
extern const char *const plural_names[PLURAL_COUNT];
/* Of the number as it is printed, its sign apart. */
enum plural language_plural(const struct language *language,
	struct exact number);
/*
 * Sets of 1 << category: those that a text with numbers below a million can
 * meet, and all that the language has (in French `many` is for whole millions
 * alone).
 */
unsigned language_plurals_needed(const struct language *language);
unsigned language_plurals_known(const struct language *language);

/* Appends every character that numbers and dates can have, for the fonts. */
void language_repertoire(const struct language *language, struct text *out);

#endif
