/* lettermill proof: a page to review the letters with. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/stop.h"
#include "base/text.h"
#include "cli/command.h"
#include "dispatch/review.h"

struct telling {
	const struct call *call;
	struct report *report;
	int stop; /* -1: not served */
};

/* `address` NULL: it is not served. */
static void print_json(const struct proof_summary *summary,
	const char *address, const struct report *report)
{
	struct text out = {0};
	struct json json = {.out = &out};

	json_begin(&json, NULL, '{');
	json_string(&json, "page", summary->path);
	if (address != NULL)
		json_string(&json, "address", address);
	json_integer(&json, "letters", (int64_t)summary->letters);
	json_integer(&json, "changed", (int64_t)summary->changed);
	json_integer(&json, "noted", (int64_t)summary->noted);
	json_integer(&json, "drawn", (int64_t)summary->drawn);
	problems_json(report, &json);
	json_end(&json);
	result_print(&out);
	text_clear(&out);
}

/* The address is what it was asked for: --quiet leaves it. */
static void print(const struct telling *telling,
	const struct proof_summary *summary, const char *address)
{
	const struct call *call = telling->call;

	if (call->json) {
		print_json(summary, address, telling->report);
		return;
	}
	problems_print(telling->report);
	if (!call->quiet)
		printf("%s: %zu letters, %zu changed, %zu with remarks, %zu "
			"drawn anew\n", summary->path, summary->letters,
			summary->changed, summary->noted, summary->drawn);
	if (address != NULL)
		printf("%s\n", address);
	if (address != NULL && !call->quiet)
		puts("open it in a browser on this machine; Ctrl-C ends it");
}

static int begun(void *context, const struct proof_summary *summary,
	const char *address)
{
	struct telling *telling = context;

	telling->stop = stop_open();
	if (telling->stop < 0)
		report_error(telling->report, (struct place){0},
			"signals cannot be waited for");
	else
		print(telling, summary, address);
	fflush(stdout);
	return telling->stop;
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	struct proof_summary summary;
	struct telling telling = {call, &report, -1};
	struct review_options options = {
		.proof = {.job = call_job(call), .jobs = call->jobs,
			.wait = call->wait,
			.show_progress = !call->quiet && !call->json},
		.port = (unsigned)call->port, .by = call->by,
		.begun = begun, .context = &telling,
	};
	enum status status = STATUS_NOT_STARTED;
	bool done;

	if (!call->serve && (call->port != 0 || call->by != NULL)) {
		fputs("lettermill proof: --port and --by go with --serve\n",
			stderr);
		return STATUS_NOT_STARTED;
	}
	done = call->serve ? review(&options, &summary, &report)
			   : proof(&options.proof, &summary, &report);
	if (done)
		status = report.errors > 0 ? STATUS_SOME_FAILED : STATUS_DONE;
	if (telling.stop >= 0)
		close(telling.stop);
	else if (done)
		print(&telling, &summary, NULL);
	else if (call->json)
		print_json(&summary, NULL, &report);
	if (!done && (telling.stop >= 0 || !call->json))
		problems_print(&report);
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
		"not drawn again.\n\n"
		"--serve offers the same page at an address of this machine "
		"(127.0.0.1) that nobody can guess, until Ctrl-C, and there "
		"a click or A approves a letter, U takes that back, and a "
		"tells the record that it was looked at: see approve. What is "
		"approved is the bytes that the page shows; a letter that was "
		"made again meanwhile is refused. Who approves is --by, or "
		"asked by the page. The job is held only for each click, so "
		"that render can run beside. Whoever has the address and is "
		"on this machine can approve: keep it to yourself.",
	.flags = FLAGS_OF_A_JOB | FLAG_JOBS | FLAG_WAIT | FLAG_SERVE |
		FLAG_PORT | FLAG_BY,
	.run = run,
};
