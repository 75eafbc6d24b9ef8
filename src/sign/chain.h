/*
 * Certificates: read from PEM files, put in order, judged as of a time.
 *
 *	if (!trust_open(path, place, &trust, report) ||
 *		!certificates_load(path, place, &pool, report) ||
 *		!chain_join(leaf, pool, place, &chain, report))
 *		goto out;
 *	if (!chain_verify(chain, trust, time, &why))
 *		...
 *
 * Times are seconds since 1970 UTC. No clock is asked.
 */
#ifndef SIGN_CHAIN_H
#define SIGN_CHAIN_H

#include <stdbool.h>
#include <time.h>

#include <openssl/x509.h>

#include "base/report.h"
#include "base/text.h"

/* The root certificates that are believed, from a PEM file. */
struct trust;

bool trust_open(const char *path, struct place place, struct trust **out,
	struct report *report) MUST_CHECK;
void trust_free(struct trust *trust); /* NULL too */
/* For OpenSSL's functions that want one, judging as of `at`; lent. */
X509_STORE *trust_store(struct trust *trust, time_t at);

/* Adds a PEM file's certificates, one at least, to the pool. */
bool certificates_load(const char *path, struct place place,
	STACK_OF(X509) *pool, struct report *report) MUST_CHECK;
/*
 * The chain from `leaf` up, of all that is in the pool: *chain is without a
 * self-signed root (but for a leaf that is one), and freed with its
 * certificates. What is left over does not join, and is an error.
 */
bool chain_join(X509 *leaf, STACK_OF(X509) *pool, struct place place,
	STACK_OF(X509) **chain, struct report *report) MUST_CHECK;
/*
 * True when the first certificate's chain leads to a trusted root, all were
 * valid at `at`, nothing in it is weak, and each certificate given is part of
 * it. Else *why is the reason, lent, as the end of a sentence.
 */
bool chain_verify(STACK_OF(X509) *certificates, struct trust *trust, time_t at,
	const char **why) MUST_CHECK;
/* As chain_verify, and takes those that are no part of it out. */
bool chain_prune(STACK_OF(X509) *certificates, struct trust *trust, time_t at,
	const char **why) MUST_CHECK;

/* A fault that makes a certificate unfit to sign with (leaf), or to vouch for
 * one, as of `at`; lent, the end of "the certificate of 'X' ..."; or NULL. */
const char *certificate_fault(X509 *certificate, bool leaf, time_t at);
/* Whom it names, safe to print: the common name, else all of the name. */
void name_print(const X509_NAME *name, struct text *out);
/* "2020-07-22 12:00:00 UTC" */
void time_print(time_t at, struct text *out);

#endif
