/*
 * Time-stamps (RFC 3161) over a signature: asked for over HTTP, and checked.
 *
 *	if (!timestamp_ask(url, 30, place, &signature, trust, &token, &stamp,
 *			report))
 *		...
 *	if (!timestamp_verify(&token, &signature, trust, &stamp, &why))
 *		...
 *
 * Only a token that timestamp_verify() believes comes out of timestamp_ask().
 */
#ifndef SIGN_TIMESTAMP_H
#define SIGN_TIMESTAMP_H

#include <stdbool.h>
#include <time.h>

#include "sign/chain.h"

struct timestamp {
	time_t at;	  /* seconds since 1970 UTC */
	struct text name; /* of who stamped */
};

/* `timeout` in seconds for all of it; the token is appended in DER, and *stamp
 * to be cleared. */
bool timestamp_ask(const char *url, int timeout, struct place place,
	const struct text *signature, struct trust *trust, struct text *token,
	struct timestamp *stamp, struct report *report) MUST_CHECK;
/*
 * True when the token is over this signature and its chain leads to a root;
 * *stamp is to be cleared. Else *why is the reason, lent. Any one byte changed
 * in the token makes it false.
 */
bool timestamp_verify(const struct text *token, const struct text *signature,
	struct trust *trust, struct timestamp *stamp, const char **why)
	MUST_CHECK;
void timestamp_clear(struct timestamp *stamp);

#endif
