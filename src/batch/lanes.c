/*
 * Rows are dealt out in hands of some, to each lane in turn, so that a lane
 * knows its rows without being told. What it finds comes up a pipe; the caller
 * reads the lanes in the order of the rows. A pipe holds several hands, so a
 * lane need not wait for another one.
 *
 * A lane sends a hand at a time. One that dies takes what it has not sent with
 * it: from there on it is started again, and sends row by row, until the row
 * that it dies of is known.
 */
#include "batch/lanes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "batch/child.h"

#define HAND	    32	/* rows */
#define ROW_SECONDS 120 /* a row that takes longer has gone wrong */
#define FRAME_LIMIT ((size_t)1 << 24)

struct frame {
	size_t found, problems; /* bytes of each that follow */
};

struct lane {
	pid_t pid;
	FILE *up; /* NULL: not started, or dead */
	bool is_careful;
};

/* ---- the lane's side ---- */

static size_t lane_of(const struct lanes *lanes, int64_t row)
{
	return (size_t)((row - 1) / HAND) % lanes->count;
}

/* Of the same lane. */
static int64_t next_row(const struct lanes *lanes, int64_t row)
{
	return row % HAND != 0 ? row + 1
			       : row + 1 + HAND * (int64_t)(lanes->count - 1);
}

static void look_at(const struct lanes *lanes, int64_t row, struct text *out)
{
	struct text found = {0}, problems = {0};
	struct report report = {0};
	struct frame frame;

	alarm(ROW_SECONDS);
	lanes->look(lanes->context, row, &found, &report);
	alarm(0);
	report_pack(&report, &problems);
	frame = (struct frame){found.length, problems.length};
	text_append(out, &frame, sizeof(frame));
	text_append(out, text_string(&found), found.length);
	text_append(out, text_string(&problems), problems.length);
	report_clear(&report);
	text_clear(&found);
	text_clear(&problems);
}

static void look_at_all(const struct lanes *lanes, int64_t first,
	bool is_careful, int up)
{
	struct text out = {0};

	for (int64_t row = first; row <= lanes->rows;
		row = next_row(lanes, row)) {
		look_at(lanes, row, &out);
		if (!is_careful && row % HAND != 0 && row < lanes->rows)
			continue;
		if (!file_write_all(up, out.data, out.length))
			break;
		text_reset(&out);
	}
	text_clear(&out);
}

/* ---- the caller's side ---- */

static void start(const struct lanes *lanes, struct lane *all, size_t number,
	int64_t first)
{
	struct lane *lane = &all[number];
	int ends[2];

	child_pipe(ends);
	lane->pid = child_fork("process");
	if (lane->pid == 0) {
		signal(SIGALRM, SIG_DFL);
		close(ends[0]);
		for (size_t i = 0; i < lanes->count; i++)
			if (all[i].up != NULL)
				close(fileno(all[i].up));
		if (lanes->begin != NULL && !lanes->begin(lanes->context))
			_exit(1);
		look_at_all(lanes, first, lane->is_careful, ends[1]);
		_exit(0);
	}
	close(ends[1]);
	lane->up = fdopen(ends[0], "rb");
	if (lane->up == NULL) {
		perror("lettermill: cannot read a pipe");
		exit(2);
	}
}

static int stop(struct lane *lane)
{
	fclose(lane->up);
	lane->up = NULL;
	return child_end(lane->pid);
}

static bool read_bytes(FILE *up, size_t length, struct text *out)
{
	char part[4096];

	while (length > 0) {
		size_t size = length < sizeof(part) ? length : sizeof(part);

		if (fread(part, 1, size, up) != size)
			return false;
		text_append(out, part, size);
		length -= size;
	}
	return true;
}

/* False when the lane has died. */
static bool hear_of(const struct lanes *lanes, struct lane *lane, int64_t row,
	struct report *report)
{
	struct text found = {0}, problems = {0};
	struct frame frame;
	bool done = fread(&frame, sizeof(frame), 1, lane->up) == 1 &&
		frame.found <= FRAME_LIMIT && frame.problems <= FRAME_LIMIT &&
		read_bytes(lane->up, frame.found, &found) &&
		read_bytes(lane->up, frame.problems, &problems) &&
		report_unpack(text_string(&problems), problems.length, report);

	if (done)
		lanes->hear(lanes->context, row, text_string(&found));
	text_clear(&found);
	text_clear(&problems);
	return done;
}

/* Tries once more, with care; of what dies again, the row is known. */
static void hear_row(const struct lanes *lanes, struct lane *all, int64_t row,
	struct report *report)
{
	size_t number = lane_of(lanes, row);
	struct lane *lane = &all[number];
	int status;

	if (lane->up == NULL)
		start(lanes, all, number, row);
	if (hear_of(lanes, lane, row, report))
		return;
	status = stop(lane);
	if (!lane->is_careful) {
		lane->is_careful = true;
		hear_row(lanes, all, row, report);
		return;
	}
	report->recipient = lanes->key_of(lanes->context, row);
	child_report(status, "set", ROW_SECONDS, report);
	report->recipient = NULL;
	lanes->hear(lanes->context, row, NULL);
}

/* Without another process. */
static void look_alone(const struct lanes *lanes, struct report *report)
{
	struct text found = {0};

	for (int64_t row = 1; row <= lanes->rows; row++) {
		text_reset(&found);
		lanes->look(lanes->context, row, &found, report);
		lanes->hear(lanes->context, row, text_string(&found));
	}
	text_clear(&found);
}

void lanes_run(const struct lanes *lanes, struct report *report)
{
	struct lane *all;

	if (lanes->count < 2 || lanes->rows <= HAND) {
		look_alone(lanes, report);
		return;
	}
	all = memory_new(lanes->count * sizeof(*all));
	for (size_t i = 0; i < lanes->count &&
		(int64_t)i * HAND < lanes->rows; i++)
		start(lanes, all, i, (int64_t)i * HAND + 1);
	for (int64_t row = 1; row <= lanes->rows; row++)
		hear_row(lanes, all, row, report);
	for (size_t i = 0; i < lanes->count; i++)
		if (all[i].up != NULL)
			(void)stop(&all[i]);
	free(all);
}
