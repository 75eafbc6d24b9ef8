/* lettermill export: a job as one file for the archives. */
#include <stdio.h>

#include "base/text.h"
#include "cli/command.h"
#include "dispatch/export.h"

static void add_list(struct json *json, const char *name,
	const struct words *words)
{
	json_begin(json, name, '[');
	for (size_t i = 0; i < words->count; i++)
		json_string(json, NULL, words->items[i]);
	json_end(json);
}

static void print_json(const struct export_summary *summary,
	const struct report *report)
{
	struct text out = {0};
	struct json json = {.out = &out};

	json_begin(&json, NULL, '{');
	json_string(&json, "file", summary->file);
	json_string(&json, "folder", summary->folder);
	json_integer(&json, "letters", (int64_t)summary->letters);
	json_integer(&json, "files", summary->files);
	json_integer(&json, "bytes", summary->bytes);
	add_list(&json, "left_out", &summary->holdings.left_out);
	add_list(&json, "elsewhere", &summary->holdings.elsewhere);
	problems_json(report, &json);
	json_end(&json);
	result_print(&out);
	text_clear(&out);
}

static void print_summary(const struct export_summary *summary)
{
	printf("%s: %zu letters of %s, %lld files of %lld bytes\n",
		summary->file, summary->letters, summary->folder,
		(long long)summary->files, (long long)summary->bytes);
	for (size_t i = 0; i < summary->holdings.left_out.count; i++)
		printf("left out: %s\n", summary->holdings.left_out.items[i]);
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	struct export_summary summary;
	struct export_options options = {.job = call_job(call),
		.wait = call->wait};
	bool done;

	if (call->word_count > 1) {
		fputs("lettermill export: name one FILE at most\n", stderr);
		return STATUS_NOT_STARTED;
	}
	if (call->word_count == 1)
		options.file = call->words[0];
	done = export_job(&options, &summary, &report);
	if (call->json)
		print_json(&summary, &report);
	else
		problems_print(&report);
	if (done && !call->json && !call->quiet)
		print_summary(&summary);
	export_summary_clear(&summary);
	report_clear(&report);
	return done ? STATUS_DONE : STATUS_NOT_STARTED;
}

const struct command command_export = {
	.name = "export",
	.arguments = "[FILE]",
	.summary = "put the job into one archive, for the file",
	.help = "Writes the job as it is at this moment into FILE, or "
		"JOB.tar.zst: the configuration and all files that it names, "
		"letters, earlier issues, the record with its history, lists, "
		"approvals and messages, as a bag (BagIt, RFC 8493), which has "
		"the SHA-256 of each file. The same job gives the same bytes. "
		"Its owner alone can read it; nothing is written over.\n\n"
		"Keys and passwords stay out, and which ones is told; a file "
		"that holds a private key among others is refused. The proof "
		"page and the preview stay out as well, as they can be made "
		"again.\n\n"
		"A job whose letters or approvals are not what its record says "
		"is refused.",
	.flags = FLAGS_OF_A_JOB | FLAG_WAIT,
	.run = run,
};
