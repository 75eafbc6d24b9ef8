/* How a job stands; see tally.h. */
#include "dispatch/tally.h"

#include <string.h>

#include "batch/peek.h"
#include "dispatch/survey.h"
#include "output/delivery.h"
#include "output/sign_offs.h"

struct count {
	struct tally *tally;
	struct job *job;
	struct record *record; /* NULL: nothing was ever made */
	struct report *report;
	struct arena arena; /* of one who is no recipient */
};

static void count_delivery(struct tally *tally, const struct delivery *delivery,
	const char *sha256)
{
	switch (delivery->last) {
	case EVENT_MAILED:
	case EVENT_RELEASED:
		tally->mailed++;
		break;
	case EVENT_SENDING: /* killed before the answer */
	case EVENT_DOUBTED:
		tally->doubted++;
		break;
	case EVENT_SENT:
	case EVENT_PARTLY:
	case EVENT_SETTLED:
		tally->sent++;
		tally->partly += delivery->last == EVENT_PARTLY;
		tally->outdated += strcmp(delivery->sha256, sha256) != 0;
		break;
	case EVENT_DEFERRED:
		tally->deferred++;
		break;
	case EVENT_REFUSED:
		tally->refused++;
		break;
	case EVENT_BOUNCED:
		tally->bounced++;
		break;
	default:
		break;
	}
}

static bool add(void *context, const struct standing *standing)
{
	struct count *count = context;
	struct tally *tally = count->tally;
	struct delivery delivery;
	const struct {
		const char *state;
		size_t *number;
	} states[] = {
		{"made", &tally->made}, {"failed", &tally->failed},
		{"to make", &tally->to_make}, {"changed", &tally->changed},
		{"missing", &tally->missing},
		{"unsigned", &tally->awaiting},
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		*states[i].number +=
			strcmp(standing->state, states[i].state) == 0;
	if (strcmp(standing->state, "made") == 0)
		tally->looked += standing->approval.looked;
	tally->approved += standing->approval.state == APPROVAL_FULL;
	tally->begun += standing->approval.state == APPROVAL_PART;
	if (count->record == NULL)
		return true;
	if (!delivery_of(count->record, standing->recipient.key,
		    standing->arena, &delivery, count->report))
		return false;
	count_delivery(tally, &delivery, standing->sha256);
	return true;
}

/* A message in doubt stays so when its recipient is one no longer. */
static bool add_withdrawn(void *context, const struct event *event)
{
	struct count *count = context;
	struct delivery delivery;

	if (job_row(count->job, event->key) != 0)
		return true;
	arena_reset(&count->arena);
	if (!delivery_of(count->record, event->key, &count->arena, &delivery,
		    count->report))
		return false;
	if (delivery.withdrawn == event->number)
		count_delivery(count->tally, &delivery, delivery.sha256);
	return true;
}

/* Of a job that was made before. */
static bool count_the_rest(struct count *count, const struct folder *folder)
{
	count->tally->list_is_whole =
		sign_offs_check(count->record, folder, count->report);
	return history_withdrawn(count->record, add_withdrawn, count,
		count->report);
}

bool tally_job(const struct job_options *options, struct tally *out,
	struct report *report)
{
	struct count count = {.tally = out, .report = report};
	struct folder *folder = NULL;
	struct job *job = NULL;
	bool done;

	*out = (struct tally){.list_is_whole = true};
	done = job_open(options, &job, report) &&
		job_peek(options, &folder, &count.record, report);
	count.job = job;
	done = done && survey_job(job, folder, count.record, add, &count,
		report);
	if (done && count.record != NULL)
		done = count_the_rest(&count, folder);
	arena_clear(&count.arena);
	record_close(count.record);
	folder_close(folder);
	job_free(job);
	return done;
}

bool tally_is_well(const struct tally *tally)
{
	return tally->failed + tally->to_make + tally->changed +
			tally->missing + tally->refused + tally->doubted +
			tally->partly + tally->bounced +
			tally->outdated == 0 &&
		tally->list_is_whole;
}
