/* SHA-256; see digest.h. */
#include "sign/digest.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/text.h"

static EVP_MD *fetched;

/* Looked up once: that costs as much as 1 KB does. */
static void begin(void)
{
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
	fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
}

void digest_begin(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, begin);
}

static const EVP_MD *sha256(void)
{
	digest_begin();
	return fetched;
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

void digest_of(const void *bytes, size_t length, char out[DIGEST_HEX])
{
	unsigned char digest[DIGEST_SIZE];

	digest_bytes(bytes, length, digest);
	hex_print(digest, DIGEST_SIZE, out);
}

struct digest {
	EVP_MD_CTX *state;
	unsigned long after; /* the known piece added last; 0: none yet */
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

struct digest *digest_copy(const struct digest *digest)
{
	struct digest *copy = memory_new(sizeof(*copy));

	copy->state = EVP_MD_CTX_new();
	check(copy->state != NULL);
	check(EVP_MD_CTX_copy_ex(copy->state, digest->state));
	return copy;
}

void digest_finish(struct digest *digest, unsigned char out[DIGEST_SIZE])
{
	check(EVP_DigestFinal_ex(digest->state, out, NULL));
}

void digest_print(struct digest *digest, char out[DIGEST_HEX])
{
	unsigned char bytes[DIGEST_SIZE];

	digest_finish(digest, bytes);
	hex_print(bytes, DIGEST_SIZE, out);
}

void digest_free(struct digest *digest)
{
	if (digest == NULL)
		return;
	EVP_MD_CTX_free(digest->state);
	free(digest);
}

void digest_end(struct digest *digest, char out[DIGEST_HEX])
{
	digest_print(digest, out);
	digest_free(digest);
}

/* ---- what files begin with ---- */

#define PIECES 16

/* Bytes, the piece they came after, and the state that they lead to. */
struct piece {
	unsigned long serial; /* 0: free */
	unsigned long after, used;
	struct text bytes;
	EVP_MD_CTX *state;
};

struct digest_memory {
	struct piece pieces[PIECES];
	unsigned long serials, clock;
};

struct digest_memory *digest_memory_new(void)
{
	return memory_new(sizeof(struct digest_memory));
}

void digest_memory_free(struct digest_memory *memory)
{
	if (memory == NULL)
		return;
	for (size_t i = 0; i < PIECES; i++) {
		text_clear(&memory->pieces[i].bytes);
		EVP_MD_CTX_free(memory->pieces[i].state);
	}
	free(memory);
}

static struct piece *find_piece(struct digest_memory *memory,
	unsigned long after, const void *bytes, size_t length)
{
	for (size_t i = 0; i < PIECES; i++) {
		struct piece *piece = &memory->pieces[i];

		if (piece->serial != 0 && piece->after == after &&
			piece->bytes.length == length &&
			memcmp(piece->bytes.data, bytes, length) == 0)
			return piece;
	}
	return NULL;
}

/* In the place of the one that was not asked for longest. */
static struct piece *add_piece(struct digest_memory *memory,
	const struct digest *digest, const void *bytes, size_t length)
{
	struct piece *piece = memory->pieces;

	for (size_t i = 1; i < PIECES; i++)
		if (memory->pieces[i].used < piece->used)
			piece = &memory->pieces[i];
	piece->serial = ++memory->serials;
	piece->after = digest->after;
	text_reset(&piece->bytes);
	text_append(&piece->bytes, bytes, length);
	if (piece->state == NULL)
		piece->state = EVP_MD_CTX_new();
	check(piece->state != NULL);
	check(EVP_MD_CTX_copy_ex(piece->state, digest->state));
	return piece;
}

void digest_add_known(struct digest *digest, struct digest_memory *memory,
	const void *bytes, size_t length)
{
	struct piece *piece = find_piece(memory, digest->after, bytes, length);

	if (piece != NULL) {
		check(EVP_MD_CTX_copy_ex(digest->state, piece->state));
	} else {
		digest_add(digest, bytes, length);
		piece = add_piece(memory, digest, bytes, length);
	}
	piece->used = ++memory->clock;
	digest->after = piece->serial;
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
