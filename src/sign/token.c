/*
 * A key in a token; see token.h.
 *
 * Only one token and one key may fit the URI: with two, the letters would be
 * signed with whichever came first. A wrong PIN is never tried twice, as tokens
 * lock themselves.
 */
#include "sign/token.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <openssl/err.h>
#include <libp11.h>

#include "base/text.h"

/* Attributes of the URI, unescaped; an unset one has no data. */
enum attribute {
	URI_TOKEN,
	URI_MANUFACTURER,
	URI_MODEL,
	URI_SERIAL,
	URI_OBJECT,
	URI_ID,
	URI_TYPE,
	URI_MODULE,
	URI_COUNT
};

static const char *const attribute_names[URI_COUNT] = {"token", "manufacturer",
	"model", "serial", "object", "id", "type", "module-path"};

struct token {
	struct text uri[URI_COUNT];
	struct place place;
	PKCS11_CTX *context;
	PKCS11_SLOT *slots;
	unsigned slot_count;
	bool loaded;
	PKCS11_KEY *key; /* lent by its slot */
};

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool unescape(const char *from, size_t length, struct text *out)
{
	text_add(out, "");
	for (size_t i = 0; i < length; i++) {
		int high, low;

		if (from[i] != '%') {
			text_add_char(out, from[i]);
			continue;
		}
		if (length - i < 3)
			return false;
		high = hex_digit(from[i + 1]);
		low = hex_digit(from[i + 2]);
		if (high < 0 || low < 0)
			return false;
		text_add_char(out, (char)(high << 4 | low));
		i += 2;
	}
	return true;
}

/* The value is not told: it may be a PIN. */
static bool parse_attribute(struct token *token, const char *from,
	size_t length, struct report *report)
{
	const char *equals = memchr(from, '=', length);
	size_t name = equals != NULL ? (size_t)(equals - from) : length;

	for (int i = 0; i < URI_COUNT; i++) {
		if (strlen(attribute_names[i]) != name ||
			memcmp(attribute_names[i], from, name) != 0)
			continue;
		if (equals == NULL || token->uri[i].data != NULL ||
			!unescape(equals + 1, length - name - 1,
				&token->uri[i]))
			return report_error(report, token->place, "'%s' of the "
				"key's PKCS#11 URI has no value, two, or a "
				"wrong %%", attribute_names[i]);
		return true;
	}
	if (name >= 4 && memcmp(from, "pin-", 4) == 0)
		return report_error(report, token->place, "a key's PKCS#11 URI "
			"must not tell the PIN: name a file or an environment "
			"variable that holds it");
	return report_error(report, token->place, "'%.*s' in the key's PKCS#11 "
		"URI is not known: use token, manufacturer, model, serial, "
		"object, id, type; and after a '?', module-path", (int)name,
		from);
}

static bool parse(struct token *token, const char *uri, struct report *report)
{
	const char *at = uri + strlen("pkcs11:");

	while (*at != '\0') {
		size_t length = strcspn(at, ";?&");

		if (length > 0 && !parse_attribute(token, at, length, report))
			return false;
		at += length;
		at += *at != '\0';
	}
	if (token->uri[URI_MODULE].length == 0)
		return report_error(report, token->place, "the key's PKCS#11 "
			"URI does not say which library speaks to the token: "
			"end it with ?module-path=/path/to/the/library.so");
	if (token->uri[URI_TYPE].data != NULL &&
		strcmp(token->uri[URI_TYPE].data, "private") != 0)
		return report_error(report, token->place, "the key's PKCS#11 "
			"URI names a '%s': a private key is needed",
			token->uri[URI_TYPE].data);
	return true;
}

static const char *reason(void)
{
	const char *words = ERR_reason_error_string(ERR_peek_last_error());

	return words != NULL ? words : "no reason is given";
}

static bool load(struct token *token, struct report *report)
{
	const char *module = token->uri[URI_MODULE].data;

	token->context = PKCS11_CTX_new();
	if (token->context == NULL ||
		PKCS11_CTX_load(token->context, module) != 0)
		return report_error(report, token->place, "the PKCS#11 library "
			"'%s' cannot be used: %s", module, reason());
	token->loaded = true;
	if (PKCS11_enumerate_slots(token->context, &token->slots,
		&token->slot_count) != 0)
		return report_error(report, token->place, "the PKCS#11 library "
			"'%s' does not list its tokens: %s", module, reason());
	return true;
}

/* What is unset fits all. */
static bool fits(const struct text *wanted, const void *value, size_t length)
{
	return wanted->data == NULL || (wanted->length == length &&
		memcmp(wanted->data, value, length) == 0);
}

