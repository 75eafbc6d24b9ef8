/* lettermill render: make what is missing or changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "batch/render.h"
#include "cli/command.h"
#include "cli/log.h"

#define MOST_LOGGED 20 /* keys in a line of a log */

/* What the listener tells or gathers: a line, or a JSON object, a letter. */
struct told {
	const struct call *call;
	struct json json;
	struct text why; /* of the last line */
	char **made; /* keys, for a log */
	size_t made_count, made_room;
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
		result_print_much(told->json.out);
	} else if (log_style() != LOG_NONE) {
		ARRAY_RESERVE(told->made, told->made_count, told->made_room);
		told->made[told->made_count++] =
			memory_strdup(recipient->key);
	} else if (!told->call->quiet && strcmp(why, "new") != 0) {
		bool again = strcmp(why, text_string(&told->why)) == 0;

		printf("%s: %s\n", recipient->name, again ? "likewise" : why);
		text_reset(&told->why);
		text_add(&told->why, why);
	}
}

static void add_numbers(struct text *out, const struct render_summary *summary)
{
	text_add(out, summary->folder);
	if (summary->shard.count > 0) {
		text_add(out, ", shard ");
		shard_print(&summary->shard, out);
	}
	text_printf(out, ": %zu made, %zu unchanged, %zu failed",
		summary->made, summary->unchanged, summary->failed);
	if (summary->awaiting > 0)
		text_printf(out, ", %zu to be signed by 'lettermill sign'",
			summary->awaiting);
	if (summary->withdrawn > 0)
		text_printf(out, ", %zu withdrawn", summary->withdrawn);
	if (summary->moved > 0)
		text_printf(out, ", %zu moved", summary->moved);
	if (summary->packed > 0)
		text_printf(out, ", %zu packed", summary->packed);
	if (summary->unpacked > 0)
		text_printf(out, ", %zu unpacked", summary->unpacked);
	if (summary->discarded > 0)
		text_printf(out, ", %zu discarded", summary->discarded);
	if (summary->left > 0)
		text_printf(out, ", %zu left: run again to go on",
			summary->left);
}

static void print_summary(const struct render_summary *summary)
{
	struct text numbers = {0};

	add_numbers(&numbers, summary);
	puts(numbers.data);
	text_reset(&numbers);
	text_add(&numbers, summary->folder);
	if (summary->shard.count > 0) {
		text_add_char(&numbers, '/');
		shard_folder(&summary->shard, &numbers);
	}
	if (summary->failed > 0)
		printf("%s/failed.csv holds the rows that failed\n",
			numbers.data);
	text_clear(&numbers);
}

/* Each letter that an error stops, once, in the order they were met. */
static size_t list_failed(const struct report *report, const char **keys)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct problem *problem = &report->problems[i];

		if (problem->severity == SEVERITY_ERROR &&
			problem->recipient != NULL && report_first_error(report,
				problem->recipient) == problem)
			keys[count++] = problem->recipient;
	}
	return count;
}

static void log_keys(enum severity severity, const char *what,
	const char *const *keys, size_t count)
{
	struct text line = {0};

	for (size_t i = 0; i < count && i < MOST_LOGGED; i++)
		text_printf(&line, "%s %s", i > 0 ? "," : what, keys[i]);
	if (count > MOST_LOGGED)
		text_printf(&line, " and %zu more", count - MOST_LOGGED);
	if (count > 0)
		log_words(severity, line.data);
	text_clear(&line);
}

static void add_keys(struct json *json, const char *name,
	const char *const *keys, size_t count)
{
	json_begin(json, name, '[');
	for (size_t i = 0; i < count; i++)
		json_string(json, NULL, keys[i]);
	json_end(json);
}

