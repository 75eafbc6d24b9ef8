/* Cells as numbers and in messages; see cell.h. */
#include "data/cell.h"

#include <stdbool.h>
#include <string.h>

#include "base/exact.h"

#define LONGEST_NUMBER 40

static const char too_long[] = "has more digits than are kept exactly (15, of "
	"them 9 after the point): round it";

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

/* What parts thousands beside a decimal comma; NULL: this does not. */
static const char *group_mark(const char *at)
{
	static const char *const marks[] = {".", " ", "'", "\xC2\xA0",
		"\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x99"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strncmp(at, marks[i], strlen(marks[i])) == 0)
			return marks[i];
	return NULL;
}

/* "1.204,5" as "1,204.5"; false where thousands are parted in two ways. */
static bool swap_marks(char *number)
{
	const char *known = NULL;
	char *to = number;

	for (const char *at = number; *at != '\0';) {
		const char *mark = group_mark(at);

		if (mark == NULL) {
			*to++ = *at == ',' ? '.' : *at;
			at++;
			continue;
		}
		if (known != NULL && mark != known)
			return false;
		known = mark;
		*to++ = ',';
		at += strlen(mark);
	}
	*to = '\0';
	return true;
}

/* "1.204" and "1,204": three digits behind the only mark. */
static bool is_ambiguous(const char *number)
{
	size_t before, after;

	number += *number == '-' || *number == '+';
	before = strspn(number, "0123456789");
	if (before < 1 || before > 3 || *number == '0' ||
		(number[before] != '.' && number[before] != ','))
		return false;
	after = strspn(number + before + 1, "0123456789");
	return after == 3 && number[before + 1 + after] == '\0';
}

/* Why digits and marks make no number. */
static const char *fault_of(const char *plain, enum decimal_mark decimal)
{
	const char *point = strchr(plain, '.');

	if (point != NULL && strlen(point + 1) > 9 &&
		point[1 + strspn(point + 1, "0123456789")] == '\0')
		return too_long;
	if (plain[strspn(plain, "+-.,0123456789")] != '\0' ||
		strchr(plain, ',') == NULL)
		return "is not a number";
	if (decimal == DECIMAL_COMMA)
		return "is not a number, as a point parts thousands where "
		       "decimal = comma: write a comma";
	return "is not a number, as a comma parts thousands: write a decimal "
	       "point, or set decimal = comma for the file";
}

/* Blanks before a sign of percent, as French writes it. */
static size_t trim_end(const char *cell, size_t length)
{
	static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF"};

	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]);) {
		size_t size = strlen(blanks[i]);

		if (length >= size &&
			memcmp(cell + length - size, blanks[i], size) == 0) {
			length -= size;
			i = 0;
		} else {
			i++;
		}
	}
	return length;
}

/*
 * Digits alone, or with a point, as most numbers are: both terms of the
 * quotient are exact. False: look closer.
 */
static bool read_plain(const char *cell, enum decimal_mark decimal,
	double *out)
{
	static const double units[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9};
	int64_t number = 0;
	int digits = 0, decimals = 0;

	for (; *cell >= '0' && *cell <= '9' && digits < 15; digits++)
		number = 10 * number + (*cell++ - '0');
	if (digits == 0 || (*cell != '\0' &&
			(*cell != '.' || decimal != DECIMAL_POINT)))
		return false;
	if (*cell == '.')
		for (cell++; *cell >= '0' && *cell <= '9' && decimals < 9 &&
			digits + decimals < 15; decimals++)
			number = 10 * number + (*cell++ - '0');
	*out = (double)number / units[decimals];
	return *cell == '\0' && cell[-1] != '.';
}

const char *cell_number(const char *cell, enum decimal_mark decimal,
	double *out)
{
	size_t length = strlen(cell);
	struct exact number;
	char plain[LONGEST_NUMBER + 1];

	if (read_plain(cell, decimal, out))
		return NULL;
	if (length > 0 && cell[length - 1] == '%')
		length--;
	length = trim_end(cell, length);
	if (length > LONGEST_NUMBER)
		return "is not a number";
	memcpy(plain, cell, length);
	plain[length] = '\0';
	if (decimal == DECIMAL_COMMA && !swap_marks(plain))
		return "is not a number";
	if (significant_digits(plain) > 15 &&
		plain[strspn(plain, "+-.,0123456789")] == '\0')
		return too_long;
	if (decimal == DECIMAL_UNKNOWN && is_ambiguous(plain))
		return "may have thousands or decimals behind its mark: set "
		       "decimal = point or decimal = comma for the file";
	if (!exact_parse(plain, &number))
		return fault_of(plain, decimal);
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
