/*
 * Signs a PDF in memory: PAdES B-B, or B-T with a time-stamp.
 *
 *	struct signer *signer = NULL;
 *	if (!signer_open(&options, &signer, report))
 *		goto out;
 *	... a file with room for signer_size(signer) bytes, /ByteRange set ...
 *	if (!signer_sign(signer, &file, hole, NULL, NULL, 0, &cms, report))
 *		...
 *	... the CMS goes into the hole in lower-case hexadecimal ...
 *	signer_close(signer);
 *
 * What would stop every letter is found by signer_open(), which signs once to
 * see that it works. A process that forks opens before, and each child calls
 * signer_reopen(): no session with a token outlives a fork.
 *
 * With `later`, there is no key: what is told of the signature is all that the
 * file has to know of it, its place and its room. The letter is then signed by
 * another signer, of the same certificates, and is the same file, byte for
 * byte, as if it had been signed at once (see batch/sign.h).
 *
 * The options' strings are lent until signer_close(). Neither key nor password
 * is ever told.
 */
#ifndef SIGN_SIGNER_H
#define SIGN_SIGNER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "sign/hole.h"

#define SIGNER_PATIENCE 3

enum signature_level { SIGNATURE_B_B, SIGNATURE_B_T };

struct signer_options {
	enum signature_level level;
	struct date date; /* the letter's: noon UTC of it, as its /M says */

	/* No key: the chain has to hold one certificate that vouches for no
	 * other, which is the signer's. */
	bool later;
	/* A PEM or PKCS#12 file, or a "pkcs11:" URI (token.h). */
	const char *key;
	struct place key_place;

	/* Its password or PIN: a file, or an environment variable; neither:
	 * asked for at the terminal, when it is needed. */
	const char *password_file, *password_variable;
	struct place password_place;

	/* PEM files of the signer's certificate and those above it, in any
	 * order; what the key file holds is known already. */
	const char *const *chain;
	size_t chain_count;
	struct place chain_place;

	/* A PEM file of roots that chains must lead to, the time-stamp's too;
	 * NULL: not looked at (B-B only). */
	const char *roots;
	struct place roots_place;

	/* B-T: an RFC 3161 server, as http.h asks it. After SIGNER_PATIENCE
	 * failures in a row it is not asked again: a letter that needs a
	 * time-stamp then fails at once. */
	const char *timestamp_url;
	struct place timestamp_place;
	int timestamp_timeout; /* seconds */
};

struct signer;

bool signer_open(const struct signer_options *options, struct signer **out,
	struct report *report) MUST_CHECK;
/* To be called once in a child process, before it signs. */
bool signer_reopen(struct signer *signer, struct report *report) MUST_CHECK;
/*
 * Another that signs with the same key, in a thread of its own: a token then
 * has a session for each that signs at once, up to 16 of one process. Closed
 * before the first.
 */
bool signer_twin(struct signer *signer, struct signer **out,
	struct report *report) MUST_CHECK;
/* Wipes key and password; NULL too. */
void signer_close(struct signer *signer);

/* Whether a signature comes from elsewhere, a token or with a time-stamp, so
 * that to wait for it costs no work here. */
bool signer_waits(const struct signer *signer);
/* Bytes to be reserved; the digits are twice as many. */
size_t signer_size(const struct signer *signer);
/* The signer's name as its certificate has it; lent. */
const char *signer_name(const struct signer *signer);
/* The SHA-256 of the signer's certificate, in hexadecimal; lent. */
const char *signer_certificate(const struct signer *signer);
/*
 * Appends the CMS that goes into the hole of the file, at most signer_size()
 * bytes. `before` is as hole_digest() takes it. `earlier` are CMSs that
 * signature_read() (verify.h) took from earlier issues: of one that is of the
 * same bytes and the same certificate, signature and time-stamp are used again,
 * so that the same letter is the same file and no server is asked twice. After
 * an error *cms is of no use. A signer without a key appends nothing where it
 * finds none of these.
 */
bool signer_sign(struct signer *signer, const struct text *file,
	struct hole hole, const struct digest *before,
	const struct text *earlier, size_t earlier_count, struct text *cms,
	struct report *report) MUST_CHECK;

/*
 * Appends a detached CMS of the bytes, for a mail message (RFC 8551): the
 * signature of `earlier` is used again where it is one of these bytes. The
 * level must be B-B.
 */
bool signer_sign_bytes(struct signer *signer, const struct text *bytes,
	const struct text *earlier, struct text *cms, struct report *report)
	MUST_CHECK;
/* What the CMS's digest is called in mail: "sha-256", "sha-384". */
const char *signer_micalg(const struct signer *signer);
/* Whether the certificate names this mail address as its owner's. */
bool signer_has_address(const struct signer *signer, const char *address);

/* From now on the process leaves no core file, and no other process of its
 * user may look into it; inherited by fork, lost by exec. */
void signer_protect_process(void);

#endif
