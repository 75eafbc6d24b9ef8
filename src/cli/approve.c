/* lettermill approve, unapprove: who vouches for which letters. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/command.h"
#include "dispatch/approve.h"

struct telling {
	const struct call *call;
	const char *done; /* "approved", "looked", "unapproved" */
	struct text out;
	struct json json;
};

static void tell(void *context, enum approve_result result, const char *key,
	const char *name, const char *file)
{
	struct telling *telling = context;
	const char *results[] = {
		[APPROVE_DRAWN] = "drawn",
		[APPROVE_DONE] = telling->done,
		[APPROVE_ALREADY] = "already",
		[APPROVE_REFUSED] = "refused",
	};

	if (telling->call->json) {
		json_begin(&telling->json, NULL, '{');
		json_string(&telling->json, "key", key);
		json_string(&telling->json, "name", name);
		json_string(&telling->json, "file", file);
		json_string(&telling->json, "result", results[result]);
		json_end(&telling->json);
	} else if (result == APPROVE_DRAWN ||
		(telling->call->word_count > 0 && !telling->call->quiet)) {
		text_printf(&telling->out, "%-8s  %-8s  %s\n", results[result],
			key, file);
	}
}

static void add_sample(struct text *out, const struct call *call,
	const struct approve_summary *summary)
{
	size_t bound = approve_sample_bound(summary->standing, summary->drawn);

	text_printf(out, "a sample of %zu from %zu letters, seed '%s'%s\n",
		summary->drawn, summary->standing, call->seed, call->looked
			? ", looked at; none is approved by it"
			: ": look at these, then pass --looked");
	text_printf(out, "if all of them are right, %zu of %zu letters are "
		"wrong at most (with 95%% confidence), and which is not known"
		"\n", bound, summary->standing);
}

static void add_summary(struct telling *telling,
	const struct approve_summary *summary)
{
	const struct call *call = telling->call;
	struct text *out = &telling->out;

	if (call->quiet)
		return;
	if (call->sample > 0)
		add_sample(out, call, summary);
	if (call->sample == 0 || call->looked) {
		text_printf(out, "%s: %zu %s%s by %s", summary->folder,
			summary->done, telling->done,
			call->looked ? " at" : "", summary->by);
		if (summary->already > 0)
			text_printf(out, ", %zu already", summary->already);
		text_printf(out, ", %zu refused\n", summary->refused);
	}
	if (summary->wanting > 0)
		text_printf(out, "%zu of them need to be approved by somebody "
			"else, too\n", summary->wanting);
	if (summary->head[0] != '\0')
		text_printf(out, "approvals.csv ends in a line of SHA-256 %s\n",
			summary->head);
}

static void end_json(struct telling *telling,
	const struct approve_summary *summary, const struct report *report)
{
	struct json *json = &telling->json;

	json_end(json);
	json_string(json, "folder", summary->folder);
	json_string(json, "by", summary->by);
	json_integer(json, telling->done, (int64_t)summary->done);
	json_integer(json, "already", (int64_t)summary->already);
	json_integer(json, "refused", (int64_t)summary->refused);
	json_integer(json, "wanting", (int64_t)summary->wanting);
	json_integer(json, "drawn", (int64_t)summary->drawn);
	json_integer(json, "standing", (int64_t)summary->standing);
	json_string(json, "last_line", summary->head);
	problems_json(report, json);
	json_end(json);
}

static enum status run(const struct call *call, const char *done,
	bool (*act)(const struct approve_options *, struct approve_summary *,
		struct report *))
{
	struct telling telling = {.call = call, .done = done,
		.json.out = &telling.out};
	struct approve_options options = {.job = call_job(call),
		.names = call->words, .name_count = call->word_count,
		.all = call->all, .except = call->except,
		.except_count = call->except_count, .sample = call->sample,
		.seed = call->seed, .looked = call->looked, .by = call->by,
		.because = call->because, .wait = call->wait,
		.listener = tell, .context = &telling};
	struct approve_summary summary;
	struct report report = {0};
	enum status status = STATUS_NOT_STARTED;

	if (call->json) {
		json_begin(&telling.json, NULL, '{');
		json_begin(&telling.json, "letters", '[');
	}
	if (act(&options, &summary, &report))
		status = summary.refused > 0 ? STATUS_SOME_FAILED
					     : STATUS_DONE;
	if (call->json)
		end_json(&telling, &summary, &report);
	else if (status != STATUS_NOT_STARTED)
		add_summary(&telling, &summary);
	if (!call->json)
		problems_print(&report);
	result_print(&telling.out);
	free(summary.folder);
	free(summary.by);
	text_clear(&telling.out);
	report_clear(&report);
	return status;
}

static enum status refuse(const char *command, const char *words)
{
	fprintf(stderr, "lettermill %s: %s\n", command, words);
	return STATUS_NOT_STARTED;
}

static enum status run_approve(const struct call *call)
{
	int ways = (call->word_count > 0) + call->all + (call->sample > 0);

	if (ways != 1)
		return refuse("approve", "takes recipients, or --all, or "
			"--sample");
	if (call->except_count > 0 && !call->all)
		return refuse("approve", "--except goes with --all");
	if ((call->seed != NULL) != (call->sample > 0))
		return refuse("approve", "--sample and --seed go together");
	return run(call, call->looked ? "looked" : "approved", approve);
}

static enum status run_unapprove(const struct call *call)
{
	if ((call->word_count > 0) == call->all)
		return refuse("unapprove", "takes keys, or --all");
	if (call->because == NULL)
		return refuse("unapprove", "takes a reason: --because REASON");
	return run(call, "unapproved", unapprove);
}

const struct command command_approve = {
	.name = "approve",
	.arguments = "[NAME...]",
	.summary = "sign letters off, after looking at them",
	.help = "Records that a person approves exactly these letters: of each "
		"file the SHA-256 is worked out now, has to be that of the "
		"record, and is what is signed off. A letter that is made "
		"again with other bytes is no longer approved, even if it "
		"comes back as it was. One that failed, is missing or would be "
		"made again by now is refused, and the others are approved.\n\n"
		"With [approval] persons = 2, a letter is approved when two "
		"different persons have approved it. The names are what they "
		"say they are: with --by, the account's name is recorded "
		"beside it.\n\n"
		"--sample N shows N letters to look at, and with --looked "
		"records that they were. That approves nothing. What it proves "
		"is told with it: how many of all letters may be wrong when "
		"all of these are right. It holds for a seed that was chosen "
		"once, before the letters were made; and that somebody truly "
		"looked is for them to say.\n\n"
		"The record is the truth. approvals.csv beside it says the "
		"same, a line a sign-off, each with the SHA-256 of the line "
		"before: 'verify' finds a line that was changed, dropped or "
		"inserted. The last line's is told: kept elsewhere, as in the "
		"minutes, it proves the whole list.",
	.flags = FLAGS_OF_A_JOB | FLAG_WAIT | FLAG_ALL | FLAG_EXCEPT |
		FLAG_SAMPLE | FLAG_SEED | FLAG_LOOKED | FLAG_BY,
	.run = run_approve,
};

const struct command command_unapprove = {
	.name = "unapprove",
	.arguments = "[KEY...]",
	.summary = "take approvals back, for a reason",
	.help = "Ends all approvals of these letters, by whomever, and records "
		"the reason. Needs neither the data nor the text of the job. "
		"Approving again begins with the first person.",
	.flags = FLAGS_OF_A_JOB | FLAG_WAIT | FLAG_ALL | FLAG_BY |
		FLAG_BECAUSE,
	.run = run_unapprove,
};
