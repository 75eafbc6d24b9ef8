/* lettermill list: recipients and the state of their letters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "dispatch/survey.h"

struct list {
	const struct call *call;
	struct text out;
	struct json json;
	size_t failed;
};

static bool add(void *context, const struct standing *standing)
{
	const struct recipient *recipient = &standing->recipient;
	struct list *list = context;
	struct json *json = &list->json;

	list->failed += standing->state[0] == 'f';
	if (list->call->json) {
		json_begin(json, NULL, '{');
		json_string(json, "key", recipient->key);
		json_string(json, "name", recipient->name);
		json_string(json, "state", standing->state);
		json_string(json, "why", standing->why);
		json_string(json, "file", standing->file);
		json_integer(json, "issue", standing->issue);
		json_integer(json, "pages", (int64_t)standing->pages);
		json_bool(json, "approved",
			standing->approval.state == APPROVAL_FULL);
		json_string(json, "approval", standing->approval_words);
		json_end(json);
	} else {
		text_printf(&list->out, "%-8s  %-8s  %s%s%s",
			standing->state, recipient->key, recipient->name,
			*standing->why ? ": " : "", standing->why);
		text_printf(&list->out, "%s%s\n",
			*standing->approval_words ? ": " : "",
			standing->approval_words);
	}
	result_print_much(&list->out);
	return true;
}

static void add_shard_json(struct json *json,
	const struct shard_standing *standing, const char *name)
{
	json_begin(json, NULL, '{');
	json_string(json, "shard", name);
	json_string(json, "state", standing->state);
	json_integer(json, "waiting", (int64_t)standing->waiting);
	json_end(json);
}

/* For a person, those alone whose letters wait for it. */
static void add_shards(struct list *list, const struct shard_standings *shards)
{
	for (size_t i = 0; i < shards->count; i++) {
		const struct shard_standing *standing = &shards->list[i];
		struct text name = {0};

		shard_print(&standing->shard, &name);
		if (list->call->json)
			add_shard_json(&list->json, standing, name.data);
		else if (standing->waiting > 0 &&
			strcmp(standing->state, "running") == 0)
			text_printf(&list->out, "shard %s: running, %zu to "
				"make\n", name.data, standing->waiting);
		else if (standing->waiting > 0)
			text_printf(&list->out, "shard %s: %s, %zu to make: "
				"'lettermill render --shard %s'\n", name.data,
				standing->state, standing->waiting, name.data);
		text_clear(&name);
	}
}

static enum status run(const struct call *call)
{
	struct shard_standings shards;
	struct report report = {0};
	struct list list = {.call = call, .json.out = &list.out};
	struct job_options options = call_job(call);
	enum status status = STATUS_NOT_STARTED;

	if (call->json) {
		json_begin(&list.json, NULL, '{');
		json_begin(&list.json, "letters", '[');
	}
	if (survey(&options, add, &list, &shards, &report))
		status = list.failed > 0 ? STATUS_SOME_FAILED : STATUS_DONE;
	if (call->json) {
		json_end(&list.json);
		json_begin(&list.json, "shards", '[');
		add_shards(&list, &shards);
		json_end(&list.json);
		problems_json(&report, &list.json);
		json_end(&list.json);
	} else {
		problems_print(&report);
		add_shards(&list, &shards);
	}
	free(shards.list);
	result_print(&list.out);
	text_clear(&list.out);
	report_clear(&report);
	return status;
}

const struct command command_list = {
	.name = "list",
	.arguments = "",
	.summary = "show the recipients and the state of their letters",
	.help = "Shows each recipient with the state of the letter: made, to "
		"make, changed (and what has changed since), missing (its "
		"file is gone), failed (and why), unsigned (made, and to be "
		"signed by 'sign'); and who approved it, or why "
		"it is no longer approved. Makes nothing, and can run beside "
		"a run that does. Of a job that is made in shards, it also "
		"tells for which of these letters wait, and why: it was not "
		"run, or did not end.",
	.flags = FLAGS_OF_A_JOB,
	.run = run,
};
