/*
 * A message of the spool, read again: what message.h wrote, and nothing else.
 *
 *	const char *why = spooled_read(&bytes, &arena, &spooled, &pdf);
 *	if (why != NULL)
 *		...	"has no Message-ID"
 *
 * Whom it goes to stands in the message itself (To and Cc), so that it cannot
 * be sent to others than it says.
 */
#ifndef MAIL_SPOOLED_H
#define MAIL_SPOOLED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

struct spooled {
	const char *id;   /* of the Message-ID, without < and > */
	const char *from; /* addresses, as servers are given them */
	const char *const *to;
	size_t to_count;
	bool needs_utf8;  /* of an address */
};

/*
 * Strings in the arena; the attached letter's bytes are appended to `pdf`. NULL
 * when all is good, else what is wrong with it, to be put behind "its message
 * ".
 */
const char *spooled_read(const struct text *bytes, struct arena *arena,
	struct spooled *out, struct text *pdf) MUST_CHECK;
/*
 * The same message for a trial: to this address alone, with another Message-ID
 * and a subject that says what it is. To whom it would go is told in a header
 * that no program answers to.
 */
void spooled_for_trial(const struct text *bytes, const char *to,
	struct text *out);

#endif
