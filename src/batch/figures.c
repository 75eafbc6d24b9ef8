/* figures.csv; see figures.h. */
#include "batch/figures.h"

#include <string.h>

#include "base/csv_cell.h"
#include "batch/inputs.h"
#include "sign/digest.h"

#define MOST_DECIMALS 9 /* of a count */

static void add_exact(struct text *out, struct exact number)
{
	struct text cell = {0};

	if (number.numerator < 0) { /* letters print U+2212 */
		text_add_char(&cell, '-');
		number.numerator = -number.numerator;
	}
	exact_print(number, 1, MOST_DECIMALS, true, NULL, &cell);
	csv_cell(out, text_string(&cell), ',');
	text_clear(&cell);
}

static void add_integer(struct text *out, int64_t number)
{
	text_printf(out, "%lld,", (long long)number);
}

/* Without its folder, which is this machine's. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static struct evidence *find_source(struct job *job, const char *source)
{
	for (size_t i = 0; i < job->source_count; i++)
		if (strcmp(job->sources[i].column->source, source) == 0)
			return &job->sources[i];
	return NULL;
}

/* A letter asks for a row many times, and for one row after the other. */
static bool row_digest(struct job *job, struct evidence *evidence, int64_t row,
	struct report *report)
{
	struct text line = {0};
	bool done;

	if (evidence->row == row)
		return true;
	done = tables_original_row(job->tables, evidence->column->source, row,
		&line, report);
	digest_of(text_string(&line), line.length, evidence->digest);
	evidence->row = done ? row : 0;
	text_clear(&line);
	return done;
}

/* "usage.csv:3-14 usage.csv:17", or "usage.csv:3:7". */
static void add_place(const struct trace_cell *cell, struct text *out)
{
	const char *name = file_name(cell->place.file);

	if (out->length > 0)
		text_add_char(out, ' ');
	text_printf(out, "%s:", name);
	if (cell->lines == NULL) {
		text_printf(out, "%d:%d", cell->place.line,
			cell->place.column);
		return;
	}
	for (const char *c = cell->lines; *c != '\0'; c++) {
		text_add_char(out, *c);
		if (*c == ' ')
			text_printf(out, "%s:", name);
	}
}

static bool add_sources(struct job *job, int64_t row,
	const struct trace *trace, struct text *out, struct report *report)
{
	struct text sources = {0}, digests = {0};
	const struct evidence *last = NULL;
	bool done = true;

	for (size_t i = 0; i < trace->cell_count; i++) {
		const struct trace_cell *cell = &trace->cells[i];
		struct evidence *evidence = find_source(job, cell->source);

		if (cell->place.line == 0) /* an optional row, not there */
			continue;
		/* The cells of one file stand together, in the same rows. */
		if (evidence != last || cell->lines == NULL)
			add_place(cell, &sources);
		if (evidence == last)
			continue;
		last = evidence;
		if (evidence->is_withheld)
			continue;
		done = row_digest(job, evidence, row, report) && done;
		text_printf(&digests, "%s%s", digests.length ? " " : "",
			evidence->digest);
	}
	csv_cell(out, text_string(&sources), ',');
	csv_cell(out, text_string(&digests), '\n');
	text_clear(&sources);
	text_clear(&digests);
	return done;
}

static void add_formula(const struct trace *trace, struct text *out)
{
	struct text formula = {0};

	text_add(&formula, trace->formula ? trace->formula : "");
	for (size_t i = 0; i < trace->cell_count; i++)
		if (trace->cells[i].lines != NULL)
			text_printf(&formula, "; %s = %s",
				trace->cells[i].column, trace->cells[i].header);
	csv_cell(out, text_string(&formula), ',');
	text_clear(&formula);
}

/* Do the letter's pages print it as it is here? */
static bool is_in_text(const struct values *values, const struct trace *trace)
{
	size_t stem = strlen(trace->indicator);

	for (size_t i = 0; i < values->count; i++) {
		const char *name = values->items[i].name;

		if (strncmp(name, trace->indicator, stem) == 0 &&
			name[stem] == '.' &&
			strcmp(name + stem + 1, trace->field) == 0)
			return values->in_text[i] && *trace->printed != '\0';
	}
	return false;
}

static bool add_figure(struct job *job, const struct values *values,
	const struct trace *trace, struct text *out, struct report *report)
{
	const struct indicator_options *options = trace->options;

	csv_cell(out, trace->indicator, ',');
	csv_cell(out, trace->field, ',');
	csv_cell(out, options->label, ',');
	csv_cell(out, trace->printed, ',');
	text_add(out, is_in_text(values, trace) ? "yes," : "no,");
	csv_cell(out, trace->unrounded && !trace->is_withheld
			? trace->unrounded : "", ',');
	if (trace->has_number && !trace->is_withheld) {
		add_exact(out, trace->top);
		add_exact(out, trace->bottom);
	} else {
		text_add(out, ",,");
	}
	add_integer(out, trace->is_rate ? options->scale : 1);
	add_integer(out, trace->is_rate ? options->decimals : MOST_DECIMALS);
	csv_cell(out, trace->is_rate && options->unit ? options->unit : "",
		',');
	csv_cell(out, trace->cautious ? trace->cautious : "", ',');
	add_formula(trace, out);
	csv_cell(out, trace->peers ? trace->peers : "", ',');
	return add_sources(job, values->row, trace, out, report);
}

