/*
 * One cell of a CSV file (RFC 4180) of ours, written and read back.
 *
 *	csv_cell(&out, "Brighton, City of", ',');
 *	csv_cell(&out, "60%", '\n');		"Brighton, City of",60%
 *	...
 *	while (csv_cell_read(&at, end, ',', &cell, &after))
 *		...
 *
 * What is read back is what was given, byte for byte.
 */
#ifndef BASE_CSV_CELL_H
#define BASE_CSV_CELL_H

#include <stdbool.h>

#include "base/text.h"

/* Appends the cell, in quotes where it needs them, and `after`: the delimiter
 * or a line end. */
void csv_cell(struct text *out, const char *cell, char after);
/*
 * The cell at *at, which moves past it and what follows: *after is the
 * delimiter or '\n', also at the end. False at the end, and when a quote stands
 * where csv_cell() would not have put it (*at is then before `end`).
 */
bool csv_cell_read(const char **at, const char *end, char delimiter,
	struct text *out, char *after) MUST_CHECK;

#endif
