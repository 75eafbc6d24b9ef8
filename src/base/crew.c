/*
 * Threads with work; see crew.h. Items wait in one ring and are done into
 * another; how many are done is what the eventfd counts.
 */
#include "base/crew.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/memory.h"

struct ring {
	void **items;
	size_t first, count;
};

/* What a thread is started with. */
struct hand {
	struct crew *crew;
	void *tools;
	pthread_t thread;
};

struct crew {
	struct crew_options options;
	struct hand *hands;
	size_t started;
	size_t inside; /* given, and not taken back; the owner's alone */
	int done_count;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t called;
	struct ring waiting, done;
	bool is_ending;
};

static void put(struct crew *crew, struct ring *ring, void *item)
{
	size_t at = (ring->first + ring->count++) % crew->options.room;

	ring->items[at] = item;
}

static void *get(struct crew *crew, struct ring *ring)
{
	void *item = ring->items[ring->first];

	ring->first = (ring->first + 1) % crew->options.room;
	ring->count--;
	return item;
}

static void *serve(void *context)
{
	struct hand *hand = context;
	struct crew *crew = hand->crew;
	void *item;

	pthread_mutex_lock(&crew->lock);
	for (;;) {
		while (crew->waiting.count == 0 && !crew->is_ending)
			pthread_cond_wait(&crew->called, &crew->lock);
		if (crew->is_ending)
			break;
		item = get(crew, &crew->waiting);
		pthread_mutex_unlock(&crew->lock);
		crew->options.work(hand->tools, item);
		pthread_mutex_lock(&crew->lock);
		put(crew, &crew->done, item);
		eventfd_write(crew->done_count, 1);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

static bool start_hands(struct crew *crew)
{
	sigset_t all, before;
	int error = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (error == 0 && crew->started < crew->options.count) {
		struct hand *hand = &crew->hands[crew->started];

		hand->crew = crew;
		hand->tools = crew->options.tools[crew->started];
		error = pthread_create(&hand->thread, NULL, serve, hand);
		crew->started += error == 0;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return error == 0;
}

bool crew_start(const struct crew_options *options, struct crew **out)
{
	struct crew *crew = memory_new(sizeof(*crew));
	int error;

	assert(options->count > 0 && options->room > 0);
	crew->options = *options;
	crew->hands = memory_new(options->count * sizeof(*crew->hands));
	crew->waiting.items = memory_new(options->room * sizeof(void *));
	crew->done.items = memory_new(options->room * sizeof(void *));
	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->called, NULL);
	crew->done_count = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE);
	if (crew->done_count >= 0 && start_hands(crew)) {
		*out = crew;
		return true;
	}
	error = errno;
	crew_end(crew);
	errno = error;
	return false;
}

bool crew_is_full(const struct crew *crew)
{
	return crew->inside == crew->options.room;
}

void crew_give(struct crew *crew, void *item)
{
	assert(!crew_is_full(crew));
	crew->inside++;
	pthread_mutex_lock(&crew->lock);
	put(crew, &crew->waiting, item);
	pthread_cond_signal(&crew->called);
	pthread_mutex_unlock(&crew->lock);
}

static bool wait_for_one(const struct crew *crew, bool wait)
{
	struct pollfd file = {.fd = crew->done_count, .events = POLLIN};
	int got;

	do {
		got = poll(&file, 1, wait ? -1 : 0);
	} while (got < 0 && errno == EINTR);
	return got == 1;
}

void *crew_take(struct crew *crew, bool wait)
{
	eventfd_t one;
	void *item;

	if (crew->inside == 0 || !wait_for_one(crew, wait) ||
		eventfd_read(crew->done_count, &one) != 0)
		return NULL;
	pthread_mutex_lock(&crew->lock);
	item = get(crew, &crew->done);
	pthread_mutex_unlock(&crew->lock);
	crew->inside--;
	return item;
}

int crew_poll_file(const struct crew *crew)
{
	return crew->done_count;
}

void crew_end(struct crew *crew)
{
	if (crew == NULL)
		return;
	pthread_mutex_lock(&crew->lock);
	crew->is_ending = true;
	pthread_cond_broadcast(&crew->called);
	pthread_mutex_unlock(&crew->lock);
	for (size_t i = 0; i < crew->started; i++)
		pthread_join(crew->hands[i].thread, NULL);
	if (crew->done_count >= 0)
		close(crew->done_count);
	pthread_cond_destroy(&crew->called);
	pthread_mutex_destroy(&crew->lock);
	free(crew->waiting.items);
	free(crew->done.items);
	free(crew->hands);
	free(crew);
}
