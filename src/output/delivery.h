/*
 * How far is a letter's message? The last that its history says of it.
 *
 *	struct delivery delivery;
 *	if (!delivery_of(record, key, &arena, &delivery, report))
 *		goto out;
 *	if (delivery_is_waiting(&delivery))
 *		... it may be sent
 *
 * A message is known to be sent, known not to be, or in doubt: a program that
 * was killed before it heard the answer leaves EVENT_SENDING behind.
 */
#ifndef OUTPUT_DELIVERY_H
#define OUTPUT_DELIVERY_H

#include "output/history.h"

struct delivery {
	enum event_kind last; /* from EVENT_MAILED on; EVENT_KINDS: nothing */
	int64_t number;	      /* its; 0: none */
	const char *sha256;   /* of the letter that it tells of */
	const char *words;    /* its */
	/* Of the message that was spooled last; "": there was none. */
	const char *id, *digest;
	size_t attempts;   /* how often a server was given that one */
	int64_t withdrawn; /* the number of the last withdrawal; 0: none */
};

/* Strings in the arena. False: the record cannot be read. */
bool delivery_of(struct record *record, const char *key, struct arena *arena,
	struct delivery *out, struct report *report) MUST_CHECK;

/* Spooled, and no server took or refused it for good. */
bool delivery_is_waiting(const struct delivery *delivery);
/* At least one server took it, so far as is known. */
bool delivery_is_sent(const struct delivery *delivery);
bool delivery_is_in_doubt(const struct delivery *delivery);

/*
 * When the last issue of other bytes was sent that has not come back, UTC as
 * "2020-07-22T09:30:00Z"; "": there is none. It was sent as it was handed over,
 * not as the server's answer was found.
 */
bool delivery_before(struct record *record, const char *key,
	const char *sha256, struct arena *arena, const char **at,
	struct report *report) MUST_CHECK;

/* The words of EVENT_MAILED: its Message-ID and the SHA-256 of its bytes. */
const char *delivery_words(struct arena *arena, const char *id,
	const char *digest);
/* The Message-ID of such words. */
const char *delivery_id(struct arena *arena, const char *words);

#endif