static bool string_fits(const struct text *wanted, const char *value)
{
	return value == NULL ? wanted->data == NULL
			     : fits(wanted, value, strlen(value));
}

static PKCS11_SLOT *find_slot(struct token *token, struct report *report)
{
	PKCS11_SLOT *found = NULL;
	int count = 0;

	for (unsigned i = 0; i < token->slot_count; i++) {
		const PKCS11_TOKEN *one = token->slots[i].token;

		if (one == NULL || !one->initialized ||
			!string_fits(&token->uri[URI_TOKEN], one->label) ||
			!string_fits(&token->uri[URI_MANUFACTURER],
				one->manufacturer) ||
			!string_fits(&token->uri[URI_MODEL], one->model) ||
			!string_fits(&token->uri[URI_SERIAL], one->serialnr))
			continue;
		found = &token->slots[i];
		count++;
	}
	if (count == 1)
		return found;
	report_error(report, token->place, "%s fits the key's PKCS#11 URI: %s",
		count == 0 ? "no token" : "more than one token", count == 0
			? "is it there, and token= its label?"
			: "add token= or serial= to it");
	return NULL;
}

static bool find_key(struct token *token, PKCS11_SLOT *slot,
	struct report *report)
{
	PKCS11_KEY *keys = NULL;
	unsigned count = 0, found = 0;

	if (PKCS11_enumerate_keys(slot->token, &keys, &count) != 0)
		return report_error(report, token->place, "the token '%s' does "
			"not list its keys: %s", slot->token->label, reason());
	for (unsigned i = 0; i < count; i++) {
		if (!string_fits(&token->uri[URI_OBJECT], keys[i].label) ||
			!fits(&token->uri[URI_ID], keys[i].id, keys[i].id_len))
			continue;
		token->key = &keys[i];
		found++;
	}
	if (found != 1)
		return report_error(report, token->place, "%s in the token "
			"'%s' fits the key's PKCS#11 URI: give its object= "
			"(label) or id=", found == 0 ? "no private key"
			: "more than one private key", slot->token->label);
	return true;
}

static bool log_in(struct token *token, PKCS11_SLOT *slot,
	struct secret *secret, struct report *report)
{
	struct text what = {0};
	const char *pin;
	bool done;

	if (!slot->token->loginRequired)
		return true;
	text_printf(&what, "the PIN of the token '%s'", slot->token->label);
	done = secret_get(secret, text_string(&what), &pin, report);
	if (done && PKCS11_login(slot, 0, pin) != 0)
		done = report_error(report, token->place, "%s is not accepted: "
			"%s (tokens lock after a few wrong tries)",
			text_string(&what), reason());
	text_clear(&what);
	return done;
}

/*
 * Workers that log in at the same moment disturb each other: SoftHSM rewrites
 * its token at each login, and who reads it just then finds none. So one after
 * the other, in all processes that use the library. What is returned is closed
 * when done; -1 where there is no library, about which libp11 would write to
 * stderr.
 */
static int queue_up(struct token *token, struct report *report)
{
	const char *module = token->uri[URI_MODULE].data;
	int turn = open(module, O_RDONLY | O_CLOEXEC);

	if (turn < 0)
		report_error(report, token->place, "the PKCS#11 library '%s' "
			"cannot be opened: %s", module, strerror(errno));
	else
		(void)flock(turn, LOCK_EX);
	return turn;
}

static bool find(struct token *token, struct secret *secret,
	struct report *report)
{
	PKCS11_SLOT *slot;

	if (!load(token, report))
		return false;
	slot = find_slot(token, report);
	return slot != NULL && log_in(token, slot, secret, report) &&
		find_key(token, slot, report);
}

bool token_open(const char *uri, struct place place, struct secret *secret,
	struct token **out, struct report *report)
{
	struct token *token = memory_new(sizeof(*token));
	bool done = false;
	int turn = -1;

	token->place = place;
	ERR_clear_error();
	if (parse(token, uri, report))
		turn = queue_up(token, report);
	if (turn >= 0) {
		done = find(token, secret, report);
		close(turn);
	}
	if (done)
		*out = token;
	else
		token_close(token);
	ERR_clear_error();
	return done;
}

EVP_PKEY *token_key(struct token *token)
{
	return PKCS11_get_private_key(token->key);
}

void token_close(struct token *token)
{
	if (token == NULL)
		return;
	if (token->slots != NULL)
		PKCS11_release_all_slots(token->context, token->slots,
			token->slot_count);
	if (token->loaded)
		PKCS11_CTX_unload(token->context);
	if (token->context != NULL)
		PKCS11_CTX_free(token->context);
	for (int i = 0; i < URI_COUNT; i++)
		text_clear(&token->uri[i]);
	free(token);
}
