/*
 * Certificate chains; see chain.h.
 *
 * OpenSSL does the judging. A security level of 2 (112 bits) makes it refuse
 * RSA below 2048 bits and SHA-1 anywhere below the root.
 */
#include "sign/chain.h"

#include <stdlib.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/file.h"

#define CERTIFICATES_LIMIT (1 << 20) /* bytes of a file of certificates */
#define SECURITY_LEVEL	   2
#define SECURITY_BITS	   112

struct trust {
	X509_STORE *store;
};

static bool add_certificates(struct text *bytes, STACK_OF(X509) *pool)
{
	BIO *bio = BIO_new_mem_buf(bytes->data, (int)bytes->length);
	int before = sk_X509_num(pool);
	unsigned long end;
	X509 *one;

	while ((one = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL)
		sk_X509_push(pool, one);
	end = ERR_peek_last_error();
	ERR_clear_error();
	BIO_free(bio);
	return ERR_GET_REASON(end) == PEM_R_NO_START_LINE &&
		sk_X509_num(pool) > before;
}

bool certificates_load(const char *path, struct place place,
	STACK_OF(X509) *pool, struct report *report)
{
	struct text bytes = {0};
	struct report reading = {0};
	bool done = file_read(path, CERTIFICATES_LIMIT, &bytes, &reading);

	if (!done)
		report_error(report, place, "the certificates '%s': %s", path,
			reading.problems[0].message);
	else if (!(done = add_certificates(&bytes, pool)))
		report_error(report, place, "'%s' does not hold certificates "
			"in PEM form, or a damaged one: such a file has "
			"'BEGIN CERTIFICATE' in it", path);
	report_clear(&reading);
	text_clear(&bytes);
	return done;
}

bool trust_open(const char *path, struct place place, struct trust **out,
	struct report *report)
{
	STACK_OF(X509) *pool = sk_X509_new_null();
	bool done = certificates_load(path, place, pool, report);

	if (done) {
		*out = memory_new(sizeof(**out));
		(*out)->store = X509_STORE_new();
		for (int i = 0; i < sk_X509_num(pool); i++)
			X509_STORE_add_cert((*out)->store,
				sk_X509_value(pool, i));
	}
	sk_X509_pop_free(pool, X509_free);
	return done;
}

void trust_free(struct trust *trust)
{
	if (trust != NULL)
		X509_STORE_free(trust->store);
	free(trust);
}

X509_STORE *trust_store(struct trust *trust, time_t at)
{
	X509_VERIFY_PARAM *param = X509_STORE_get0_param(trust->store);

	X509_VERIFY_PARAM_set_time(param, at);
	X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
	return trust->store;
}

static bool is_self_signed(X509 *certificate)
{
	return X509_self_signed(certificate, 0) == 1;
}

/* The place in the pool of who signed `subject`; -1: not there. */
static int find_issuer(X509 *subject, STACK_OF(X509) *pool)
{
	for (int i = 0; i < sk_X509_num(pool); i++) {
		X509 *issuer = sk_X509_value(pool, i);

		if (X509_check_issued(issuer, subject) == X509_V_OK &&
			X509_verify(subject, X509_get0_pubkey(issuer)) == 1)
			return i;
	}
	return -1;
}

static void push(STACK_OF(X509) *stack, X509 *certificate)
{
	X509_up_ref(certificate);
	sk_X509_push(stack, certificate);
}

static bool report_loose(X509 *loose, X509 *top, struct place place,
	struct report *report)
{
	struct text names = {0};

	text_add(&names, "the certificate of '");
	name_print(X509_get_subject_name(loose), &names);
	text_add(&names, "' does not join the signer's chain, which ends "
		"with '");
	name_print(X509_get_subject_name(top), &names);
	text_add(&names, "', issued by '");
	name_print(X509_get_issuer_name(top), &names);
	report_error(report, place, "%s': give the certificates in between, or "
		"leave this one out", text_string(&names));
	text_clear(&names);
	return false;
}

bool chain_join(X509 *leaf, STACK_OF(X509) *pool, struct place place,
	STACK_OF(X509) **chain, struct report *report)
{
	STACK_OF(X509) *rest = sk_X509_dup(pool);
	X509 *top = leaf;
	bool done;
	int next;

	ERR_clear_error();
	*chain = sk_X509_new_null();
	push(*chain, leaf);
	for (int i = sk_X509_num(rest); i-- > 0;)
		if (X509_cmp(sk_X509_value(rest, i), leaf) == 0)
			sk_X509_delete(rest, i);
	while (!is_self_signed(top) && (next = find_issuer(top, rest)) >= 0) {
		top = sk_X509_delete(rest, next);
		if (!is_self_signed(top))
			push(*chain, top);
	}
	ERR_clear_error();
	done = sk_X509_num(rest) == 0 ||
		report_loose(sk_X509_value(rest, 0), top, place, report);
	if (!done) {
		sk_X509_pop_free(*chain, X509_free);
		*chain = NULL;
	}
	sk_X509_free(rest);
	return done;
}

/* The chain found, to be freed, or NULL and why. */
static STACK_OF(X509) *build(STACK_OF(X509) *certificates,
	struct trust *trust, time_t at, const char **why)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	STACK_OF(X509) *chain = NULL;

	X509_STORE_CTX_init(context, trust_store(trust, at),
		sk_X509_value(certificates, 0), certificates);
	X509_STORE_CTX_set_purpose(context, X509_PURPOSE_ANY);
	if (X509_verify_cert(context) == 1)
		chain = X509_STORE_CTX_get1_chain(context);
	else
		*why = X509_verify_cert_error_string(
			X509_STORE_CTX_get_error(context));
	X509_STORE_CTX_free(context);
	ERR_clear_error();
	return chain;
}

