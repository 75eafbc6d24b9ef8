/*
 * Messages that came back; see bounces.h.
 *
 * All reports are read first and kept, short as they are; then the messages
 * that were ever spooled pass by once, and each finds the reports about it. So
 * memory grows with the reports, not with the letters.
 */
#include "dispatch/bounces.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "mail/delivery_report.h"
#include "mail/maildir.h"
#include "output/delivery.h"
#include "output/folder.h"

#define MAIL_LIMIT ((size_t)64 << 20) /* bytes; the letter may come back, too */
#define NAME_MOST  200		      /* bytes of a mail's name */
#define WORDS_SHOWN 3		      /* receivers told of one report */

/* A report, and what is known of its letter. */
struct returned {
	const char *mail, *name, *about, *words, *status;
	enum delivery_action action;
	const char *key, *sha256; /* NULL: no letter's */
	enum bounce_state state;
};

struct bounces {
	const struct bounces_options *options;
	struct bounces_summary *summary;
	struct report *report;
	struct arena arena;
	struct returned *all; /* in the order of the mails */
	size_t count, room;
	struct returned **by_id;
	struct folder *folder;
	struct record *record;
};

const char *bounce_state_name(enum bounce_state state)
{
	static const char *const names[BOUNCE_STATES] = {
		[BOUNCE_MARKED] = "bounced",
		[BOUNCE_TOLD] = "told before",
		[BOUNCE_OTHERWISE] = "not failed",
		[BOUNCE_UNSENT] = "never sent",
		[BOUNCE_OTHERS] = "of others",
		[BOUNCE_NO_REPORT] = "no reports",
		[BOUNCE_UNREAD] = "not read",
	};

	return names[state];
}

/* ---- the mails ---- */

/* "failed 5.1.1: smtp; 550 no such user; failed ... (report ID)" */
static const char *put_words(const struct delivery_report *told,
	struct arena *arena)
{
	struct text words = {0};
	size_t failed = 0;
	const char *copy;

	for (size_t i = 0; i < told->count; i++) {
		const struct outcome *one = &told->outcomes[i];

		if (one->action != DELIVERY_FAILED || failed++ >= WORDS_SHOWN)
			continue;
		text_printf(&words, "%s%s%s%s%s%s", failed > 1 ? "; " : "",
			delivery_action_name(one->action),
			*one->status ? " " : "", one->status,
			*one->diagnostic ? ": " : "", one->diagnostic);
	}
	if (failed > WORDS_SHOWN)
		text_printf(&words, "; and %zu more", failed - WORDS_SHOWN);
	text_printf(&words, " (report %s)", told->name);
	copy = arena_strdup(arena, words.data);
	text_clear(&words);
	return copy;
}

static void keep(struct bounces *bounces, const char *mail,
	const struct delivery_report *told)
{
	const struct outcome *gravest = delivery_report_gravest(told);
	struct text name = {0};

	text_add_plain(&name, mail, NAME_MOST);
	ARENA_RESERVE(&bounces->arena, bounces->all, bounces->count,
		bounces->room);
	bounces->all[bounces->count++] = (struct returned){
		.mail = arena_strdup(&bounces->arena, text_string(&name)),
		.name = arena_strdup(&bounces->arena, told->name),
		.about = arena_strdup(&bounces->arena, told->about),
		.words = put_words(told, &bounces->arena),
		.status = arena_strdup(&bounces->arena, gravest->status),
		.action = gravest->action,
	};
	text_clear(&name);
}

static bool take_mail(void *context, const char *name, const char *path)
{
	struct bounces *bounces = context;
	struct delivery_report told;
	struct arena arena = {0}; /* of this mail's */
	struct text bytes = {0};

	if (!file_read(path, MAIL_LIMIT, &bytes, bounces->report))
		bounces->summary->count[BOUNCE_UNREAD]++;
	else if (!delivery_report_read(&bytes, &arena, &told))
		bounces->summary->count[BOUNCE_NO_REPORT]++;
	else
		keep(bounces, name, &told);
	arena_clear(&arena);
	text_clear(&bytes);
	return true;
}

/* ---- whose they are ---- */

static int compare_ids(const void *a, const void *b)
{
	const struct returned *left = *(const struct returned *const *)a;
	const struct returned *right = *(const struct returned *const *)b;

	return strcmp(left->about, right->about);
}

static void sort_by_id(struct bounces *bounces)
{
	bounces->by_id = arena_new(&bounces->arena,
		bounces->count * sizeof(struct returned *));
	for (size_t i = 0; i < bounces->count; i++)
		bounces->by_id[i] = &bounces->all[i];
	if (bounces->count > 0)
		qsort(bounces->by_id, bounces->count,
			sizeof(*bounces->by_id), compare_ids);
}

