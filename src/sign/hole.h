/*
 * The hole in a PDF that its signature goes into: `<`, hexadecimal digits, `>`,
 * the value of /Contents. The signature is over all the rest of the file.
 *
 *	hole_digest(file, length, hole, NULL, EVP_sha256(), digest, &size);
 *
 * Lower-case digits, and zeros to the end: one way only to write a signature.
 */
#ifndef SIGN_HOLE_H
#define SIGN_HOLE_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/evp.h>

#include "base/text.h"

struct digest;

struct hole {
	size_t start, end; /* offsets in the file: of `<`, and after `>` */
};

/* `before`, if not NULL, is the SHA-256 of what stands before the hole so far:
 * that is not hashed again, where the kind is the same. */
void hole_digest(const char *file, size_t length, struct hole hole,
	const struct digest *before, const EVP_MD *kind,
	unsigned char out[EVP_MAX_MD_SIZE], size_t *size);
/* Appends its bytes, with the zeros; false where it is not as above. */
bool hole_read(const char *file, struct hole hole, struct text *out) MUST_CHECK;

#endif
