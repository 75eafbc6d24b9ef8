/* lettermill render: make what is missing or changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "batch/render.h"
#include "cli/command.h"

/* What the listener tells or gathers: a line, or a JSON object, a letter. */
struct told {
	const struct call *call;
	struct json json;
	struct text why; /* of the last line */
};

/* First issues are counted, not listed; changes are told one by one. */
static void tell(void *context, const struct recipient *recipient,
	const char *file, const char *why)
{
	struct told *told = context;

	if (told->call->json) {
		json_begin(&told->json, NULL, '{');
		json_string(&told->json, "key", recipient->key);
		json_string(&told->json, "name", recipient->name);
		json_string(&told->json, "file", file);
		json_string(&told->json, "why", why);
		json_end(&told->json);
	} else if (!told->call->quiet && strcmp(why, "new") != 0) {
		bool again = strcmp(why, text_string(&told->why)) == 0;

		printf("%s: %s\n", recipient->name, again ? "likewise" : why);
		text_reset(&told->why);
		text_add(&told->why, why);
	}
}

static void print_summary(const struct render_summary *summary)
{
	printf("%s: %zu made, %zu unchanged, %zu failed", summary->folder,
		summary->made, summary->unchanged, summary->failed);
	if (summary->withdrawn > 0)
		printf(", %zu withdrawn", summary->withdrawn);
	if (summary->left > 0)
		printf(", %zu left: run again to go on", summary->left);
	putchar('\n');
	if (summary->failed > 0)
		printf("%s/failed.csv holds the rows that failed\n",
			summary->folder);
}

static void print_json(struct told *told, const struct render_summary *summary,
	const struct report *report)
{
	struct json *json = &told->json;

	json_end(json);
	json_string(json, "folder", summary->folder);
	json_integer(json, "made", (int64_t)summary->made);
	json_integer(json, "unchanged", (int64_t)summary->unchanged);
	json_integer(json, "failed", (int64_t)summary->failed);
	json_integer(json, "withdrawn", (int64_t)summary->withdrawn);
	json_integer(json, "left", (int64_t)summary->left);
	problems_json(report, json);
	json_end(json);
	result_print(json->out);
}

static enum status run(const struct call *call)
{
	struct text out = {0};
	struct report report = {0};
	struct told told = {.call = call, .json.out = &out};
	struct render_summary summary;
	struct render_options options = {
		.job = call_job(call),
		.only = call->only,
		.only_count = call->only_count,
		.jobs = call->jobs,
		.force = call->force,
		.wait = call->wait,
		.show_progress = !call->quiet && !call->json,
		.listener = tell,
		.context = &told,
	};
	enum status status = STATUS_DONE;

	if (call->json) {
		json_begin(&told.json, NULL, '{');
		json_begin(&told.json, "letters", '[');
	}
	if (!render(&options, &summary, &report))
		status = STATUS_NOT_STARTED;
	else if (report.errors > 0 || summary.left > 0)
		status = STATUS_SOME_FAILED;
	if (call->json) {
		print_json(&told, &summary, &report);
	} else {
		problems_print(&report);
		if (status != STATUS_NOT_STARTED && !call->quiet)
			print_summary(&summary);
	}
	free(summary.folder);
	text_clear(&told.why);
	text_clear(&out);
	report_clear(&report);
	return status;
}

const struct command command_render = {
	.name = "render",
	.arguments = "",
	.summary = "make the letters that are missing or changed",
	.help = "Makes the letters of a job in DIR/JOB/letters. A letter is "
		"made when there is none yet, when its file is gone, or when "
		"anything that it says or is set with has changed; for each "
		"one that is made again, a line says what changed. An earlier "
		"issue is moved to DIR/JOB/superseded. A letter that cannot be "
		"made is reported and the others go on; its row is in "
		"failed.csv. manifest.csv lists all.\n\n"
		"A run that is stopped, whatever the way, leaves only whole "
		"letters; the next run makes the rest.",
	.flags = FLAGS_OF_A_JOB | FLAG_ONLY | FLAG_JOBS | FLAG_FORCE |
		FLAG_WAIT,
	.run = run,
};
