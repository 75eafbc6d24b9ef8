/*
 * Time-stamps; see timestamp.h.
 *
 * A token is a PKCS#7 SignedData made elsewhere, and OpenSSL leaves parts of
 * one unread: versions, parameters, certificates that nobody needs, the case of
 * a name. What its signature does not cover is set to the one plain form when
 * the token comes, and is_plain() insists on it ever after, so that no byte can
 * be changed unnoticed.
 */
#include "sign/timestamp.h"

#include <string.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>

#include "sign/http.h"

#define RESPONSE_LIMIT 65536 /* bytes */
#define NONCE_SIZE     16    /* bytes */
#define TOKEN_VERSION  3     /* RFC 5652, 5.1: what is signed is not "data" */
#define SIGNER_VERSION 1     /* known by issuer and serial number */

/* A request for SHA-256 of the signature; with a nonce, or to check without. */
static TS_REQ *new_request(const struct text *signature, bool nonce)
{
	unsigned char digest[EVP_MAX_MD_SIZE], random[NONCE_SIZE];
	TS_REQ *request = TS_REQ_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *algorithm = X509_ALGOR_new();
	unsigned size;
	BIGNUM *number;
	ASN1_INTEGER *integer;

	EVP_Digest(signature->data, signature->length, digest, &size,
		EVP_sha256(), NULL);
	X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
	TS_MSG_IMPRINT_set_algo(imprint, algorithm);
	TS_MSG_IMPRINT_set_msg(imprint, digest, (int)size);
	TS_REQ_set_version(request, 1);
	TS_REQ_set_msg_imprint(request, imprint);
	TS_REQ_set_cert_req(request, 1);
	X509_ALGOR_free(algorithm);
	TS_MSG_IMPRINT_free(imprint);
	if (!nonce)
		return request;
	if (RAND_bytes(random, sizeof(random)) != 1) {
		TS_REQ_free(request);
		return NULL;
	}
	number = BN_bin2bn(random, sizeof(random), NULL);
	integer = BN_to_ASN1_INTEGER(number, NULL);
	TS_REQ_set_nonce(request, integer);
	ASN1_INTEGER_free(integer);
	BN_free(number);
	return request;
}

/* Whether the token answers the request; *why otherwise. */
static bool answers(TS_REQ *request, TS_RESP *response, PKCS7 *token,
	struct trust *trust, time_t at, const char **why)
{
	TS_VERIFY_CTX *context = TS_REQ_to_TS_VERIFY_CTX(request, NULL);
	X509_STORE *store = trust_store(trust, at);
	bool done;

	X509_STORE_up_ref(store);
	TS_VERIFY_CTX_set_store(context, store);
	TS_VERIFY_CTX_add_flags(context, TS_VFY_SIGNATURE);
	done = (response != NULL ? TS_RESP_verify_response(context, response)
				 : TS_RESP_verify_token(context, token)) == 1;
	if (!done)
		*why = ERR_reason_error_string(ERR_peek_last_error());
	if (*why == NULL)
		*why = "it is not in order";
	TS_VERIFY_CTX_free(context);
	return done;
}

static bool time_of(PKCS7 *token, time_t *at)
{
	TS_TST_INFO *info = PKCS7_to_TS_TST_INFO(token);
	struct tm tm;
	bool done = info != NULL &&
		ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &tm) == 1;

	if (done)
		*at = timegm(&tm);
	TS_TST_INFO_free(info);
	return done;
}

/* The only signer of a signed PKCS#7, with certificates; or NULL. */
static PKCS7_SIGNER_INFO *signer_of(PKCS7 *token)
{
	PKCS7_SIGNED *sign;

	if (!PKCS7_type_is_signed(token) || token->d.sign == NULL)
		return NULL;
	sign = token->d.sign;
	if (sk_PKCS7_SIGNER_INFO_num(sign->signer_info) != 1 ||
		sk_X509_num(sign->cert) < 1)
		return NULL;
	return sk_PKCS7_SIGNER_INFO_value(sign->signer_info, 0);
}

