/* What commands print: problems, results; see command.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/log.h"

#define MUCH ((size_t)1 << 16) /* bytes of a result */

#define MOST_NAMED 3 /* recipients of one problem */

/* Alike are those that at most name another recipient. */
static int compare_problems(const struct problem *a, const struct problem *b)
{
	int order = log_style() == LOG_NONE ? strcmp(a->message, b->message)
					    : strcmp(a->form, b->form);

	if (order == 0)
		order = (a->recipient != NULL) - (b->recipient != NULL);
	if (order == 0)
		order = a->place.line - b->place.line;
	if (order == 0)
		order = a->place.column - b->place.column;
	if (order == 0)
		order = strcmp(a->place.file ? a->place.file : "",
			b->place.file ? b->place.file : "");
	return order;
}

static int compare_pointers(const void *a, const void *b)
{
	const struct problem *left = *(const struct problem *const *)a;
	const struct problem *right = *(const struct problem *const *)b;
	int order = compare_problems(left, right);

	return order != 0 ? order : left < right ? -1 : 1;
}

/* "ash", "ash, elm", "ash, elm, oak and 347 more". */
static void add_recipients(struct text *out, const struct problem **alike,
	size_t count)
{
	for (size_t i = 0; i < count && i < MOST_NAMED; i++)
		text_printf(out, "%s%s", i > 0 ? ", " : "",
			alike[i]->recipient);
	if (count > MOST_NAMED)
		text_printf(out, " and %zu more", count - MOST_NAMED);
}

static void print_problem(const struct problem **alike, size_t count)
{
	struct problem problem = *alike[0];
	struct text line = {0}, who = {0};

	if (problem.recipient != NULL) {
		add_recipients(&who, alike, count);
		problem.recipient = who.data;
	}
	if (log_style() == LOG_NONE) {
		problem_describe(&problem, &line);
		fputs(text_string(&line), stderr);
	} else {
		log_problem(&problem, problem.recipient);
	}
	text_clear(&who);
	text_clear(&line);
}

/* A fault of the letter's own text meets every recipient: it is told once. */
void problems_print(const struct report *report)
{
	size_t count = report->count;
	const struct problem **sorted = memory_new(count * sizeof(*sorted));
	/* by problem: what is alike, from here on; none where one was before */
	size_t *start = memory_new(count * sizeof(*start));
	size_t *alike = memory_new(count * sizeof(*alike));

	if (log_style() == LOG_JSON) {
		log_problems_json(report);
		count = 0;
	}
	for (size_t i = 0; i < count; i++)
		sorted[i] = &report->problems[i];
	if (count > 0)
		qsort(sorted, count, sizeof(*sorted), compare_pointers);
	for (size_t i = 0, first = 0, number; i < count; i++) {
		if (compare_problems(sorted[first], sorted[i]) != 0)
			first = i;
		number = (size_t)(sorted[first] - report->problems);
		start[number] = first;
		alike[number]++;
	}
	for (size_t i = 0; i < count; i++)
		if (alike[i] > 0)
			print_problem(&sorted[start[i]], alike[i]);
	free(alike);
	free(start);
	free(sorted);
}

void problems_json(const struct report *report, struct json *json)
{
	json_begin(json, "problems", '[');
	for (size_t i = 0; i < report->count; i++) {
		const struct problem *problem = &report->problems[i];

		json_begin(json, NULL, '{');
		json_string(json, "severity", severity_name(problem->severity));
		json_string(json, "file", problem->place.file);
		json_integer(json, "line", problem->place.line);
		json_integer(json, "column", problem->place.column);
		json_string(json, "recipient", problem->recipient);
		json_string(json, "message", problem->message);
		json_end(json);
	}
	json_end(json);
}

void shard_json(const struct shard *shard, struct json *json)
{
	struct text words = {0};

	if (shard->count == 0)
		return;
	shard_print(shard, &words);
	json_string(json, "shard", words.data);
	text_clear(&words);
}

void result_print(const struct text *out)
{
	fwrite(text_string(out), 1, out->length, stdout);
}

void result_print_much(struct text *out)
{
	if (out->length < MUCH)
		return;
	result_print(out);
	text_reset(out);
}

bool output_is_whole(void)
{
	/* When it went wrong earlier, the reason is no longer known. */
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	fprintf(stderr, "lettermill: standard output cannot be written%s%s\n",
		errno ? ": " : "", errno ? strerror(errno) : "");
	return false;
}
