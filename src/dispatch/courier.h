/*
 * Who carries messages to the server of [smtp]: one connection for as many as
 * it takes, a new one where it ended, no faster than is allowed.
 *
 *	struct courier courier;
 *	if (!courier_open(&courier, settings, true, report))
 *		...
 *	while (courier_pass(&courier))		a first, and further tries
 *		for each message:
 *			if (!courier_reach(&courier, report))
 *				...	courier.is_away: in the next pass
 *			smtp_offer(courier.server, ...)
 *			courier_rest(&courier, result);
 *	courier_close(&courier);
 */
#ifndef DISPATCH_COURIER_H
#define DISPATCH_COURIER_H

#include "config/settings.h"
#include "mail/smtp.h"
#include "sign/secret.h"

struct courier {
	struct relay_options options;
	struct place place; /* of the server's setting */
	struct secret password;
	struct relay *server; /* NULL: not connected */
	const char *sender;    /* NULL: the message's */
	bool partial;
	long rate, tries, pass;
	double pause;
	size_t carried;	  /* by this connection */
	size_t losses;	  /* of connections, one behind the other */
	bool is_away;	  /* cannot be reached now */
	bool is_wrong;	  /* there is no use in going on; reported */
	struct text why;  /* it is away */
	int stop; /* of base/stop.h; -1: signals are not waited for */
};

/* Checks the settings and reads the password; connects to nobody yet. */
bool courier_open(struct courier *courier, const struct settings *settings,
	bool really, struct report *report) MUST_CHECK;
void courier_close(struct courier *courier);
/* Begins a pass, after a pause but for the first; false: there is none left. */
bool courier_pass(struct courier *courier);
/* A connection that can be used; false: see is_away and is_wrong. */
bool courier_reach(struct courier *courier, struct report *report) MUST_CHECK;
/*
 * A new connection, where the one that ended had carried others before: who
 * serves many ends it now and then.
 */
bool courier_may_begin_anew(struct courier *courier);
/* After each message: counts, and keeps to the rate. */
void courier_rest(struct courier *courier, enum smtp_result result);

/* The settings alone: a part of courier_open(). */
bool options_for_courier(const struct settings *settings,
	struct courier *out, struct report *report) MUST_CHECK;

/* A signal to end came: it is heeded between two messages. */
bool courier_is_stopped(const struct courier *courier);

#endif
