/*
 * One message: a text, the same as HTML, and a letter as its attachment, as
 * the bytes that go over the wire (RFC 5322, lines end in CR LF).
 *
 *	struct message message = {.id = "1f0c...@example.org", ...};
 *	message_write(&message, &out);
 *
 * or, signed (RFC 8551, multipart/signed):
 *
 *	message_content(&message, &content);	what is signed
 *	... a detached CMS of those bytes ...
 *	message_write_signed(&message, &cms, digest, &out);
 *
 * The same message gives the same bytes: neither clock, host nor random numbers
 * are asked. All is ASCII in lines of at most MESSAGE_LINE bytes, but addresses
 * with a local part of other letters (SMTPUTF8). Strings are UTF-8; those of
 * headers must have passed message_forbidden(). Nothing here fails.
 */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/text.h"

#define MESSAGE_LINE 998 /* bytes without the line end; RFC 5322, 2.1.1 */

struct mailbox {
	const char *name; /* of the person; NULL: none */
	const char *address; /* as address_fault() gives it for the wire */
};

struct mailboxes {
	const struct mailbox *items;
	size_t count;
};

struct message {
	struct mailboxes from, reply_to, to, cc; /* all but from, to may be
						    empty */
	const char *subject;
	const char *id; /* LOCAL@DOMAIN of the Message-ID, ASCII */
	struct date date; /* noon UTC of it */
	const char *seed; /* hexadecimal: the boundaries are made of it */
	const char *lang; /* BCP 47 */
	const char *text, *html;
	const char *file; /* what the attachment is called */
	const char *pdf;
	size_t pdf_length;
};

/*
 * The first sign that no header may have (a control character, an end of a
 * line, one that turns text from right to left), as a code point; 0: there is
 * none.
 */
unsigned message_forbidden(const char *string);

void message_write(const struct message *message, struct text *out);
/* What a signature is made of. */
void message_content(const struct message *message, struct text *out);
/* `digest`: "sha-256" or as cms_digest() says. */
void message_write_signed(const struct message *message,
	const struct text *cms, const char *digest, struct text *out);
/*
 * The CMS that message_write_signed() put into these bytes; false when there is
 * none.
 */
bool message_signature(const struct text *bytes, struct text *cms) MUST_CHECK;
/* The length of the longest line, without its end. */
size_t message_longest_line(const struct text *bytes);

#endif
