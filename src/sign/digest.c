/* SHA-256; see digest.h. */
#include "sign/digest.h"

#include <stdlib.h>

#include <openssl/evp.h>

void digest_bytes(const void *bytes, size_t length,
	unsigned char out[DIGEST_SIZE])
{
	static EVP_MD *sha256; /* looked up once: that costs as 1 KB does */

	if (sha256 == NULL)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (sha256 == NULL ||
		EVP_Digest(bytes, length, out, NULL, sha256, NULL) != 1)
		abort(); /* no memory is left */
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
