/* Who may ask the server anything; see gate.h. */
#include "serve/gate.h"

#include <stddef.h>
#include <string.h>

#define SCHEME "http://"

/* How long it takes tells nothing of where they differ. */
static bool is_token(const char *given, const char token[TOKEN_DIGITS + 1])
{
	unsigned char differ = 0;

	if (strnlen(given, TOKEN_DIGITS) != TOKEN_DIGITS)
		return false;
	for (size_t i = 0; i < TOKEN_DIGITS; i++)
		differ |= (unsigned char)(given[i] ^ token[i]);
	return differ == 0;
}

static bool is_own_origin(const char *origin, const char *own)
{
	size_t length = strlen(SCHEME);

	return strncmp(origin, SCHEME, length) == 0 &&
		strcmp(origin + length, own) == 0;
}

/* "none": an address that a person typed, clicked in a terminal or kept. */
static bool is_own_site(const struct question *question)
{
	const char *site = question->fetch_site;

	return site == NULL || strcmp(site, "same-origin") == 0 ||
		(strcmp(site, "none") == 0 && !question->changes);
}

bool gate_lets_in(const char *own, const char token[TOKEN_DIGITS + 1],
	const struct question *question, const char **path, const char **words)
{
	const char *target = question->target;

	*path = "";
	if (question->host == NULL || strcmp(question->host, own) != 0) {
		*words = "This is not the address that the program printed. "
			"Open that one.";
		return false;
	}
	if (!is_own_site(question) || (question->origin == NULL
			? question->changes
			: !is_own_origin(question->origin, own))) {
		*words = "Another page asked for this, and only the page of "
			"the program itself may. Copy the address that it "
			"printed into the browser.";
		return false;
	}
	if (*target != '/' || !is_token(target + 1, token) ||
		target[TOKEN_DIGITS + 1] != '/') {
		*words = "The address is not whole: its last part is a secret "
			"that is another each time the program starts. Copy "
			"all of what it printed.";
		return false;
	}
	*path = target + TOKEN_DIGITS + 2;
	*words = "";
	return true;
}
