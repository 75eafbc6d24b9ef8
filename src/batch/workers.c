/*
 * The parent's side. Each worker is tied to it by two pipes: rows go down and
 * frames come up, in the same order, several at once (worker.h). A worker is
 * given rows ahead, so that it goes on while the parent makes a group of
 * letters safe on disk. One that dies takes the frames along that it has not
 * sent; the note that it shares with the parent tells which row it died of, and
 * the next one does the others again.
 */
#include "batch/workers.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "batch/child.h"
#include "batch/worker.h"

#define FRAME_LIMIT    ((size_t)1 << 24)
#define PIPE_BYTES     (1 << 20) /* of frames that wait to be taken */
#define PART	       ((size_t)1 << 16) /* of them, read at once */
#define AHEAD	       1024 /* rows given ahead, in all: as a group is synced */
#define LEAST_AHEAD    32 /* and to each */

struct worker {
	pid_t pid;	/* 0: not started, or dead */
	int down, up;	/* pipes: orders to it, frames from it */
	struct note *note; /* shared with it */
	struct order *orders; /* given to it, the one at work first, */
	struct order *room;   /* in twice the room for the most of them */
	size_t order_count, sent; /* the others wait to go together */
	struct text frames; /* that came up, */
	size_t taken;	/* and bytes of them that are done with */
	bool is_doubtful; /* it died of no letter, and none has come since */
};

struct workers {
	struct job *job;
	struct folder *folder;
	const struct glossary *glossary;
	struct worker *all;
	struct note *notes;
	size_t count;
	bool is_stopping, is_ending;
	size_t depth; /* most orders of one */
	size_t hands; /* signatures that one waits for at once */
};

/* A worker that has no orders to come ends. */
static void close_down(struct worker *worker)
{
	if (worker->down >= 0)
		close(worker->down);
	worker->down = -1;
}

static void start(struct workers *workers, struct worker *worker)
{
	int down[2], up[2];

	child_pipe(down);
	child_pipe(up);
	atomic_store(&worker->note->row, 0);
	worker->pid = child_fork("worker");
	if (worker->pid == 0) {
		/* Or the others would never see their pipe's end. */
		for (size_t i = 0; i < workers->count; i++)
			if (workers->all[i].pid != 0) {
				close_down(&workers->all[i]);
				close(workers->all[i].up);
			}
		close(down[1]);
		close(up[0]);
		worker_run(&(struct seat){.job = workers->job,
			.folder = workers->folder,
			.glossary = workers->glossary, .note = worker->note,
			.down = down[0], .up = up[1],
			.hands = workers->hands});
		_exit(0);
	}
	close(down[0]);
	close(up[1]);
	worker->down = down[1];
	worker->up = up[0];
	(void)fcntl(up[0], F_SETPIPE_SZ, PIPE_BYTES); /* or as large as it is */
}

static int stop(struct worker *worker)
{
	int status;

	close_down(worker);
	close(worker->up);
	status = child_end(worker->pid);
	worker->pid = 0;
	worker->sent = worker->taken = 0;
	text_reset(&worker->frames);
	return status;
}

/* Signatures that come from elsewhere are waited for while letters are made. */
static size_t hands_of(const struct job *job, size_t workers)
{
	if (job->signer == NULL || !signer_waits(job->signer))
		return 0;
	return job->sessions > workers
		? (job->sessions + workers - 1) / workers : 1;
}

struct workers *workers_start(struct job *job, struct folder *folder,
	const struct glossary *glossary, size_t count)
{
	struct workers *workers = memory_new(sizeof(*workers));

	/* A worker's death shows when its pipe is read, not by a signal. */
	signal(SIGPIPE, SIG_IGN);
	workers->job = job;
	workers->folder = folder;
	workers->glossary = glossary;
	workers->count = count;
	workers->hands = hands_of(job, count);
	workers->depth = workers->hands > 0
		? 1 + worker_room(workers->hands)
		: 1 + LEAST_AHEAD + AHEAD / count;
	workers->all = memory_new(count * sizeof(*workers->all));
	workers->notes = memory_share(count * sizeof(*workers->notes));
	for (size_t i = 0; i < count; i++) {
		workers->all[i].note = &workers->notes[i];
		workers->all[i].room = memory_new(2 * workers->depth *
			sizeof(struct order));
		workers->all[i].orders = workers->all[i].room;
	}
	return workers;
}

/* The first of those that have the least to do. */
static struct worker *idlest(const struct workers *workers)
{
	struct worker *best = workers->all;

