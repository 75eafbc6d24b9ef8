/*
 * The time at which something happened, for the history of letters. Nothing
 * that a letter or a list of letters says may come from here: those are of the
 * dates in the configuration.
 *
 *	char at[CLOCK_SIZE];
 *	clock_now(at);		"2020-07-22T09:30:00Z"
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#define CLOCK_SIZE 21 /* with the NUL */

/*
 * UTC, ISO 8601, to the second. SOURCE_DATE_EPOCH in the environment, seconds
 * since 1970, stands for the clock where it is a number up to the year 9999.
 */
void clock_now(char out[CLOCK_SIZE]);

#endif
