/* Problems, gathered; see report.h. */
#include "base/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static bool same_string(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Repeats come in runs (a row's fault met by three formulas): look back. */
static bool is_known(const struct report *report, const struct problem *new)
{
	for (size_t i = report->count; i-- > 0;) {
		const struct problem *old = &report->problems[i];

		if (old->severity == new->severity &&
			old->place.line == new->place.line &&
			old->place.column == new->place.column &&
			same_string(old->place.file, new->place.file) &&
			same_string(old->recipient, new->recipient) &&
			same_string(old->message, new->message))
			return true;
		if (report->count - i > 64)
			break;
	}
	return false;
}

void report_add(struct report *report, enum severity severity,
	struct place place, const char *message)
{
	struct problem new = {.severity = severity, .place = place,
		.recipient = (char *)report->recipient,
		.message = (char *)message};

	if (is_known(report, &new))
		return;
	if (place.file != NULL)
		new.place.file = memory_strdup(place.file);
	if (report->recipient != NULL)
		new.recipient = memory_strdup(report->recipient);
	new.message = memory_strdup(message);
	ARRAY_RESERVE(report->problems, report->count, report->room);
	report->problems[report->count++] = new;
	report->errors += severity == SEVERITY_ERROR;
	report->warnings += severity == SEVERITY_WARNING;
}

static void add_formatted(struct report *report, enum severity severity,
	struct place place, const char *format, va_list args)
{
	va_list again;
	char *message;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	message = memory_resize(NULL, (size_t)length + 1, 1);
	vsnprintf(message, (size_t)length + 1, format, again);
	va_end(again);
	report_add(report, severity, place, message);
	free(message);
}

bool report_error(struct report *report, struct place place,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_formatted(report, SEVERITY_ERROR, place, format, args);
	va_end(args);
	return false;
}

void report_warning(struct report *report, struct place place,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_formatted(report, SEVERITY_WARNING, place, format, args);
	va_end(args);
}

void report_note(struct report *report, struct place place,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_formatted(report, SEVERITY_NOTE, place, format, args);
	va_end(args);
}

const struct problem *report_first_error(const struct report *report,
	const char *key)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct problem *problem = &report->problems[i];

		if (problem->severity == SEVERITY_ERROR &&
			problem->recipient != NULL &&
			strcmp(problem->recipient, key) == 0)
			return problem;
	}
	return NULL;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[severity];
}

void place_describe(const struct place *place, struct text *out)
{
	if (place->file == NULL)
		return;
	text_add(out, place->file);
	if (place->line > 0)
		text_printf(out, ":%d", place->line);
	if (place->line > 0 && place->column > 0)
		text_printf(out, ":%d", place->column);
	text_add(out, ": ");
}

void problem_describe(const struct problem *problem, struct text *out)
{
	place_describe(&problem->place, out);
	text_printf(out, "%s: ", severity_name(problem->severity));
	if (problem->recipient != NULL)
		text_printf(out, "[%s] ", problem->recipient);
	text_printf(out, "%s\n", problem->message);
}

void report_clear(struct report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		free((char *)report->problems[i].place.file);
		free(report->problems[i].recipient);
		free(report->problems[i].message);
	}
	free(report->problems);
	*report = (struct report){0};
}