	for (size_t i = 1; i < workers->count; i++)
		if (workers->all[i].order_count < best->order_count)
			best = &workers->all[i];
	return best;
}

bool workers_can_take(const struct workers *workers)
{
	return idlest(workers)->order_count < workers->depth;
}

/* Should it be dead: workers_take() will find out and say so. */
static void send_orders(struct worker *worker)
{
	size_t count = worker->order_count - worker->sent;

	if (count == 0)
		return;
	if (!file_write_all(worker->down, worker->orders + worker->sent,
		    count * sizeof(*worker->orders)))
		kill(worker->pid, SIGKILL);
	worker->sent = worker->order_count;
}

/* Behind those that are there; where the room ends, all move to its front. */
static void add_order(const struct workers *workers, struct worker *worker,
	struct order order)
{
	const struct order *end = worker->room + 2 * workers->depth;

	if (worker->orders + worker->order_count == end) {
		memmove(worker->room, worker->orders,
			worker->order_count * sizeof(order));
		worker->orders = worker->room;
	}
	worker->orders[worker->order_count++] = order;
}

void workers_give(struct workers *workers, int64_t row, bool tell_plan)
{
	struct worker *worker = idlest(workers);

	assert(!workers->is_ending);
	add_order(workers, worker, (struct order){row, tell_plan});
	if (worker->pid == 0)
		start(workers, worker);
	if (worker->sent == 0 ||
		worker->order_count - worker->sent == ORDERS_READ / 2)
		send_orders(worker);
}

/* What is behind it; NULL when it is not whole. */
static const char *take_plan(const char *at, const char *end,
	struct arena *arena, struct result_plan *out)
{
	size_t room = (size_t)(end - at), packed = out->packed.length;
	const char *middle, *last;

	if (packed > room)
		return NULL;
	if (packed > 0) {
		out->packed.bytes = arena_copy(arena, at, packed);
		return at + packed;
	}
	middle = memchr(at, '\0', room);
	last = middle == NULL ? NULL :
		memchr(middle + 1, '\0', (size_t)(end - middle - 1));
	if (last == NULL)
		return NULL;
	out->inputs = arena_strdup(arena, at);
	out->printed = arena_strdup(arena, middle + 1);
	return last + 1;
}

/* The frame that came first, once all of it is there. */
static bool has_frame(const struct worker *worker, struct frame *out)
{
	size_t there = worker->frames.length - worker->taken;

	if (there < sizeof(*out))
		return false;
	memcpy(out, worker->frames.data + worker->taken, sizeof(*out));
	return there - sizeof(*out) >= out->length;
}

/* False where it is not whole. */
static bool take_frame(struct worker *worker, const struct frame *frame,
	struct arena *arena, struct result *out, struct report *report)
{
	const char *at = worker->frames.data + worker->taken + sizeof(*frame);
	const char *end = at + frame->length;

	*out = frame->result;
	worker->taken += sizeof(*frame) + frame->length;
	if (out->plan.fingerprint[0] != '\0')
		at = take_plan(at, end, arena, &out->plan);
	return at != NULL && report_unpack(at, (size_t)(end - at), report);
}

/* Reads what has come. False when the worker has died. */
static bool receive(struct worker *worker)
{
	struct text *frames = &worker->frames;
	struct frame frame;
	char part[PART];
	ssize_t got;

	do
		got = read(worker->up, part, sizeof(part));
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return false;
	if (worker->taken > 0) {
		frames->length -= worker->taken;
		memmove(frames->data, frames->data + worker->taken,
			frames->length);
		worker->taken = 0;
	}
	text_append(frames, part, (size_t)got);
	return has_frame(worker, &frame) || frames->length < sizeof(frame) ||
		frame.length <= FRAME_LIMIT;
}

/*
 * The first worker whose result has come; NULL: none works, or a signal. Those
 * at work alone are asked for: poll() takes no more files than may be open.
 */
static struct worker *wait_for_one(struct workers *workers, bool *interrupted)
{
	struct pollfd *files = memory_new(workers->count * sizeof(*files));
	struct worker **asked = memory_new(workers->count * sizeof(*asked));
	struct worker *ready = NULL;
	nfds_t count = 0;

	for (size_t i = 0; i < workers->count; i++) {
		if (workers->all[i].order_count == 0)
			continue;
		send_orders(&workers->all[i]);
		files[count] = (struct pollfd){.fd = workers->all[i].up,
			.events = POLLIN};
		asked[count++] = &workers->all[i];
	}
	if (count > 0 && poll(files, count, -1) < 0)
		*interrupted = errno == EINTR;
	else
		for (nfds_t i = count; i-- > 0;)
			if (files[i].revents != 0)
				ready = asked[i];
	free(asked);
	free(files);
	return ready;
}

