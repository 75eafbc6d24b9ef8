/*
 * Handing a message to a mail server (RFC 5321), in two steps, so that what is
 * about to be handed over can be written down between them.
 *
 *	switch (smtp_offer(server, &mail, &answer)) {
 *	case SMTP_GOOD:
 *		... commit that it is being sent ...
 *		result = smtp_deliver(server, bytes, &answer);
 *	}
 *
 * Until smtp_deliver() nothing is sent. Within it, SMTP_LOST says that the
 * message ended before its last line did: a server must forget it then (4.1.1).
 * SMTP_DOUBT says that the last line was given and no answer heard.
 */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include "mail/relay.h"

enum smtp_result {
	SMTP_GOOD,    /* go on; of smtp_deliver(): the server took it */
	SMTP_NOT_NOW, /* 4xx: not sent */
	SMTP_NEVER,   /* 5xx: not sent */
	SMTP_LOST,    /* the connection ended: not sent */
	SMTP_DOUBT    /* sent or not */
};

struct smtp_mail {
	const char *from; /* where what comes back goes */
	const char *const *to;
	size_t to_count;
	size_t bytes;
	bool needs_utf8; /* of an address (RFC 6531) */
	bool partial; /* to those that are taken, where others are refused */
};

/* Emptied by smtp_offer(); the caller clears it. */
struct smtp_answer {
	struct text words; /* the server's, each behind whom it is about */
	int code;	   /* the one that decided; 0: none */
	size_t refused;	   /* recipients that will not get it */
};

/* Sender and recipients, up to where the message may be sent. */
enum smtp_result smtp_offer(struct relay *server,
	const struct smtp_mail *mail, struct smtp_answer *out) MUST_CHECK;
/* `words` are added to those of smtp_offer(), the last answer first. */
enum smtp_result smtp_deliver(struct relay *server, const struct text *bytes,
	struct smtp_answer *out) MUST_CHECK;

#endif
