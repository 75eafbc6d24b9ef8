/* approvals.csv; see sign_offs.h. */
#include "output/sign_offs.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv_cell.h"
#include "base/file.h"
#include "output/history.h"

#define HEX ((size_t)DIGEST_HEX - 1)

static const char header[] = "number,at,kind,key,sha256,who,words,before";

/* The file as the record has it. */
struct list {
	struct text text;
	size_t last; /* where the last line begins */
};

static void digest_last(const struct list *list, char out[DIGEST_HEX])
{
	digest_of(list->text.data + list->last,
		list->text.length - list->last - 1, out);
}

static bool add_line(void *context, const struct event *event)
{
	struct list *list = context;
	struct text *out = &list->text;
	char before[DIGEST_HEX];

	if (out->length == 0)
		text_printf(out, "%s\n", header);
	digest_last(list, before);
	list->last = out->length;
	text_printf(out, "%lld,%s,%s,", (long long)event->number, event->at,
		event_kind_name(event->kind));
	csv_cell(out, event->key, ',');
	csv_cell(out, event->sha256, ',');
	csv_cell(out, event->who, ',');
	csv_cell(out, event->words, ',');
	text_printf(out, "%s\n", before);
	return true;
}

/* Does every line carry the digest of the one before it? */
static bool holds_together(const char *text, size_t length)
{
	char before[DIGEST_HEX] = "";
	const char *line = text;
	bool quoted = false;

	for (const char *at = text; at < text + length; at++) {
		quoted ^= *at == '"';
		if (*at != '\n' || quoted)
			continue;
		if (*before != '\0' && ((size_t)(at - line) < HEX ||
			memcmp(at - HEX, before, HEX) != 0))
			return false;
		digest_of(line, (size_t)(at - line), before);
		line = at + 1;
	}
	return line == text + length;
}

static size_t same_bytes(const struct text *a, const struct text *b)
{
	size_t same = 0;

	while (same < a->length && same < b->length &&
		a->data[same] == b->data[same])
		same++;
	return same;
}

/* Reports the line of `at`; false. */
static bool differ(const struct folder *folder, const struct text *file,
	size_t at, struct report *report)
{
	char *path = path_in(folder_path(folder), SIGN_OFFS_FILE);
	struct place place = {.file = path, .line = 1};

	for (size_t i = 0; i < at; i++)
		place.line += file->data[i] == '\n';
	if (at == file->length)
		report_error(report, place, "the list ends before this line, "
			"which the record has: the next 'approve' or "
			"'unapprove' adds what is missing");
	else if (holds_together(file->data, file->length))
		report_error(report, place, "this line is not in the record, "
			"and yet the list holds together: job.db is another "
			"one, or the list was written anew; bring back the one "
			"that belongs to the other, or move the list away and "
			"approve again");
	else
		report_error(report, place, "this line is not the one that was "
			"written: it was changed, or lines were dropped or "
			"inserted here; bring back the list from a copy");
	free(path);
	return false;
}

/* False: they do not agree, which is reported but where it lacks the end. */
static bool compare(struct record *record, const struct folder *folder,
	struct list *list, struct text *file, size_t *same,
	struct report *report)
{
	if (!history_sign_offs(record, add_line, list, report) ||
		(folder_size(folder, SIGN_OFFS_FILE) >= 0 &&
			!folder_read(folder, SIGN_OFFS_FILE, file, report)))
		return false;
	*same = same_bytes(&list->text, file);
	return *same == file->length || differ(folder, file, *same, report);
}

bool sign_offs_write(struct record *record, struct folder *folder,
	char head[DIGEST_HEX], struct report *report)
{
	struct text file = {0};
	struct list list = {0};
	size_t same;
	bool done = compare(record, folder, &list, &file, &same, report);

	*head = '\0';
	if (done && list.text.length > 0)
		digest_last(&list, head);
	if (done && same < list.text.length) {
		done = folder_append(folder, SIGN_OFFS_FILE,
			list.text.data + same, list.text.length - same, report);
		if (!done)
			report_note(report, (struct place){0}, "the record has "
				"every sign-off: the next 'approve' or "
				"'unapprove' adds what the list lacks");
	}
	text_clear(&file);
	text_clear(&list.text);
	return done;
}

bool sign_offs_check(struct record *record, const struct folder *folder,
	struct report *report)
{
	struct text file = {0};
	struct list list = {0};
	size_t same;
	bool done = compare(record, folder, &list, &file, &same, report);

	if (done && same < list.text.length)
		done = differ(folder, &file, same, report);
	text_clear(&file);
	text_clear(&list.text);
	return done;
}
