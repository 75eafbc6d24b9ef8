/* figures.csv; see figures.h. */
#include "batch/figures.h"

#include <string.h>

#include "base/csv_cell.h"
#include "batch/inputs.h"
#include "sign/digest.h"

#define MOST_DECIMALS 9 /* of a count */

/* Nothing of a number needs quotes. */
static void add_exact(struct text *out, struct exact number)
{
	if (number.numerator < 0) { /* letters print U+2212 */
		text_add_char(out, '-');
		number.numerator = -number.numerator;
	}
	exact_print(number, 1, MOST_DECIMALS, true, NULL, out);
	text_add_char(out, ',');
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
static void add_place(const struct trace_cell *cell, const char *file,
	struct text *out)
{
	if (out->length > 0)
		text_add_char(out, ' ');
	text_add(out, file);
	text_add_char(out, ':');
	if (cell->lines == NULL) {
		text_add_whole(out, (uint64_t)cell->place.line);
		text_add_char(out, ':');
		text_add_whole(out, (uint64_t)cell->place.column);
		return;
	}
	for (const char *c = cell->lines; *c != '\0'; c++) {
		text_add_char(out, *c);
		if (*c == ' ') {
			text_add(out, file);
			text_add_char(out, ':');
		}
	}
}

/* figures.csv, as it is written for one letter. */
struct writing {
	struct job *job;
	const struct values *values;
	struct text *out;
	struct text sources, digests; /* of a figure, before they are cells */
	struct report *report;
};

static bool add_sources(struct writing *writing, const struct trace *trace)
{
	struct text *sources = &writing->sources, *digests = &writing->digests;
	const struct evidence *last = NULL;
	bool done = true;

	text_reset(sources);
	text_reset(digests);
	for (size_t i = 0; i < trace->cell_count; i++) {
		const struct trace_cell *cell = &trace->cells[i];
		struct evidence *evidence =
			find_source(writing->job, cell->source);

		if (cell->place.line == 0) /* an optional row, not there */
			continue;
		/* The cells of one file stand together, in the same rows. */
		if (evidence != last || cell->lines == NULL)
			add_place(cell, evidence->file, sources);
		if (evidence == last)
			continue;
		last = evidence;
		if (evidence->is_withheld)
			continue;
		done = row_digest(writing->job, evidence, writing->values->row,
			       writing->report) && done;
		if (digests->length > 0)
			text_add_char(digests, ' ');
		text_add(digests, evidence->digest);
	}
	csv_cell(writing->out, text_string(sources), ',');
	text_append(writing->out, digests->data, digests->length);
	text_add_char(writing->out, '\n');
	return done;
}

/* ---- what is the same in all letters ---- */

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

static void make_cells(struct job *job, const struct trace *trace,
	struct figure_cells *cells)
{
	const struct indicator_options *options = trace->options;
	struct text out = {0};

	csv_cell(&out, trace->indicator, ',');
	csv_cell(&out, trace->field, ',');
	csv_cell(&out, options->label, ',');
	cells->before = arena_strdup(&job->arena, out.data);
	text_reset(&out);
	text_printf(&out, "%lld,%d,",
		trace->is_rate ? (long long)options->scale : 1,
		trace->is_rate ? options->decimals : MOST_DECIMALS);
	csv_cell(&out, trace->is_rate && options->unit ? options->unit : "",
		',');
	csv_cell(&out, trace->cautious ? trace->cautious : "", ',');
	add_formula(trace, &out);
	cells->after = arena_strdup(&job->arena, out.data);
	text_clear(&out);
}

static const struct figure_cells *cells_of(struct job *job,
	const struct trace *trace)
{
	struct figure_cells *cells = &job->figure_cells[trace->item +
		(trace->is_stated ? job->catalogue.count : 0)];

	if (cells->before == NULL)
		make_cells(job, trace, cells);
	return cells;
}

/* ---- a letter's ---- */

static bool add_figure(struct writing *writing, const struct trace *trace)
{
	const struct figure_cells *cells = cells_of(writing->job, trace);
	struct text *out = writing->out;
	/* Do the letter's pages print it as it is here? */
	bool is_in_text = writing->values->in_text[trace->item] &&
		*trace->printed != '\0';

	text_add(out, cells->before);
	csv_cell(out, trace->printed, ',');
	text_add(out, is_in_text ? "yes," : "no,");
	csv_cell(out, trace->unrounded && !trace->is_withheld
			? trace->unrounded : "", ',');
	if (trace->has_number && !trace->is_withheld) {
		add_exact(out, trace->top);
		add_exact(out, trace->bottom);
	} else {
		text_add(out, ",,");
	}
	text_add(out, cells->after);
	csv_cell(out, trace->peers ? trace->peers : "", ',');
	return add_sources(writing, trace);
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
	struct writing writing = {.job = job, .values = values, .out = out,
		.report = report};
	size_t count;
	const struct trace *traces =
		formulas_explain(job->formulas, values, arena, &count);
	bool done = true;

	text_add(out, "indicator,figure,label,printed,in_text,unrounded,"
		"numerator,denominator,scale,decimals,unit,cautious,formula,"
		"peers,source,row_sha256\n");
	withhold_digests(job, traces, count);
	for (size_t i = 0; i < count; i++)
		done = add_figure(&writing, &traces[i]) && done;
	text_clear(&writing.sources);
	text_clear(&writing.digests);
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
		job->sources[job->source_count++] = (struct evidence){
			.column = column, .file = file_name(column->file),
			.input = arena_printf(&job->arena, "its row%s of %s",
				column->is_aggregate ? "s" : "",
				file_name(column->file))};
	}
	job->figure_cells = arena_new(&job->arena,
		2 * job->catalogue.count * sizeof(*job->figure_cells));
}

