/* lettermill status: how the job stands, on one screen. */
#include "base/text.h"
#include "cli/command.h"
#include "dispatch/tally.h"

static void add_json(const struct tally *tally, struct json *json)
{
	json_integer(json, "made", (int64_t)tally->made);
	json_integer(json, "unsigned", (int64_t)tally->awaiting);
	json_integer(json, "failed", (int64_t)tally->failed);
	json_integer(json, "to_make", (int64_t)tally->to_make);
	json_integer(json, "changed", (int64_t)tally->changed);
	json_integer(json, "missing", (int64_t)tally->missing);
	json_integer(json, "looked", (int64_t)tally->looked);
	json_integer(json, "begun", (int64_t)tally->begun);
	json_integer(json, "approved", (int64_t)tally->approved);
	json_integer(json, "mailed", (int64_t)tally->mailed);
	json_integer(json, "sent", (int64_t)tally->sent);
	json_integer(json, "partly", (int64_t)tally->partly);
	json_integer(json, "outdated", (int64_t)tally->outdated);
	json_integer(json, "deferred", (int64_t)tally->deferred);
	json_integer(json, "refused", (int64_t)tally->refused);
	json_integer(json, "in_doubt", (int64_t)tally->doubted);
	json_integer(json, "bounced", (int64_t)tally->bounced);
	json_bool(json, "list_is_whole", tally->list_is_whole);
	json_bool(json, "well", tally_is_well(tally));
}

static void add_line(struct text *out, const char *what, size_t number,
	const char *words)
{
	text_printf(out, "%-10s %7zu%s%s\n", what, number, *words ? "  " : "",
		words);
}

static void add_screen(const struct tally *tally, struct text *out)
{
	add_line(out, "made", tally->made, "");
	if (tally->awaiting > 0)
		add_line(out, "unsigned", tally->awaiting,
			"made, and 'sign' signs them");
	add_line(out, "failed", tally->failed, tally->failed
		? "failed.csv has the rows and why" : "");
	add_line(out, "to make", tally->to_make, "");
	add_line(out, "changed", tally->changed, tally->changed
		? "'list' tells what; 'render' makes them again" : "");
	add_line(out, "missing", tally->missing, tally->missing
		? "made, and the file is gone" : "");
	add_line(out, "looked at", tally->looked, "");
	if (tally->begun > 0)
		add_line(out, "begun", tally->begun,
			"approved, and not by enough persons");
	add_line(out, "approved", tally->approved, "");
	add_line(out, "mailed", tally->mailed, "");
	add_line(out, "sent", tally->sent, "");
	if (tally->partly > 0)
		add_line(out, "partly", tally->partly,
			"sent, but not to all of their recipients");
	if (tally->outdated > 0)
		add_line(out, "outdated", tally->outdated,
			"sent, and made again since");
	add_line(out, "deferred", tally->deferred, "");
	add_line(out, "refused", tally->refused, "");
	add_line(out, "in doubt", tally->doubted, tally->doubted
		? "sent or not: the server's log knows" : "");
	add_line(out, "bounced", tally->bounced, tally->bounced
		? "came back: 'history KEY' tells why" : "");
}

static enum status run(const struct call *call)
{
	struct job_options options = call_job(call);
	struct report report = {0};
	struct text out = {0};
	struct json json = {.out = &out};
	struct tally tally;
	enum status status = STATUS_NOT_STARTED;

	if (tally_job(&options, &tally, &report))
		status = tally_is_well(&tally) ? STATUS_DONE
					       : STATUS_SOME_FAILED;
	if (call->json) {
		json_begin(&json, NULL, '{');
		add_json(&tally, &json);
		problems_json(&report, &json);
		json_end(&json);
	} else {
		problems_print(&report);
		if (status != STATUS_NOT_STARTED && !call->quiet)
			add_screen(&tally, &out);
	}
	result_print(&out);
	text_clear(&out);
	report_clear(&report);
	return status;
}

const struct command command_status = {
	.name = "status",
	.arguments = "",
	.summary = "show how the job stands, in numbers",
	.help = "Shows how many letters are made, failed, changed and so on, "
		"looked at, approved, mailed, sent, in doubt and bounced. "
		"Looked at and approved are exactly the letters that are "
		"there now. Makes nothing, and can run beside a run that does."
		"\n\nFor monitoring, with --quiet: the exit status is 0 when "
		"nothing needs mending; 1 when a letter failed, is to make, "
		"changed, missing, refused, in doubt or bounced, was sent to "
		"some of its recipients only, or was sent and made again "
		"since, or when approvals.csv is not what the "
		"record says; 2 when it cannot be told. That letters wait to "
		"be signed, approved or sent is no fault.",
	.flags = FLAGS_OF_A_JOB,
	.run = run,
};
