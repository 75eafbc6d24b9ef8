/*
 * A connection to a mail server, by libcurl: reached, encrypted, its
 * certificate verified, logged in. What is said then is smtp.h's.
 *
 *	struct relay_options options = {.host = "mail.example.org",
 *		.port = 587, .security = RELAY_STARTTLS, .timeout = 600};
 *	switch (relay_open(&options, &server, &why)) {
 *	case RELAY_AWAY:	try again later: why tells
 *	case RELAY_WRONG:	no use before a person mends it
 *	case RELAY_READY:
 *	}
 *	...
 *	relay_close(server);
 *
 * Passwords and what else is said to log in are kept nowhere here. A step that
 * takes longer than `timeout` ends the connection.
 */
#ifndef MAIL_RELAY_H
#define MAIL_RELAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum relay_security {
	RELAY_STARTTLS, /* encrypted from the second step on, or given up */
	RELAY_TLS,	 /* from the first */
	RELAY_PLAIN	 /* not at all: only for this machine's own server */
};

struct relay_options {
	const char *host;
	int port;
	enum relay_security security;
	const char *roots; /* PEM file; NULL: those that the system trusts */
	const char *user, *password; /* NULL: nobody logs in */
	const char *hello; /* how we greet; NULL: by this machine's name */
	int timeout;	   /* seconds for one answer */
};

enum relay_state { RELAY_READY, RELAY_AWAY, RELAY_WRONG };

struct relay;

/* `why` is for people, put behind "the mail server HOST:PORT ". */
enum relay_state relay_open(const struct relay_options *options,
	struct relay **out, struct text *why) MUST_CHECK;
/* Says goodbye where there is still somebody to say it to. */
void relay_close(struct relay *server);
/* Whether the server said that it knows this: "SMTPUTF8", "SIZE". */
bool relay_offers(const struct relay *server, const char *word);

struct reply {
	int code;	   /* 250 */
	struct text words; /* all of it, lines joined: "250 2.0.0 Ok: ..." */
};

/* False: the connection ended, or has to be. All later calls fail. */
bool relay_say(struct relay *server, const char *bytes, size_t length)
	MUST_CHECK;
/* One whole reply. False as above, also for what is no reply. */
bool relay_hear(struct relay *server, struct reply *out) MUST_CHECK;
/* No more is to be said; closing says no goodbye. */
void relay_give_up(struct relay *server);
bool relay_is_over(const struct relay *server);

#endif
