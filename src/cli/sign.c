/* lettermill sign: give letters the signature that they await. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "batch/sign.h"
#include "cli/command.h"
#include "cli/log.h"

static void tell(void *context, const char *key, const char *file)
{
	struct json *json = context;

	json_begin(json, NULL, '{');
	json_string(json, "key", key);
	json_string(json, "file", file);
	json_end(json);
}

static void end_json(struct json *json, const struct sign_summary *summary,
	const struct report *report)
{
	json_end(json);
	json_string(json, "folder", summary->folder);
	shard_json(&summary->shard, json);
	json_integer(json, "signed", (int64_t)summary->signed_now);
	json_integer(json, "already", (int64_t)summary->already);
	json_integer(json, "failed", (int64_t)summary->failed);
	json_bool(json, "stopped", summary->stopped);
	problems_json(report, json);
	json_end(json);
	result_print(json->out);
}

static void print_summary(const struct sign_summary *summary)
{
	struct text shard = {0};

	if (summary->shard.count > 0) {
		text_add(&shard, ", shard ");
		shard_print(&summary->shard, &shard);
	}
	printf("%s%s: %zu signed, %zu already, %zu failed%s\n",
		summary->folder, text_string(&shard), summary->signed_now,
		summary->already, summary->failed,
		summary->stopped ? "; stopped: run again to go on" : "");
	text_clear(&shard);
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	struct text out = {0};
	struct json json = {.out = &out};
	struct sign_summary summary;
	struct sign_options options = {.job = call_job(call),
		.keys = call->words, .key_count = call->word_count,
		.shard = call->shard,
		.jobs = call->jobs, .wait = call->wait,
		.show_progress = !call->quiet && log_style() == LOG_NONE,
		.listener = call->json ? tell : NULL, .context = &json};
	enum status status = STATUS_NOT_STARTED;

	if (call->json) {
		json_begin(&json, NULL, '{');
		json_begin(&json, "letters", '[');
	}
	if (sign(&options, &summary, &report))
		status = summary.failed > 0 || summary.stopped
			? STATUS_SOME_FAILED : STATUS_DONE;
	if (call->json) {
		end_json(&json, &summary, &report);
	} else {
		problems_print(&report);
		if (status != STATUS_NOT_STARTED && !call->quiet)
			print_summary(&summary);
	}
	free(summary.folder);
	text_clear(&out);
	report_clear(&report);
	return status;
}

const struct command command_sign = {
	.name = "sign",
	.arguments = "[KEY...]",
	.summary = "sign the letters that were made to be signed later",
	.help = "Signs every letter, or those of these KEYs, that 'render' "
		"made with [signature] sign = later, in its place: the file is "
		"then the same, byte for byte, as if it had been signed at "
		"once (but for what is random in a signature).\n\n"
		"Needs the job's folder, its configuration and the key, and "
		"neither data nor text nor fonts: the key never has to leave "
		"the machine that it is on. A letter is refused whose bytes "
		"are not those that were made, or that was made for another "
		"certificate, and the others are signed.\n\n"
		"Killed or stopped at any point, run it again: it does what "
		"is left. --jobs says how many signatures are asked for at "
		"once; where the key lies in a token, up to 16 have a session "
		"of their own. With --shard I/N, machines that see one folder "
		"share the signing as they share the making; the letters may "
		"have been made by shards, of the same N, or all at once.",
	.flags = FLAGS_OF_A_JOB | FLAG_SHARD | FLAG_JOBS | FLAG_WAIT,
	.run = run,
};
