/* lettermill proof: a page to review the letters with. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "batch/proof.h"
#include "cli/command.h"

static void print_json(const struct proof_summary *summary,
	const struct report *report)
{
	struct text out = {0};
	struct json json = {.out = &out};

	json_begin(&json, NULL, '{');
	json_string(&json, "page", summary->path);
	json_integer(&json, "letters", (int64_t)summary->letters);
	json_integer(&json, "changed", (int64_t)summary->changed);
	json_integer(&json, "noted", (int64_t)summary->noted);
	json_integer(&json, "drawn", (int64_t)summary->drawn);
	problems_json(report, &json);
	json_end(&json);
	result_print(&out);
	text_clear(&out);
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	struct proof_summary summary;
	struct proof_options options = {
		.job = call_job(call),
		.wait = call->wait,
		.show_progress = !call->quiet && !call->json,
	};
	enum status status = STATUS_NOT_STARTED;
	bool done = proof(&options, &summary, &report);

	if (done)
		status = report.errors > 0 ? STATUS_SOME_FAILED : STATUS_DONE;
	if (call->json) {
		print_json(&summary, &report);
	} else {
		problems_print(&report);
		if (done && !call->quiet)
			printf("%s: %zu letters, %zu changed, %zu with "
				"remarks, %zu drawn anew\n", summary.path,
				summary.letters, summary.changed,
				summary.noted, summary.drawn);
	}
	free(summary.path);
	report_clear(&report);
	return status;
}

const struct command command_proof = {
	.name = "proof",
	.arguments = "",
	.summary = "write a page to review the letters with",
	.help = "Writes DIR/JOB/proof.html, which a browser opens from disk, "
		"without a server or the network: every letter with its pages "
		"as pictures, its figures and how they stand in its group, "
		"what there was to warn of, what changed since the issue "
		"before, and what happened to it. Letters can be searched, "
		"filtered and sorted: those whose figures are the farthest "
		"from their group's come first. The keys j and k go from "
		"letter to letter, a marks one as looked at, ? lists the "
		"others; what was looked at can be exported, as keys.\n\n"
		"The pictures stand in DIR/JOB/proof and are drawn by "
		"pdftoppm, a program of poppler's (Debian's package is "
		"poppler-utils). Those of letters that have not changed are "
		"not drawn again.",
	.flags = FLAGS_OF_A_JOB | FLAG_WAIT,
	.run = run,
};
