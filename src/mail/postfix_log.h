/*
 * What a log of Postfix says became of messages, found by their Message-ID.
 *
 *	struct log_case cases[] = {{.id = "1f0c...@example.org"}};
 *	if (!postfix_log_read("/var/log/mail.log", cases, 1, report))
 *		...
 *	if (cases[0].is_taken)
 *		...	cases[0].words: "4c2f1: to=<...>, status=sent (...)"
 *
 * cleanup(8) tells which queue file has which Message-ID; that the queue
 * manager, or who delivers, speaks of the file proves that it was taken. That
 * it was not is proved by the server telling that the message ended before its
 * end, or was rejected. Nothing follows from what a log does not say: it may be
 * that of another day or another machine.
 *
 * Others may write what they like into such a log. It is read line by line, in
 * memory that grows with the cases and not with the log.
 */
#ifndef MAIL_POSTFIX_LOG_H
#define MAIL_POSTFIX_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"

#define LOG_WORDS 400 /* bytes, with the NUL */

struct log_case {
	const char *id; /* of the Message-ID; set by the caller */
	bool is_taken;
	bool is_returned;    /* to some recipient it could not be delivered */
	size_t broken;	     /* attempts that it proves were not taken */
	char words[LOG_WORDS]; /* the line that tells most; "" */
};

/* The cases are put into the order of their ids. */
bool postfix_log_read(const char *path, struct log_case *cases, size_t count,
	struct report *report) MUST_CHECK;

#endif