bool figures_inputs(struct job *job, int64_t row, struct text *inputs,
	struct report *report)
{
	struct text line = {0};
	bool done = true;

	for (size_t i = 0; i < job->source_count && done; i++) {
		struct evidence *evidence = &job->sources[i];
		const struct table_column *column = evidence->column;

		text_reset(&line);
		text_add(&line, column->is_aggregate ? "lines" : "line");
		if (tables_lines(job->tables, column->source, row, &line) == 0)
			continue;
		done = row_digest(job, evidence, row, report);
		inputs_add(inputs, evidence->input, line.data,
			evidence->digest);
	}
	text_clear(&line);
	return done;
}

/* A copy of what was written. */
static void attach(struct arena *arena, const char *name,
	const char *description, enum pdf_relationship relationship,
	const struct text *bytes, struct pdf_attachment *out)
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
}

static bool attach_row(struct job *job, int64_t row,
	const struct evidence *evidence, struct arena *arena,
	struct pdf_attachment *out, struct report *report)
{
	const struct table_column *column = evidence->column;
	const char *source = column->source;
	struct text *bytes = &job->scratch;
	bool done;

	text_reset(bytes);
	done = tables_original_row(job->tables, source, 0, bytes, report);
	text_add_char(bytes, '\n');
	done = done && tables_original_row(job->tables, source, row, bytes,
			       report);
	text_add_char(bytes, '\n');
	attach(arena, evidence->file,
		language_phrase(job->language, column->is_aggregate ?
			PHRASE_ROWS : PHRASE_ROW),
		PDF_SOURCE, bytes, out);
	return done;
}

bool figures_attach(struct job *job, const struct values *values,
	struct arena *arena, const struct pdf_attachment **out, size_t *count,
	struct report *report)
{
	struct pdf_attachment *list = arena_new(arena,
		(1 + job->source_count) * sizeof(*list));
	int64_t row = values->row;
	bool done = true;

	*out = list;
	*count = 0;
	if (job->attach_figures) {
		text_reset(&job->scratch);
		done = write_figures(job, values, arena, &job->scratch,
			report);
		attach(arena, "figures.csv",
			language_phrase(job->language, PHRASE_FIGURES),
			PDF_DATA, &job->scratch, &list[(*count)++]);
	}
	for (size_t i = 0; job->attach_rows && done && i < job->source_count;
		i++)
		if (tables_cell_place(job->tables, row,
			    job->sources[i].column).line)
			done = attach_row(job, row, &job->sources[i], arena,
				&list[(*count)++], report);
	return done;
}
