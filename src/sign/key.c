/* The signing key; see key.h. */
#include "sign/key.h"

#include <stdlib.h>
#include <string.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "base/text.h"
#include "sign/token.h"

struct key {
	EVP_PKEY *key;
	struct token *token; /* NULL: the key came from a file */
};

/* What reading a file of keys needs to know. */
struct key_file {
	const char *path;
	struct place place;
	struct secret *secret;
	struct report *report;
	bool asked; /* for the password */
};

bool key_is_in_token(const char *name)
{
	return strncmp(name, "pkcs11:", 7) == 0;
}

static bool get_password(struct key_file *file, const char **password)
{
	struct text what = {0};
	bool done;

	text_printf(&what, "the password of '%s'", file->path);
	done = secret_get(file->secret, text_string(&what), password,
		file->report);
	file->asked = true;
	text_clear(&what);
	return done;
}

/* Called by OpenSSL when the key is encrypted; -1: no password. */
static int give_password(char *out, int size, int writing, void *user)
{
	const char *password;
	size_t length;

	(void)writing;
	if (!get_password(user, &password))
		return -1;
	length = strlen(password);
	if (length > (size_t)size)
		return -1;
	memcpy(out, password, length);
	return (int)length;
}

static bool wrong_password(struct key_file *file)
{
	return report_error(file->report, file->place,
		"the password does not open the key file '%s'", file->path);
}

static bool read_pem(struct key_file *file, struct private_bytes *bytes,
	STACK_OF(X509) *pool, EVP_PKEY **out)
{
	BIO *bio = BIO_new_mem_buf(bytes->data, (int)bytes->length);
	size_t before = file->report->errors;
	X509 *one;

	*out = PEM_read_bio_PrivateKey(bio, NULL, give_password, file);
	BIO_free(bio);
	if (*out == NULL && file->report->errors > before)
		return false; /* said already */
	if (*out == NULL && file->asked)
		return wrong_password(file);
	if (*out == NULL)
		return report_error(file->report, file->place, "'%s' holds no "
			"private key in PEM or PKCS#12 form", file->path);
	bio = BIO_new_mem_buf(bytes->data, (int)bytes->length);
	while ((one = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL)
		sk_X509_push(pool, one);
	BIO_free(bio);
	return true;
}

static bool unpack(struct key_file *file, PKCS12 *p12, const char *password,
	STACK_OF(X509) *pool, EVP_PKEY **out)
{
	STACK_OF(X509) *more = NULL;
	X509 *own = NULL;

	if (PKCS12_parse(p12, password, out, &own, &more) != 1)
		return report_error(file->report, file->place, "'%s' is "
			"encrypted in an old way (RC2, as Windows and old "
			"tools do) that is not safe: make it anew with "
			"`openssl pkcs12 -legacy -in OLD -nodes | "
			"openssl pkcs12 -export -out NEW`", file->path);
	if (own != NULL)
		sk_X509_push(pool, own);
	while (sk_X509_num(more) > 0)
		sk_X509_push(pool, sk_X509_shift(more));
	sk_X509_free(more);
	return *out != NULL || report_error(file->report, file->place,
		"'%s' holds certificates but no private key", file->path);
}

static bool read_pkcs12(struct key_file *file, PKCS12 *p12,
	STACK_OF(X509) *pool, EVP_PKEY **out)
{
	const char *password = "";

	if (PKCS12_mac_present(p12) && PKCS12_verify_mac(p12, "", 0) != 1 &&
		PKCS12_verify_mac(p12, NULL, 0) != 1) {
		if (!get_password(file, &password))
			return false;
		if (PKCS12_verify_mac(p12, password, -1) != 1)
			return wrong_password(file);
	}
	return unpack(file, p12, password, pool, out);
}

static bool read_file(struct key_file *file, STACK_OF(X509) *pool,
	EVP_PKEY **out)
{
	struct private_bytes bytes;
	const unsigned char *at;
	PKCS12 *p12;
	bool done;

	if (!private_read(file->path, "the key file", file->place, &bytes,
		file->report))
		return false;
	at = (const unsigned char *)bytes.data;
	p12 = d2i_PKCS12(NULL, &at, (long)bytes.length);
	done = p12 != NULL ? read_pkcs12(file, p12, pool, out)
			   : read_pem(file, &bytes, pool, out);
	PKCS12_free(p12);
	private_wipe(&bytes);
	ERR_clear_error();
	return done;
}

bool key_open(const char *name, struct place place, struct secret *secret,
	STACK_OF(X509) *pool, struct key **out, struct report *report)
{
	struct key_file file = {.path = name, .place = place, .secret = secret,
		.report = report};
	struct key *key = memory_new(sizeof(*key));
	bool done;

	if (key_is_in_token(name)) {
		done = token_open(name, place, secret, &key->token, report);
		if (done)
			key->key = token_key(key->token);
	} else {
		done = read_file(&file, pool, &key->key);
	}
	if (done)
		*out = key;
	else
		key_close(key);
	return done;
}

EVP_PKEY *key_get(struct key *key)
{
	return key->key;
}

void key_close(struct key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->key);
	token_close(key->token);
	free(key);
}
