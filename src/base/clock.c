/* The one place that asks the clock; see clock.h. */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LAST_SECOND 253402300799LL /* of the year 9999 */

int64_t clock_now(void)
{
	const char *wanted = getenv("SOURCE_DATE_EPOCH");
	struct timespec now = {0};
	char *end;

	if (wanted != NULL && wanted[0] >= '0' && wanted[0] <= '9') {
		long long seconds = strtoll(wanted, &end, 10);

		if (*end == '\0' && seconds <= LAST_SECOND)
			return seconds;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec < 0 ? 0 : now.tv_sec;
}

bool clock_print(int64_t seconds, char out[CLOCK_SIZE])
{
	time_t time = (time_t)seconds;
	char text[64];
	struct tm tm;

	out[0] = '\0';
	if (seconds < 0 || seconds > LAST_SECOND ||
		gmtime_r(&time, &tm) == NULL)
		return false;
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		tm.tm_min, tm.tm_sec);
	snprintf(out, CLOCK_SIZE, "%.*s", CLOCK_SIZE - 1, text);
	return true;
}

bool clock_read(const char *at, int64_t *seconds)
{
	struct tm tm = {0};
	char again[CLOCK_SIZE];
	const char *end = strptime(at, "%Y-%m-%dT%H:%M:%SZ", &tm);

	if (end == NULL || *end != '\0')
		return false;
	*seconds = timegm(&tm);
	return clock_print(*seconds, again) && strcmp(at, again) == 0;
}
