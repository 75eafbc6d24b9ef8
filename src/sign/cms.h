/*
 * CMS SignedData (RFC 5652) of the one form that PAdES B-B and B-T ask for:
 * detached, one signer, DER throughout; signed are content-type,
 * message-digest and signing-certificate-v2, and no signing-time.
 *
 *	struct cms_signer *signer = cms_signer_new(certificates);
 *	EVP_PKEY_CTX *use = cms_use(signer, key);
 *	struct cms_parts parts = {.signer = signer, ... the digest ...};
 *
 *	if (!cms_sign(&parts, use))
 *		...
 *	cms_encode(&parts, &out);
 *
 * The same parts give the same bytes, so whoever takes a CMS apart and encodes
 * it anew knows that there is nothing in it but its parts. What all signatures
 * of a signer have in common is encoded once: next to the signature itself, the
 * rest costs nothing.
 */
#ifndef SIGN_CMS_H
#define SIGN_CMS_H

#include <stdbool.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/text.h"

struct cms_signer {
	STACK_OF(X509) *certificates; /* the signer's first; owned */
	/* What the key is used with: SHA-384 with P-384, else SHA-256. */
	EVP_MD *digest;
	/* In DER: the set of certificates, issuer and serial number, the
	 * attribute that names the certificate. */
	struct text set, id, attribute;
};

/* Takes the certificates over. */
struct cms_signer *cms_signer_new(STACK_OF(X509) *certificates);
void cms_signer_free(struct cms_signer *signer); /* NULL too */

struct cms_parts {
	struct cms_signer *signer;
	unsigned char digest[EVP_MAX_MD_SIZE]; /* of what is signed */
	size_t digest_size;
	struct text signature; /* over the attributes */
	struct text token;     /* a time-stamp over it, DER; empty: none */
};

/* The key, made ready to sign with, in one thread; NULL: it does not. */
EVP_PKEY_CTX *cms_use(const struct cms_signer *signer, EVP_PKEY *key);
/* Sets the signature, over the DER SET OF the attributes; false: the key does
 * not. */
bool cms_sign(struct cms_parts *parts, EVP_PKEY_CTX *use) MUST_CHECK;
/* Whether the signature is of the digest and the signer's certificate. */
bool cms_holds(const struct cms_parts *parts) MUST_CHECK;
void cms_encode(const struct cms_parts *parts, struct text *out);
/* The parts of what cms_encode() made, NULs may follow; false for anything
 * else, changed by one bit or more. */
bool cms_decode(const void *bytes, size_t length, struct cms_parts *parts)
	MUST_CHECK;
/* Frees the signer, too. */
void cms_clear(struct cms_parts *parts);

/* Appends the DER of a certificate, for comparing and printing. */
void cms_certificate(X509 *certificate, struct text *out);

#endif
