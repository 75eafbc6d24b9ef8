/*
 * Is this letter approved? People sign off exact bytes; a sign-off ends when
 * the letter is made with other bytes, fails, is withdrawn, or is unapproved.
 * It does not come back with the bytes: who approved them then did not know
 * why the letter would change twice.
 *
 *	struct approval approval;
 *	if (!approval_of(record, key, sha256, persons, &arena, &approval,
 *		    report))
 *		goto out;
 *	if (approval.state != APPROVAL_FULL)
 *		... not to be sent
 *
 * The record is believed here: whoever sends asks first, once, whether
 * approvals.csv agrees with it: sign_offs_check().
 *
 * `sha256` is that of the bytes in hand, worked out by the caller from the
 * file and not taken from the record. `persons` is [approval] persons: how
 * many different ones have to sign off.
 */
#ifndef OUTPUT_APPROVAL_H
#define OUTPUT_APPROVAL_H

#include "output/record.h"

#define APPROVAL_PERSONS_MAX 9

enum approval_state {
	APPROVAL_NONE,
	APPROVAL_ENDED, /* there was one, and it is no longer good: see ended */
	APPROVAL_PART,	/* by fewer persons than needed */
	APPROVAL_FULL
};

struct approval {
	enum approval_state state;
	size_t persons; /* who signed off these bytes, up to the maximum */
	const char *by[APPROVAL_PERSONS_MAX];
	const char *at;	   /* of the last sign-off, UTC; "": none */
	const char *ended; /* "unapproved: a wrong date", "made again: ..." */
	bool looked;	   /* somebody looked at these bytes */
};

/* Strings in the arena. False: the record cannot be read. */
bool approval_of(struct record *record, const char *key, const char *sha256,
	size_t persons, struct arena *arena, struct approval *out,
	struct report *report) MUST_CHECK;
/*
 * In words, "approved by Ada, 1 more needed"; "": never heard of. `persons` as
 * above; in the arena.
 */
const char *approval_describe(const struct approval *approval, size_t persons,
	struct arena *arena);
/* Two spellings of one person's name: blanks are no matter, nor is case. */
bool approval_same_person(const char *a, const char *b);

#endif
