/* The place of a signature; see hole.h. */
#include "sign/hole.h"

#include <string.h>

#include "sign/digest.h"

/* The digest of all but the hole, from that of what stands before it. */
static void digest_rest(const char *file, size_t length, struct hole hole,
	const struct digest *before, unsigned char out[DIGEST_SIZE])
{
	struct digest *digest = digest_copy(before);

	digest_add(digest, file + hole.end, length - hole.end);
	digest_finish(digest, out);
	digest_free(digest);
}

void hole_digest(const char *file, size_t length, struct hole hole,
	const struct digest *before, const EVP_MD *kind,
	unsigned char out[EVP_MAX_MD_SIZE], size_t *size)
{
	EVP_MD_CTX *context;
	unsigned count = 0;

	if (before != NULL && EVP_MD_is_a(kind, "SHA256")) {
		digest_rest(file, length, hole, before, out);
		*size = DIGEST_SIZE;
		return;
	}
	context = EVP_MD_CTX_new();
	EVP_DigestInit_ex(context, kind, NULL);
	EVP_DigestUpdate(context, file, hole.start);
	EVP_DigestUpdate(context, file + hole.end, length - hole.end);
	EVP_DigestFinal_ex(context, out, &count);
	*size = count;
	EVP_MD_CTX_free(context);
}

bool hole_read(const char *file, struct hole hole, struct text *out)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = file + hole.start + 1, *end = file + hole.end - 1;

	if (file[hole.start] != '<' || *end != '>' || (end - at) % 2 != 0)
		return false;
	for (; at < end; at += 2) {
		const char *high = memchr(digits, at[0], 16);
		const char *low = memchr(digits, at[1], 16);

		if (high == NULL || low == NULL)
			return false;
		text_add_char(out,
			(char)((high - digits) << 4 | (low - digits)));
	}
	return true;
}
