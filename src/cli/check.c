/* lettermill check: every problem at once; makes nothing. */
#include <stdio.h>

#include "base/text.h"
#include "batch/check.h"
#include "cli/command.h"

static void write_colours(struct json *json,
	const struct check_summary *summary)
{
	struct text ratio = {0};

	json_begin(json, "contrast", '{');
	for (int i = 0; i < LEGIBLE_COLOURS; i++) {
		text_reset(&ratio);
		legibility_add_ratio(&ratio, summary->colours[i].ratio);
		json_string(json, summary->colours[i].key, text_string(&ratio));
	}
	json_end(json);
	text_clear(&ratio);
}

/* "contrast on white: text 15.10:1, accent 8.42:1, ..." */
static void print_colours(const struct check_summary *summary)
{
	struct text line = {0};

	text_add(&line, "contrast on white:");
	for (int i = 0; i < LEGIBLE_COLOURS; i++) {
		text_printf(&line, "%s %s ", i > 0 ? "," : "",
			summary->colours[i].key);
		legibility_add_ratio(&line, summary->colours[i].ratio);
	}
	puts(text_string(&line));
	text_clear(&line);
}

static void print_json(const struct check_summary *summary,
	const struct report *report)
{
	struct text out = {0};
	struct json json = {.out = &out};

	json_begin(&json, NULL, '{');
	json_integer(&json, "recipients", (int64_t)summary->recipients);
	json_integer(&json, "good", (int64_t)summary->good);
	json_integer(&json, "pages", (int64_t)summary->pages);
	if (summary->colours[0].key != NULL)
		write_colours(&json, summary);
	json_integer(&json, "errors", (int64_t)report->errors);
	json_integer(&json, "warnings", (int64_t)report->warnings);
	problems_json(report, &json);
	json_end(&json);
	result_print(&out);
	text_clear(&out);
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void print_summary(const struct check_summary *summary,
	const struct report *report)
{
	printf("%zu recipient%s, %zu letter%s of %zu page%s can be made: "
	       "%zu error%s, %zu warning%s\n",
		summary->recipients, plural(summary->recipients), summary->good,
		plural(summary->good), summary->pages, plural(summary->pages),
		report->errors, plural(report->errors), report->warnings,
		plural(report->warnings));
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	struct check_summary summary;
	struct job_options options = call_job(call);
	enum status status = STATUS_DONE;

	if (!check(&options, call->jobs, &summary, &report))
		status = STATUS_NOT_STARTED;
	else if (report.errors > 0)
		status = STATUS_SOME_FAILED;
	if (call->json) {
		print_json(&summary, &report);
	} else {
		problems_print(&report);
		if (!call->quiet && status != STATUS_NOT_STARTED)
			print_colours(&summary);
		if (!call->quiet)
			print_summary(&summary, &report);
	}
	report_clear(&report);
	return status;
}

const struct command command_check = {
	.name = "check",
	.arguments = "",
	.summary = "tell every problem of a job, make nothing",
	.help = "Reads configuration, data, text and fonts, works out every "
		"figure and sets every letter in type without writing it, and "
		"tells all the problems at once, each with its file, line and "
		"column.",
	.flags = FLAGS_OF_A_JOB | FLAG_JOBS,
	.run = run,
};
