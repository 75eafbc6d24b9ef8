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
	char text[64];

	snprintf(text, sizeof(text), "%04d-%02d-%02d", date.year, date.month,
		date.day);
	snprintf(out, DATE_SIZE, "%.*s", DATE_SIZE - 1, text);
}

void date_print(struct date date, struct text *out)
{
	static const char *const months[] = {"January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December"};

	text_printf(out, "%d %s %d", date.day, months[date.month - 1],
		date.year);
}
