/*
 * approvals.csv; see sign_offs.h. What the record has is made line by line, and
 * each is held against the file as far as that goes; what comes behind the
 * file's end is added to it. So nothing is added to a file that says anything
 * else, and memory holds a line and what is to be added next.
 */
#include "output/sign_offs.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv_cell.h"
#include "base/file.h"
#include "output/history.h"

#define HEX   ((size_t)DIGEST_HEX - 1)
#define PIECE ((size_t)1 << 20) /* bytes that are added at once */

static const char header[] = "number,at,kind,key,sha256,who,words,before";

/* The file as the record has it, beside the file. */
struct list {
	const struct folder *folder;
	struct folder *to; /* what is missing is added; NULL: it is a fault */
	struct report *report;
	FILE *file;	   /* NULL: its end is reached, or there is none */
	int64_t same;	   /* bytes that agree */
	bool differs;	   /* from there on */
	struct text line;  /* the last, with its end */
	struct text added; /* and not written yet */
};

static void digest_last(const struct list *list, char out[DIGEST_HEX])
{
	digest_of(list->line.data, list->line.length - 1, out);
}

static bool fail_to_read(const struct list *list)
{
	char *path = path_in(folder_path(list->folder), SIGN_OFFS_FILE);

	file_fail(path, "read", list->report);
	free(path);
	return false;
}

static bool write_added(struct list *list)
{
	bool done = list->added.length == 0 || folder_append(list->to,
		SIGN_OFFS_FILE, list->added.data, list->added.length,
		list->report);

	if (!done)
		report_note(list->report, (struct place){0}, "the record has "
			"every sign-off: the next 'approve' or 'unapprove' "
			"adds what the list lacks");
	text_reset(&list->added);
	return done;
}

/* As far as the file goes. False: it differs, or cannot be read. */
static bool compare_line(struct list *list, size_t *same)
{
	int c;

	for (*same = 0; *same < list->line.length; (*same)++, list->same++) {
		c = getc_unlocked(list->file);
		if (c == EOF)
			break;
		list->differs = (char)c != list->line.data[*same];
		if (list->differs)
			return false;
	}
	if (*same == list->line.length)
		return true;
	if (ferror(list->file))
		return fail_to_read(list);
	fclose(list->file);
	list->file = NULL;
	return true;
}

static bool meet_line(struct list *list)
{
	size_t same = 0;

	if (list->file != NULL && !compare_line(list, &same))
		return false;
	if (same == list->line.length)
		return true;
	list->differs = list->to == NULL;
	if (list->differs)
		return false;
	text_append(&list->added, list->line.data + same,
		list->line.length - same);
	return list->added.length < PIECE || write_added(list);
}

static bool add_line(void *context, const struct event *event)
{
	struct list *list = context;
	struct text *out = &list->line;
	char before[DIGEST_HEX];

	if (out->length == 0) {
		text_printf(out, "%s\n", header);
		if (!meet_line(list))
			return false;
	}
	digest_last(list, before);
	text_reset(out);
	text_printf(out, "%lld,%s,%s,", (long long)event->number, event->at,
		event_kind_name(event->kind));
	csv_cell(out, event->key, ',');
	csv_cell(out, event->sha256, ',');
	csv_cell(out, event->who, ',');
	csv_cell(out, event->words, ',');
	text_printf(out, "%s\n", before);
	return meet_line(list);
}

/* ---- a file that says something else ---- */

/* Does every line carry the digest of the one before it? */
static bool holds_together(FILE *file)
{
	char before[DIGEST_HEX] = "";
	struct text line = {0};
	bool quoted = false, good = true;
	int c;

	while (good && (c = getc_unlocked(file)) != EOF) {
		quoted ^= c == '"';
		if (c != '\n' || quoted) {
			text_add_char(&line, (char)c);
			continue;
		}
		good = *before == '\0' || (line.length >= HEX &&
			memcmp(line.data + line.length - HEX, before, HEX) ==
				0);
		digest_of(text_string(&line), line.length, before);
		text_reset(&line);
	}
	good = good && line.length == 0;
	text_clear(&line);
	return good;
}

/* The number of the line in which that byte is. */
static int line_of(FILE *file, int64_t byte)
{
	int line = 1;

	for (int64_t i = 0; i < byte; i++)
		line += getc_unlocked(file) == '\n';
	return line;
}

/* Reports the line from which on it does; false. */
static bool differ(const struct list *list)
{
	char *path = path_in(folder_path(list->folder), SIGN_OFFS_FILE);
	struct place place = {.file = path, .line = 1};
	struct report *report = list->report;
	FILE *file = NULL;
	bool is_there = folder_size(list->folder, SIGN_OFFS_FILE) >= 0;

	if (is_there)
		file = folder_stream(list->folder, SIGN_OFFS_FILE, report);
	if (file != NULL)
		place.line = line_of(file, list->same);
	if (is_there && file == NULL)
		; /* why is told */
	else if (file == NULL || getc_unlocked(file) == EOF)
		report_error(report, place, "the list ends before this line, "
			"which the record has: the next 'approve' or "
			"'unapprove' adds what is missing");
	else if (fseeko(file, 0, SEEK_SET) == 0 && holds_together(file))
		report_error(report, place, "this line is not in the record, "
			"and yet the list holds together: job.db is another "
			"one, or the list was written anew; bring back the one "
			"that belongs to the other, or move the list away and "
			"approve again");
	else
		report_error(report, place, "this line is not the one that was "
			"written: it was changed, or lines were dropped or "
			"inserted here; bring back the list from a copy");
	if (file != NULL)
		fclose(file);
	free(path);
	return false;
}

/* ---- both ---- */

/* Has all of the file been met? */
static bool meet_end(struct list *list)
{
	if (list->file == NULL)
		return true;
	list->differs = getc_unlocked(list->file) != EOF;
	if (list->differs)
		return false;
	return !ferror(list->file) || fail_to_read(list);
}

static bool go_through(struct record *record, struct list *list,
	char head[DIGEST_HEX])
{
	bool done = true;

	*head = '\0';
	if (folder_size(list->folder, SIGN_OFFS_FILE) >= 0) {
		list->file = folder_stream(list->folder, SIGN_OFFS_FILE,
			list->report);
		done = list->file != NULL;
	}
	done = done && history_sign_offs(record, add_line, list,
		list->report) && meet_end(list) && write_added(list);
	if (list->differs)
		differ(list);
	if (done && list->line.length > 0)
		digest_last(list, head);
	if (list->file != NULL)
		fclose(list->file);
	text_clear(&list->line);
	text_clear(&list->added);
	return done;
}

bool sign_offs_write(struct record *record, struct folder *folder,
	char head[DIGEST_HEX], struct report *report)
{
	struct list list = {.folder = folder, .to = folder, .report = report};

	return go_through(record, &list, head);
}

bool sign_offs_check(struct record *record, const struct folder *folder,
	struct report *report)
{
	struct list list = {.folder = folder, .report = report};
	char head[DIGEST_HEX];

	return go_through(record, &list, head);
}
