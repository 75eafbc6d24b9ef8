/*
 * CMS SignedData (RFC 5652) of the one form that PAdES B-B and B-T ask for:
 * detached, one signer, DER throughout; signed are content-type,
 * message-digest and signing-certificate-v2, and no signing-time.
 *
 *	if (!cms_sign(&parts, key))
 *		...
 *	cms_encode(&parts, &out);
 *
 * The same parts give the same bytes, so whoever takes a CMS apart and encodes
 * it anew knows that there is nothing in it but its parts.
 */
#ifndef SIGN_CMS_H
#define SIGN_CMS_H

#include <stdbool.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/text.h"

struct cms_parts {
	STACK_OF(X509) *certificates; /* the signer's first; owned */
	unsigned char digest[EVP_MAX_MD_SIZE]; /* of what is signed */
	size_t digest_size;
	struct text signature; /* over the attributes */
	struct text token;     /* a time-stamp over it, DER; empty: none */
};

/* What the key is used with: SHA-384 with P-384, else SHA-256. */
const EVP_MD *cms_digest(EVP_PKEY *key);
/* Sets the signature, over the DER SET OF the attributes; false: the key does
 * not. */
bool cms_sign(struct cms_parts *parts, EVP_PKEY *key) MUST_CHECK;
/* Whether the signature is of the digest and the signer's certificate. */
bool cms_holds(const struct cms_parts *parts) MUST_CHECK;
void cms_encode(const struct cms_parts *parts, struct text *out);
/* The parts of what cms_encode() made, NULs may follow; false for anything
 * else, changed by one bit or more. */
bool cms_decode(const void *bytes, size_t length, struct cms_parts *parts)
	MUST_CHECK;
void cms_clear(struct cms_parts *parts);

/* Appends the DER of a certificate, for comparing and printing. */
void cms_certificate(X509 *certificate, struct text *out);

#endif
