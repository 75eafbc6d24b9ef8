/*
 * What a log of Postfix says; see postfix_log.h.
 *
 * A line is "TIME HOST NAME/PROGRAM[PID]: QUEUEID: WORDS", whatever the time
 * looks like. A queue file belongs to a session of smtpd, which logs it as
 * "QUEUEID: client=..."; what that process says of a lost connection is of the
 * file that it opened last.
 */
#include "mail/postfix_log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define LONGEST_LINE 8192 /* bytes; the rest of a longer line is passed over */
#define QUEUE_MAX  20	/* characters of a queue id */
#define FILES_EACH 16	/* queue files that one Message-ID may have */
#define SESSIONS   1024 /* of smtpd, at once */
#define MOST_LOST  256	/* queue files whose Message-ID is still to come */
#define HOST_MAX   64	/* bytes of where a line comes from */

/* Queue ids and processes are told apart by their host, in a joint log. */
struct queue_id {
	char host[HOST_MAX + 1]; /* with Postfix's name: "mail postfix" */
	char id[QUEUE_MAX + 1];
};

struct queue_file {
	struct queue_id id;
	struct log_case *about;
	bool is_over; /* what became of it is known */
};

/* Which queue file an smtpd opened last. */
struct session {
	long pid;
	struct queue_id file;
};

/* A message that ended before its end. cleanup may tell its id later. */
struct lost {
	struct queue_id file;
	char words[LOG_WORDS];
};

struct log {
	struct log_case *cases;
	size_t case_count;
	struct queue_file *files;
	size_t file_count;
	struct session sessions[SESSIONS];
	struct lost lost[MOST_LOST]; /* the oldest makes room */
	size_t lost_count;
};

/* A line in its parts. */
struct line {
	const char *program;
	size_t program_length;
	long pid;
	bool has_file; /* it is about a queue file */
	struct queue_id file;
	const char *words;
};

static bool is_program(const struct line *line, const char *name)
{
	return line->program_length == strlen(name) &&
		memcmp(line->program, name, line->program_length) == 0;
}

/* "HOST NAME/", as far back as the second blank. */
static void keep_host(const char *text, const char *end, struct queue_id *out)
{
	const char *start = end;
	size_t length, blanks = 0;

	while (start > text && (blanks += start[-1] == ' ') < 2)
		start--;
	length = (size_t)(end - start);
	if (length > HOST_MAX)
		start = end - HOST_MAX;
	snprintf(out->host, sizeof(out->host), "%.*s", (int)(end - start),
		start);
}

/* "/PROGRAM[123]: ", the first of them. */
static bool find_program(const char *text, struct line *line)
{
	const char *open = strchr(text, '['), *start;
	char *end;

	for (; open != NULL; open = strchr(open + 1, '[')) {
		line->pid = strtol(open + 1, &end, 10);
		if (line->pid <= 0 || strncmp(end, "]: ", 3) != 0)
			continue;
		for (start = open; start > text && start[-1] != '/' &&
			start[-1] != ' ';)
			start--;
		if (start == text || start[-1] != '/')
			return false; /* not Postfix's */
		line->program = start;
		line->program_length = (size_t)(open - start);
		line->words = end + 3;
		keep_host(text, start - 1, &line->file);
		return true;
	}
	return false;
}

static bool part_line(const char *text, struct line *line)
{
	static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz";
	size_t length;

	*line = (struct line){0};
	if (!find_program(text, line))
		return false;
	length = strspn(line->words, signs);
	line->has_file = length >= 5 && length <= QUEUE_MAX &&
		strncmp(line->words + length, ": ", 2) == 0;
	if (line->has_file) {
		memcpy(line->file.id, line->words, length);
		line->words += length + 2;
	}
	return true;
}

static bool is_same(const struct queue_id *a, const struct queue_id *b)
{
	return strcmp(a->id, b->id) == 0 && strcmp(a->host, b->host) == 0;
}

static int compare_cases(const void *a, const void *b)
{
	const struct log_case *left = a, *right = b;

	return strcmp(left->id, right->id);
}

static struct log_case *find_case(const struct log *log, const char *words)
{
	struct log_case wanted = {0}, *found;
	const char *end = strchr(words, '>');
	char *id;

	if (*words != '<' || end == NULL)
		return NULL;
	id = memory_strndup(words + 1, (size_t)(end - words - 1));
	wanted.id = id;
	found = bsearch(&wanted, log->cases, log->case_count,
		sizeof(*log->cases), compare_cases);
	free(id);
	return found;
}

/* The latest first: a queue id may come again after years. */
static struct queue_file *find_file(const struct log *log,
	const struct queue_id *id)
{
	for (size_t i = log->file_count; i-- > 0;)
		if (is_same(&log->files[i].id, id))
			return &log->files[i];
	return NULL;
}

/* A server's words may hold anything, and are shown. */
static void keep_words(struct queue_file *file, const char *words)
{
	struct text line = {0}, plain = {0};

	text_printf(&line, "%s: %s", file->id.id, words);
	text_add_plain(&plain, line.data, LOG_WORDS - sizeof("..."));
	snprintf(file->about->words, LOG_WORDS, "%s", text_string(&plain));
	text_clear(&plain);
	text_clear(&line);
}

