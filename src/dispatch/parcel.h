/*
 * A message that is about to be sent, and whether it may be: now, not when it
 * was spooled.
 *
 *	if (!parcel_open(&desk, entry, &delivery, &parcel, report))
 *		... the record cannot be read
 *	if (parcel.held != NULL)
 *		...	"is not approved: ..."
 *	parcel_clear(&parcel);
 *
 * The file has to be the one that was written, and the letter in it, byte for
 * byte, the one that the record has and that is approved.
 */
#ifndef DISPATCH_PARCEL_H
#define DISPATCH_PARCEL_H

#include "mail/spooled.h"
#include "output/delivery.h"
#include "output/folder.h"

/* Where messages come from, and what holds for all. */
struct parcel_desk {
	const struct folder *folder;
	struct record *record;
	size_t persons;	   /* who have to approve a letter */
	bool is_for_trial; /* the approval is no matter */
	struct arena *arena;
};

struct parcel {
	const char *key, *file; /* the message's, below the folder */
	const char *sha256;	/* of the letter in it */
	const char *held; /* why it may not be sent; NULL: it may */
	struct text bytes;
	struct spooled spooled;
};

/* Strings in the desk's arena. */
bool parcel_open(const struct parcel_desk *desk, const struct entry *entry,
	const struct delivery *delivery, struct parcel *out,
	struct report *report) MUST_CHECK;
void parcel_clear(struct parcel *parcel);

#endif
