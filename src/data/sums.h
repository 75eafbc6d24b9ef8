/*
 * SQL's sum, total and avg, so that they lose no pennies.
 *
 *	if (!sums_install(database))
 *		... out of memory
 *
 * SQLite 3.40 adds doubles one by one, and what rounds away adds up: 500 rows
 * can be off in the ninth decimal, where a figure is taken to be exact. These
 * keep what each addition loses (Neumaier, Zeitschrift fuer Angewandte
 * Mathematik und Mechanik 54, 1974). What cells of decimals add up to is equal
 * to a cell with that decimal. In all else they answer as SQLite's own do: no
 * number is NULL for sum and avg, whole numbers sum up to a whole number.
 */
#ifndef DATA_SUMS_H
#define DATA_SUMS_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/memory.h"

bool sums_install(sqlite3 *database) MUST_CHECK;

#endif
