/* SHA-256; see digest.h. */
#include "sign/digest.h"

#include <openssl/sha.h>

void digest_bytes(const void *bytes, size_t length,
	unsigned char out[DIGEST_SIZE])
{
	SHA256(bytes, length, out);
}

void digest_hex(const unsigned char digest[DIGEST_SIZE], char out[DIGEST_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < DIGEST_SIZE; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[DIGEST_HEX - 1] = '\0';
}
