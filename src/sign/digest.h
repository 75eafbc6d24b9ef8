/* SHA-256 (FIPS 180-4), from OpenSSL. */
#ifndef SIGN_DIGEST_H
#define SIGN_DIGEST_H

#include <stddef.h>

#define DIGEST_SIZE 32			     /* bytes */
#define DIGEST_HEX  (2 * DIGEST_SIZE + 1)    /* characters, with the NUL */

void digest_bytes(const void *bytes, size_t length,
	unsigned char out[DIGEST_SIZE]);
void digest_hex(const unsigned char digest[DIGEST_SIZE], char out[DIGEST_HEX]);

#endif
