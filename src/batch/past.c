/* All that ever happened to one letter; see past.h. */
#include "batch/past.h"

#include <string.h>

#include "base/nearest.h"
#include "batch/peek.h"
#include "output/letters.h"

static bool keep(void *context, const struct event *event)
{
	struct past *past = context;
	struct arena *arena = &past->arena;

	ARENA_RESERVE(arena, past->events, past->count, past->room);
	past->events[past->count++] = (struct event){
		.number = event->number, .key = past->key,
		.kind = event->kind,
		.sha256 = arena_strdup(arena, event->sha256),
		.who = arena_strdup(arena, event->who),
		.at = arena_strdup(arena, event->at),
		.words = arena_strdup(arena, event->words)};
	return true;
}

/* Every issue of letters/NAME in superseded/, once. */
static bool find_issues(struct past *past, const struct folder *folder,
	const char *name, struct report *report)
{
	struct text path = {0};
	bool done = true;

	for (int i = 1; done; i++) {
		char hex[DIGEST_HEX];

		text_reset(&path);
		if (!folder_superseded(folder, name, i, &path))
			break;
		for (size_t j = 0; j < past->issue_count; j++)
			if (strcmp(past->issues[j].file, path.data) == 0)
				goto out;
		done = letters_digest(folder, NULL, path.data, hex, report);
		ARENA_RESERVE(&past->arena, past->issues, past->issue_count,
			past->issue_room);
		past->issues[past->issue_count++] = (struct issue){
			.file = arena_strdup(&past->arena, path.data),
			.sha256 = arena_strdup(&past->arena, hex)};
	}
out:
	text_clear(&path);
	return done;
}

static bool is_moved(const struct event *event)
{
	return (event->kind == EVENT_SUPERSEDED ||
			event->kind == EVENT_WITHDRAWN) &&
		*event->words != '\0';
}

/* The file that is now where it was, or in superseded/. */
static const char *file_of(struct past *past, const char *sha256)
{
	const char *file = NULL;

	if (*sha256 == '\0')
		return NULL;
	/* Bytes that were the letter twice are kept twice. */
	for (size_t i = past->issue_count; i-- > 0;)
		if (strcmp(past->issues[i].sha256, sha256) == 0) {
			past->issues[i].is_told = true;
			file = past->issues[i].file;
		}
	if (file != NULL)
		return file;
	if (past->is_whole && strcmp(past->entry.sha256, sha256) == 0)
		return past->entry.file;
	return NULL;
}

static bool find_files(struct past *past, const struct folder *folder,
	struct report *report)
{
	char hex[DIGEST_HEX];

	if (past->entry.key != NULL && *past->entry.file != '\0') {
		if (letters_size(folder, past->key, past->entry.file) >= 0) {
			if (!letters_digest(folder, past->key,
				    past->entry.file, hex, report))
				return false;
			past->is_whole = strcmp(hex, past->entry.sha256) == 0;
		}
		if (!find_issues(past, folder, past->entry.file, report))
			return false;
	}
	for (size_t i = 0; i < past->count; i++)
		if (is_moved(&past->events[i]) && !find_issues(past, folder,
			past->events[i].words, report))
			return false;
	past->files = arena_new(&past->arena,
		(past->count + 1) * sizeof(*past->files));
	for (size_t i = 0; i < past->count; i++)
		past->files[i] = file_of(past, past->events[i].sha256);
	return true;
}

struct search {
	struct nearest nearest;
	struct arena *arena;
};

static bool offer(void *context, const struct entry *entry)
{
	struct search *search = context;

	nearest_offer(&search->nearest,
		arena_strdup(search->arena, entry->key));
	return true;
}

static bool report_unknown(struct past *past, struct record *record,
	struct report *report)
{
	struct search search = {nearest_to(past->key), &past->arena};

	if (!record_each(record, offer, &search, report))
		return false;
	if (search.nearest.name == NULL)
		return report_error(report, (struct place){0},
			"no letter ever had the key '%s'; 'lettermill list' "
			"shows those there are", past->key);
	return report_error(report, (struct place){0}, "no letter ever had "
		"the key '%s'; did you mean '%s'?", past->key,
		search.nearest.name);
}

bool past_open(const struct job_options *options, const char *key,
	struct past *out, struct report *report)
{
	struct record *record = NULL;
	struct folder *folder = NULL;
	bool done = false;

	*out = (struct past){.key = key};
	if (!job_peek(options, &folder, &record, report))
		goto out;
	if (record == NULL) {
		job_fail_unmade(folder_path(folder), report);
		goto out;
	}
	if (!history_of(record, key, keep, out, report))
		goto out;
	if (!record_get(record, key, &out->arena, &out->entry) &&
		out->count == 0)
		report_unknown(out, record, report);
	else
		done = find_files(out, folder, report);
out:
	record_close(record);
	folder_close(folder);
	return done;
}

void past_clear(struct past *past)
{
	arena_clear(&past->arena);
}
