/*
 * Judges the signature of a PDF: ours, of one save, with one signature over the
 * whole file. Any file may be given; whatever is not as signer.h makes it is
 * invalid, and so is a file with any one byte changed.
 *
 *	struct verify_options options = {.roots = "root.pem"};
 *	struct verifier *verifier = NULL;
 *	if (!verifier_open(&options, &verifier, report))
 *		goto out;
 *	signature_verify(verifier, &file, &result);
 *	puts(text_string(&result.words));
 *	signature_result_clear(&result);
 *
 * Without roots the best that can be said of a file is SIGNATURE_UNKNOWN: it is
 * as it was signed, by whoever that was.
 */
#ifndef SIGN_VERIFY_H
#define SIGN_VERIFY_H

#include <stdbool.h>

#include "base/report.h"
#include "base/text.h"

enum signature_state {
	SIGNATURE_ABSENT,  /* the file is not signed */
	SIGNATURE_INVALID, /* it was changed, or is wrong */
	SIGNATURE_UNKNOWN, /* unchanged, but no root tells who signed */
	SIGNATURE_VALID
};

struct verify_options {
	const char *roots; /* a PEM file; NULL: none, so nobody is trusted */
	struct place roots_place;
};

struct signature_result {
	enum signature_state state;
	struct text words;  /* all of it in a sentence or two, for a person */
	struct text signer; /* whom the certificate names; empty: not known */
	struct text issuer; /* who says so */
	struct text date;   /* the signer says: "2020-07-22 12:00:00 UTC" */
	struct text stamped;	/* when, as a time-stamp proves; empty: none */
	struct text stamped_by; /* whom its certificate names */
};

struct verifier;

bool verifier_open(const struct verify_options *options,
	struct verifier **out, struct report *report) MUST_CHECK;
void verifier_free(struct verifier *verifier); /* NULL too */

/* Fills *result, to be cleared, whatever the file is. */
void signature_verify(struct verifier *verifier, const struct text *file,
	struct signature_result *result);
void signature_result_clear(struct signature_result *result);
const char *signature_state_name(enum signature_state state); /* "valid" */

/* Whether the file is one that signer.h has kept room in, and nobody signed
 * yet: told by its form alone. */
bool signature_is_awaited(const struct text *file);
/* Appends the CMS of a file, without padding and unjudged, for signer_sign();
 * false: there is none. */
bool signature_read(const struct text *file, struct text *cms) MUST_CHECK;

#endif
