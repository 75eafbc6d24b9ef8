/* Signing; see signer.h. */
#include "sign/signer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "sign/chain.h"
#include "sign/cms.h"
#include "sign/digest.h"
#include "sign/key.h"
#include "sign/timestamp.h"

#define TOKEN_ROOM 12288 /* bytes for a time-stamp: 3 to 7 KB were seen */

struct signer {
	struct signer_options options;
	struct secret secret;
	struct key *key;	/* NULL: not open in this process */
	EVP_PKEY_CTX *use;	/* the key's; NULL as it */
	struct cms_signer *cms;	/* with the chain */
	struct trust *trust;	/* NULL: no roots are given */
	struct text name;
	char certificate[DIGEST_HEX];
	size_t size;
	bool is_twin; /* key and certificates are another's */
	time_t at; /* the letter's */
	int failures; /* of the time-stamp server, in a row */
};

static X509 *leaf_of(const struct signer *signer)
{
	return sk_X509_value(signer->cms->certificates, 0);
}

static bool load_certificates(const struct signer_options *options,
	STACK_OF(X509) *pool, struct report *report)
{
	bool done = true;

	for (size_t i = 0; i < options->chain_count; i++)
		done &= certificates_load(options->chain[i],
			options->chain_place, pool, report);
	return done;
}

/* The certificate of the key, lent by the pool. */
static X509 *find_leaf(struct signer *signer, STACK_OF(X509) *pool,
	struct report *report)
{
	for (int i = 0; i < sk_X509_num(pool); i++) {
		X509 *one = sk_X509_value(pool, i);
		EVP_PKEY *key = X509_get0_pubkey(one);

		if (key != NULL && EVP_PKEY_eq(key, key_get(signer->key)) == 1)
			return one;
	}
	report_error(report, signer->options.chain_place, sk_X509_num(pool) == 0
		? "the signer's certificate is missing: name its file"
		: "none of the %d certificates belongs to the key: check that "
			"key and certificate were made for each other",
		sk_X509_num(pool));
	return NULL;
}

static bool has_issued(X509 *issuer, STACK_OF(X509) *pool)
{
	for (int i = 0; i < sk_X509_num(pool); i++) {
		X509 *one = sk_X509_value(pool, i);

		if (one != issuer && X509_cmp(one, issuer) != 0 &&
			X509_check_issued(issuer, one) == X509_V_OK)
			return true;
	}
	return false;
}

/* The same where there is no key to tell it by. */
static X509 *guess_leaf(struct signer *signer, STACK_OF(X509) *pool,
	struct report *report)
{
	struct place place = signer->options.chain_place;
	X509 *leaf = NULL;

	for (int i = 0; i < sk_X509_num(pool); i++) {
		X509 *one = sk_X509_value(pool, i);

		if (has_issued(one, pool) ||
			(leaf != NULL && X509_cmp(leaf, one) == 0))
			continue;
		if (leaf != NULL) {
			report_error(report, place, "two certificates may be "
				"the signer's, and there is no key to tell "
				"which: leave the other out");
			return NULL;
		}
		leaf = one;
	}
	if (leaf == NULL)
		report_error(report, place, "to sign later, the signer's "
			"certificate and those above it have to be given");
	return leaf;
}

static bool report_certificate(X509 *certificate, const char *fault,
	struct place place, struct report *report)
{
	struct text name = {0};

	name_print(X509_get_subject_name(certificate), &name);
	report_error(report, place, "the certificate of '%s' %s",
		text_string(&name), fault);
	text_clear(&name);
	return false;
}

static bool check_chain(struct signer *signer, struct report *report)
{
	STACK_OF(X509) *chain = signer->cms->certificates;
	struct place place = signer->options.chain_place;
	const char *fault;
	bool done = true;

	for (int i = 0; i < sk_X509_num(chain); i++) {
		X509 *one = sk_X509_value(chain, i);

		fault = certificate_fault(one, i == 0, signer->at);
		if (fault != NULL)
			done = report_certificate(one, fault, place, report);
	}
	if (done && signer->trust != NULL && !chain_verify(chain,
		signer->trust, signer->at, &fault))
		done = report_error(report, signer->options.roots_place,
			"the signer's chain does not lead to the roots '%s': "
			"%s", signer->options.roots, fault);
	return done;
}