static void restart(struct workers *workers, struct worker *worker)
{
	start(workers, worker);
	send_orders(worker);
	if (workers->is_ending)
		close_down(worker);
}

/* An order is done, or the worker died of it; another does the rest. */
static void end_order(struct workers *workers, struct worker *worker,
	size_t number)
{
	worker->order_count--;
	memmove(worker->orders + 1, worker->orders,
		number * sizeof(*worker->orders));
	worker->orders++;
	if (worker->pid != 0) {
		worker->sent--;
		return;
	}
	if (workers->is_stopping)
		worker->order_count = 0;
	if (worker->order_count > 0)
		restart(workers, worker);
}

void workers_end(struct workers *workers)
{
	workers->is_ending = true;
	for (size_t i = 0; i < workers->count; i++)
		if (workers->all[i].pid != 0) {
			send_orders(&workers->all[i]);
			close_down(&workers->all[i]);
		}
}

/* Killed between two letters: no letter is to blame, unless none can be made.
 */
static bool is_blameless(const struct workers *workers,
	const struct worker *worker)
{
	return workers->hands == 0 && !worker->is_doubtful &&
		atomic_load(&worker->note->row) == 0;
}

/* Reads what has come; false where it died of a letter. */
static bool hear(struct workers *workers, struct worker *worker)
{
	if (receive(worker)) {
		worker->is_doubtful = false;
		return true;
	}
	if (workers->is_stopping) {
		(void)stop(worker);
		worker->order_count = 0;
		return true;
	}
	if (!is_blameless(workers, worker))
		return false;
	worker->is_doubtful = true;
	(void)stop(worker);
	folder_expect_letters(workers->folder);
	restart(workers, worker);
	return true;
}

/* One with a whole frame, or that has died. NULL as of wait_for_one(). */
static struct worker *find_answer(struct workers *workers, struct frame *frame,
	bool *has_died, bool *interrupted)
{
	struct worker *worker;

	*has_died = *interrupted = false;
	for (;;) {
		for (size_t i = 0; i < workers->count; i++)
			if (has_frame(&workers->all[i], frame))
				return &workers->all[i];
		worker = wait_for_one(workers, interrupted);
		if (worker == NULL)
			return NULL;
		*has_died = !hear(workers, worker);
		if (*has_died)
			return worker;
	}
}

/* The order that it was at; where it was at none, the first that waits. */
static size_t find_cause(const struct worker *worker)
{
	int64_t row = atomic_load(&worker->note->row);

	for (size_t i = 0; i < worker->order_count; i++)
		if (worker->orders[i].row == row)
			return i;
	return 0;
}

bool workers_take(struct workers *workers, struct arena *arena,
	struct result *out, bool *interrupted, struct report *report)
{
	struct recipient recipient;
	struct worker *worker;
	struct frame frame;
	bool has_died;
	size_t number;
	int64_t row;

	worker = find_answer(workers, &frame, &has_died, interrupted);
	if (worker == NULL)
		return false;
	number = has_died ? find_cause(worker) : 0;
	row = worker->orders[number].row;
	if ((has_died || frame.has_problems) &&
		job_recipient(workers->job, row, arena, &recipient))
		report->recipient = recipient.key;
	report->turn = row;
	if (has_died || !take_frame(worker, &frame, arena, out, report)) {
		*out = (struct result){.row = row};
		child_report(stop(worker), "made", LETTER_SECONDS, report);
		folder_expect_letters(workers->folder);
	}
	end_order(workers, worker, number);
	report->recipient = NULL;
	report->turn = 0;
	return true;
}

bool workers_are_at_work(const struct workers *workers)
{
	for (size_t i = 0; i < workers->count; i++)
		if (workers->all[i].order_count > 0)
			return true;
	return false;
}

void workers_stop(struct workers *workers)
{
	workers->is_stopping = true;
	for (size_t i = 0; i < workers->count; i++) {
		struct worker *worker = &workers->all[i];

		atomic_store(&worker->note->is_stopped, true);
		worker->order_count = worker->sent;
	}
}

void workers_free(struct workers *workers)
{
	if (workers == NULL)
		return;
	for (size_t i = 0; i < workers->count; i++) {
		if (workers->all[i].pid != 0)
			stop(&workers->all[i]);
		text_clear(&workers->all[i].frames);
		free(workers->all[i].room);
	}
	munmap(workers->notes, workers->count * sizeof(*workers->notes));
	free(workers->all);
	free(workers);
}
