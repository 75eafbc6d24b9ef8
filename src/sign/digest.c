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

/* Fails only without memory, or without OpenSSL's default provider. */
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

static void print_hex(const unsigned char digest[DIGEST_SIZE],
	char out[DIGEST_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < DIGEST_SIZE; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[DIGEST_HEX - 1] = '\0';
}

void digest_of(const void *bytes, size_t length, char out[DIGEST_HEX])
{
	unsigned char digest[DIGEST_SIZE];

	digest_bytes(bytes, length, digest);
	print_hex(digest, out);
}

struct digest {
	EVP_MD_CTX *state;
};

struct digest *digest_new(void)
{
	struct digest *digest = memory_new(sizeof(*digest));

	digest->state = EVP_MD_CTX_new();
	check(digest->state != NULL);
	check(EVP_DigestInit_ex(digest->state, sha256(), NULL));
	return digest;
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
	check(EVP_DigestUpdate(digest->state, bytes, length));
}

void digest_end(struct digest *digest, char out[DIGEST_HEX])
{
	unsigned char bytes[DIGEST_SIZE];

	check(EVP_DigestFinal_ex(digest->state, bytes, NULL));
	EVP_MD_CTX_free(digest->state);
	free(digest);
	print_hex(bytes, out);
}

struct stream {
	struct digest *digest;
	int64_t length;
};

static bool take(void *context, const void *bytes, size_t length)
{
	struct stream *stream = context;

	digest_add(stream->digest, bytes, length);
	stream->length += (int64_t)length;
	return true;
}

bool digest_file(const char *path, char out[DIGEST_HEX], int64_t *length,
	struct report *report)
{
	struct stream stream = {.digest = digest_new()};
	bool done = file_feed(path, FILE_LIMIT, take, &stream, report);

	digest_end(stream.digest, out);
	*length = stream.length;
	return done;
}
