/*
 * lettermill explain: where every figure of a letter comes from. First what
 * the text takes as it stands in the data or the configuration, then what the
 * indicators work out.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "batch/job.h"
#include "cli/command.h"

/* All that is told of one letter. */
struct account {
	struct job *job;
	struct recipient recipient;
	const struct value **values; /* printed, and no indicator's */
	size_t value_count;
	const struct trace *traces;
	size_t trace_count;
};

/* ---- gathered ---- */

static bool is_of_indicator(const struct job *job, const char *name)
{
	const struct formula_options *options = &job->formula_options;
	size_t length = strcspn(name, ".");

	for (size_t i = 0; i < options->indicator_count; i++) {
		const char *indicator = options->indicators[i].name;

		if (strlen(indicator) == length && name[length] == '.' &&
			memcmp(indicator, name, length) == 0)
			return true;
	}
	return false;
}

static bool gather(struct job *job, const char *wanted, struct arena *arena,
	struct account *out, struct report *report)
{
	struct values values;

	out->job = job;
	if (!job_recipient_lookup(job, wanted, arena, &out->recipient,
		    report) ||
		!formulas_values(job->formulas, out->recipient.row, arena,
			&values, report))
		return false;
	out->traces = formulas_explain(job->formulas, &values, arena,
		&out->trace_count);
	out->values = arena_new(arena, values.count * sizeof(*out->values));
	for (size_t i = 0; i < values.count; i++)
		if (template_uses_value(job->template, i) &&
			!is_of_indicator(job, values.items[i].name))
			out->values[out->value_count++] = &values.items[i];
	return true;
}

/* ---- for people ---- */

/* "usage.csv:3-14: sum(charge)" */
static void write_aggregate(const char *file, const char *lines,
	const char *sql, struct text *out)
{
	text_printf(out, "%s:%s: ", file, *lines ? lines : "(no row)");
	text_printf(out, "%s", sql);
}

static void write_value(const struct account *account,
	const struct value *value, struct text *out)
{
	const struct table_column *column =
		tables_column_lookup(account->job->tables, value->name);
	bool missing = value->kind == VALUE_MISSING;
	struct text lines = {0};

	text_printf(out, "\n%s  %s\n    from     ", value->name,
		missing ? "" : value->text);
	if (column != NULL && column->is_aggregate) {
		tables_lines(account->job->tables, column->source,
			account->recipient.row, &lines);
		write_aggregate(column->file, text_string(&lines),
			column->header, out);
		text_add_char(out, '\n');
		text_clear(&lines);
		return;
	}
	place_describe(&value->place, out);
	text_printf(out, "%s\n", missing ? value->reason : "as it stands");
}

