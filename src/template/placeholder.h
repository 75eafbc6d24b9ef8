/*
 * One {{name}} or {{name|formatter}}: read once a job, printed once a letter.
 *
 *	placeholder = placeholder_parse(body, place, arena, report);
 *	placeholder_bind(placeholder, catalogue, report)
 *	text = placeholder_print(placeholder, values, arena, &scratch, report);
 *
 * | formatter           | takes            | prints                        |
 * |---------------------|------------------|-------------------------------|
 * | (none)              | anything         | the value's own text          |
 * | number              | a number         | 1,234.5: as many decimals as  |
 * |                     |                  | it has, 6 at most             |
 * | number 2            | a number         | 1,234.50: just two            |
 * | percent, percent 1  | a number, 3/5    | 60%, 60.0%                    |
 * | date                | a date, or ISO   | 22 July 2020                  |
 * |                     | text             |                               |
 * | plural "one" "more" | a number         | the first word for exactly 1, |
 * |                     |                  | else the second; no number    |
 */
#ifndef TEMPLATE_PLACEHOLDER_H
#define TEMPLATE_PLACEHOLDER_H

#include "base/arena.h"
#include "base/report.h"
#include "base/text.h"
#include "indicators/values.h"

enum format {
	FORMAT_NONE,
	FORMAT_NUMBER,
	FORMAT_PERCENT,
	FORMAT_DATE,
	FORMAT_PLURAL
};

struct placeholder {
	const char *name;
	enum format format;
	int decimals;		 /* -1: not said */
	const char *words[2];	 /* of PLURAL */
	size_t index;		 /* into values.items, once bound */
	struct place place;
};

/* NULL when it is faulty; reported. */
struct placeholder *placeholder_parse(const char *body, struct place place,
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
