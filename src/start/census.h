/*
 * A look at somebody's CSV: what its columns are called and what stands in
 * them, as far as a first configuration needs to know.
 *
 *	struct census census;
 *	if (!census_take("members.csv", &arena, &census, report))
 *
 * The delimiter (comma, semicolon, tab) is the one that gives the most columns;
 * the encoding is UTF-8, or else Windows-1252. Looks at CENSUS_ROWS rows.
 */
#ifndef START_CENSUS_H
#define START_CENSUS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/report.h"
#include "data/cell.h"

#define CENSUS_ROWS    20000
#define CENSUS_COLUMNS 1000
#define CENSUS_TEXTS   8 /* different texts of a column that are kept */

struct census_column {
	const char *header;
	bool is_filled;	 /* in every row */
	bool is_unique;	 /* no two rows have the same */
	bool is_number;	 /* every cell that is filled, and one is */
	bool is_twice;	 /* another column has this header too */
	const char *texts[CENSUS_TEXTS]; /* the first different ones */
	size_t text_count; /* CENSUS_TEXTS + 1: there are more */
};

struct census {
	char delimiter;
	const char *encoding; /* "utf-8" or "windows-1252" */
	enum decimal_mark decimal;
	size_t rows;
	struct census_column *columns;
	size_t count;
};

/* False: no such file, no header, no row; or a row that cannot be read. */
bool census_take(const char *path, struct arena *arena, struct census *out,
	struct report *report) MUST_CHECK;

#endif