/* From a row's digest, its one unknown small number is soon guessed. */
static void withhold_digests(struct job *job, const struct trace *traces,
	size_t count)
{
	for (size_t i = 0; i < job->source_count; i++)
		job->sources[i].is_withheld = false;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; traces[i].is_withheld &&
			j < traces[i].cell_count; j++)
			find_source(job, traces[i].cells[j].source)
				->is_withheld = true;
}

static bool write_figures(struct job *job, const struct values *values,
	struct arena *arena, struct text *out, struct report *report)
{
	size_t count;
	const struct trace *traces =
		formulas_explain(job->formulas, values, arena, &count);
	bool done = true;

	text_add(out, "indicator,figure,label,printed,in_text,unrounded,"
		"numerator,denominator,scale,decimals,unit,cautious,formula,"
		"peers,source,row_sha256\n");
	withhold_digests(job, traces, count);
	for (size_t i = 0; i < count; i++)
		done = add_figure(job, values, &traces[i], out, report) &&
			done;
	return done;
}

void figures_prepare(struct job *job)
{
	size_t room = 0;

	for (size_t i = 0; i < tables_column_count(job->tables); i++) {
		const struct table_column *column =
			tables_column(job->tables, i);

		if (!formulas_reads(job->formulas, i) ||
			find_source(job, column->source) != NULL)
			continue;
		ARENA_RESERVE(&job->arena, job->sources, job->source_count,
			room);
		job->sources[job->source_count++] =
			(struct evidence){.column = column};
	}
}

bool figures_inputs(struct job *job, int64_t row, struct text *inputs,
	struct report *report)
{
	struct text lines = {0}, name = {0}, line = {0};
	bool done = true;

	for (size_t i = 0; i < job->source_count && done; i++) {
		struct evidence *evidence = &job->sources[i];
		const struct table_column *column = evidence->column;
		const char *plural = column->is_aggregate ? "s" : "";

		text_reset(&lines);
		if (tables_lines(job->tables, column->source, row, &lines) ==
			0)
			continue;
		done = row_digest(job, evidence, row, report);
		text_reset(&name);
		text_printf(&name, "its row%s of %s", plural,
			file_name(column->file));
		text_reset(&line);
		text_printf(&line, "line%s %s", plural, lines.data);
		inputs_add(inputs, name.data, line.data, evidence->digest);
	}
	text_clear(&lines);
	text_clear(&name);
	text_clear(&line);
	return done;
}

/* Moves what was written into the arena. */
static void attach(struct arena *arena, const char *name,
	const char *description, enum pdf_relationship relationship,
	struct text *bytes, struct pdf_attachment *out)
{
	*out = (struct pdf_attachment){
		.name = name,
		.description = description,
		.mime_type = "text/csv",
		.relationship = relationship,
		.bytes = arena_strndup(arena, text_string(bytes),
			bytes->length),
		.length = bytes->length,
	};
	text_clear(bytes);
}

static bool attach_row(struct job *job, int64_t row,
	const struct table_column *column, struct arena *arena,
	struct pdf_attachment *out, struct report *report)
{
	const char *source = column->source;
	struct text bytes = {0};
	bool done = tables_original_row(job->tables, source, 0, &bytes, report);

	text_add_char(&bytes, '\n');
	done = done && tables_original_row(job->tables, source, row, &bytes,
			       report);
	text_add_char(&bytes, '\n');
	attach(arena, file_name(column->file),
		language_phrase(job->language, column->is_aggregate ?
			PHRASE_ROWS : PHRASE_ROW),
		PDF_SOURCE, &bytes, out);
	return done;
}

bool figures_attach(struct job *job, const struct values *values,
	struct arena *arena, const struct pdf_attachment **out, size_t *count,
	struct report *report)
{
	struct pdf_attachment *list = arena_new(arena,
		(1 + job->source_count) * sizeof(*list));
	int64_t row = values->row;
	struct text bytes = {0};
	bool done = true;

	*out = list;
	*count = 0;
	if (job->attach_figures) {
		done = write_figures(job, values, arena, &bytes, report);
		attach(arena, "figures.csv",
			language_phrase(job->language, PHRASE_FIGURES),
			PDF_DATA, &bytes, &list[(*count)++]);
	}
	for (size_t i = 0; job->attach_rows && done && i < job->source_count;
		i++)
		if (tables_cell_place(job->tables, row,
			    job->sources[i].column).line)
			done = attach_row(job, row, job->sources[i].column,
				arena, &list[(*count)++], report);
	return done;
}