static void take(struct queue_file *file, const struct line *line)
{
	struct log_case *about = file->about;
	bool is_status = strstr(line->words, "status=") != NULL;

	/* A status tells more than that it is in the queue; a return most. */
	if (!about->is_taken || (is_status && !about->is_returned))
		keep_words(file, line->words);
	about->is_taken = true;
	about->is_returned |= strstr(line->words, "status=bounced") != NULL ||
		strstr(line->words, "status=expired") != NULL;
	file->is_over = true;
}

static void refuse(struct queue_file *file, const char *words)
{
	if (file->is_over)
		return;
	file->about->broken++;
	if (!file->about->is_taken)
		keep_words(file, words);
	file->is_over = true;
}

static void open_file(struct log *log, const struct line *line)
{
	struct log_case *about = find_case(log,
		line->words + strlen("message-id="));
	struct queue_file *file;

	if (about == NULL || log->file_count == FILES_EACH * log->case_count ||
		find_file(log, &line->file) != NULL)
		return;
	file = &log->files[log->file_count++];
	*file = (struct queue_file){.about = about, .id = line->file};
	for (size_t i = 0; i < MOST_LOST; i++)
		if (is_same(&log->lost[i].file, &file->id))
			refuse(file, log->lost[i].words);
}

static struct session *session_of(struct log *log, long pid)
{
	return &log->sessions[pid % SESSIONS];
}

static void begin_session(struct log *log, const struct line *line)
{
	*session_of(log, line->pid) = (struct session){line->pid, line->file};
}

/* An smtpd tells of a connection that ended amid the message. */
static void end_session(struct log *log, const struct line *line)
{
	struct session *session = session_of(log, line->pid);
	struct queue_file *file;
	struct lost *lost;

	if (session->pid != line->pid || strcmp(session->file.host,
			line->file.host) != 0 ||
		(strncmp(line->words, "lost connection after DATA", 26) != 0 &&
		strncmp(line->words, "timeout after DATA", 18) != 0))
		return;
	file = find_file(log, &session->file);
	if (file != NULL) {
		refuse(file, line->words);
	} else {
		lost = &log->lost[log->lost_count++ % MOST_LOST];
		lost->file = session->file;
		snprintf(lost->words, LOG_WORDS, "%s", line->words);
	}
	*session = (struct session){0};
}

static bool is_delivery(const struct line *line)
{
	return (is_program(line, "qmgr") && (strcmp(line->words, "removed") ==
			0 || strstr(line->words, "(queue active)") != NULL)) ||
		(strncmp(line->words, "to=<", 4) == 0 &&
			strstr(line->words, ", status=") != NULL &&
			!is_program(line, "cleanup") &&
			!is_program(line, "smtpd"));
}

static void take_line(struct log *log, const char *text)
{
	struct queue_file *file;
	struct line line;

	if (!part_line(text, &line))
		return;
	if (!line.has_file) {
		if (is_program(&line, "smtpd"))
			end_session(log, &line);
		return;
	}
	if (is_program(&line, "smtpd") && strncmp(line.words, "client=", 7) ==
			0)
		begin_session(log, &line);
	if (is_program(&line, "cleanup") && strncmp(line.words, "message-id=",
			11) == 0)
		open_file(log, &line);
	file = find_file(log, &line.file);
	if (file == NULL)
		return;
	if (is_delivery(&line))
		take(file, &line);
	else if (is_program(&line, "cleanup") &&
		(strncmp(line.words, "reject: ", 8) == 0 ||
		strncmp(line.words, "milter-reject: END-OF-MESSAGE", 29) == 0))
		refuse(file, line.words);
}

/* The line without its end; false at the end of the file. */
static bool read_line(FILE *file, char line[LONGEST_LINE])
{
	size_t length = 0;
	int c;

	while ((c = getc(file)) != EOF && c != '\n')
		if (length < LONGEST_LINE - 1 && c != '\0')
			line[length++] = (char)c;
	line[length] = '\0';
	return c != EOF || length > 0;
}

bool postfix_log_read(const char *path, struct log_case *cases, size_t count,
	struct report *report)
{
	struct place place = {.file = path};
	FILE *file = fopen(path, "re");
	char text[LONGEST_LINE];
	struct log *log;
	bool done;

	if (file == NULL)
		return report_error(report, place, "cannot be read: %s",
			strerror(errno));
	log = memory_new(sizeof(*log));
	log->cases = cases;
	log->case_count = count;
	log->files = memory_new((FILES_EACH * count + 1) *
		sizeof(*log->files));
	if (count > 0)
		qsort(cases, count, sizeof(*cases), compare_cases);
	while (read_line(file, text))
		take_line(log, text);
	done = !ferror(file) || report_error(report, place,
		"cannot be read to its end: %s", strerror(errno));
	fclose(file);
	free(log->files);
	free(log);
	return done;
}
