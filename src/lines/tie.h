/*
 * Blanks that hold together what stands on either side: "31 March", "Mrs
 * Danks", "1,400 people", "12 km". The text itself stays as it is; only no line
 * ends there.
 *
 *	rules = tie_rules("en-GB");
 *	if (tie_at(rules, text, length, offset) == TIE_STRONG)
 *		... no line begins at the byte `offset`
 *
 * A language is a row of words in tie.c; a language without one keeps what
 * needs none: signs, numbers with what they count, initials, dashes. By hand, a
 * no-break space (U+00A0) does the same. Nothing here fails.
 */
#ifndef LINES_TIE_H
#define LINES_TIE_H

#include <stdbool.h>
#include <stddef.h>

enum tie {
	TIE_NOT,
	TIE_WEAK,  /* parted if the lines come out clearly better for it */
	TIE_STRONG /* parted only where a column is too narrow for both */
};

struct tie_rules;

/* `lang` is a BCP 47 tag. */
const struct tie_rules *tie_rules(const char *lang);
/* No rule is about two plain words: one from `first` to `last`, and one that
 * begins with `next`. */
static inline bool tie_is_none(char first, char last, char next)
{
	return first >= 'a' && first <= 'z' && (last < '0' || last > '9') &&
		next >= 'a' && next <= 'z';
}

/* Between the words before and from `offset` on, within valid UTF-8. */
enum tie tie_at(const struct tie_rules *rules, const char *text,
	size_t length, size_t offset);

#endif
