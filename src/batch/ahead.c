/* One thread's errands while a job is opened; see ahead.h. */
#include "batch/ahead.h"

#include <stdlib.h>

#include "base/crew.h"
#include "batch/look.h"
#include "batch/parts.h"

#define ERRANDS 3

struct errand {
	void (*run)(struct ahead *ahead);
};

struct ahead {
	struct job *job;
	bool will_make;
	struct crew *crew; /* NULL: no thread is to be had */
	void *self;	   /* its thread's tools */
	struct errand errands[ERRANDS];
	size_t count;
	struct report look_report, parts_report;
	bool has_look, has_parts;
	struct text parts;
};

static void load_look(struct ahead *ahead)
{
	ahead->has_look = look_load(ahead->job, &ahead->look_report);
}

static void compress_pictures(struct ahead *ahead)
{
	if (ahead->will_make && ahead->has_look)
		look_compress(ahead->job);
}

static void collect_parts(struct ahead *ahead)
{
	const struct job *job = ahead->job;

	ahead->has_parts = parts_collect(job->settings, job->digests,
		&ahead->parts, &ahead->parts_report);
}

/* In the thread. */
static void run(void *tools, void *item)
{
	const struct errand *errand = item;

	errand->run(tools);
}

static void give(struct ahead *ahead, void (*work)(struct ahead *ahead))
{
	struct errand *errand = &ahead->errands[ahead->count++];

	errand->run = work;
	if (ahead->crew != NULL)
		crew_give(ahead->crew, errand);
	else
		run(ahead, errand);
}

struct ahead *ahead_begin(struct job *job, bool will_make)
{
	struct ahead *ahead = memory_new(sizeof(*ahead));
	struct crew_options options = {.count = 1, .room = ERRANDS,
		.work = run, .tools = &ahead->self};

	ahead->job = job;
	ahead->will_make = will_make;
	ahead->self = ahead;
	if (!crew_start(&options, &ahead->crew))
		ahead->crew = NULL; /* then all is done when it is given */
	give(ahead, load_look);
	give(ahead, compress_pictures);
	give(ahead, collect_parts);
	return ahead;
}

/* One thread does them in their order. */
bool ahead_look(struct ahead *ahead, struct report *report)
{
	if (ahead->crew != NULL)
		crew_take(ahead->crew, true);
	report_copy_all(report, &ahead->look_report);
	return ahead->has_look;
}

bool ahead_end(struct ahead *ahead, bool opened, struct report *report)
{
	struct job *job = ahead->job;
	const struct text *parts = &ahead->parts;

	while (ahead->crew != NULL && crew_take(ahead->crew, true) != NULL)
		continue;
	crew_end(ahead->crew);
	if (opened) {
		report_copy_all(report, &ahead->parts_report);
		job->parts = arena_strdup(&job->arena, text_string(parts));
		digest_of(job->parts, parts->length, job->parts_digest);
		opened = ahead->has_parts;
	}
	report_clear(&ahead->look_report);
	report_clear(&ahead->parts_report);
	text_clear(&ahead->parts);
	free(ahead);
	return opened;
}
