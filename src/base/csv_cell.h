/*
 * One cell of a CSV file (RFC 4180) that we write.
 *
 *	csv_cell(&out, "Brighton, City of", ',');
 *	csv_cell(&out, "60%", '\n');		"Brighton, City of",60%
 *
 * What is read back is what was given, byte for byte; nothing can fail.
 */
#ifndef BASE_CSV_CELL_H
#define BASE_CSV_CELL_H

#include "base/text.h"

/* Appends the cell, in quotes where it needs them, and `after`: the delimiter
 * or a line end. */
void csv_cell(struct text *out, const char *cell, char after);

#endif
