/*
 * One question over HTTP and its answer, bounded in bytes and time.
 *
 *	struct http_question question = {.url = "http://tsa.example/",
 *		.type = "application/timestamp-query", .bytes = &query,
 *		.answer_type = "application/timestamp-reply",
 *		.limit = 65536, .timeout = 10};
 *	if (!http_ask(&question, &answer, &why))
 *		... text_string(&why) is the end of a sentence
 *
 * Question and answer are DER. No redirection is followed: what is asked is
 * asked of the server that was named. The environment's http_proxy is used, but
 * for this machine itself and for what no_proxy lists: names of servers or of
 * domains, parted by commas, or * for all.
 */
#ifndef SIGN_HTTP_H
#define SIGN_HTTP_H

#include <stdbool.h>

#include "base/text.h"

struct http_question {
	const char *url; /* "http://server:port/path" */
	const char *type;
	const struct text *bytes;
	const char *answer_type;
	size_t limit; /* bytes of the answer */
	int timeout;  /* seconds, to connect and again for the answer */
};

/* Appends the answer; else *why says why there is none. */
bool http_ask(const struct http_question *question, struct text *answer,
	struct text *why) MUST_CHECK;

#endif