/* The first report whose message's id is not smaller. */
static size_t lower_bound(const struct bounces *bounces, const char *id)
{
	size_t low = 0, high = bounces->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(bounces->by_id[middle]->about, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool match(void *context, const struct event *event)
{
	struct bounces *bounces = context;
	struct arena arena = {0};
	const char *id = delivery_id(&arena, event->words);
	size_t i = *id != '\0' ? lower_bound(bounces, id) : bounces->count;

	for (; i < bounces->count && strcmp(bounces->by_id[i]->about, id) == 0;
		i++) {
		struct returned *returned = bounces->by_id[i];

		if (returned->key != NULL)
			continue;
		returned->key = arena_strdup(&bounces->arena, event->key);
		returned->sha256 = arena_strdup(&bounces->arena,
			event->sha256);
	}
	arena_clear(&arena);
	return true;
}

/* ---- what they mean ---- */

/* A letter's history, asked for one report. */
struct question {
	const struct returned *returned;
	bool was_sent;	  /* or may have been: it was in doubt */
	bool is_underway; /* handed over, and no answer */
	bool is_told;
};

static bool is_of_report(const char *words, const char *name)
{
	struct text end = {0};
	bool same;

	text_printf(&end, " (report %s)", name);
	same = text_ends_with(words, end.data);
	text_clear(&end);
	return same;
}

static bool ask(void *context, const struct event *event)
{
	struct question *question = context;

	if (strcmp(event->sha256, question->returned->sha256) != 0)
		return true;
	switch (event->kind) {
	case EVENT_SENDING:
		question->is_underway = true;
		break;
	case EVENT_DEFERRED:
	case EVENT_REFUSED:
		question->is_underway = false;
		break;
	case EVENT_SENT:
	case EVENT_PARTLY:
	case EVENT_DOUBTED:
	case EVENT_SETTLED:
		question->was_sent = true;
		break;
	case EVENT_BOUNCED:
		question->is_told |= is_of_report(event->words,
			question->returned->name);
		break;
	default:
		break;
	}
	return true;
}

static bool judge(struct bounces *bounces, struct returned *returned)
{
	struct question question = {.returned = returned};

	returned->state = BOUNCE_OTHERS;
	if (returned->key == NULL)
		return true;
	if (!history_of(bounces->record, returned->key, ask, &question,
		    bounces->report))
		return false;
	if (!question.was_sent && !question.is_underway)
		returned->state = BOUNCE_UNSENT;
	else if (returned->action != DELIVERY_FAILED)
		returned->state = BOUNCE_OTHERWISE;
	else
		returned->state = question.is_told ? BOUNCE_TOLD
						   : BOUNCE_MARKED;
	return true;
}

/* The history knows a mark at once, so a copy of a report finds it. */
static bool mark_all(struct bounces *bounces)
{
	bool done = record_begin(bounces->record, bounces->report);

	for (size_t i = 0; done && i < bounces->count; i++) {
		struct returned *returned = &bounces->all[i];
		struct event event = {.key = returned->key,
			.kind = EVENT_BOUNCED, .sha256 = returned->sha256,
			.words = returned->words};

		done = judge(bounces, returned) &&
			(returned->state != BOUNCE_MARKED ||
				history_add(bounces->record, &event,
					bounces->report));
	}
	return done && record_commit(bounces->record, bounces->report);
}

/* ---- telling ---- */

static void tell(struct bounces *bounces, const struct returned *returned)
{
	struct bounce bounce = {
		.state = returned->state,
		.key = returned->key ? returned->key : "",
		.action = delivery_action_name(returned->action),
		.status = returned->status,
		.mail = returned->mail,
	};

	bounces->summary->count[returned->state]++;
	if (returned->state == BOUNCE_UNSENT) {
		bounces->report->recipient = returned->key;
		report_warning(bounces->report, (struct place){0}, "%s reports "
			"of this letter's message, which this job never sent: "
			"nothing is marked", returned->mail);
		bounces->report->recipient = NULL;
	}
	if (bounces->options->listener != NULL)
		bounces->options->listener(bounces->options->context, &bounce);
}

/* ---- all of it ---- */

/* No record is made by looking for bounces. */
static bool open_all(struct bounces *bounces)
{
	char *path = path_in(bounces->summary->folder, "job.db");
	struct record *known = NULL;
	bool opened = record_open(path, true, &known, bounces->report);

	if (opened && known == NULL)
		opened = report_error(bounces->report, (struct place){
			.file = bounces->summary->folder},
			"nothing was made here yet, so nothing can have come "
			"back");
	record_close(known);
	opened = opened && folder_open(bounces->summary->folder,
			bounces->options->wait, &bounces->folder,
			bounces->report) &&
		record_open(path, false, &bounces->record, bounces->report);
	free(path);
	return opened;
}

bool bounces(const struct bounces_options *options,
	struct bounces_summary *out, struct report *report)
{
	struct bounces all = {.options = options, .summary = out,
		.report = report};
	bool done = false;

	*out = (struct bounces_summary){0};
	if (!job_folder(&options->job, &out->folder, report) ||
		!open_all(&all))
		goto out;
	if (!maildir_each(options->maildir, take_mail, &all, report))
		goto out;
	sort_by_id(&all);
	done = history_mailed(all.record, match, &all, report) &&
		mark_all(&all);
	for (size_t i = 0; done && i < all.count; i++)
		tell(&all, &all.all[i]);
out:
	record_close(all.record);
	folder_close(all.folder);
	arena_clear(&all.arena);
	return done;
}