static bool make_signature(struct signer *signer, struct cms_parts *parts,
	struct report *report)
{
	const char *why;

	if (signer->key == NULL && !signer_reopen(signer, report))
		return false;
	ERR_clear_error();
	if (signer->use == NULL)
		signer->use = cms_use(signer->cms, key_get(signer->key));
	if (signer->use != NULL && cms_sign(parts, signer->use))
		return true;
	why = ERR_reason_error_string(ERR_peek_last_error());
	report_error(report, signer->options.key_place, "the key does not "
		"sign: %s", why != NULL ? why : "no reason is given");
	ERR_clear_error();
	return false;
}

/* Signs nothing at all, to see that it works and how large it gets; without a
 * key, only the latter. */
static bool try_out(struct signer *signer, struct report *report)
{
	EVP_PKEY *key = X509_get0_pubkey(leaf_of(signer));
	struct cms_parts parts = {.signer = signer->cms,
		.digest_size = (size_t)EVP_MD_get_size(signer->cms->digest)};
	struct text cms = {0};
	bool later = signer->options.later;
	bool done = later || make_signature(signer, &parts, report);

	if (done && !later && !cms_holds(&parts))
		done = report_error(report, signer->options.key_place,
			"the key's signature does not fit its certificate");
	/* ECDSA's signatures differ in size, up to this. */
	while (parts.signature.length < (size_t)EVP_PKEY_get_size(key))
		text_add_char(&parts.signature, 0);
	cms_encode(&parts, &cms);
	signer->size = cms.length;
	if (signer->options.level == SIGNATURE_B_T)
		signer->size += TOKEN_ROOM;
	text_clear(&parts.signature);
	text_clear(&cms);
	return done;
}

static bool open_trust(struct signer *signer, struct report *report)
{
	const struct signer_options *options = &signer->options;

	if (options->level == SIGNATURE_B_T && options->timestamp_url == NULL)
		return report_error(report, options->timestamp_place, "level "
			"B-T needs the web address of a time-stamp server");
	if (options->roots != NULL)
		return trust_open(options->roots, options->roots_place,
			&signer->trust, report);
	if (options->level == SIGNATURE_B_T)
		return report_error(report, options->timestamp_place, "with "
			"time-stamps, the roots that are trusted must be "
			"given: a time-stamp is not used unchecked");
	return true;
}

static bool fill(struct signer *signer, STACK_OF(X509) *pool,
	struct report *report)
{
	const struct signer_options *options = &signer->options;
	bool done = open_trust(signer, report);
	STACK_OF(X509) *chain;
	struct text bytes = {0};
	X509 *leaf;

	done &= load_certificates(options, pool, report);
	if (!options->later)
		done &= key_open(options->key, options->key_place,
			&signer->secret, pool, &signer->key, report);
	if (!done)
		return false;
	leaf = options->later ? guess_leaf(signer, pool, report)
			      : find_leaf(signer, pool, report);
	if (leaf == NULL || !chain_join(leaf, pool, options->chain_place,
		&chain, report))
		return false;
	signer->cms = cms_signer_new(chain);
	if (!check_chain(signer, report))
		return false;
	name_print(X509_get_subject_name(leaf), &signer->name);
	cms_certificate(leaf, &bytes);
	digest_of(bytes.data, bytes.length, signer->certificate);
	text_clear(&bytes);
	return try_out(signer, report);
}

static void close_key(struct signer *signer)
{
	EVP_PKEY_CTX_free(signer->use);
	signer->use = NULL;
	key_close(signer->key);
	signer->key = NULL;
}

bool signer_open(const struct signer_options *options, struct signer **out,
	struct report *report)
{
	STACK_OF(X509) *pool;
	struct signer *signer = memory_new(sizeof(*signer));
	struct tm noon = {.tm_year = options->date.year - 1900,
		.tm_mon = options->date.month - 1,
		.tm_mday = options->date.day, .tm_hour = 12};
	bool done;

