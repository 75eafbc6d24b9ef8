/*
 * The mails of a maildir: the files in its folders new and cur.
 *
 *	bool take(void *context, const char *name, const char *path);
 *	if (!maildir_each("Maildir", take, &all, report))
 *		... it is no maildir, or was given up
 *
 * Nothing is moved, changed or locked: a mail program may be at work in it. A
 * mail that it moves meanwhile may be missed, and is there the next time.
 */
#ifndef MAIL_MAILDIR_H
#define MAIL_MAILDIR_H

#include <stdbool.h>

#include "base/report.h"

/* "new/1595410200.M1P2.host"; lent. Returns false to stop. */
typedef bool maildir_handler(void *context, const char *name,
	const char *path);

/*
 * In the order of their names, those in new first. Hidden files and what is no
 * plain file are passed over.
 */
bool maildir_each(const char *path, maildir_handler *handler, void *context,
	struct report *report) MUST_CHECK;

#endif