static void write_cells(const struct trace *trace, struct text *out)
{
	for (size_t i = 0; i < trace->cell_count; i++) {
		const struct trace_cell *cell = &trace->cells[i];
		const char *text = *cell->text ? cell->text : "(empty)";

		text_add(out, "    from     ");
		if (cell->lines != NULL) {
			write_aggregate(cell->place.file, cell->lines,
				cell->header, out);
			text_printf(out, " = %s, as %s\n", text,
				cell->column);
			continue;
		}
		place_describe(&cell->place, out);
		text_printf(out, "%s = %s, column '%s'\n", cell->column,
			text, cell->header);
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
	if (trace->is_rounded) {
		text_add(out, "    rounded  ");
		trace_rounding(trace, out);
		text_add_char(out, '\n');
	}
}

/* Calls `tell` for each source whose rows the letter shows. */
static void tell_rows(const struct account *account,
	void (*tell)(const struct account *account, size_t number,
		size_t count, const char *lines, void *context), void *context)
{
	const struct job *job = account->job;
	struct text lines = {0};

	for (size_t i = 0; i < job->catalogue.source_count; i++) {
		size_t count;

		if (!job->formula_options.shown[i])
			continue;
		text_reset(&lines);
		count = tables_lines(job->tables,
			job->catalogue.sources[i].name,
			account->recipient.row, &lines);
		tell(account, i, count, text_string(&lines), context);
	}
	text_clear(&lines);
}

static void write_rows(const struct account *account, size_t number,
	size_t count, const char *lines, void *context)
{
	const struct table_source *source =
		tables_source(account->job->tables, number);
	struct text *out = context;

	text_printf(out, "\n%s  %zu row%s\n", source->name, count,
		count == 1 ? "" : "s");
	if (count == 0)
		return;
	text_printf(out, "    from     %s:%s: ", source->columns[0].file,
		lines);
	for (size_t i = 0, shown = 0; i < source->column_count; i++)
		if (template_shows(account->job->template, number, i))
			text_printf(out, "%s%s", shown++ ? ", " : "",
				source->columns[i].name);
	text_add(out, ", as they stand\n");
}

static void write_account(const struct account *account, struct text *out)
{
	text_printf(out, "%s  (%s)\n", account->recipient.name,
		account->recipient.key);
	for (size_t i = 0; i < account->value_count; i++)
		write_value(account, account->values[i], out);
	tell_rows(account, write_rows, out);
	for (size_t i = 0; i < account->trace_count; i++)
		write_trace(&account->traces[i], out);
}

/* ---- for programs ---- */

static void json_place(struct json *json, const struct place *place)
{
	json_string(json, "file", place->file);
	json_integer(json, "line", place->line);
	json_integer(json, "column", place->column);
}

static void json_value(struct json *json, const struct value *value)
{
	bool missing = value->kind == VALUE_MISSING;

	json_begin(json, NULL, '{');
	json_string(json, "name", value->name);
	json_string(json, "printed", missing ? NULL : value->text);
	json_string(json, "missing", missing ? value->reason : NULL);
	json_place(json, &value->place);
	json_end(json);
}

static void json_cell(struct json *json, const struct trace_cell *cell)
{
	json_begin(json, NULL, '{');
	json_string(json, "name", cell->column);
	json_string(json, "header", cell->header);
	json_string(json, "text", cell->text);
	if (cell->lines != NULL)
		json_string(json, "lines", cell->lines);
	json_place(json, &cell->place);
	json_end(json);
}

static void json_trace(struct json *json, const struct trace *trace)
{
	struct text rounding = {0};

	trace_rounding(trace, &rounding);
	json_begin(json, NULL, '{');
	json_string(json, "indicator", trace->indicator);
	json_string(json, "field", trace->field);
	json_string(json, "printed", trace->printed);
	json_string(json, "formula", trace->formula);
	json_string(json, "exactly", trace->unrounded);
	json_string(json, "rounded", rounding.data);
	json_string(json, "peers", trace->peers);
	json_place(json, &trace->place);
	json_begin(json, "cells", '[');
	for (size_t i = 0; i < trace->cell_count; i++)
		json_cell(json, &trace->cells[i]);
	json_end(json);
	json_end(json);
	text_clear(&rounding);
}

static void json_rows(const struct account *account, size_t number,
	size_t count, const char *lines, void *context)
{
	const struct table_source *source =
		tables_source(account->job->tables, number);
	struct json *json = context;

	json_begin(json, NULL, '{');
	json_string(json, "name", source->name);
	json_integer(json, "count", (int64_t)count);
	json_string(json, "file", source->columns[0].file);
	json_string(json, "lines", lines);
	json_begin(json, "columns", '[');
	for (size_t i = 0; i < source->column_count; i++)
		if (template_shows(account->job->template, number, i))
			json_string(json, NULL, source->columns[i].name);
	json_end(json);
	json_end(json);
}

static void json_account(const struct account *account,
	const struct report *report, struct text *out)
{
	struct json json = {.out = out};

	json_begin(&json, NULL, '{');
	json_string(&json, "key", account->recipient.key);
	json_string(&json, "name", account->recipient.name);
	json_begin(&json, "values", '[');
	for (size_t i = 0; i < account->value_count; i++)
		json_value(&json, account->values[i]);
	json_end(&json);
	json_begin(&json, "rows", '[');
	if (account->recipient.key != NULL)
		tell_rows(account, json_rows, &json);
	json_end(&json);
	json_begin(&json, "figures", '[');
	for (size_t i = 0; i < account->trace_count; i++)
		json_trace(&json, &account->traces[i]);
	json_end(&json);
	problems_json(report, &json);
	json_end(&json);
}

static enum status run(const struct call *call)
{
	struct account account = {0};
	struct report report = {0};
	struct arena arena = {0};
	struct text out = {0};
	struct job *job = NULL;
	struct job_options options = call_job(call);
	enum status status = STATUS_NOT_STARTED;

	if (call->word_count != 1) {
		fputs("lettermill explain: takes one recipient: a key, a name, "
		      "or a part of one\n", stderr);
		return status;
	}
	if (job_open(&options, &job, &report) &&
		gather(job, call->words[0], &arena, &account, &report))
		status = STATUS_DONE;
	if (call->json)
		json_account(&account, &report, &out);
	else if (status == STATUS_DONE)
		write_account(&account, &out);
	result_print(&out);
	if (!call->json)
		problems_print(&report);
	text_clear(&out);
	job_free(job);
	arena_clear(&arena);
	report_clear(&report);
	return status;
}

const struct command command_explain = {
	.name = "explain",
	.arguments = "NAME",
	.summary = "show where every figure of one letter comes from",
	.help = "Shows, for everything printed in the letter to NAME (a key, "
		"a name, or a part of just one name): the cell or the line of "
		"the configuration it was read from; for every figure its "
		"formula, the cells with file, line and field, the peers of an "
		"average, the value before rounding, and how it was rounded.",
	.flags = FLAGS_OF_A_JOB,
	.run = run,
};