/* The signer's certificate first, as chain_verify() wants it; or NULL. */
static X509 *order_certificates(PKCS7 *token)
{
	PKCS7_SIGNER_INFO *info = signer_of(token);
	X509 *signer = info != NULL ? PKCS7_cert_from_signer_info(token, info)
				    : NULL;
	STACK_OF(X509) *certificates;
	int at;

	if (signer == NULL || X509_get0_pubkey(signer) == NULL)
		return NULL;
	certificates = token->d.sign->cert;
	for (at = 0; sk_X509_value(certificates, at) != signer;)
		at++;
	sk_X509_delete(certificates, at);
	sk_X509_unshift(certificates, signer);
	return signer;
}

static bool is_bare(const X509_ALGOR *algorithm)
{
	int type;

	X509_ALGOR_get0(NULL, &type, NULL, algorithm);
	return type == V_ASN1_UNDEF || type == V_ASN1_NULL;
}

/* The names of algorithms agree with one another and with the key. */
static bool algorithms_agree(PKCS7 *token, X509 *signer)
{
	PKCS7_SIGNER_INFO *info = signer_of(token);
	STACK_OF(X509_ALGOR) *digests = token->d.sign->md_algs;
	EVP_PKEY *key = X509_get0_pubkey(signer);
	int digest, kind, nid = OBJ_obj2nid(info->digest_enc_alg->algorithm);

	if (sk_X509_ALGOR_num(digests) != 1 || !is_bare(info->digest_alg) ||
		!is_bare(info->digest_enc_alg) ||
		X509_ALGOR_cmp(sk_X509_ALGOR_value(digests, 0),
			info->digest_alg) != 0)
		return false;
	if (nid == EVP_PKEY_get_base_id(key))
		return true; /* rsaEncryption */
	return OBJ_find_sigid_algs(nid, &digest, &kind) == 1 &&
		digest == OBJ_obj2nid(info->digest_alg->algorithm) &&
		kind == EVP_PKEY_get_base_id(key);
}

/* OpenSSL compares names without regard to case and kind of string. */
static bool same_name(X509_NAME *a, X509_NAME *b)
{
	const unsigned char *first, *second;
	size_t first_size, second_size;

	return X509_NAME_get0_der(a, &first, &first_size) == 1 &&
		X509_NAME_get0_der(b, &second, &second_size) == 1 &&
		first_size == second_size &&
		memcmp(first, second, first_size) == 0;
}

static bool is_plain(PKCS7 *token, X509 *signer)
{
	PKCS7_SIGNER_INFO *info = signer_of(token);
	PKCS7_SIGNED *sign = token->d.sign;

	return ASN1_INTEGER_get(sign->version) == TOKEN_VERSION &&
		ASN1_INTEGER_get(info->version) == SIGNER_VERSION &&
		sk_X509_CRL_num(sign->crl) <= 0 &&
		sk_X509_ATTRIBUTE_num(info->unauth_attr) <= 0 &&
		same_name(info->issuer_and_serial->issuer,
			X509_get_issuer_name(signer)) &&
		algorithms_agree(token, signer);
}

static void drop_unsigned_parts(PKCS7 *token)
{
	PKCS7_SIGNER_INFO *info = signer_of(token);
	PKCS7_SIGNED *sign = token->d.sign;

	ASN1_INTEGER_set(sign->version, TOKEN_VERSION);
	ASN1_INTEGER_set(info->version, SIGNER_VERSION);
	sk_X509_CRL_pop_free(sign->crl, X509_CRL_free);
	sign->crl = NULL;
	sk_X509_ATTRIBUTE_pop_free(info->unauth_attr, X509_ATTRIBUTE_free);
	info->unauth_attr = NULL;
}

static void encode(PKCS7 *token, struct text *out)
{
	unsigned char *bytes = NULL;
	int length = i2d_PKCS7(token, &bytes);

	if (length > 0)
		text_append(out, bytes, (size_t)length);
	OPENSSL_free(bytes);
}

