/*
 * CMS, written and read; see cms.h.
 *
 * Written by hand because OpenSSL's CMS_sign() always adds a signing-time,
 * which PAdES forbids, and would need a second signature to be rid of it. DER
 * is written inside out: a value first, then der_wrap() puts its tag and length
 * before it.
 *
 * Read with OpenSSL, which forgives much: a version, a parameter, an order that
 * no signature protects may differ. So what was read is encoded anew and has to
 * be what was given, byte for byte.
 */
#include "sign/cms.h"

#include <stdlib.h>
#include <string.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>

#define SIGNATURE_MAX 512 /* bytes: RSA of 4096 bits, see chain.c */

#define DER_INTEGER	 0x02
#define DER_OCTET_STRING 0x04
#define DER_NULL	 0x05
#define DER_OID		 0x06
#define DER_SEQUENCE	 0x30
#define DER_SET		 0x31
#define DER_CONTEXT(n)	 (0xa0 + (n)) /* constructed, implicit or explicit */

/* Puts a tag and length before all that stands from `start` on. */
static void der_wrap(struct text *out, size_t start, int tag)
{
	size_t length = out->length - start, rest = length;
	char header[10], *at = header + sizeof(header);
	size_t size;

	if (length < 0x80) {
		*--at = (char)length;
	} else {
		char *end = at;

		for (; rest > 0; rest >>= 8)
			*--at = (char)(rest & 0xff);
		size = (size_t)(end - at);
		*--at = (char)(0x80 | size);
	}
	*--at = (char)tag;
	size = (size_t)(header + sizeof(header) - at);
	text_append(out, header, size); /* makes the room */
	memmove(out->data + start + size, out->data + start, length);
	memcpy(out->data + start, at, size);
}

static void der_add(struct text *out, int tag, const void *bytes,
	size_t length)
{
	size_t start = out->length;

	text_append(out, bytes, length);
	der_wrap(out, start, tag);
}

static void der_oid(struct text *out, int nid)
{
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);

	der_add(out, DER_OID, OBJ_get0_data(object), OBJ_length(object));
}

static void der_algorithm(struct text *out, int nid, bool null)
{
	size_t start = out->length;

	der_oid(out, nid);
	if (null)
		der_add(out, DER_NULL, "", 0);
	der_wrap(out, start, DER_SEQUENCE);
}

static void der_version(struct text *out)
{
	der_add(out, DER_INTEGER, "\1", 1);
}

/* What an i2d function of OpenSSL made, and frees it. Nothing, where it could
 * not: what cms_decode() compares differs then. */
static void add_encoded(struct text *out, unsigned char *bytes, int length)
{
	if (length > 0)
		text_append(out, bytes, (size_t)length);
	OPENSSL_free(bytes);
}

void cms_certificate(X509 *certificate, struct text *out)
{
	unsigned char *bytes = NULL;
	int length = i2d_X509(certificate, &bytes);

	add_encoded(out, bytes, length);
}

static X509 *leaf_of(const struct cms_signer *signer)
{
	return sk_X509_value(signer->certificates, 0);
}

static bool is_elliptic(const struct cms_signer *signer)
{
	return EVP_PKEY_get_base_id(X509_get0_pubkey(leaf_of(signer))) ==
		EVP_PKEY_EC;
}

static int compare_texts(const void *a, const void *b)
{
	const struct text *first = a, *second = b;
	size_t shorter = first->length < second->length ? first->length
							: second->length;
	int order = memcmp(first->data, second->data, shorter);

	if (order != 0)
		return order;
	return (first->length > second->length) -
		(first->length < second->length);
}

/* A SET OF is sorted by its elements' bytes; they are cleared. */
static void add_sorted(struct text *out, struct text *items, size_t count)
{
	qsort(items, count, sizeof(*items), compare_texts);
	for (size_t i = 0; i < count; i++) {
		text_append(out, items[i].data, items[i].length);
		text_clear(&items[i]);
	}
}

/* Makes the value in `out` an Attribute. */
static void wrap_attribute(struct text *out, int nid)
{
	struct text value = *out;

	*out = (struct text){0};
	der_oid(out, nid);
	der_add(out, DER_SET, value.data, value.length);
	der_wrap(out, 0, DER_SEQUENCE);
	text_clear(&value);
}

static void add_signing_certificate(const struct cms_signer *signer,
	struct text *out)
{
	ESS_SIGNING_CERT_V2 *value = OSSL_ESS_signing_cert_v2_new_init(
		EVP_sha256(), leaf_of(signer), NULL, 1);
	unsigned char *bytes = NULL;
	int length = i2d_ESS_SIGNING_CERT_V2(value, &bytes);

	add_encoded(out, bytes, length);
	ESS_SIGNING_CERT_V2_free(value);
}