static void log_json(const struct told *told,
	const struct render_summary *summary, enum severity severity,
	const char *const *failed, size_t failed_count)
{
	struct text line = {0};
	struct json json = {.out = &line, .in_a_line = true};

	json_begin(&json, NULL, '{');
	json_string(&json, "severity", severity_name(severity));
	json_string(&json, "folder", summary->folder);
	shard_json(&summary->shard, &json);
	json_integer(&json, "unchanged", (int64_t)summary->unchanged);
	json_integer(&json, "withdrawn", (int64_t)summary->withdrawn);
	json_integer(&json, "moved", (int64_t)summary->moved);
	json_integer(&json, "packed", (int64_t)summary->packed);
	json_integer(&json, "unpacked", (int64_t)summary->unpacked);
	json_integer(&json, "discarded", (int64_t)summary->discarded);
	json_integer(&json, "left", (int64_t)summary->left);
	add_keys(&json, "made", (const char *const *)told->made,
		told->made_count);
	add_keys(&json, "failed", failed, failed_count);
	json_end(&json);
	fputs(line.data, stderr);
	text_clear(&line);
}

/* What a log has of a run behind its problems. */
static void log_run(const struct told *told,
	const struct render_summary *summary, const struct report *report)
{
	const char **failed = memory_new(report->count * sizeof(*failed));
	size_t failed_count = list_failed(report, failed);
	enum severity severity = report->errors > 0 ? SEVERITY_ERROR
						    : SEVERITY_NOTE;
	struct text numbers = {0};

	add_numbers(&numbers, summary);
	if (log_style() == LOG_JSON) {
		log_json(told, summary, severity, failed, failed_count);
	} else {
		log_words(severity, numbers.data);
		log_keys(SEVERITY_NOTE, "made:",
			(const char *const *)told->made, told->made_count);
		log_keys(severity, "failed:", failed, failed_count);
	}
	text_clear(&numbers);
	free(failed);
}

static bool is_news(const struct render_summary *summary,
	const struct report *report)
{
	return summary->made + summary->failed + summary->withdrawn +
		summary->moved + summary->packed + summary->unpacked +
		summary->left + report->errors > 0;
}

static void print_json(struct told *told, const struct render_summary *summary,
	const struct report *report)
{
	struct json *json = &told->json;

	json_end(json);
	json_string(json, "folder", summary->folder);
	shard_json(&summary->shard, json);
	json_integer(json, "made", (int64_t)summary->made);
	json_integer(json, "unsigned", (int64_t)summary->awaiting);
	json_integer(json, "unchanged", (int64_t)summary->unchanged);
	json_integer(json, "failed", (int64_t)summary->failed);
	json_integer(json, "withdrawn", (int64_t)summary->withdrawn);
	json_integer(json, "moved", (int64_t)summary->moved);
	json_integer(json, "packed", (int64_t)summary->packed);
	json_integer(json, "unpacked", (int64_t)summary->unpacked);
	json_integer(json, "discarded", (int64_t)summary->discarded);
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
		.shard = call->shard,
		.jobs = call->jobs,
		.force = call->force,
		.discard = call->discard,
		.wait = call->wait,
		.show_progress = !call->quiet && !call->json &&
			log_style() == LOG_NONE,
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
	} else if (status == STATUS_NOT_STARTED) {
		problems_print(&report);
	} else if (log_style() == LOG_NONE) {
		problems_print(&report);
		if (!call->quiet)
			print_summary(&summary);
	} else if (is_news(&summary, &report)) {
		problems_print(&report);
		if (!call->quiet)
			log_run(&told, &summary, &report);
	}
	free(summary.folder);
	for (size_t i = 0; i < told.made_count; i++)
		free(told.made[i]);
	free(told.made);
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
		"letters; the next run makes the rest.\n\n"
		"With --shard I/N, N machines that see one folder share the "
		"work: see SHARDS.\n\n"
		"With --log, as a timer or cron runs it, nothing is said where "
		"nothing is new; else which letters were made and which "
		"failed, by their keys.",
	.flags = FLAGS_OF_A_JOB | FLAG_ONLY | FLAG_SHARD | FLAG_JOBS |
		FLAG_FORCE | FLAG_DISCARD | FLAG_WAIT,
	.run = run,
};