/* The token in its plain form, of a response that answers the request. */
static bool accept_response(TS_REQ *request, const struct text *answer,
	struct trust *trust, struct text *out, const char **why)
{
	const unsigned char *at = (const unsigned char *)answer->data;
	TS_RESP *response = d2i_TS_RESP(NULL, &at, (long)answer->length);
	PKCS7 *token;
	time_t when = 0;
	bool done = false;

	*why = "the answer is no time-stamp response";
	if (response == NULL)
		goto out;
	*why = "it refuses to stamp";
	token = TS_RESP_get_token(response);
	if (token == NULL)
		goto out;
	*why = "what it stamped is not in order";
	if (order_certificates(token) == NULL || !time_of(token, &when))
		goto out;
	if (!chain_prune(token->d.sign->cert, trust, when, why)) {
		*why = "the roots do not vouch for its certificate";
		goto out;
	}
	*why = NULL;
	if (!answers(request, response, NULL, trust, when, why))
		goto out;
	drop_unsigned_parts(token);
	encode(token, out);
	done = true;
out:
	TS_RESP_free(response);
	return done;
}

/* What the server answers, told or not. */
static bool ask(const char *url, int timeout, TS_REQ *request,
	struct text *answer, struct text *why)
{
	struct text query = {0};
	struct http_question question = {.url = url,
		.type = "application/timestamp-query", .bytes = &query,
		.answer_type = "application/timestamp-reply",
		.limit = RESPONSE_LIMIT, .timeout = timeout};
	unsigned char *bytes = NULL;
	int length = i2d_TS_REQ(request, &bytes);
	bool done;

	text_append(&query, bytes, (size_t)length);
	OPENSSL_free(bytes);
	done = http_ask(&question, answer, why);
	text_clear(&query);
	return done;
}

bool timestamp_ask(const char *url, int timeout, struct place place,
	const struct text *signature, struct trust *trust, struct text *token,
	struct timestamp *stamp, struct report *report)
{
	TS_REQ *request = new_request(signature, true);
	struct text answer = {0}, why = {0};
	const char *fault = "no random numbers are to be had";
	bool done = false;

	ERR_clear_error();
	if (request != NULL && ask(url, timeout, request, &answer, &why)) {
		done = accept_response(request, &answer, trust, token,
				&fault) &&
			timestamp_verify(token, signature, trust, stamp,
				&fault);
	}
	if (!done)
		report_error(report, place, "no time-stamp from '%s': %s", url,
			why.length > 0 ? why.data : fault);
	ERR_clear_error();
	TS_REQ_free(request);
	text_clear(&answer);
	text_clear(&why);
	return done;
}

bool timestamp_verify(const struct text *token, const struct text *signature,
	struct trust *trust, struct timestamp *stamp, const char **why)
{
	const unsigned char *at = (const unsigned char *)token->data;
	PKCS7 *parsed = d2i_PKCS7(NULL, &at, (long)token->length);
	TS_REQ *request = new_request(signature, false);
	struct text again = {0};
	X509 *signer = NULL;
	bool done = false;

	*why = "it is not a plain time-stamp";
	if (parsed == NULL)
		goto out;
	encode(parsed, &again);
	if (again.length != token->length ||
		memcmp(again.data, token->data, token->length) != 0)
		goto out;
	signer = order_certificates(parsed);
	if (signer == NULL || !is_plain(parsed, signer) ||
		!time_of(parsed, &stamp->at))
		goto out;
	*why = NULL;
	done = answers(request, NULL, parsed, trust, stamp->at, why) &&
		chain_verify(parsed->d.sign->cert, trust, stamp->at, why);
	if (done)
		name_print(X509_get_subject_name(signer), &stamp->name);
out:
	PKCS7_free(parsed);
	TS_REQ_free(request);
	text_clear(&again);
	ERR_clear_error();
	return done;
}

void timestamp_clear(struct timestamp *stamp)
{
	text_clear(&stamp->name);
	*stamp = (struct timestamp){0};
}
