/*
 * The few words that the mill itself puts into a letter, in the languages it
 * knows them in. All else is the job's own text.
 *
 *	const char *const *phrases = phrases_of("cy-GB");	NULL: unknown
 *	phrases[PHRASE_PAGE]			"Tudalen {page} o {pages}"
 *
 * A job may say them in its own way, or in another language, with a section
 * [words LANGUAGE] of the keys below.
 */
#ifndef LANGUAGE_PHRASES_H
#define LANGUAGE_PHRASES_H

#include <stdbool.h>
#include <stddef.h>

enum phrase {
	PHRASE_PAGE,	       /* the foot of each page */
	PHRASE_SPECIMEN,       /* the banner of a specimen */
	PHRASE_NOT_APPLICABLE, /* in place of an average */
	PHRASE_MORE_THAN,      /* a cautious figure's ends */
	PHRASE_LESS_THAN,
	PHRASE_SIGNATURE_OF,   /* what a picture of a signature shows */
	PHRASE_SIGNED,	       /* under the name in a signed letter */
	PHRASE_SIGNATURE,      /* the field of the digital signature */
	PHRASE_FIGURES,	       /* what figures.csv is */
	PHRASE_ROW,	       /* what an attached row is */
	PHRASE_ROWS,	       /* what several of them are */
	PHRASE_ENCLOSED,       /* above the enclosures */
	PHRASE_COPIES,	       /* above those who get a copy */
	PHRASE_FIRST_DAY,      /* the day number of a month's first; "": 1 */
	PHRASE_TOTAL,	       /* the last row of a table */
	PHRASE_TREND,	       /* from here on: what a trend shows, aloud */
	PHRASE_TREND_POINT,
	PHRASE_TREND_COURSE,   /* from its first point to its last */
	PHRASE_TREND_HIGHEST,
	PHRASE_TREND_LOWEST,
	PHRASE_TREND_AVERAGE,  /* own words, then those of the average, */
	PHRASE_TREND_COMPARED, /* which has this label where it has none */
	PHRASE_TREND_AND,
	PHRASE_TREND_NO_VALUE,
	PHRASE_TREND_GAP,      /* nothing between two points */
	PHRASE_COUNT
};

/* A key of [words LANGUAGE]. */
struct phrase_kind {
	const char *key;
	const char *holds[2]; /* what has to stand in it: "{value}"; NULL */
	bool may_lack;	      /* most letters do without it */
	bool is_unseen;	      /* no page shows it, though it may be read
				 aloud */
};
extern const struct phrase_kind phrase_kinds[PHRASE_COUNT];

/* The languages that have them, the plainest tag of each: "cy". */
extern const char *const phrase_languages[];
extern const size_t phrase_language_count;

/* PHRASE_COUNT texts for a BCP 47 tag or the language it begins with. */
const char *const *phrases_of(const char *tag);

#endif
