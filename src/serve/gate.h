/*
 * Who may ask the server anything: only the page that it served itself, in a
 * browser on this machine. Another site's page, in the same browser, can make
 * it ask 127.0.0.1 as well; what such a request cannot have is the token, the
 * host's own name (a name of the other site's that was bound to 127.0.0.1
 * stands in Host: DNS rebinding), and the origin.
 *
 *	struct question question = {.host = "127.0.0.1:4711",
 *		.fetch_site = "same-origin", .target = "/0f..9c/state"};
 *	const char *path, *words;
 *	if (!gate_lets_in("127.0.0.1:4711", token, &question, &path, &words))
 *		... refused: the words tell a person why
 */
#ifndef SERVE_GATE_H
#define SERVE_GATE_H

#include <stdbool.h>

#define TOKEN_DIGITS 32 /* hexadecimal: 128 bits that nobody can guess */

/* Of a request; NULL where it has no such header. Strings are lent. */
struct question {
	const char *host;
	const char *origin;
	const char *fetch_site; /* Sec-Fetch-Site (Fetch Metadata) */
	const char *target;	/* as decoded: "/TOKEN/letters/x.pdf" */
	bool changes;		/* by its method, it may change something */
};

/* `own`: the server's, "127.0.0.1:4711". `path`: what follows the token. */
bool gate_lets_in(const char *own, const char token[TOKEN_DIGITS + 1],
	const struct question *question, const char **path, const char **words);

#endif
