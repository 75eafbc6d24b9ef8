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

/* ---- the first error of each recipient ---- */

/* FNV-1a. */
static size_t hash(const char *string)
{
	uint64_t hash = 0xCBF29CE484222325u;

	for (; *string != '\0'; string++)
		hash = (hash ^ (unsigned char)*string) * 0x100000001B3u;
	return (size_t)hash;
}

/*
 * The slot that holds the number, from 1, of the key's first error; one that
 * holds 0 when there is none.
 */
static size_t *find_slot(const struct report *report, const char *key)
{
	size_t mask = report->slot_count - 1, at = hash(key) & mask;

	while (report->slots[at] != 0 &&
		strcmp(report->problems[report->slots[at] - 1].recipient,
			key) != 0)
		at = (at + 1) & mask;
	return &report->slots[at];
}

static void note_error(struct report *report, size_t number)
{
	const char *key = report->problems[number].recipient;
	size_t *slot;

	if (report->problems[number].severity != SEVERITY_ERROR || key == NULL)
		return;
	slot = find_slot(report, key);
	if (*slot != 0)
		return;
	*slot = number + 1;
	report->slots_taken++;
}

/* The table anew, with room for twice what is in it. */
static void note_errors(struct report *report)
{
	size_t count = 16;

	while (count < 4 * report->slots_taken)
		count *= 2;
	free(report->slots);
	report->slots = memory_new(count * sizeof(*report->slots));
	report->slot_count = count;
	report->slots_taken = 0;
	for (size_t i = 0; i < report->count; i++)
		note_error(report, i);
}

const struct problem *report_first_error(const struct report *report,
	const char *key)
{
	size_t slot = report->slot_count > 0 ? *find_slot(report, key) : 0;

	return slot > 0 ? &report->problems[slot - 1] : NULL;
}

static int compare_turns(const void *a, const void *b)
{
	const struct problem *left = a, *right = b;

	if (left->turn != right->turn)
		return left->turn < right->turn ? -1 : 1;
	return left->number < right->number ? -1 : 1;
}

void report_sort(struct report *report)
{
	if (report->count == 0)
		return;
	qsort(report->problems, report->count, sizeof(*report->problems),
		compare_turns);
	note_errors(report);
}

static void problem_clear(struct problem *problem)
{
	free((char *)problem->place.file);
	free(problem->recipient);
	free(problem->message);
	free(problem->form);
}

void report_keep(struct report *report, report_judge *is_wanted,
	void *context)
{
	size_t kept = 0;

	report->errors = report->warnings = 0;
	for (size_t i = 0; i < report->count; i++) {
		struct problem *problem = &report->problems[i];

		if (problem->recipient != NULL &&
			!is_wanted(context, problem->recipient)) {
			problem_clear(problem);
			continue;
		}
		report->errors += problem->severity == SEVERITY_ERROR;
		report->warnings += problem->severity == SEVERITY_WARNING;
		report->problems[kept++] = *problem;
	}
	report->count = kept;
	note_errors(report);
}

/* ---- adding ---- */

void report_copy(struct report *report, const struct problem *problem)
{
	enum severity severity = problem->severity;
	struct problem new = *problem;

	new.recipient = (char *)report->recipient;
	new.turn = report->turn;
	new.number = report->count;
	if (is_known(report, &new))
		return;
	if (new.place.file != NULL)
		new.place.file = memory_strdup(new.place.file);
	if (new.recipient != NULL)
		new.recipient = memory_strdup(new.recipient);
	new.message = memory_strdup(new.message);
	new.form = memory_strdup(new.form);
	ARRAY_RESERVE(report->problems, report->count, report->room);
	report->problems[report->count++] = new;
	if (2 * report->slots_taken >= report->slot_count)
		note_errors(report);
	else
		note_error(report, report->count - 1);
	report->errors += severity == SEVERITY_ERROR;
	report->warnings += severity == SEVERITY_WARNING;
}

void report_copy_all(struct report *report, const struct report *from)
{
	for (size_t i = 0; i < from->count; i++)
		report_copy(report, &from->problems[i]);
}

void report_add(struct report *report, enum severity severity,
	struct place place, const char *message, const char *form)
{
	struct problem new = {.severity = severity, .place = place,
		.message = (char *)message,
		.form = (char *)(form != NULL ? form : message)};

	report_copy(report, &new);
}

/* "'%s' is no number" is "'...' is no number". */
static char *form_of(const char *format)
{
	struct text form = {0};

	while (*format != '\0') {
		size_t length = strcspn(format, "%");

		text_append(&form, format, length);
		format += length;
		if (*format == '\0')
			break;
		format++;
		if (*format == '%') {
			text_add_char(&form, *format++);
			continue;
		}
		format += strspn(format, "-+ #0123456789.*hljzt");
		format += *format != '\0'; /* the conversion itself */
		text_add(&form, "\xE2\x80\xA6");
	}
	text_add(&form, "");
	return form.data;
}

static void add_formatted(struct report *report, enum severity severity,
	struct place place, const char *format, va_list args)
{
	struct problem new = {.severity = severity, .place = place};
	va_list again;
	char *message;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	message = memory_resize(NULL, (size_t)length + 1, 1);
	vsnprintf(message, (size_t)length + 1, format, again);
	va_end(again);
	new.message = message;
	new.form = form_of(format);
	report_copy(report, &new);
	free(new.form);
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

/* ---- to another process ---- */

struct packed {
	int severity, line, column, has_recipient;
};

static void pack_string(struct text *out, const char *string)
{
	if (string != NULL)
		text_add(out, string);
	text_append(out, "", 1);
}

void report_pack(const struct report *report, struct text *out)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct problem *problem = &report->problems[i];
		struct packed packed = {(int)problem->severity,
			problem->place.line, problem->place.column,
			problem->recipient != NULL};

		text_append(out, &packed, sizeof(packed));
		pack_string(out, problem->recipient);
		pack_string(out, problem->place.file);
		pack_string(out, problem->message);
		pack_string(out, problem->form);
	}
}

/* The next string of *at, which is moved behind it; NULL: it has no end. */
static char *unpack_string(const char **at, const char *end)
{
	const char *string = *at;
	const char *last = memchr(string, '\0', (size_t)(end - string));

	if (last == NULL)
		return NULL;
	*at = last + 1;
	return (char *)string;
}

static bool unpack_problem(const char **at, const char *end,
	struct report *report)
{
	const char *around = report->recipient;
	struct problem problem = {0};
	struct packed packed;

	if ((size_t)(end - *at) < sizeof(packed))
		return false;
	memcpy(&packed, *at, sizeof(packed));
	*at += sizeof(packed);
	problem.severity = (enum severity)packed.severity;
	problem.recipient = unpack_string(at, end);
	problem.place = (struct place){unpack_string(at, end), packed.line,
		packed.column};
	problem.message = unpack_string(at, end);
	problem.form = unpack_string(at, end);
	if (problem.form == NULL)
		return false;
	if (*problem.place.file == '\0')
		problem.place.file = NULL;
	report->recipient = packed.has_recipient ? problem.recipient : NULL;
	report_copy(report, &problem);
	report->recipient = around;
	return true;
}

bool report_unpack(const char *bytes, size_t length, struct report *report)
{
	const char *end = bytes + length;

	while (bytes < end)
		if (!unpack_problem(&bytes, end, report))
			return false;
	return true;
}

void report_say(struct report *report, enum severity severity,
	struct place place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_formatted(report, severity, place, format, args);
	va_end(args);
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
		free(report->problems[i].form);
	}
	free(report->problems);
	free(report->slots);
	*report = (struct report){0};
}
