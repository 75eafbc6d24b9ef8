/*
 * GMime's reading of a mail and of its parts, for the files of this folder.
 *
 *	GMimeMessage *mail = mime_parse(&bytes);	NULL: it cannot be read
 *	struct text pdf = {0};
 *	mime_add_part(part, &pdf);
 *	g_clear_object(&mail);
 *
 * The caller frees the message. g_mime_init() comes first.
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include <gmime/gmime.h>

#include "base/text.h"

GMimeMessage *mime_parse(const struct text *bytes);
/* Appends what a part holds, decoded; nothing where it holds nothing. */
void mime_add_part(GMimeObject *part, struct text *out);

#endif
