/*
 * The time at which something happened, for the history of letters, and for
 * how long ago a file was changed. Nothing that a letter or a list of letters
 * says may come from here: those are of the dates in the configuration.
 *
 *	char at[CLOCK_SIZE];
 *	clock_print(clock_now(), at);	"2020-07-22T09:30:00Z"
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_SIZE 21 /* with the NUL */

/*
 * Seconds since 1970. SOURCE_DATE_EPOCH in the environment stands for the
 * clock where it is such a number up to the year 9999.
 */
int64_t clock_now(void);
/* UTC, ISO 8601. False, and "", where it is of no year from 1970 to 9999. */
bool clock_print(int64_t seconds, char out[CLOCK_SIZE]);
/* What clock_print() printed; false for anything else. */
bool clock_read(const char *at, int64_t *seconds);

#endif
