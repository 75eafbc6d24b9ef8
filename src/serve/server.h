/*
 * A small HTTP server for one person: on 127.0.0.1 alone, with a token in its
 * address, for pages that it served itself (gate.h).
 *
 *	struct server_options options = {.port = 0, .answer = answer,
 *		.context = desk};
 *	struct server *server = NULL;
 *	if (!server_open(&options, &server, report))
 *		... the port is taken
 *	puts(server_address(server));
 *	done = server_run(server, stop, report);
 *	server_free(server);
 *
 * One request is answered after the other, in the thread that runs it, so the
 * answerer needs no locks. Nothing that is answered may be kept by the browser
 * (Cache-Control: no-store) or shown within another page. A request has a few
 * seconds to be there as a whole, and a size that it may not pass.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "base/report.h"
#include "base/text.h"

#define SERVER_BODY_MAX 16384 /* bytes that a request may bring */
#define SERVER_FIELDS	8     /* of a form */

/* Of a form: text without NUL. */
struct field {
	struct text name, value;
};

/* All lent for the call. */
struct request {
	const char *path; /* what follows the token: "", "letters/x.pdf" */
	bool is_post;	  /* else it may change nothing */
	const struct field *fields;
	size_t field_count;
};

struct reply {
	unsigned status;    /* 200, 404, 409 ... */
	const char *type;   /* "text/html; charset=utf-8" */
	const char *policy; /* Content-Security-Policy; lent */
	struct text body;   /* taken */
};

typedef void server_answerer(void *context, const struct request *request,
	struct reply *reply);

struct server_options {
	unsigned port; /* 0: one that the system chooses */
	server_answerer *answer;
	void *context;
};

struct server;

bool server_open(const struct server_options *options, struct server **out,
	struct report *report) MUST_CHECK;
/* "http://127.0.0.1:4711/0f..9c/", lent */
const char *server_address(const struct server *server);
/* Until there is something to read from the descriptor. */
bool server_run(struct server *server, int stop, struct report *report)
	MUST_CHECK;
void server_free(struct server *server);

/* "" when there is no such field. */
const char *request_field(const struct request *request, const char *name);
/* A page of a heading and a sentence, for people. */
void reply_words(struct reply *reply, unsigned status, const char *words);

#endif
