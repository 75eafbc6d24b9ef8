/* Judging a signature; see verify.h. */
#include "sign/verify.h"

#include <stdlib.h>
#include <string.h>
#include <openssl/asn1.h>
#include <openssl/err.h>

#include "sign/chain.h"
#include "sign/cms.h"
#include "sign/locate.h"
#include "sign/timestamp.h"

struct verifier {
	struct trust *trust; /* NULL: none */
};

bool verifier_open(const struct verify_options *options,
	struct verifier **out, struct report *report)
{
	struct verifier *verifier = memory_new(sizeof(*verifier));

	if (options->roots != NULL && !trust_open(options->roots,
		options->roots_place, &verifier->trust, report)) {
		free(verifier);
		return false;
	}
	*out = verifier;
	return true;
}

void verifier_free(struct verifier *verifier)
{
	if (verifier != NULL)
		trust_free(verifier->trust);
	free(verifier);
}

const char *signature_state_name(enum signature_state state)
{
	static const char *const names[] = {"absent", "invalid", "unknown",
		"valid"};

	return names[state];
}

static void conclude(struct signature_result *result,
	enum signature_state state, const char *words)
{
	result->state = state;
	text_add(&result->words, words);
}

/* What the signature itself says; true when it is of these bytes. */
static bool judge_bytes(const struct text *file, const struct located *found,
	const struct cms_parts *parts, struct signature_result *result)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	size_t size;

	hole_digest(file->data, file->length, found->hole, NULL,
		parts->signer->digest, digest, &size);
	if (size != parts->digest_size ||
		memcmp(digest, parts->digest, size) != 0)
		conclude(result, SIGNATURE_INVALID, "the file was changed "
			"after it was signed");
	else if (!cms_holds(parts))
		conclude(result, SIGNATURE_INVALID, "the signature was not "
			"made with the key of the certificate in it");
	else
		return true;
	return false;
}

/* *at becomes the proven time; true when nothing is wrong with the stamp. */
static bool judge_timestamp(struct verifier *verifier,
	const struct cms_parts *parts, time_t *at,
	struct signature_result *result)
{
	struct timestamp stamp = {0};
	const char *why;
	bool done;

	if (parts->token.length == 0)
		return true;
	done = timestamp_verify(&parts->token, &parts->signature,
		verifier->trust, &stamp, &why);
	if (done) {
		*at = stamp.at;
		time_print(stamp.at, &result->stamped);
		text_append(&result->stamped_by, stamp.name.data,
			stamp.name.length);
	} else {
		conclude(result, SIGNATURE_INVALID, "");
		text_printf(&result->words, "the time-stamp over the signature "
			"is not to be trusted: %s", why);
	}
	timestamp_clear(&stamp);
	return done;
}

static void judge_chain(struct verifier *verifier,
	const struct cms_parts *parts, time_t at,
	struct signature_result *result)
{
	X509 *leaf = sk_X509_value(parts->signer->certificates, 0);
	const char *fault;

	if (!chain_verify(parts->signer->certificates, verifier->trust, at,
		&fault)) {
		conclude(result, SIGNATURE_INVALID, "");
		text_printf(&result->words, "unchanged since '%s' signed it, "
			"but its certificate is not to be trusted: %s",
			text_string(&result->signer), fault);
	} else if ((fault = certificate_fault(leaf, true, at)) != NULL) {
		conclude(result, SIGNATURE_INVALID, "");
		text_printf(&result->words, "the certificate of '%s' %s",
			text_string(&result->signer), fault);
	} else {
		conclude(result, SIGNATURE_VALID, "");
		text_printf(&result->words, "signed by '%s', as '%s' vouches, "
			"and unchanged since", text_string(&result->signer),
			text_string(&result->issuer));
		if (result->stamped.length > 0)
			text_printf(&result->words, "; '%s' proves that it was "
				"signed by %s",
				text_string(&result->stamped_by),
				text_string(&result->stamped));
	}
}