static bool is_in(STACK_OF(X509) *chain, X509 *certificate)
{
	for (int i = 0; i < sk_X509_num(chain); i++)
		if (X509_cmp(sk_X509_value(chain, i), certificate) == 0)
			return true;
	return false;
}

bool chain_prune(STACK_OF(X509) *certificates, struct trust *trust, time_t at,
	const char **why)
{
	STACK_OF(X509) *chain = build(certificates, trust, at, why);

	if (chain == NULL)
		return false;
	for (int i = sk_X509_num(certificates); i-- > 0;)
		if (!is_in(chain, sk_X509_value(certificates, i)))
			X509_free(sk_X509_delete(certificates, i));
	sk_X509_pop_free(chain, X509_free);
	return true;
}

bool chain_verify(STACK_OF(X509) *certificates, struct trust *trust, time_t at,
	const char **why)
{
	STACK_OF(X509) *chain = build(certificates, trust, at, why);
	bool whole = true;

	if (chain == NULL)
		return false;
	for (int i = 0; i < sk_X509_num(certificates) && whole; i++)
		whole = is_in(chain, sk_X509_value(certificates, i));
	if (!whole)
		*why = "a certificate in it is not part of the chain";
	sk_X509_pop_free(chain, X509_free);
	return whole;
}

static const char *key_fault(EVP_PKEY *key)
{
	char curve[32] = "";
	int bits;

	if (key == NULL)
		return "has a key that is not understood";
	bits = EVP_PKEY_get_bits(key);
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
		if (bits < 2048)
			return "has an RSA key of less than 2048 bits, which "
				"is weak: have one made of 3072 bits or P-256";
		return bits <= 4096 ? NULL : "has an RSA key of more than "
			"4096 bits, which not all readers take";
	case EVP_PKEY_EC:
		EVP_PKEY_get_group_name(key, curve, sizeof(curve), NULL);
		if (OBJ_txt2nid(curve) == NID_X9_62_prime256v1 ||
			OBJ_txt2nid(curve) == NID_secp384r1)
			return NULL;
		/* fall through */
	default:
		return "has a key of another kind than RSA of 2048 to 4096 "
			"bits, P-256 and P-384, which readers know";
	}
}

const char *certificate_fault(X509 *certificate, bool leaf, time_t at)
{
	int bits = 0;

	if (X509_cmp_time(X509_get0_notBefore(certificate), &at) > 0)
		return "is not valid yet on the letter's date";
	if (X509_cmp_time(X509_get0_notAfter(certificate), &at) <= 0)
		return "has expired by the letter's date";
	if (!is_self_signed(certificate) && (X509_get_signature_info(
		certificate, NULL, NULL, &bits, NULL) != 1 ||
		bits < SECURITY_BITS))
		return "was signed in a weak way (SHA-1, MD5) or an unknown "
			"one: have it issued again with SHA-256";
	if (!leaf)
		return NULL;
	/* Absent, all bits are set. */
	if (!(X509_get_key_usage(certificate) &
		(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
		return "is not for signatures: its key usage has neither "
			"digitalSignature nor nonRepudiation";
	return key_fault(X509_get0_pubkey(certificate));
}

void name_print(const X509_NAME *name, struct text *out)
{
	unsigned long flags = ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT;
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes;
	long length;

	if (at >= 0)
		ASN1_STRING_print_ex(bio, X509_NAME_ENTRY_get_data(
			X509_NAME_get_entry(name, at)), flags);
	else
		X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE);
	length = BIO_get_mem_data(bio, &bytes);
	text_append(out, bytes, (size_t)length);
	BIO_free(bio);
	ERR_clear_error();
}

void time_print(time_t at, struct text *out)
{
	struct tm tm;

	if (gmtime_r(&at, &tm) != NULL)
		text_printf(out, "%04d-%02d-%02d %02d:%02d:%02d UTC",
			tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
			tm.tm_hour, tm.tm_min, tm.tm_sec);
}
