/* SHA-256; see digest.h. */
#include "sign/digest.h"

#include <stdlib.h>

#include <openssl/evp.h>

#include "base/file.h"

/* Looked up once: that costs as much as 1 KB does. */
static const EVP_MD *sha256(void)
{
	static EVP_MD *found;

	if (found == NULL)
		found = EVP_MD_fetch(NULL, "SHA256", NULL);
	return found;
}

/* Only where no memory is left. */
static void check(int done)
{
	if (done != 1)
		abort();
}

void digest_bytes(const void *bytes, size_t length,
	unsigned char out[DIGEST_SIZE])
{
	check(EVP_Digest(bytes, length, out, NULL, sha256(), NULL));
}

struct stream {
	EVP_MD_CTX *state;
	int64_t length;
};

static void take(void *context, const void *bytes, size_t length)
{
	struct stream *stream = context;

	check(EVP_DigestUpdate(stream->state, bytes, length));
	stream->length += (int64_t)length;
}

bool digest_file(const char *path, unsigned char out[DIGEST_SIZE],
	int64_t *length, struct report *report)
{
	struct stream stream = {.state = EVP_MD_CTX_new()};
	bool done;

	check(EVP_DigestInit_ex(stream.state, sha256(), NULL));
	done = file_feed(path, FILE_LIMIT, take, &stream, report);
	check(EVP_DigestFinal_ex(stream.state, out, NULL));
	EVP_MD_CTX_free(stream.state);
	*length = stream.length;
	return done;
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
