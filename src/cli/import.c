/* lettermill import: prove an archive, and work with it again. */
#include <stdio.h>

#include "archive/bag.h"
#include "base/text.h"
#include "cli/command.h"
#include "dispatch/export.h"

struct telling {
	const struct call *call;
	struct text out;
	struct json json;
};

/* Only what is wrong is told. */
static void tell(void *context, const struct verdict *verdict)
{
	struct telling *telling = context;

	if (verdict->good || verdict->awaits)
		return;
	if (!telling->call->json) {
		text_printf(&telling->out, "%s: NOT GOOD: %s\n", verdict->file,
			verdict->words);
		return;
	}
	json_begin(&telling->json, NULL, '{');
	json_string(&telling->json, "file", verdict->file);
	json_string(&telling->json, "words", verdict->words);
	json_end(&telling->json);
}

static void add_labels(struct json *json, const char *name,
	const struct text *info, const char *label)
{
	struct text value = {0};

	json_begin(json, name, '[');
	for (size_t at = 0; bag_info_next(info, label, &at, &value);)
		json_string(json, NULL, text_string(&value));
	json_end(json);
	text_clear(&value);
}

static void end_json(struct telling *telling,
	const struct import_summary *summary, bool done,
	const struct report *report)
{
	struct json *json = &telling->json;

	json_end(json);
	json_bool(json, "whole", done);
	json_integer(json, "files", summary->files);
	json_integer(json, "bytes", summary->bytes);
	json_integer(json, "letters", (int64_t)summary->letters);
	json_integer(json, "unsigned", (int64_t)summary->awaiting);
	json_string(json, "config", summary->config);
	add_labels(json, "sets", &summary->info, INFO_SET);
	add_labels(json, "left_out", &summary->info, INFO_LEFT_OUT);
	add_labels(json, "elsewhere", &summary->info, INFO_ELSEWHERE);
	problems_json(report, json);
	json_end(json);
}

static void add_lines(struct text *out, const struct import_summary *summary,
	const char *label, const char *words)
{
	struct text value = {0};

	for (size_t at = 0;
		bag_info_next(&summary->info, label, &at, &value);)
		text_printf(out, "%s: %s\n", words, text_string(&value));
	text_clear(&value);
}

static void add_summary(struct text *out, const struct call *call,
	const struct import_summary *summary)
{
	text_printf(out, "%s: whole: %lld files of %lld bytes, %zu letters, "
		"%zu not good", call->words[0], (long long)summary->files,
		(long long)summary->bytes, summary->letters, summary->bad);
	if (summary->awaiting > 0)
		text_printf(out, ", %zu to be signed by 'lettermill sign'",
			summary->awaiting);
	text_add_char(out, '\n');
	add_lines(out, summary, INFO_SET, "made with --set");
	add_lines(out, summary, INFO_LEFT_OUT, "left out when it was made");
	add_lines(out, summary, INFO_ELSEWHERE, "named by an absolute path");
	if (!call->check)
		text_printf(out, "%s: go there, and begin with lettermill "
			"status --config %s\n", call->words[1],
			summary->config);
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	struct telling telling = {.call = call, .json.out = &telling.out};
	struct import_summary summary;
	struct import_options options = {.roots = call->roots,
		.listener = tell, .context = &telling};
	bool done;

	if (call->word_count != (call->check ? 1 : 2)) {
		fprintf(stderr, "lettermill import: name %s\n", call->check
				? "one FILE to check"
				: "a FILE and a new DIR, or pass --check");
		return STATUS_NOT_STARTED;
	}
	options.file = call->words[0];
	options.folder = call->check ? NULL : call->words[1];
	if (call->json) {
		json_begin(&telling.json, NULL, '{');
		json_begin(&telling.json, "not_good", '[');
	}
	done = import_job(&options, &summary, &report);
	if (call->json)
		end_json(&telling, &summary, done, &report);
	else
		problems_print(&report);
	if (done && !call->json && !call->quiet)
		add_summary(&telling.out, call, &summary);
	result_print(&telling.out);
	text_clear(&telling.out);
	import_summary_clear(&summary);
	report_clear(&report);
	return !done ? STATUS_NOT_STARTED
		: summary.bad > 0 ? STATUS_SOME_FAILED : STATUS_DONE;
}

const struct command command_import = {
	.name = "import",
	.arguments = "FILE [DIR]",
	.summary = "prove an archive of 'export', or unpack it",
	.help = "Proves that an archive is whole: every file of its SHA-256, "
		"nothing more, nothing less; every letter as the record has "
		"it; signatures as 'verify' judges them; approvals.csv as the "
		"record has it. Then lays the job out in DIR, a new folder for "
		"its owner alone, where it works again: its configuration's "
		"place there is told. With --check nothing is kept.\n\n"
		"An archive that is not whole is refused, all that is wrong is "
		"told, and nothing is left of it. So is one with paths that "
		"lead elsewhere, links or devices, two files of one name, or "
		"more bytes than it says. Letters whose signature is not good "
		"are told, and unpacked as they are (exit status 1).\n\n"
		"Whoever can write the archive can write its configuration, "
		"roots and record, too: who signed the letters is proved by "
		"--roots, a file of your own. Until all is proved, it lies in "
		"a hidden folder beside DIR; with --check, in TMPDIR, or "
		"/var/tmp.",
	.flags = FLAG_CHECK | FLAG_ROOTS | FLAG_QUIET | FLAG_JSON,
	.run = run,
};
