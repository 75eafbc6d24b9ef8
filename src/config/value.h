/*
 * One setting's text, read as its option's type and checked against its
 * range.
 *
 *	struct value value;
 *	if (!value_parse(option, "margin_top", "25 mm", path, place, &arena,
 *		    &value, report))
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/report.h"
#include "base/units.h"
#include "config/option.h"

/* What the type calls for is filled in. */
struct value {
	const char *text; /* always; a file's with its folder */
	double number;	  /* integer, number; points of a length */
	int word;	  /* a choice: its place in the range; a flag: 0 or 1 */
	char character;
	struct colour colour;
	struct date date;
	const char **items; /* of a list, files, lines */
	size_t item_count;
};

/* `path` is the configuration's, `text` is lent; the rest is the arena's. */
bool value_parse(const struct option *option, const char *key,
	const char *text, const char *path, struct place place,
	struct arena *arena, struct value *out, struct report *report)
	MUST_CHECK;

#endif