static void judge(struct verifier *verifier, const struct text *file,
	const struct located *found, const struct cms_parts *parts,
	struct signature_result *result)
{
	X509 *leaf = sk_X509_value(parts->signer->certificates, 0);
	time_t at = found->at;

	name_print(X509_get_subject_name(leaf), &result->signer);
	name_print(X509_get_issuer_name(leaf), &result->issuer);
	time_print(found->at, &result->date);
	if (!judge_bytes(file, found, parts, result))
		return;
	if (verifier->trust == NULL) {
		conclude(result, SIGNATURE_UNKNOWN, "");
		text_printf(&result->words, "unchanged since it was signed in "
			"the name of '%s', but that it was them is not known: "
			"no root certificate is given to check it with",
			text_string(&result->signer));
	} else if (judge_timestamp(verifier, parts, &at, result)) {
		judge_chain(verifier, parts, at, result);
	}
}

/* Nothing but `<000 ... 0>`. */
static bool is_empty(const struct text *file, struct hole hole)
{
	for (size_t i = hole.start + 1; i < hole.end - 1; i++)
		if (file->data[i] != '0')
			return false;
	return file->data[hole.start] == '<' && file->data[hole.end - 1] == '>';
}

void signature_verify(struct verifier *verifier, const struct text *file,
	struct signature_result *result)
{
	struct cms_parts parts = {0};
	struct text cms = {0};
	struct located found;
	const char *why;

	*result = (struct signature_result){0};
	switch (signature_locate(text_string(file), file->length, &found,
		&why)) {
	case LOCATE_NONE:
		conclude(result, SIGNATURE_ABSENT, "the file is not signed");
		break;
	case LOCATE_WRONG:
		conclude(result, SIGNATURE_INVALID, why);
		break;
	case LOCATE_FOUND:
		if (is_empty(file, found.hole))
			conclude(result, SIGNATURE_ABSENT, "it awaits its "
				"signature, which room is kept for");
		else if (hole_read(file->data, found.hole, &cms) &&
			cms_decode(cms.data, cms.length, &parts))
			judge(verifier, file, &found, &parts, result);
		else
			conclude(result, SIGNATURE_INVALID, "the signature is "
				"damaged, or not one that lettermill makes");
		break;
	}
	cms_clear(&parts);
	text_clear(&cms);
}

void signature_result_clear(struct signature_result *result)
{
	text_clear(&result->words);
	text_clear(&result->signer);
	text_clear(&result->issuer);
	text_clear(&result->date);
	text_clear(&result->stamped);
	text_clear(&result->stamped_by);
	*result = (struct signature_result){0};
}

bool signature_is_awaited(const struct text *file)
{
	struct located found;
	const char *why;

	return signature_locate(text_string(file), file->length, &found,
			&why) == LOCATE_FOUND && is_empty(file, found.hole);
}

/* DER says itself how long it is; 0: these bytes are no SEQUENCE of it. */
static size_t der_length(const struct text *bytes)
{
	const unsigned char *start = (const unsigned char *)text_string(bytes);
	const unsigned char *at = start;
	int tag, class, how;
	long length;

	how = ASN1_get_object(&at, &length, &tag, &class, (long)bytes->length);
	ERR_clear_error();
	if (how != V_ASN1_CONSTRUCTED || tag != V_ASN1_SEQUENCE)
		return 0;
	return (size_t)(at - start) + (size_t)length;
}

bool signature_read(const struct text *file, struct text *cms)
{
	struct text padded = {0};
	struct located found;
	const char *why;
	size_t length = 0;

	if (signature_locate(text_string(file), file->length, &found,
		    &why) == LOCATE_FOUND &&
		hole_read(file->data, found.hole, &padded))
		length = der_length(&padded);
	text_append(cms, text_string(&padded), length);
	text_clear(&padded);
	return length > 0;
}
