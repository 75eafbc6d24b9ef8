/* Bytes as hexadecimal digits; see hex.h. */
#include "base/hex.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

/* At once: each half of a byte to a byte of its own, then to its digit. */
static void put_four(char *at, const unsigned char *bytes)
{
	uint64_t word = (uint64_t)bytes[0] << 48 | (uint64_t)bytes[1] << 32 |
		(uint64_t)bytes[2] << 16 | bytes[3], letters;

	word = (word << 4 | word) & TEXT_EACH(0x0F);
	letters = (word + TEXT_EACH(6)) >> 4 & TEXT_EACH(1); /* 10 and above */
	word = htobe64(word + TEXT_EACH('0') + letters * ('a' - '9' - 1));
	memcpy(at, &word, sizeof(word));
}

char *hex_put(char *at, const unsigned char *bytes, size_t count)
{
	static const char digits[] = "0123456789abcdef";

	for (; count >= 4; count -= 4, bytes += 4, at += 8)
		put_four(at, bytes);
	for (; count > 0; count--, bytes++) {
		*at++ = digits[*bytes >> 4];
		*at++ = digits[*bytes & 15];
	}
	return at;
}

void hex_print(const unsigned char *bytes, size_t count, char *out)
{
	*hex_put(out, bytes, count) = '\0';
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
