/*
 * The signing key: from a PEM or PKCS#12 file, or in a token or HSM that is
 * spoken to through PKCS#11 and never gives it away.
 *
 *	struct secret pin = {.variable = "LETTERMILL_PIN"};
 *	if (!key_open("pkcs11:token=office;object=letters?module-path=...",
 *			place, &pin, pool, &key, report))
 *		goto out;
 *	... EVP_DigestSign() with key_get(key) ...
 *	key_close(key);
 *
 * A token's session belongs to the process that opened it: key_close() before
 * a fork, and key_open() after.
 */
#ifndef SIGN_KEY_H
#define SIGN_KEY_H

#include <stdbool.h>

#include <openssl/x509.h>

#include "sign/secret.h"

struct key;

/* Whether `name` is a token's key, not a file's. */
bool key_is_in_token(const char *name);
/* Certificates that stand with the key are added to the pool. */
bool key_open(const char *name, struct place place, struct secret *secret,
	STACK_OF(X509) *pool, struct key **out, struct report *report)
	MUST_CHECK;
EVP_PKEY *key_get(struct key *key); /* lent */
/* Wipes the key; NULL too. */
void key_close(struct key *key);

#endif