	digest_begin();
	pool = sk_X509_new_null();
	signer->options = *options;
	signer->secret = (struct secret){.file = options->password_file,
		.variable = options->password_variable,
		.place = options->password_place};
	signer->at = timegm(&noon);
	done = fill(signer, pool, report);
	sk_X509_pop_free(pool, X509_free);
	if (!done) {
		signer_close(signer);
		return false;
	}
	if (!options->later && key_is_in_token(options->key)) {
		close_key(signer);
	} else {
		secret_wipe(&signer->secret);
	}
	*out = signer;
	return true;
}

bool signer_reopen(struct signer *signer, struct report *report)
{
	STACK_OF(X509) *unused;
	bool done;

	if (signer->options.later || signer->key != NULL)
		return true; /* a file's, which a fork does not harm */
	unused = sk_X509_new_null();
	done = key_open(signer->options.key, signer->options.key_place,
		&signer->secret, unused, &signer->key, report);
	sk_X509_pop_free(unused, X509_free);
	return done;
}

bool signer_twin(struct signer *signer, struct signer **out,
	struct report *report)
{
	struct signer *twin;

	if (!signer_reopen(signer, report))
		return false;
	twin = memory_new(sizeof(*twin));
	*twin = *signer;
	twin->is_twin = true;
	twin->use = NULL;
	twin->trust = NULL;
	if (!open_trust(twin, report)) {
		signer_close(twin);
		return false;
	}
	*out = twin;
	return true;
}

void signer_close(struct signer *signer)
{
	if (signer == NULL)
		return;
	trust_free(signer->trust);
	EVP_PKEY_CTX_free(signer->use);
	signer->use = NULL;
	if (!signer->is_twin) {
		close_key(signer);
		secret_wipe(&signer->secret);
		cms_signer_free(signer->cms);
		text_clear(&signer->name);
	}
	free(signer);
}

bool signer_waits(const struct signer *signer)
{
	const struct signer_options *options = &signer->options;

	return !options->later && (options->level == SIGNATURE_B_T ||
		key_is_in_token(options->key));
}

size_t signer_size(const struct signer *signer)
{
	return signer->size;
}

const char *signer_name(const struct signer *signer)
{
	return text_string(&signer->name);
}

const char *signer_certificate(const struct signer *signer)
{
	return signer->certificate;
}

/*
 * Takes over what an earlier signature has in common with this one. One of
 * other bytes, as most are, is not taken apart: their digest is not in it.
 */
static void use_again(struct signer *signer, const struct text *earlier,
	struct cms_parts *parts)
{
	struct cms_parts old;

	if (memmem(earlier->data, earlier->length, parts->digest,
		    parts->digest_size) == NULL ||
		!cms_decode(earlier->data, earlier->length, &old))
		return;
	if (old.digest_size == parts->digest_size &&
		memcmp(old.digest, parts->digest, old.digest_size) == 0 &&
		X509_cmp(sk_X509_value(old.signer->certificates, 0),
			leaf_of(signer)) == 0 &&
		cms_holds(&old)) {
		text_append(&parts->signature, old.signature.data,
			old.signature.length);
		if (signer->options.level == SIGNATURE_B_T &&
			old.token.length > 0)
			text_append(&parts->token, old.token.data,
				old.token.length);
	}
	cms_clear(&old);
}

static bool ask_for_timestamp(struct signer *signer, struct cms_parts *parts,
	struct timestamp *stamp, struct report *report)
{
	const struct signer_options *options = &signer->options;

	if (signer->failures == SIGNER_PATIENCE)
		return report_error(report, options->timestamp_place,
			"'%s' was not asked for a time-stamp, as it failed %d "
			"times before: run again when it is well",
			options->timestamp_url, SIGNER_PATIENCE);
	signer->failures++;
	if (!timestamp_ask(options->timestamp_url, options->timestamp_timeout,
		options->timestamp_place, &parts->signature, signer->trust,
		&parts->token, stamp, report))
		return false;
	signer->failures = 0;
	return true;
}

