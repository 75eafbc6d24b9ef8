/* lettermill verify: are letters what they were made as? */
#include <stdio.h>

#include "base/text.h"
#include "batch/verify.h"
#include "cli/command.h"

struct telling {
	const struct call *call;
	struct text out;
	struct json json;
	size_t count;
};

static void write_figures(struct json *json, const struct recount *recount)
{
	json_begin(json, "figures", '[');
	for (size_t i = 0; i < recount->count; i++) {
		const struct recounted *figure = &recount->figures[i];

		json_begin(json, NULL, '{');
		json_string(json, "indicator", figure->indicator);
		json_string(json, "figure", figure->figure);
		json_string(json, "printed", figure->printed);
		json_string(json, "again", figure->again);
		json_string(json, "fault", figure->fault);
		json_end(json);
	}
	json_end(json);
}

static void write_json(struct json *json, const struct verdict *verdict)
{
	const struct signature_result *signature = verdict->signature;
	const struct marks *marks = verdict->marks;

	json_begin(json, NULL, '{');
	json_string(json, "file", verdict->file);
	json_bool(json, "good", verdict->good);
	json_string(json, "words", verdict->words);
	json_string(json, "signature", signature == NULL
			? NULL : signature_state_name(signature->state));
	if (signature != NULL) {
		json_string(json, "signer", text_string(&signature->signer));
		json_string(json, "issuer", text_string(&signature->issuer));
		json_string(json, "date", text_string(&signature->date));
		json_string(json, "stamped", text_string(&signature->stamped));
	}
	if (verdict->recount != NULL)
		write_figures(json, verdict->recount);
	if (marks != NULL) {
		json_bool(json, "accessible", marks->accessible);
		json_bool(json, "archival", marks->archival);
	}
	json_end(json);
}

/* Of a whole job only what is wrong is told; of files named, each. */
static void tell(void *context, const struct verdict *verdict)
{
	struct telling *telling = context;

	telling->count++;
	if (telling->call->json)
		write_json(&telling->json, verdict);
	else if (!verdict->good || telling->call->word_count > 0)
		text_printf(&telling->out, "%s: %s: %s\n", verdict->file,
			verdict->good ? "good" : "NOT GOOD", verdict->words);
	result_print_much(&telling->out);
}

static bool verify(const struct call *call, struct telling *telling,
	size_t *bad, struct report *report)
{
	struct job_options options = call_job(call);
	enum verify_what what = call->figures ? VERIFY_FIGURES : VERIFY_FILE;

	if (call->word_count > 0)
		return verify_files(call->roots, what, call->words,
			call->word_count, tell, telling, bad, report);
	return verify_letters(&options, what, tell, telling, bad, report);
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	struct telling telling = {.call = call, .json.out = &telling.out};
	enum status status = STATUS_NOT_STARTED;
	size_t bad = 0;

	if (call->json) {
		json_begin(&telling.json, NULL, '{');
		json_begin(&telling.json, "letters", '[');
	}
	if (verify(call, &telling, &bad, &report))
		status = bad > 0 || report.errors > 0 ? STATUS_SOME_FAILED
						      : STATUS_DONE;
	if (call->json) {
		json_end(&telling.json);
		problems_json(&report, &telling.json);
		json_end(&telling.json);
	} else if (status != STATUS_NOT_STARTED && !call->quiet) {
		text_printf(&telling.out, "%zu %s, %zu not good\n",
			telling.count, telling.count == 1 ? "letter"
							  : "letters",
			bad);
	}
	if (!call->json)
		problems_print(&report);
	result_print(&telling.out);
	text_clear(&telling.out);
	report_clear(&report);
	return status;
}

const struct command command_verify = {
	.name = "verify",
	.arguments = "[FILE...]",
	.summary = "tell whether letters are what they were made as",
	.help = "Without a FILE, holds every letter of the job against the "
		"record (there, of the recorded digest) and judges its "
		"signature, with the roots of the configuration. With FILEs "
		"from anywhere, judges their signatures, with --roots. A file "
		"with any one byte changed is not good, nor is one that is "
		"signed by nobody whom the roots know. approvals.csv is held "
		"against the record, too: the first line that was changed, "
		"dropped or inserted is told.\n\n"
		"Also tells whether a file is marked as accessible (PDF/UA-1) "
		"and archival (PDF/A-3A), with what belongs to such a mark: "
		"one that is not is not good. Whether it truly conforms is "
		"for a validator, such as veraPDF, to say.\n\n"
		"With --figures, works every figure out again, from the file "
		"alone and nothing else: the numerators and denominators of "
		"its figures.csv have to come to what is printed, and that to "
		"stand in the text of its pages. It says nothing of the "
		"signature; nor can a file prove that the numerators are those "
		"of the sources. For that, each figure names its row and the "
		"row's SHA-256, and sources.csv beside the letters has those "
		"of the whole files.",
	.flags = FLAGS_OF_A_JOB | FLAG_ROOTS | FLAG_FIGURES,
	.run = run,
};