static void add_attributes(const struct cms_parts *parts, struct text *out)
{
	struct text items[3] = {{0}};
	size_t start = out->length;

	der_oid(&items[0], NID_pkcs7_data);
	wrap_attribute(&items[0], NID_pkcs9_contentType);
	der_add(&items[1], DER_OCTET_STRING, parts->digest,
		parts->digest_size);
	wrap_attribute(&items[1], NID_pkcs9_messageDigest);
	text_append(&items[2], parts->signer->attribute.data,
		parts->signer->attribute.length);
	add_sorted(out, items, 3);
	der_wrap(out, start, DER_SET);
}

static void add_certificates(const struct cms_signer *signer, struct text *out)
{
	size_t count = (size_t)sk_X509_num(signer->certificates);
	struct text *items = memory_new(count * sizeof(*items));
	size_t start = out->length;

	for (size_t i = 0; i < count; i++)
		cms_certificate(sk_X509_value(signer->certificates, (int)i),
			&items[i]);
	add_sorted(out, items, count);
	der_wrap(out, start, DER_CONTEXT(0));
	free(items);
}

/* The issuer and serial number of the signer's certificate. */
static void add_id(const struct cms_signer *signer, struct text *out)
{
	X509 *leaf = leaf_of(signer);
	size_t start = out->length;
	unsigned char *bytes = NULL;
	int length = i2d_X509_NAME(X509_get_issuer_name(leaf), &bytes);

	add_encoded(out, bytes, length);
	bytes = NULL;
	length = i2d_ASN1_INTEGER(X509_get0_serialNumber(leaf), &bytes);
	add_encoded(out, bytes, length);
	der_wrap(out, start, DER_SEQUENCE);
}

struct cms_signer *cms_signer_new(STACK_OF(X509) *certificates)
{
	struct cms_signer *signer = memory_new(sizeof(*signer));
	EVP_PKEY *key;

	signer->certificates = certificates;
	key = X509_get0_pubkey(leaf_of(signer));
	signer->digest = EVP_MD_fetch(NULL, is_elliptic(signer) &&
		EVP_PKEY_get_bits(key) > 256 ? "SHA384" : "SHA256", NULL);
	add_certificates(signer, &signer->set);
	add_id(signer, &signer->id);
	add_signing_certificate(signer, &signer->attribute);
	wrap_attribute(&signer->attribute,
		NID_id_smime_aa_signingCertificateV2);
	return signer;
}

void cms_signer_free(struct cms_signer *signer)
{
	if (signer == NULL)
		return;
	sk_X509_pop_free(signer->certificates, X509_free);
	EVP_MD_free(signer->digest);
	text_clear(&signer->set);
	text_clear(&signer->id);
	text_clear(&signer->attribute);
	free(signer);
}

static void add_digest_algorithm(const struct cms_parts *parts,
	struct text *out)
{
	der_algorithm(out, EVP_MD_get_type(parts->signer->digest), false);
}

static void add_signature_algorithm(const struct cms_parts *parts,
	struct text *out)
{
	int nid = NID_rsaEncryption;

	if (is_elliptic(parts->signer)) {
		OBJ_find_sigid_by_algs(&nid,
			EVP_MD_get_type(parts->signer->digest),
			NID_X9_62_id_ecPublicKey);
		der_algorithm(out, nid, false);
	} else {
		der_algorithm(out, nid, true);
	}
}

static void add_signer_info(const struct cms_parts *parts, struct text *out)
{
	size_t start = out->length, at;

	der_version(out);
	text_append(out, parts->signer->id.data, parts->signer->id.length);
	add_digest_algorithm(parts, out);
	at = out->length;
	add_attributes(parts, out);
	out->data[at] = (char)DER_CONTEXT(0); /* signed as a SET, stored so */
	add_signature_algorithm(parts, out);
	der_add(out, DER_OCTET_STRING, parts->signature.data,
		parts->signature.length);
	if (parts->token.length > 0) {
		struct text stamp = {0};

		text_append(&stamp, parts->token.data, parts->token.length);
		wrap_attribute(&stamp, NID_id_smime_aa_timeStampToken);
		der_add(out, DER_CONTEXT(1), stamp.data, stamp.length);
		text_clear(&stamp);
	}
	der_wrap(out, start, DER_SEQUENCE);
	der_wrap(out, start, DER_SET);
}

void cms_encode(const struct cms_parts *parts, struct text *out)
{
	size_t start = out->length, inner, at;

	der_oid(out, NID_pkcs7_signed);
	inner = out->length;
	der_version(out);
	at = out->length;
	add_digest_algorithm(parts, out);
	der_wrap(out, at, DER_SET);
	at = out->length;
	der_oid(out, NID_pkcs7_data);
	der_wrap(out, at, DER_SEQUENCE);
	text_append(out, parts->signer->set.data, parts->signer->set.length);
	add_signer_info(parts, out);
	der_wrap(out, inner, DER_SEQUENCE);
	der_wrap(out, inner, DER_CONTEXT(0));
	der_wrap(out, start, DER_SEQUENCE);
}