static bool add_timestamp(struct signer *signer, struct cms_parts *parts,
	struct report *report)
{
	struct timestamp stamp = {0};
	const char *why;
	bool done = true;

	if (parts->token.length == 0 || !timestamp_verify(&parts->token,
		&parts->signature, signer->trust, &stamp, &why)) {
		text_reset(&parts->token);
		done = ask_for_timestamp(signer, parts, &stamp, report);
	}
	if (done && !chain_verify(signer->cms->certificates, signer->trust,
		stamp.at, &why))
		done = report_error(report, signer->options.chain_place, "the "
			"signer's certificate does not hold at the time of the "
			"time-stamp: %s", why);
	timestamp_clear(&stamp);
	return done;
}

static bool complete(struct signer *signer, struct cms_parts *parts,
	struct report *report)
{
	if (parts->signature.length == 0) {
		if (!make_signature(signer, parts, report))
			return false;
		/* A token's fault could give its key away. */
		if (key_is_in_token(signer->options.key) && !cms_holds(parts))
			return report_error(report, signer->options.key_place,
				"the token made a wrong signature");
	}
	return signer->options.level != SIGNATURE_B_T ||
		add_timestamp(signer, parts, report);
}

/* Whether nothing is left to be asked for, neither a key nor a server. */
static bool has_all(struct signer *signer, const struct cms_parts *parts)
{
	struct timestamp stamp = {0};
	const char *why;
	bool has = parts->signature.length > 0 &&
		(signer->options.level != SIGNATURE_B_T ||
			timestamp_verify(&parts->token, &parts->signature,
				signer->trust, &stamp, &why));

	timestamp_clear(&stamp);
	return has;
}

/* Signs the digest in `parts`, which are cleared. */
static bool sign(struct signer *signer, struct cms_parts *parts,
	const struct text *earlier, size_t earlier_count, struct text *cms,
	struct report *report)
{
	bool done = true;

	for (size_t i = 0;
		i < earlier_count && parts->signature.length == 0; i++)
		use_again(signer, &earlier[i], parts);
	if (signer->options.later && !has_all(signer, parts))
		goto out;
	done = complete(signer, parts, report);
	if (done)
		cms_encode(parts, cms);
out:
	text_clear(&parts->signature);
	text_clear(&parts->token);
	return done;
}

bool signer_sign_bytes(struct signer *signer, const struct text *bytes,
	const struct text *earlier, struct text *cms, struct report *report)
{
	struct cms_parts parts = {.signer = signer->cms};
	unsigned size = 0;

	if (EVP_Digest(text_string(bytes), bytes->length, parts.digest, &size,
		    signer->cms->digest, NULL) != 1)
		return report_error(report, signer->options.key_place,
			"OpenSSL has no digest of messages");
	parts.digest_size = size;
	return sign(signer, &parts, earlier, 1, cms, report);
}

const char *signer_micalg(const struct signer *signer)
{
	return EVP_MD_is_a(signer->cms->digest, "SHA384") ? "sha-384"
							  : "sha-256";
}

bool signer_has_address(const struct signer *signer, const char *address)
{
	return X509_check_email(leaf_of(signer), address, 0, 0) == 1;
}

bool signer_sign(struct signer *signer, const struct text *file,
	struct hole hole, const struct digest *before,
	const struct text *earlier, size_t earlier_count, struct text *cms,
	struct report *report)
{
	struct cms_parts parts = {.signer = signer->cms};
	size_t start = cms->length;
	bool done;

	hole_digest(file->data, file->length, hole, before,
		signer->cms->digest, parts.digest, &parts.digest_size);
	done = sign(signer, &parts, earlier, earlier_count, cms, report);
	if (done && cms->length - start > signer->size)
		done = report_error(report, signer->options.timestamp_place,
			"the time-stamp makes the signature %zu bytes long, "
			"and %zu are kept for it: use another server",
			cms->length - start, signer->size);
	return done;
}

void signer_protect_process(void)
{
	const struct rlimit none = {0, 0};

	/* Whichever the system refuses, the other helps. */
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
