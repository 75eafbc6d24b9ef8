/*
 * What a letter was made of, parted in two: its form, which many letters of a
 * job have alike, and what stands in it.
 *
 *	packing_part("\nname\tElm Hill\nrow\tline 7\t4bb1...\n"
 *		"rate, exactly\t12.5000%\t1/8\n", &form, &values);
 *	form	"\nname\tv\nrow\tv\td\nrate, exactly\tp%\tv\n"
 *	values	"Elm Hill\tline 7\t1/8\t", and eight bytes
 *	...
 *	if (!packing_join(&form, values.data, values.length, &text))
 *		... these values are not of this form
 *
 * The text comes back as it was, but for a digest behind a value: of its 64
 * hexadecimal digits come back RECORD_DIGEST (record.h). They are only there to
 * tell that something else is printed by now, which 64 bits do.
 */
#ifndef OUTPUT_PACKING_H
#define OUTPUT_PACKING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

/*
 * A letter as one text, appended: a first line, which has no name of its own,
 * of whose letter it is and its figures, then what it was made of.
 */
void packing_lay_out(const char *name, const char *printed,
	const char *inputs, struct text *out);
/* The first line read again, into the arena. */
void packing_read_first(const char *text, struct arena *arena,
	const char **name, const char **printed);
/* Appends to both. A first line has no digests. */
void packing_part(const char *text, struct text *form, struct text *values);
/* Appends to `out`. Takes any bytes. */
bool packing_join(const struct text *form, const char *values, size_t length,
	struct text *out) MUST_CHECK;
/* The first line alone, without its end: of the values, little is looked at. */
bool packing_join_first(const struct text *form, const char *values,
	size_t length, struct text *out) MUST_CHECK;

#endif
