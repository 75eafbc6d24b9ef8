/* Bytes as hexadecimal digits; see hex.h. */
#include "base/hex.h"

void hex_print(const unsigned char *bytes, size_t count, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

/* By digit; what is no digit is 0 here, so that '0' is one more. */
static const unsigned char values[256] = {['0'] = 1, ['1'] = 2, ['2'] = 3,
	['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9,
	['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15,
	['f'] = 16};

bool hex_read(const char *hex, unsigned char *out, size_t count)
{
	const unsigned char *at = (const unsigned char *)hex;

	for (size_t i = 0; i < count; i++, at += 2) {
		unsigned high = values[at[0]];
		unsigned low = high == 0 ? 0 : values[at[1]];

		if (low == 0)
			return false;
		out[i] = (unsigned char)((high - 1) << 4 | (low - 1));
	}
	return true;
}
