/* Cells as numbers and in messages; see cell.h. */
#include "data/cell.h"

#include <string.h>

#include "base/exact.h"

#define LONGEST_NUMBER 40

/*
 * Digits from the first that is not 0. A double keeps 15 of them: more would
 * be another number than the cell says, without a word.
 */
static int significant_digits(const char *number)
{
	int digits = 0;

	for (; *number != '\0'; number++)
		digits += *number >= '0' && *number <= '9' &&
			(digits > 0 || *number > '0');
	return digits;
}

const char *cell_number(const char *cell, double *out)
{
	static const char too_long[] = "has more digits than are kept exactly "
		"(15, of them 9 after the point): round it";
	size_t length = strlen(cell);
	struct exact number;
	char plain[LONGEST_NUMBER + 1];

	if (length > 0 && cell[length - 1] == '%')
		length--;
	while (length > 0 && cell[length - 1] == ' ')
		length--;
	if (length > LONGEST_NUMBER)
		return "is not a number";
	memcpy(plain, cell, length);
	plain[length] = '\0';
	if (significant_digits(plain) > 15 &&
		plain[strspn(plain, "+-.,0123456789")] == '\0')
		return too_long;
	if (!exact_parse(plain, &number)) {
		const char *point = strchr(plain, '.');

		if (point != NULL && strlen(point + 1) > 9 &&
			point[1 + strspn(point + 1, "0123456789")] == '\0')
			return too_long;
		if (plain[strspn(plain, "+-.,0123456789")] == '\0' &&
			strchr(plain, ',') != NULL)
			return "is not a number, as a comma parts thousands: "
			       "write a decimal point";
		return "is not a number";
	}
	*out = exact_double(number);
	return NULL;
}

const char *cell_show(const char *cell, char shown[CELL_SHOWN])
{
	size_t length = 0;

	for (; *cell != '\0'; cell++) {
		unsigned char c = (unsigned char)*cell;

		/* Cut before a character's first byte, never inside one. */
		if (length >= CELL_SHOWN - 8 &&
			((c & 0xC0) != 0x80 || length >= CELL_SHOWN - 4)) {
			memcpy(shown + length, "...", 3);
			length += 3;
			break;
		}
		shown[length++] = c < 0x20 || c == 0x7F ? '?' : (char)c;
	}
	shown[length] = '\0';
	return shown;
}
