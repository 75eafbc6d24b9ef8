/*
 * SHA-256 (FIPS 180-4), from OpenSSL: of bytes in hand, a file or a stream.
 *
 *	struct digest *digest = digest_new();
 *	while (... more bytes ...)
 *		digest_add(digest, bytes, length);
 *	digest_end(digest, hex);
 *
 * Files that begin with the same bytes need not hash them again:
 *
 *	digest = digest_new();
 *	digest_add_known(digest, memory, file, common);
 */
#ifndef SIGN_DIGEST_H
#define SIGN_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"

#define DIGEST_SIZE 32			     /* bytes */
#define DIGEST_HEX  (2 * DIGEST_SIZE + 1)    /* characters, with the NUL */

/*
 * Readies OpenSSL, in any thread; all here does that itself, and what else
 * begins with OpenSSL calls it first. At the process's end nothing is then
 * freed that the system takes back at once.
 */
void digest_begin(void);

void digest_bytes(const void *bytes, size_t length,
	unsigned char out[DIGEST_SIZE]);
/* The same in hexadecimal. */
void digest_of(const void *bytes, size_t length, char out[DIGEST_HEX]);
/*
 * Of a file, read in pieces, and how long it is: of as much as could be read
 * when false.
 */
bool digest_file(const char *path, char out[DIGEST_HEX], int64_t *length,
	struct report *report) MUST_CHECK;

struct digest;

struct digest *digest_new(void);
void digest_add(struct digest *digest, const void *bytes, size_t length);

/* What digests began with: the latest few of such pieces, with their state. */
struct digest_memory;

struct digest_memory *digest_memory_new(void);
void digest_memory_free(struct digest_memory *memory);
/* Like digest_add(), the quicker for what the memory has met at this place.
 * All that was added before came in this way too. */
void digest_add_known(struct digest *digest, struct digest_memory *memory,
	const void *bytes, size_t length);
/* As it is now, to be added to on its own. */
struct digest *digest_copy(const struct digest *digest);
/* Of all that was added; nothing is added after that. */
void digest_finish(struct digest *digest, unsigned char out[DIGEST_SIZE]);
/* The same in hexadecimal. */
void digest_print(struct digest *digest, char out[DIGEST_HEX]);
void digest_free(struct digest *digest);
/* Prints and frees. */
void digest_end(struct digest *digest, char out[DIGEST_HEX]);

#endif
