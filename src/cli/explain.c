/* lettermill explain: where every figure of a letter comes from. */
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "batch/job.h"
#include "cli/command.h"

static void write_cells(const struct trace *trace, struct text *out)
{
	for (size_t i = 0; i < trace->cell_count; i++) {
		const struct trace_cell *cell = &trace->cells[i];

		text_printf(out, "    from %s = %s  ", cell->column,
			cell->text);
		place_describe(&cell->place, out);
		text_printf(out, "column '%s'\n", cell->header);
	}
}

static void write_trace(const struct trace *trace, struct text *out)
{
	text_printf(out, "\n%s.%s  %s\n", trace->indicator, trace->field,
		trace->printed);
	if (trace->formula != NULL) {
		text_printf(out, "    formula  %s  (", trace->formula);
		text_printf(out, "%s:%d)\n", trace->place.file,
			trace->place.line);
	}
	write_cells(trace, out);
	if (trace->peers != NULL)
		text_printf(out, "    peers    %s\n", trace->peers);
	if (trace->unrounded != NULL)
		text_printf(out, "    exactly  %s\n", trace->unrounded);
	if (trace->rounding != NULL)
		text_printf(out, "    rounded  %s\n", trace->rounding);
}

static void write_json(const struct recipient *recipient,
	const struct trace *traces, size_t count, struct text *out)
{
	struct json json = {.out = out};

	json_begin(&json, NULL, '{');
	json_string(&json, "key", recipient->key);
	json_string(&json, "name", recipient->name);
	json_begin(&json, "figures", '[');
	for (size_t i = 0; i < count; i++) {
		const struct trace *trace = &traces[i];

		json_begin(&json, NULL, '{');
		json_string(&json, "indicator", trace->indicator);
		json_string(&json, "field", trace->field);
		json_string(&json, "printed", trace->printed);
		json_string(&json, "formula", trace->formula);
		json_string(&json, "unrounded", trace->unrounded);
		json_string(&json, "rounding", trace->rounding);
		json_string(&json, "peers", trace->peers);
		json_begin(&json, "cells", '[');
		for (size_t c = 0; c < trace->cell_count; c++) {
			const struct trace_cell *cell = &trace->cells[c];

			json_begin(&json, NULL, '{');
			json_string(&json, "column", cell->column);
			json_string(&json, "header", cell->header);
			json_string(&json, "text", cell->text);
			json_string(&json, "file", cell->place.file);
			json_integer(&json, "line", cell->place.line);
			json_integer(&json, "field", cell->place.column);
			json_end(&json);
		}
		json_end(&json);
		json_end(&json);
	}
	json_end(&json);
	json_end(&json);
}

static bool explain(struct job *job, const struct call *call,
	struct arena *arena, struct report *report)
{
	const struct trace *traces;
	struct recipient recipient;
	struct text out = {0};
	size_t count;
	bool done;

	if (!job_recipient_lookup(job, call->words[0], arena, &recipient,
		    report))
		return false;
	if (!formulas_explain(job->formulas, recipient.row, arena, &traces,
		    &count, report))
		return false;
	if (call->json) {
		write_json(&recipient, traces, count, &out);
	} else {
		text_printf(&out, "%s  (%s)\n", recipient.name, recipient.key);
		for (size_t i = 0; i < count; i++)
			write_trace(&traces[i], &out);
	}
	done = result_print(&out);
	text_clear(&out);
	return done;
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	struct arena arena = {0};
	struct job *job = NULL;
	struct job_options options = {call->config, call->out, call->sets,
		call->set_count, NULL};
	enum status status = STATUS_NOT_STARTED;

	if (call->word_count != 1)
		fputs("lettermill explain: takes one recipient: a key, a name, "
		      "or a part of one\n", stderr);
	else if (job_open(&options, &job, &report) &&
		explain(job, call, &arena, &report))
		status = STATUS_DONE;
	problems_print(&report);
	job_free(job);
	arena_clear(&arena);
	report_clear(&report);
	return status;
}

const struct command command_explain = {
	.name = "explain",
	.arguments = "NAME",
	.summary = "show where every figure of one letter comes from",
	.help = "Shows, for every figure printed in the letter to NAME (a key, "
		"a name, or a part of just one name): its formula, the cells "
		"it was read from with file, line and field, the peers of an "
		"average, the value before rounding, and how it was rounded.",
	.flags = FLAGS_OF_A_JOB,
	.run = run,
};
