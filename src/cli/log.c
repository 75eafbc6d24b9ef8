/* Diagnostics for a log; see log.h. */
#include "cli/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"

static enum log_style style;

bool log_choose_name(const char *name)
{
	static const struct {
		const char *name;
		enum log_style style;
	} styles[] = {{"plain", LOG_PLAIN}, {"journal", LOG_JOURNAL},
		{"json", LOG_JSON}};

	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		if (strcmp(styles[i].name, name) == 0) {
			style = styles[i].style;
			return true;
		}
	return false;
}

/* Device and inode, as systemd.exec(5) has it: what was redirected since is
 * not the journal's. */
void log_choose_by_stream(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat status;
	char own[64];

	if (stream == NULL || fstat(STDERR_FILENO, &status) != 0)
		return;
	snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)status.st_dev,
		(uintmax_t)status.st_ino);
	if (strcmp(own, stream) == 0)
		style = LOG_JOURNAL;
}

enum log_style log_style(void)
{
	return style;
}

/* syslog(3): err, warning, notice. */
static int priority_of(enum severity severity)
{
	return severity == SEVERITY_ERROR ? 3
		: severity == SEVERITY_WARNING ? 4 : 5;
}

void log_words(enum severity severity, const char *words)
{
	if (style == LOG_JOURNAL)
		fprintf(stderr, "<%d>", priority_of(severity));
	fprintf(stderr, "%s\n", words);
}

/* Files within these are called after persons. */
static const char *const private_folders[] = {"/letters/", "/mail/",
	"/superseded/"};

/* "out/gym/letters/..." of out/gym/letters/ann-lee.pdf; the caller frees. */
static char *file_without_name(const char *file)
{
	struct text cut = {0};

	for (size_t i = 0; file != NULL && i < sizeof(private_folders) /
			sizeof(private_folders[0]); i++) {
		const char *at = strstr(file, private_folders[i]);

		if (at == NULL)
			continue;
		text_append(&cut, file, (size_t)(at - file));
		text_printf(&cut, "%s\xE2\x80\xA6", private_folders[i]);
		return cut.data;
	}
	return file != NULL ? memory_strdup(file) : NULL;
}

void log_problem(const struct problem *problem, const char *keys)
{
	struct place place = problem->place;
	char *file = file_without_name(place.file);
	struct text line = {0};

	place.file = file;
	place_describe(&place, &line);
	free(file);
	if (style != LOG_JOURNAL)
		text_printf(&line, "%s: ", severity_name(problem->severity));
	if (keys != NULL)
		text_printf(&line, "[%s] ", keys);
	text_add(&line, problem->form);
	log_words(problem->severity, text_string(&line));
	text_clear(&line);
}

void log_problems_json(const struct report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct problem *problem = &report->problems[i];
		struct text line = {0};
		struct json json = {.out = &line, .in_a_line = true};
		char *file = file_without_name(problem->place.file);

		json_begin(&json, NULL, '{');
		json_string(&json, "severity",
			severity_name(problem->severity));
		json_string(&json, "file", file);
		json_integer(&json, "line", problem->place.line);
		json_integer(&json, "column", problem->place.column);
		json_string(&json, "recipient", problem->recipient);
		json_string(&json, "message", problem->form);
		json_end(&json); /* with its line end */
		fputs(line.data, stderr);
		text_clear(&line);
		free(file);
	}
}