EVP_PKEY_CTX *cms_use(const struct cms_signer *signer, EVP_PKEY *key)
{
	EVP_PKEY_CTX *use = EVP_PKEY_CTX_new(key, NULL);

	if (use != NULL && EVP_PKEY_sign_init(use) == 1 &&
		EVP_PKEY_CTX_set_signature_md(use, signer->digest) == 1)
		return use;
	EVP_PKEY_CTX_free(use);
	return NULL;
}

/* What the signature is over. */
static bool digest_attributes(const struct cms_parts *parts,
	unsigned char out[EVP_MAX_MD_SIZE], size_t *size)
{
	struct text attributes = {0};
	unsigned count = 0;
	bool done;

	add_attributes(parts, &attributes);
	done = EVP_Digest(attributes.data, attributes.length, out, &count,
		parts->signer->digest, NULL) == 1;
	*size = count;
	text_clear(&attributes);
	return done;
}

bool cms_sign(struct cms_parts *parts, EVP_PKEY_CTX *use)
{
	unsigned char digest[EVP_MAX_MD_SIZE], value[SIGNATURE_MAX];
	size_t digest_size, size = sizeof(value);
	bool done = digest_attributes(parts, digest, &digest_size) &&
		EVP_PKEY_sign(use, value, &size, digest, digest_size) == 1;

	text_reset(&parts->signature);
	if (done)
		text_append(&parts->signature, value, size);
	return done;
}

bool cms_holds(const struct cms_parts *parts)
{
	EVP_PKEY_CTX *use = EVP_PKEY_CTX_new(
		X509_get0_pubkey(leaf_of(parts->signer)), NULL);
	unsigned char digest[EVP_MAX_MD_SIZE];
	size_t size;
	bool done = use != NULL && EVP_PKEY_verify_init(use) == 1 &&
		EVP_PKEY_CTX_set_signature_md(use, parts->signer->digest) ==
			1 &&
		digest_attributes(parts, digest, &size) &&
		EVP_PKEY_verify(use,
			(const unsigned char *)parts->signature.data,
			parts->signature.length, digest, size) == 1;

	EVP_PKEY_CTX_free(use);
	ERR_clear_error();
	return done;
}

/* Puts the signer's certificate first. */
static bool order_certificates(CMS_SignerInfo *info,
	STACK_OF(X509) *certificates)
{
	for (int i = 0; i < sk_X509_num(certificates); i++) {
		X509 *one = sk_X509_value(certificates, i);

		if (CMS_SignerInfo_cert_cmp(info, one) != 0)
			continue;
		sk_X509_delete(certificates, i);
		if (!sk_X509_insert(certificates, one, 0))
			X509_free(one);
		return X509_get0_pubkey(one) != NULL;
	}
	return false;
}

static void add_string(struct text *out, const ASN1_STRING *string)
{
	if (string != NULL)
		text_append(out, ASN1_STRING_get0_data(string),
			(size_t)ASN1_STRING_length(string));
}

static bool take_apart(CMS_ContentInfo *cms, struct cms_parts *parts)
{
	STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(cms);
	STACK_OF(X509) *certificates;
	CMS_SignerInfo *info;
	ASN1_OCTET_STRING *digest;

	if (sk_CMS_SignerInfo_num(infos) != 1)
		return false;
	info = sk_CMS_SignerInfo_value(infos, 0);
	certificates = CMS_get1_certs(cms);
	if (certificates == NULL || !order_certificates(info, certificates)) {
		sk_X509_pop_free(certificates, X509_free);
		return false;
	}
	parts->signer = cms_signer_new(certificates);
	digest = CMS_signed_get0_data_by_OBJ(info,
		OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
	if (digest == NULL || digest->length > (int)sizeof(parts->digest))
		return false;
	parts->digest_size = (size_t)digest->length;
	memcpy(parts->digest, digest->data, parts->digest_size);
	add_string(&parts->signature, CMS_SignerInfo_get0_signature(info));
	add_string(&parts->token, CMS_unsigned_get0_data_by_OBJ(info,
		OBJ_nid2obj(NID_id_smime_aa_timeStampToken), -3,
		V_ASN1_SEQUENCE));
	return true;
}

static bool is_zero(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

bool cms_decode(const void *bytes, size_t length, struct cms_parts *parts)
{
	const unsigned char *at = bytes;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)length);
	struct text again = {0};
	bool done = false;

	*parts = (struct cms_parts){0};
	if (cms != NULL && take_apart(cms, parts)) {
		cms_encode(parts, &again);
		done = again.length <= length &&
			memcmp(again.data, bytes, again.length) == 0 &&
			is_zero((const char *)bytes + again.length,
				length - again.length);
	}
	if (!done)
		cms_clear(parts);
	CMS_ContentInfo_free(cms);
	text_clear(&again);
	ERR_clear_error();
	return done;
}

void cms_clear(struct cms_parts *parts)
{
	cms_signer_free(parts->signer);
	text_clear(&parts->signature);
	text_clear(&parts->token);
	*parts = (struct cms_parts){0};
}
