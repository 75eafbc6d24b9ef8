/*
 * A key in a PKCS#11 token (a card, an HSM), named by a URI (RFC 7512):
 *
 *	pkcs11:token=office;object=letters?module-path=/usr/lib/hsm.so
 *
 * Of the path, token, manufacturer, model, serial, object, id and type are
 * understood, of the query, module-path; anything else is an error, pin-value
 * above all.
 */
#ifndef SIGN_TOKEN_H
#define SIGN_TOKEN_H

#include <stdbool.h>

#include <openssl/evp.h>

#include "sign/secret.h"

struct token;

/* Logs in and finds the one key that is meant. */
bool token_open(const char *uri, struct place place, struct secret *secret,
	struct token **out, struct report *report) MUST_CHECK;
EVP_PKEY *token_key(struct token *token); /* freed before token_close() */
void token_close(struct token *token);	  /* NULL too */

#endif
