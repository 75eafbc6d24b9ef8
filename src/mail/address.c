/* Mail addresses; see address.h. */
#include "mail/address.h"

#include <idn2.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define LOCAL_MAX   64	/* bytes; RFC 5321, 4.5.3.1.1 */
#define ADDRESS_MAX 254 /* a path of 256 with its < and >; 4.5.3.1.3 */
#define LABEL_MAX   63	/* RFC 1035, 2.3.4 */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS	"0123456789"

bool address_next(const char **at, struct text *out)
{
	text_reset(out);
	while (**at != '\0' && out->length == 0) {
		const char *start = *at + strspn(*at, "; ,\t");
		size_t length = strcspn(start, ";,");

		*at = start + length;
		while (length > 0 && strchr(" \t", start[length - 1]) != NULL)
			length--;
		text_append(out, start, length);
	}
	return out->length > 0;
}

static bool is_ascii(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	return true;
}

/* RFC 5322, 3.2.3: atext; RFC 6531, 3.3 adds what is not ASCII. */
static bool is_atext(char c)
{
	return (unsigned char)c >= 0x80 || (c != '\0' &&
		strchr(LETTERS DIGITS "!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static const char *local_fault(const char *local, size_t length, bool smtputf8)
{
	size_t bad;

	if (length == 0)
		return "has nothing before its @";
	if (length > LOCAL_MAX)
		return "has more than 64 bytes before its @";
	if (!is_ascii(local, length) && !smtputf8)
		return "has other letters than a to z before its @: only some "
		       "servers take that; say smtputf8 = yes if yours and "
		       "theirs do";
	if (!utf8_is_valid(local, length, &bad))
		return "is not text in UTF-8";
	for (size_t i = 0; i < length; i++) {
		if (local[i] == '.' && (i == 0 || i + 1 == length ||
			local[i + 1] == '.'))
			return "has a point with nothing before or behind it";
		if (local[i] != '.' && !is_atext(local[i]))
			return "has a sign that no address has: write just "
			       "name@domain, without a name, quotes, brackets "
			       "or remarks";
	}
	return NULL;
}

/* Of a domain in ASCII. */
static const char *domain_fault(const char *domain)
{
	const char *label = domain;

	if (strchr(domain, '.') == NULL)
		return "has a domain without a point: write all of it, as "
		       "example.org";
	for (;;) {
		size_t length = strspn(label, LETTERS DIGITS "-");

		if (length == 0 || length > LABEL_MAX || label[0] == '-' ||
			label[length - 1] == '-' ||
			(label[length] != '.' && label[length] != '\0'))
			return "has a domain that cannot be one";
		if (label[length] == '\0')
			break;
		label += length + 1;
	}
	return strspn(label, DIGITS) == strlen(label)
		? "has a number for a domain" : NULL;
}

/* The ASCII form of any domain, appended. */
static const char *add_domain(const char *domain, struct text *out)
{
	uint8_t *ascii = NULL;
	const char *why = "has a domain that cannot be one";

	if (is_ascii(domain, strlen(domain))) {
		text_add(out, domain);
		return domain_fault(domain);
	}
	if (idn2_lookup_u8((const uint8_t *)domain, &ascii,
		    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK) {
		text_add(out, (const char *)ascii);
		why = domain_fault((const char *)ascii);
	}
	idn2_free(ascii);
	return why;
}

const char *address_fault(const char *address, bool smtputf8,
	struct text *wire)
{
	const char *at = strrchr(address, '@'), *why;
	size_t local, start = wire->length;

	if (at == NULL)
		return "has no @: write name@domain";
	local = (size_t)(at - address);
	why = local_fault(address, local, smtputf8);
	if (why != NULL)
		return why;
	text_append(wire, address, local + 1);
	why = add_domain(at + 1, wire);
	if (why == NULL && wire->length - start > ADDRESS_MAX)
		why = "has more than 254 bytes";
	return why;
}
