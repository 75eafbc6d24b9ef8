/* What became of messages in doubt; see settle.h. */
#include "dispatch/settle.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "mail/postfix_log.h"
#include "output/delivery.h"
#include "output/folder.h"

struct doubt {
	char *key, *id, *sha256;
	size_t attempts;
};

struct settling {
	struct settle_summary *summary;
	struct report *report;
	struct folder *folder;
	struct record *record;
	struct arena arena;
	struct doubt *doubts;
	size_t count, room;
};

static bool look(struct settling *settling, const char *key, int64_t withdrawn)
{
	struct delivery delivery;

	arena_reset(&settling->arena);
	if (!delivery_of(settling->record, key, &settling->arena, &delivery,
		    settling->report))
		return false;
	if (!delivery_is_in_doubt(&delivery) || *delivery.id == '\0' ||
		(withdrawn != 0 && delivery.withdrawn != withdrawn))
		return true;
	ARRAY_RESERVE(settling->doubts, settling->count, settling->room);
	settling->doubts[settling->count++] = (struct doubt){
		.key = memory_strdup(key),
		.id = memory_strdup(delivery.id),
		.sha256 = memory_strdup(delivery.sha256),
		.attempts = delivery.attempts};
	return true;
}

static bool look_at_entry(void *context, const struct entry *entry)
{
	return look(context, entry->key, 0);
}

/* Of who is a recipient no longer. */
static bool look_at_gone(void *context, const struct event *event)
{
	struct settling *settling = context;
	struct entry entry;

	arena_reset(&settling->arena);
	return record_get(settling->record, event->key, &settling->arena,
			&entry) || look(settling, event->key, event->number);
}

static bool add(struct settling *settling, const struct doubt *doubt,
	enum event_kind kind, const char *words)
{
	struct event event = {.key = doubt->key, .kind = kind,
		.sha256 = doubt->sha256, .words = words};

	return history_add(settling->record, &event, settling->report);
}

static bool record_verdict(struct settling *settling,
	const struct doubt *doubt, const struct log_case *found)
{
	struct settle_summary *summary = settling->summary;

	if (found->is_taken) {
		summary->sent++;
		return add(settling, doubt, EVENT_SETTLED, found->words) &&
			(!found->is_returned || add(settling, doubt,
				EVENT_BOUNCED, found->words));
	}
	if (found->broken >= doubt->attempts) {
		summary->not_sent++;
		return add(settling, doubt, EVENT_DEFERRED, found->words);
	}
	summary->in_doubt++;
	settling->report->recipient = doubt->key;
	report_error(settling->report, (struct place){0}, found->broken > 0 ?
		"stays in doubt: the log shows fewer attempts than were made" :
		"stays in doubt: the log does not tell what became of it");
	settling->report->recipient = NULL;
	return true;
}

static const struct log_case *find(const struct log_case *cases, size_t count,
	const char *id)
{
	for (size_t low = 0, high = count; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(id, cases[middle].id);

		if (order == 0)
			return &cases[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL; /* each is there */
}

static bool judge(struct settling *settling, const char *log)
{
	struct log_case *cases = memory_new((settling->count + 1) *
		sizeof(*cases));
	bool done;

	for (size_t i = 0; i < settling->count; i++)
		cases[i].id = settling->doubts[i].id;
	done = postfix_log_read(log, cases, settling->count,
			settling->report) &&
		record_begin(settling->record, settling->report);
	for (size_t i = 0; done && i < settling->count; i++)
		done = record_verdict(settling, &settling->doubts[i],
			find(cases, settling->count, settling->doubts[i].id));
	done = done && record_commit(settling->record, settling->report);
	free(cases);
	return done;
}

static bool open_record(struct settling *settling,
	const struct settle_options *options)
{
	struct report *report = settling->report;
	const char *folder;
	char *path;
	bool opened;

	if (!job_folder(&options->job, &settling->summary->folder, report))
		return false;
	folder = settling->summary->folder;
	path = path_in(folder, "job.db");
	opened = (record_is_there(path) ||
			job_fail_unmade(folder, report)) &&
		folder_open(folder, options->wait, &settling->folder,
			report) &&
		record_open(path, false, &settling->record, report);
	free(path);
	return opened;
}

bool settle(const struct settle_options *options, struct settle_summary *out,
	struct report *report)
{
	struct settling settling = {.summary = out, .report = report};
	bool done;

	*out = (struct settle_summary){0};
	done = open_record(&settling, options) &&
		record_each(settling.record, look_at_entry, &settling,
			report) &&
		history_withdrawn(settling.record, look_at_gone, &settling,
			report) &&
		judge(&settling, options->log);
	record_close(settling.record);
	folder_close(settling.folder);
	for (size_t i = 0; i < settling.count; i++) {
		free(settling.doubts[i].key);
		free(settling.doubts[i].id);
		free(settling.doubts[i].sha256);
	}
	free(settling.doubts);
	arena_clear(&settling.arena);
	return done;
}
