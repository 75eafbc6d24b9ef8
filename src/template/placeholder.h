/*
 * One {{name}} or {{name|formatter}}: read once a job, printed once a letter.
 *
 *	placeholder = placeholder_parse(body, language, place, arena, report);
 *	placeholder_bind(placeholder, catalogue, report)
 *	text = placeholder_print(placeholder, values, arena, &scratch, report);
 *
 * The formatters: words.h.
 */
#ifndef TEMPLATE_PLACEHOLDER_H
#define TEMPLATE_PLACEHOLDER_H

#include "base/arena.h"
#include "base/report.h"
#include "base/text.h"
#include "indicators/values.h"
#include "template/words.h"

struct placeholder {
	const char *name;
	const struct language *language; /* it is printed in */
	enum format format;
	int decimals;		 /* -1: not said */
	const char *words[PLURAL_COUNT]; /* of PLURAL; some may be NULL */
	size_t index;		 /* into values.items, once bound, */
	bool is_constant;	 /* and is that the same in all letters? */
	struct place place;
};

/* NULL when it is faulty; reported. */
struct placeholder *placeholder_parse(const char *body,
	const struct language *language, struct place place,
	struct arena *arena, struct report *report) MUST_CHECK;
bool placeholder_bind(struct placeholder *placeholder,
	struct catalogue catalogue, struct report *report) MUST_CHECK;
/* NULL when the value is missing or of another kind; reported. */
const char *placeholder_print(const struct placeholder *placeholder,
	const struct values *values, struct arena *arena, struct text *scratch,
	struct report *report) MUST_CHECK;
/* Appends every character a formatter can print of itself. */
void placeholder_repertoire(const struct placeholder *placeholder,
	struct text *out);
/* "letter.md:3:14", for use within a message. */
const char *place_words(struct place place, struct arena *arena);

#endif
