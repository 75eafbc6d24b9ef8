/*
 * A delivery report (RFC 3464; RFC 6533 where it has other scripts): what a
 * mail server says has become of a message, and of which one.
 *
 *	struct delivery_report told;
 *	if (delivery_report_read(&bytes, &arena, &told))
 *		... told.about is the Message-ID of what was sent
 *
 * Anybody can send one, so nothing in it is believed and all of it bounded: the
 * mail's parts are looked at DELIVERY_DEPTH deep, OUTCOMES_MOST receivers are
 * taken, texts are cut and fit for one line (text_add_plain()). Strings are in
 * the arena. A mail that is no report, however broken, is false, not an error.
 */
#ifndef MAIL_DELIVERY_REPORT_H
#define MAIL_DELIVERY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

#define DELIVERY_DEPTH 4
#define OUTCOMES_MOST  100

/* RFC 3464, 2.3.3, the gravest last. */
enum delivery_action {
	DELIVERY_UNKNOWN, /* a word that is not there */
	DELIVERY_EXPANDED,
	DELIVERY_RELAYED, /* to a server that reports nothing */
	DELIVERY_DELIVERED,
	DELIVERY_DELAYED, /* still being tried */
	DELIVERY_FAILED,  /* given up */
	DELIVERY_ACTIONS
};

/* "failed", ...; of DELIVERY_UNKNOWN "unknown". */
const char *delivery_action_name(enum delivery_action action);

/* For one receiver. */
struct outcome {
	enum delivery_action action;
	const char *status;	/* "5.1.1"; "": not told */
	const char *diagnostic; /* "smtp; 550 5.1.1 no such user"; "" */
};

struct delivery_report {
	const char *name;  /* its own Message-ID, or a digest of its fields */
	const char *about; /* Message-ID without <>; "": it does not tell */
	const struct outcome *outcomes;
	size_t count; /* 1 or more */
};

bool delivery_report_read(const struct text *bytes, struct arena *arena,
	struct delivery_report *out) MUST_CHECK;
/* The gravest of what it tells, the first of its kind. */
const struct outcome *delivery_report_gravest(
	const struct delivery_report *report);

#endif
