/*
 * A few threads that do one thing to whatever they are given, such as waiting
 * for a slow device, while their owner goes on:
 *
 *	struct crew *crew = crew_start(&options);
 *	while (more) {
 *		if (crew_is_full(crew))
 *			... crew_take(crew, true) ... is done
 *		crew_give(crew, item);
 *	}
 *	while ((item = crew_take(crew, true)) != NULL)
 *		... is done
 *	crew_end(crew);
 *
 * What is given and not yet taken back is bounded: a full crew is what holds
 * its owner up. An item is the thread's from crew_give() to crew_take(), and
 * the owner's else. Signals go to the owner.
 */
#ifndef BASE_CREW_H
#define BASE_CREW_H

#include <stdbool.h>
#include <stddef.h>

/* In a thread. `tools` are its own. */
typedef void crew_work(void *tools, void *item);

struct crew_options {
	size_t count; /* of threads, 1 or more */
	size_t room;  /* for items, 1 or more */
	crew_work *work;
	void **tools; /* `count` of them; lent until crew_end() */
};

struct crew;

/* False: the system gives no more threads; errno tells why. */
bool crew_start(const struct crew_options *options, struct crew **out);
bool crew_is_full(const struct crew *crew);
/* Must not be full. */
void crew_give(struct crew *crew, void *item);
/*
 * One that is done, the first to be done first; NULL: there is none, or, if it
 * is to wait for one, none is left.
 */
void *crew_take(struct crew *crew, bool wait);
/* To be polled for reading: whether one is done. */
int crew_poll_file(const struct crew *crew);
/* Of what was not taken back, what has begun is done. NULL too. */
void crew_end(struct crew *crew);

#endif
