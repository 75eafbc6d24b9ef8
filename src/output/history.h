/*
 * Whatever happened to a letter, in the job's record (record.h): events are
 * added, never changed or removed, which the database itself refuses.
 *
 *	struct event event = {.key = "STT", .kind = EVENT_MADE,
 *		.sha256 = hex, .words = "new"};
 *	record_begin(record, report) && record_put(record, &entry, report) &&
 *		history_add(record, &event, report) &&
 *		record_commit(record, report)
 *
 * An event stands in the same commit as what it tells of. Only who holds the
 * folder's lock adds any (folder_open).
 */
#ifndef OUTPUT_HISTORY_H
#define OUTPUT_HISTORY_H

#include "output/record.h"

/* Stored by a number of their own, so their order here is free. */
enum event_kind {
	EVENT_MADE,	  /* words: why */
	EVENT_SIGNED,	  /* afterwards; words: whose certificate it is */
	EVENT_FAILED,	  /* words: the reason; without a sha256 */
	EVENT_SUPERSEDED, /* no longer the letter; words: its file then */
	EVENT_MOVED,	  /* to another folder; words: from where -> where */
	EVENT_WITHDRAWN,  /* no longer a recipient; words: the file then, "" */
	EVENT_LOOKED,	  /* somebody looked at it; words: how it was chosen */
	EVENT_APPROVED,	  /* signed off; words: the account where not `who` */
	EVENT_UNAPPROVED, /* all sign-offs end; words: the reason */
	EVENT_MAILED,	  /* a message was spooled; words: delivery.h */
	EVENT_UNSPOOLED,  /* and taken out of the spool again */
	EVENT_RELEASED,	  /* may be sent once more; words: the reason */
	EVENT_SENDING,	  /* about to be handed to a server; words: its id */
	EVENT_SENT,	  /* taken; words: the server's */
	EVENT_PARTLY,	  /* taken, not for all recipients; likewise */
	EVENT_DEFERRED,	  /* not taken for now (4xx), not sent; likewise */
	EVENT_REFUSED,	  /* not taken for good (5xx), not sent; likewise */
	EVENT_DOUBTED,	  /* sent or not: it cannot be known from here */
	EVENT_SETTLED,	  /* in doubt, and found to be sent; words: the proof */
	EVENT_BOUNCED,	  /* came back; words: the report's */
	EVENT_KINDS
};

const char *event_kind_name(enum event_kind kind); /* "made", "failed", ... */
enum event_kind event_kind_of(const char *name); /* EVENT_KINDS: of none */

struct event {
	int64_t number; /* from 1, growing; given by history_add() */
	const char *key;
	enum event_kind kind;
	const char *sha256; /* of the letter's bytes, hexadecimal; "": none */
	const char *who;    /* a person; "": the program */
	const char *at;	    /* UTC, "2020-07-22T09:30:00Z"; by history_add() */
	const char *words;  /* for people; "": none */
};

/* Within record_begin() and record_commit(). Texts may be NULL: "". */
bool history_add(struct record *record, const struct event *event,
	struct report *report) MUST_CHECK;

/* Lent for the call; returns false to stop, which is then returned. */
typedef bool event_handler(void *context, const struct event *event);

/* All of one letter's, in order. */
bool history_of(struct record *record, const char *key, event_handler *handler,
	void *context, struct report *report) MUST_CHECK;
/* What people vouched for, in order: looked, approved, unapproved. */
bool history_sign_offs(struct record *record, event_handler *handler,
	void *context, struct report *report) MUST_CHECK;
/* Every withdrawal, in order; a letter may be withdrawn more than once. */
bool history_withdrawn(struct record *record, event_handler *handler,
	void *context, struct report *report) MUST_CHECK;
/* Every message that was spooled, in order: which letter its id stands for. */
bool history_mailed(struct record *record, event_handler *handler,
	void *context, struct report *report) MUST_CHECK;

#endif
