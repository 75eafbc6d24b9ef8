/*
 * Header fields of a message, folded and encoded.
 *
 *	header_text("Subject", "Geb\xC3\xBChren 2020", &out);
 *	header_mailboxes("To", &message->to, &out);	nothing where none is
 *	"Subject: =?UTF-8?B?R2Viw7xocmVuIDIwMjA=?=\n"
 *
 * What is not plain ASCII, too long for a line, or looks encoded already stands
 * in encoded words (RFC 2047) of at most 75 characters, each of whole
 * characters. Lines end in a line feed. Texts must have passed
 * message_forbidden(); nothing here fails.
 *
 * GMime could do this, but not as a receiver has to find it: its words come out
 * longer than 75 characters, what looks encoded passes as it is, and a long
 * word is folded within.
 */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "base/text.h"
#include "mail/message.h"

void header_text(const char *name, const char *text, struct text *out);
void header_mailboxes(const char *name, const struct mailboxes *mailboxes,
	struct text *out);

#endif
