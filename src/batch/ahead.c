/* One thread's errands while a job is opened; see ahead.h. */
#include "batch/ahead.h"

#include <stdlib.h>

#include "base/crew.h"
#include "batch/parts.h"

#define ERRANDS 2

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
	struct text parts;
	struct report report; /* of the parts */
	bool has_parts;
};

static void collect_parts(struct ahead *ahead)
{
	const struct job *job = ahead->job;

	ahead->has_parts = parts_collect(job->settings, job->digests,
		&ahead->parts, &ahead->report);
}

static void compress_pictures(struct ahead *ahead)
{
	const struct job *job = ahead->job;

	for (size_t i = 0; i < job->image_count; i++)
		pdf_prepare_image(job->writer, &job->images[i]);
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
	give(ahead, collect_parts);
	return ahead;
}

void ahead_pictures(struct ahead *ahead)
{
	if (ahead->will_make)
		give(ahead, compress_pictures);
}

bool ahead_end(struct ahead *ahead, bool opened, struct report *report)
{
	struct job *job = ahead->job;
	const struct text *parts = &ahead->parts;

	while (ahead->crew != NULL && crew_take(ahead->crew, true) != NULL)
		continue;
	crew_end(ahead->crew);
	if (opened) {
		report_copy_all(report, &ahead->report);
		job->parts = arena_strdup(&job->arena, text_string(parts));
		digest_of(job->parts, parts->length, job->parts_digest);
		opened = ahead->has_parts;
	}
	report_clear(&ahead->report);
	text_clear(&ahead->parts);
	free(ahead);
	return opened;
}
