/* lettermill bounces: which messages came back. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/command.h"
#include "dispatch/bounces.h"

static void tell(void *context, const struct bounce *bounce)
{
	if (bounce->state != BOUNCE_MARKED && bounce->state != BOUNCE_OTHERWISE)
		return;
	text_printf(context, "%-9s %-9s %-7s %s\n",
		bounce->state == BOUNCE_MARKED
			? bounce_state_name(bounce->state) : bounce->action,
		bounce->key, bounce->status, bounce->mail);
}

static void tell_json(void *context, const struct bounce *bounce)
{
	struct json *json = context;

	json_begin(json, NULL, '{');
	json_string(json, "state", bounce_state_name(bounce->state));
	json_string(json, "key", *bounce->key ? bounce->key : NULL);
	json_string(json, "action", bounce->action);
	json_string(json, "status", *bounce->status ? bounce->status : NULL);
	json_string(json, "mail", bounce->mail);
	json_end(json);
}

static void add_summary(struct text *out, const struct bounces_summary *summary)
{
	text_printf(out, "%s:", summary->folder);
	for (int i = 0; i < BOUNCE_STATES; i++)
		if (i <= BOUNCE_TOLD || summary->count[i] > 0)
			text_printf(out, "%s %zu %s", i > 0 ? "," : "",
				summary->count[i],
				bounce_state_name((enum bounce_state)i));
	text_add_char(out, '\n');
}

static void end_json(struct json *json, const struct bounces_summary *summary,
	const struct report *report)
{
	static const char *const names[BOUNCE_STATES] = {"bounced",
		"told_before", "not_failed", "never_sent", "of_others",
		"no_reports", "not_read"};

	json_end(json);
	json_string(json, "folder", summary->folder);
	for (int i = 0; i < BOUNCE_STATES; i++)
		json_integer(json, names[i], (int64_t)summary->count[i]);
	problems_json(report, json);
	json_end(json);
}

static enum status run(const struct call *call)
{
	struct text out = {0};
	struct json json = {.out = &out};
	struct report report = {0};
	struct bounces_summary summary;
	struct bounces_options options = {
		.job = call_job(call),
		.wait = call->wait,
		.listener = call->json ? tell_json : tell,
		.context = call->json ? (void *)&json : &out,
	};
	enum status status = STATUS_DONE;

	if (call->word_count != 1) {
		fputs("lettermill bounces: takes one maildir\n", stderr);
		return STATUS_NOT_STARTED;
	}
	options.maildir = call->words[0];
	if (call->json) {
		json_begin(&json, NULL, '{');
		json_begin(&json, "reports", '[');
	}
	if (!bounces(&options, &summary, &report))
		status = STATUS_NOT_STARTED;
	else if (report.errors > 0)
		status = STATUS_SOME_FAILED;
	if (call->json)
		end_json(&json, &summary, &report);
	else
		problems_print(&report);
	if (!call->json && status != STATUS_NOT_STARTED)
		add_summary(&out, &summary);
	if (call->json || (status != STATUS_NOT_STARTED && !call->quiet))
		result_print(&out);
	free(summary.folder);
	text_clear(&out);
	report_clear(&report);
	return status;
}

const struct command command_bounces = {
	.name = "bounces",
	.arguments = "MAILDIR",
	.summary = "mark letters whose message came back",
	.help = "Reads the mails of a maildir (its folders new and cur, which "
		"are left as they are) and finds the delivery reports among "
		"them (RFC 3464). One that says that a message failed marks "
		"its letter as bounced, with the server's own words: 'history "
		"KEY' shows them. What is being tried still, or was delivered, "
		"is told and marks nothing. A report marks once, however often "
		"it is read, and none marks a letter whose message this job "
		"never sent. Reports of other messages and other mails are "
		"counted.\n\n"
		"A report is known by the Message-ID of the message it brings "
		"back, or by In-Reply-To or References. After the address is "
		"put right, 'mail' writes the message again.",
	.flags = FLAGS_OF_A_JOB | FLAG_WAIT,
	.run = run,
};
