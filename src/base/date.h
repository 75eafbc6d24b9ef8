/*
 * Calendar dates as data and configuration write them (ISO 8601: 2020-07-22);
 * letters print them in words, see language.h. No clock and no time zone is
 * ever asked.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>

#include "base/memory.h"

#define DATE_SIZE 11 /* "2020-07-22" and the NUL */

struct date {
	int year, month, day; /* 1 to 9999, 1 to 12, 1 to 31 */
};

/* Wholly "YYYY-MM-DD", and a day that exists. */
bool date_parse(const char *string, struct date *out) MUST_CHECK;
/* "2020-07-22" */
void date_iso(struct date date, char out[DATE_SIZE]);

#endif
