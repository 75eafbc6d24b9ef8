/* A worker's side; see worker.h. */
#include "batch/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crew.h"
#include "base/file.h"

/* A letter, from its order to its frame. */
struct piece {
	struct frame frame;
	struct text strings; /* of the frame, which stands before them */
	struct text key; /* the report's recipient */
	struct report report;
	struct draft draft;
	bool is_back;	/* from its signer */
	bool is_signed; /* or needs no signature */
};

struct worker_state {
	const struct seat *seat;
	struct arena arena; /* of the letter that is made */
	struct scribe *scribe; /* for the record */
	struct signer **twins; /* a signer for each hand of the crew */
	struct crew *crew; /* NULL: signatures are not waited for */
	struct piece **queue; /* at the signers or back, a ring in order */
	size_t first, queued;
	struct piece *spare; /* used again */
	struct order orders[ORDERS_READ]; /* that have come */
	size_t order_at, order_count;
	struct text frames; /* to be sent */
};

size_t worker_room(size_t hands)
{
	return 2 * hands;
}

/* ---- one letter ---- */

static struct piece *take_piece(struct worker_state *worker)
{
	struct piece *piece = worker->spare;

	worker->spare = NULL;
	return piece != NULL ? piece : memory_new(sizeof(*piece));
}

static void piece_free(struct piece *piece)
{
	if (piece == NULL)
		return;
	text_clear(&piece->strings);
	text_clear(&piece->key);
	report_clear(&piece->report);
	draft_clear(&piece->draft);
	free(piece);
}

static void add_string(struct text *out, const char *string)
{
	text_append(out, string, strlen(string) + 1);
}

static void tell_plan(struct scribe *scribe, const struct plan *plan,
	struct piece *piece)
{
	struct entry entry = {.name = plan->values.name,
		.inputs = plan->inputs, .printed = plan->printed};
	struct result_plan *told = &piece->frame.result.plan;

	memcpy(told->fingerprint, plan->fingerprint,
		sizeof(plan->fingerprint));
	if (scribe_pack(scribe, &entry, &piece->strings, &told->packed))
		return;
	add_string(&piece->strings, plan->inputs);
	add_string(&piece->strings, plan->printed);
}

static bool draft(struct worker_state *worker, const struct order *order,
	struct piece *piece)
{
	struct job *job = worker->seat->job;
	struct report *report = &piece->report;
	struct recipient recipient;
	struct plan plan;

	if (!job_recipient(job, order->row, &worker->arena, &recipient))
		return false;
	text_reset(&piece->key);
	text_add(&piece->key, recipient.key);
	report->recipient = text_string(&piece->key);
	if (!letter_plan(job, order->row, &worker->arena, &plan, report))
		return false;
	if (order->tell_plan != 0)
		tell_plan(worker->scribe, &plan, piece);
	return letter_draft(job, &plan, worker->seat->folder, &worker->arena,
		&piece->draft, report);
}

/* In a thread, where there is a crew. */
static void sign_piece(void *signer, void *item)
{
	struct piece *piece = item;

	piece->is_signed = letter_sign(signer, &piece->draft, &piece->report);
}

/* False: nobody listens any more. */
static bool send_frames(struct worker_state *worker)
{
	struct text *frames = &worker->frames;
	bool sent = frames->length == 0 || file_write_all(worker->seat->up,
		frames->data, frames->length);

	text_reset(frames);
	return sent;
}

/* Takes the piece over; what has to be waited for may be waited for there. */
static bool send_piece(struct worker_state *worker, struct piece *piece)
{
	struct frame *frame = &piece->frame;
	struct text *bytes = &piece->strings;

	frame->has_problems = piece->report.count > 0;
	report_pack(&piece->report, bytes);
	frame->length = bytes->length - sizeof(*frame);
	memcpy(bytes->data, frame, sizeof(*frame));
	text_append(&worker->frames, bytes->data, bytes->length);
	report_clear(&piece->report);
	draft_clear(&piece->draft);
	text_reset(&piece->strings);
	if (worker->spare == NULL)
		worker->spare = piece;
	else
		piece_free(piece);
	return worker->crew == NULL || send_frames(worker);
}

/* Puts the letter in its place. */
static bool finish(struct worker_state *worker, struct piece *piece)
{
	struct result *result = &piece->frame.result;

	if (piece->is_signed)
		result->done = letter_put(worker->seat->folder, &piece->draft,
			&result->letter, &piece->report);
	return send_piece(worker, piece);
}

/* ---- those that wait for a signature ---- */

static size_t room(const struct worker_state *worker)
{
	return worker_room(worker->seat->hands);
}

/* Finishes those whose turn it is. */
static bool send_signed(struct worker_state *worker)
{
	bool heard = true;

	while (heard && worker->queued > 0 &&
		worker->queue[worker->first]->is_back) {
		struct piece *piece = worker->queue[worker->first];

		worker->first = (worker->first + 1) % room(worker);
		worker->queued--;
		heard = finish(worker, piece);
	}
	return heard;
}

