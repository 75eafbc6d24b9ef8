/* Calendar dates; see date.h. */
#include "base/date.h"

#include <stdio.h>
#include <string.h>

static int number(const char *digits, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		value = 10 * value + (digits[i] - '0');
	}
	return value;
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

bool date_parse(const char *string, struct date *out)
{
	if (strlen(string) != 10 || string[4] != '-' || string[7] != '-')
		return false;
	out->year = number(string, 4);
	out->month = number(string + 5, 2);
	out->day = number(string + 8, 2);
	return out->year >= 1 && out->month >= 1 && out->month <= 12 &&
		out->day >= 1 &&
		out->day <= days_in_month(out->year, out->month);
}

void date_iso(struct date date, char out[DATE_SIZE])
{
	/* The remainders only tell the compiler that it fits. */
	snprintf(out, DATE_SIZE, "%04u-%02u-%02u", (unsigned)date.year % 10000,
		(unsigned)date.month % 100, (unsigned)date.day % 100);
}
