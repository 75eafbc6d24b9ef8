/* lettermill mail: a message for each approved letter. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/command.h"
#include "dispatch/post.h"

static void tell(void *context, const char *key, const char *file,
	enum post_state state)
{
	struct json *json = context;

	json_begin(json, NULL, '{');
	json_string(json, "key", key);
	json_string(json, "state", post_state_name(state));
	json_string(json, "file", file);
	json_end(json);
	result_print_much(json->out);
}

static void print_summary(const struct post_summary *summary)
{
	printf("%s/mail:", summary->folder);
	for (int i = 0; i < POST_STATES; i++)
		if (i <= POST_KEPT || summary->count[i] > 0)
			printf("%s %zu %s", i > 0 ? "," : "",
				summary->count[i],
				post_state_name((enum post_state)i));
	if (summary->withdrawn > 0)
		printf(", %zu withdrawn", summary->withdrawn);
	putchar('\n');
}

static void end_json(struct json *json, const struct post_summary *summary,
	const struct report *report)
{
	json_end(json);
	json_string(json, "folder", summary->folder);
	json_integer(json, "withdrawn", (int64_t)summary->withdrawn);
	problems_json(report, json);
	json_end(json);
	result_print(json->out);
}

static enum status run(const struct call *call)
{
	struct text out = {0};
	struct json json = {.out = &out};
	struct report report = {0};
	struct post_summary summary;
	struct post_options options = {
		.job = call_job(call),
		.only = call->only,
		.only_count = call->only_count,
		.specimen = call->specimen,
		.wait = call->wait,
		.listener = call->json ? tell : NULL,
		.context = &json,
	};
	enum status status = STATUS_DONE;

	if (call->json) {
		json_begin(&json, NULL, '{');
		json_begin(&json, "letters", '[');
	}
	if (!post(&options, &summary, &report))
		status = STATUS_NOT_STARTED;
	else if (report.errors > 0)
		status = STATUS_SOME_FAILED;
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

const struct command command_mail = {
	.name = "mail",
	.arguments = "",
	.summary = "write a message for each approved letter",
	.help = "Writes a message for each letter that is approved and up to "
		"date to DIR/JOB/mail, as [email] says, with the letter "
		"attached; the letter's history tells so. Nothing is sent. A "
		"message that is the same is kept, and so is that of a letter "
		"that was sent, or may have been. One of a letter that is no "
		"longer approved is moved to DIR/JOB/superseded, as an "
		"earlier one is where it has changed. Only the folder's owner "
		"can read messages.\n\n"
		"Each file is one message as it goes over the wire, with CR "
		"LF at the ends of its lines (RFC 5322). The same job writes "
		"the same bytes; where messages are signed, with an RSA key "
		"or a letter's earlier signature.",
	.flags = FLAGS_OF_A_JOB | FLAG_ONLY | FLAG_WAIT | FLAG_SPECIMEN,
	.run = run,
};