/* Waits for one of them, whichever it is. */
static bool take_signed(struct worker_state *worker)
{
	struct piece *piece = crew_take(worker->crew, true);

	piece->is_back = true;
	return send_signed(worker);
}

static bool make(struct worker_state *worker, const struct order *order)
{
	struct signer *signer = worker->seat->job->signer;
	struct piece *piece = take_piece(worker);
	bool drafted, heard;

	atomic_store(&worker->seat->note->row, order->row);
	memset(&piece->frame, 0, sizeof(piece->frame)); /* the gaps as well */
	piece->frame.result.row = order->row;
	text_append(&piece->strings, &piece->frame, sizeof(piece->frame));
	drafted = draft(worker, order, piece);
	arena_reset(&worker->arena);
	piece->is_signed = drafted && signer == NULL;
	if (worker->crew == NULL) {
		if (drafted && signer != NULL)
			sign_piece(signer, piece);
		heard = finish(worker, piece);
		atomic_store(&worker->seat->note->row, 0);
		return heard;
	}
	atomic_store(&worker->seat->note->row, 0); /* one of many that wait */
	while (worker->queued == room(worker))
		if (!take_signed(worker)) {
			piece_free(piece);
			return false;
		}
	piece->is_back = !drafted;
	worker->queue[(worker->first + worker->queued++) % room(worker)] =
		piece;
	if (drafted)
		crew_give(worker->crew, piece);
	return send_signed(worker);
}

/* ---- all that come ---- */

static bool start_crew(struct worker_state *worker, struct report *report)
{
	size_t hands = worker->seat->hands;
	struct crew_options options = {.count = hands,
		.room = worker_room(hands), .work = sign_piece};

	if (hands == 0)
		return true;
	worker->twins = memory_new(hands * sizeof(*worker->twins));
	options.tools = (void **)worker->twins;
	worker->queue = memory_new(options.room * sizeof(*worker->queue));
	for (size_t i = 0; i < hands; i++)
		if (!signer_twin(worker->seat->job->signer, &worker->twins[i],
			    report))
			return false;
	return crew_start(&options, &worker->crew);
}

/* Takes what is signed until an order comes; false: nobody listens. */
static bool wait_signed(struct worker_state *worker)
{
	struct pollfd files[2] = {
		{.fd = worker->seat->down, .events = POLLIN},
		{.events = POLLIN},
	};
	bool has_order = worker->order_at < worker->order_count;

	while (worker->queued > 0) {
		alarm(LETTER_SECONDS);
		files[1].fd = crew_poll_file(worker->crew);
		if (poll(files, 2, has_order ? 0 : -1) < 0 && errno != EINTR)
			return false;
		if (files[1].revents == 0 &&
			(has_order || files[0].revents != 0))
			break;
		if (files[1].revents != 0 && !take_signed(worker))
			return false;
	}
	return true;
}

/* All that are there; waits for the first. False: none comes any more. */
static bool read_orders(struct worker_state *worker)
{
	char *bytes = (char *)worker->orders;
	size_t length = 0;

	do {
		ssize_t got = read(worker->seat->down, bytes + length,
			sizeof(worker->orders) - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		length += (size_t)got;
	} while (length == 0 || length % sizeof(struct order) != 0);
	worker->order_at = 0;
	worker->order_count = length / sizeof(struct order);
	return true;
}

static bool wait_for_order(struct worker_state *worker, struct order *order)
{
	if (!wait_signed(worker))
		return false;
	if (worker->order_at == worker->order_count) {
		if (worker->queued == 0)
			alarm(0);
		if (!send_frames(worker) || !read_orders(worker))
			return false;
	}
	*order = worker->orders[worker->order_at++];
	return !atomic_load(&worker->seat->note->is_stopped);
}

static void clear(struct worker_state *worker)
{
	crew_end(worker->crew);
	for (size_t i = 0; worker->crew != NULL && i < worker->seat->hands; i++)
		signer_close(worker->twins[i]);
	free(worker->twins);
	free(worker->queue);
	text_clear(&worker->frames);
	piece_free(worker->spare);
	scribe_free(worker->scribe);
	arena_clear(&worker->arena);
}

void worker_run(const struct seat *seat)
{
	struct worker_state worker = {.seat = seat,
		.scribe = scribe_new(seat->glossary)};
	struct report report = {0};
	struct order order;
	bool heard = true;

	/*
	 * The parent's to answer: it lets a letter be finished. A terminal
	 * sends the one to all processes of a run, a service manager the other.
	 */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGALRM, SIG_DFL);
	if (!job_reopen(seat->job, &report) || !start_crew(&worker, &report))
		_exit(1);
	while (heard && wait_for_order(&worker, &order)) {
		alarm(LETTER_SECONDS);
		heard = make(&worker, &order);
	}
	while (heard && worker.queued > 0) {
		alarm(LETTER_SECONDS);
		heard = take_signed(&worker);
	}
	alarm(0);
	(void)!send_frames(&worker);
	clear(&worker);
}
