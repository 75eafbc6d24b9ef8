/*
 * The word of a person that a message may be sent once more: one in doubt that
 * the server's log knows nothing of, one that was refused, or one that came
 * back.
 *
 *	if (!release_mail(record, keys, key_count, by, because, &count, report))
 *
 * All of them or none, in one commit, with who said so and why.
 */
#ifndef DISPATCH_RELEASE_H
#define DISPATCH_RELEASE_H

#include "output/record.h"

bool release_mail(struct record *record, const char *const *keys,
	size_t key_count, const char *by, const char *because, size_t *count,
	struct report *report) MUST_CHECK;
/* Only whether all of them could be. */
bool release_check(struct record *record, const char *const *keys,
	size_t key_count, struct report *report) MUST_CHECK;

#endif
