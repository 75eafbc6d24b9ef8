/* lettermill send: the spool, to a mail server. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/command.h"
#include "dispatch/send.h"
#include "dispatch/settle.h"

struct telling {
	const struct call *call;
	struct text out;
	struct json json;
};

static void tell(void *context, const char *key, const char *file,
	size_t recipients, enum send_state state)
{
	struct telling *telling = context;

	if (telling->call->json) {
		json_begin(&telling->json, NULL, '{');
		json_string(&telling->json, "key", key);
		json_string(&telling->json, "file", file);
		json_integer(&telling->json, "recipients",
			(int64_t)recipients);
		json_string(&telling->json, "state", send_state_name(state));
		json_end(&telling->json);
	} else if (state == SEND_WOULD && !telling->call->quiet) {
		text_printf(&telling->out, "%-8s  %s, to %zu\n", key, file,
			recipients);
	}
}

static void add_summary(struct text *out, const struct call *call,
	const struct send_summary *summary)
{
	int first = call->really ? SEND_SENT : SEND_WOULD;

	text_printf(out, "%s:", summary->folder);
	for (int i = first; i < SEND_STATES; i++)
		if (i == first || summary->count[i] > 0)
			text_printf(out, "%s %zu %s", i > first ? "," : "",
				summary->count[i],
				send_state_name((enum send_state)i));
	if (summary->left > 0)
		text_printf(out, ", %zu left", summary->left);
	if (call->to != NULL)
		text_add(out, ", for a trial");
	if (call->really)
		text_printf(out, " by %s\n", summary->server);
	else
		text_printf(out, " by %s; nothing was sent: pass --really\n",
			summary->server);
}

static void add_json(struct json *json, const struct send_summary *summary,
	const struct report *report)
{
	json_end(json);
	json_string(json, "folder", summary->folder);
	json_string(json, "server", summary->server);
	json_integer(json, "sent", (int64_t)summary->count[SEND_SENT]);
	json_integer(json, "partly", (int64_t)summary->count[SEND_PARTLY]);
	json_integer(json, "deferred",
		(int64_t)summary->count[SEND_DEFERRED]);
	json_integer(json, "refused", (int64_t)summary->count[SEND_REFUSED]);
	json_integer(json, "held", (int64_t)summary->count[SEND_HELD]);
	json_integer(json, "in_doubt",
		(int64_t)summary->count[SEND_IN_DOUBT]);
	json_integer(json, "to_send", (int64_t)summary->count[SEND_WOULD]);
	json_integer(json, "left", (int64_t)summary->left);
	json_integer(json, "released", (int64_t)summary->released);
	problems_json(report, json);
	json_end(json);
}

static enum status judge(const struct send_summary *summary)
{
	size_t open = summary->left;

	for (int i = SEND_PARTLY; i < SEND_STATES; i++)
		open += summary->count[i];
	if (summary->is_given_up)
		return STATUS_NOT_STARTED;
	return open > 0 ? STATUS_SOME_FAILED : STATUS_DONE;
}

static enum status run_send(const struct call *call)
{
	struct telling telling = {.call = call, .json.out = &telling.out};
	struct send_options options = {.job = call_job(call),
		.keys = call->words, .key_count = call->word_count,
		.really = call->really, .to = call->to, .sample = call->sample,
		.seed = call->seed, .again = call->again, .by = call->by,
		.because = call->because, .wait = call->wait,
		.listener = tell, .context = &telling};
	struct send_summary summary;
	struct report report = {0};
	enum status status = STATUS_NOT_STARTED;
	bool done;

	if (call->json) {
		json_begin(&telling.json, NULL, '{');
		json_begin(&telling.json, "letters", '[');
	}
	done = send_mail(&options, &summary, &report);
	if (done)
		status = judge(&summary);
	if (call->json)
		add_json(&telling.json, &summary, &report);
	else
		problems_print(&report);
	if (done && !call->json && !call->quiet)
		add_summary(&telling.out, call, &summary);
	result_print(&telling.out);
	free(summary.folder);
	free(summary.server);
	text_clear(&telling.out);
	report_clear(&report);
	return status;
}

static void add_settled(const struct call *call,
	const struct settle_summary *summary, const struct report *report,
	struct text *out)
{
	struct json json = {.out = out};

	if (call->json) {
		json_begin(&json, NULL, '{');
		json_string(&json, "folder", summary->folder);
		json_integer(&json, "settled", (int64_t)summary->sent);
		json_integer(&json, "not_sent", (int64_t)summary->not_sent);
		json_integer(&json, "in_doubt", (int64_t)summary->in_doubt);
		problems_json(report, &json);
		json_end(&json);
	} else if (!call->quiet) {
		text_printf(out, "%s: %zu were sent, %zu were not, %zu in "
			"doubt\n", summary->folder, summary->sent,
			summary->not_sent, summary->in_doubt);
	}
}

static enum status run_settle(const struct call *call)
{
	struct settle_options options = {.job = call_job(call),
		.log = call->settle, .wait = call->wait};
	struct settle_summary summary;
	struct report report = {0};
	struct text out = {0};
	enum status status = STATUS_NOT_STARTED;

	if (settle(&options, &summary, &report))
		status = summary.in_doubt > 0 ? STATUS_SOME_FAILED
					      : STATUS_DONE;
	if (call->json || status != STATUS_NOT_STARTED)
		add_settled(call, &summary, &report, &out);
	if (!call->json)
		problems_print(&report);
	result_print(&out);
	free(summary.folder);
	text_clear(&out);
	report_clear(&report);
	return status;
}

static enum status refuse(const char *words)
{
	fprintf(stderr, "lettermill send: %s\n", words);
	return STATUS_NOT_STARTED;
}

static enum status run(const struct call *call)
{
	if (call->settle != NULL && (call->really || call->again ||
			call->to != NULL || call->word_count > 0))
		return refuse("--settle goes alone: it sends nothing");
	if (call->again && (call->word_count == 0 || call->because == NULL))
		return refuse("--again takes keys, and a reason: --because "
			"REASON");
	if (call->because != NULL && !call->again)
		return refuse("--because goes with --again");
	if (call->again && call->to != NULL)
		return refuse("a trial sends nothing again: --to or --again");
	if ((call->sample > 0 || call->seed != NULL) && call->to == NULL)
		return refuse("--sample goes with --to: letters are sent by "
			"their keys, or all");
	return call->settle != NULL ? run_settle(call) : run_send(call);
}

const struct command command_send = {
	.name = "send",
	.arguments = "[KEY...]",
	.summary = "hand the messages to a mail server, each once",
	.help = "Tells which messages of DIR/JOB/mail it would hand to the "
		"server of [smtp], and sends nothing. With --really it sends "
		"them, all or those of the KEYs. Neither asks the data.\n\n"
		"Before each, it is made sure again that the letter in the "
		"message is approved, byte for byte, and that the message is "
		"as 'mail' wrote it; else it is held. Whom it goes to stands "
		"in its To and Cc. What the server answers is in the letter's "
		"history before the next message is begun: sent; refused for "
		"good, and then not tried again until its message changes; "
		"or deferred, and tried again after a pause, as [smtp] says, "
		"and by the next run.\n\n"
		"No message is sent twice. One whose answer was never heard, "
		"as the program was killed or the connection ended, is in "
		"doubt: it is told by every run, and not sent. --settle finds "
		"out from a log of Postfix; --again KEY... --because REASON, "
		"with --really, sends it once more on your word.\n\n"
		"--to ADDRESS is a trial, also of specimens: the same messages "
		"to this address alone, their subject marked, with --sample "
		"only a few. Nothing of it is recorded.\n\n"
		"For cron, with --really --quiet: the exit status is 0 when "
		"nothing is left to send; 1 when a message was refused, is "
		"deferred, held or in doubt; 2 when it could not start or was "
		"given up, as the server is away. A signal to end is heeded "
		"between two messages.",
	.flags = FLAGS_OF_A_JOB | FLAG_WAIT | FLAG_REALLY | FLAG_TO |
		FLAG_SAMPLE | FLAG_SEED | FLAG_AGAIN | FLAG_BECAUSE | FLAG_BY |
		FLAG_SETTLE,
	.run = run,
};
