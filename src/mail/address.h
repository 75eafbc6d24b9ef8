/*
 * Mail addresses of people, as data writes them.
 *
 *	while (address_next(&at, &one)) {
 *		why = address_fault(text_string(&one), smtputf8, &wire);
 *		if (why != NULL)
 *			...	"has no @: ..."
 *	}
 *
 * What a mail server may be given: RFC 5321, 4.1.2 and 4.5.3.1, in the one form
 * that all write, name@domain: no quotes, comments, routes, numbers for a
 * domain. A domain of other scripts is turned into its ASCII form (IDNA 2008,
 * by libidn2); a local part of them is for servers with SMTPUTF8 (RFC 6531).
 */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include <stdbool.h>

#include "base/text.h"

/*
 * The next of a list parted by ';' or ',', blanks around it dropped, empty ones
 * passed over; false at the end.
 */
bool address_next(const char **at, struct text *out) MUST_CHECK;
/*
 * NULL: it is good, and *wire is what servers are given. Else what is wrong,
 * to be put behind "the address ".
 */
const char *address_fault(const char *address, bool smtputf8,
	struct text *wire) MUST_CHECK;

#endif
