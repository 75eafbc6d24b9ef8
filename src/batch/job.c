/*
 * Opening a job is a list of steps in the order in which the stages need each
 * other. A step that fails does not hide what later, independent steps would
 * find: job_open() goes on as far as it can and fails at the end.
 */
#include "batch/job.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/nearest.h"
#include "batch/ahead.h"
#include "batch/email.h"
#include "batch/figures.h"
#include "batch/letter_inputs.h"
#include "batch/look.h"
#include "config/settings.h"
#include "data/tables.h"
#include "options/options.h"
#include "output/letters.h"

#define LETTER_TEXT_LIMIT ((size_t)1 << 20) /* bytes of Markdown */
#define SMALL_SOURCES	  (1 << 20)	    /* bytes of CSV of a job */
#define MOST_SUGGESTED	  5		    /* recipients of one message */
#define SUGGESTED_BYTES	  64		    /* of a name's beginning */

/* ---- opening ---- */

/* Small enough that a worker may have a copy, and no file is needed? */
static bool are_small(const struct source_options *sources, size_t count)
{
	off_t bytes = 0;

	for (size_t i = 0; i < count; i++) {
		struct stat status;

		if (stat(sources[i].path, &status) == 0)
			bytes += status.st_size;
	}
	return bytes <= SMALL_SOURCES;
}

/* /tmp may be in memory, where they would be no better than without a file. */
static const char *temporary_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder != NULL && *folder != '\0' ? folder : "/var/tmp";
}

static bool load_tables(struct job *job, const char *folder,
	struct report *report)
{
	size_t count;
	struct source_options *sources =
		options_for_sources(job->settings, job->languages,
			&job->arena, &count);
	bool done;

	if (folder == NULL)
		folder = temporary_folder();
	done = tables_open(are_small(sources, count) ? NULL : folder,
		&job->tables, report);
	if (!done)
		return false;
	for (size_t i = 0; i < count; i++)
		done = tables_load(job->tables, &sources[i], report) && done;
	return done && tables_join(job->tables, report);
}

static bool load_text(struct job *job, struct report *report)
{
	struct template_options *options = &job->template_options;

	*options = options_for_template(job->settings, job->languages,
		&job->arena);
	if (!file_read_text(options->path, LETTER_TEXT_LIMIT,
		    &job->letter_text, report))
		return false;
	options->text = text_string(&job->letter_text);
	return template_parse(options, &job->template, report);
}

/* The letter's, and behind them the message's. */
static void add_conditions(struct job *job)
{
	size_t count, more = 0;
	const struct template_expression *from =
		template_expressions(job->template, &count), *behind = NULL;
	struct expression *to;

	if (job->email != NULL)
		behind = template_expressions(job->email->template, &more);
	to = arena_new(&job->arena, (count + more) * sizeof(*to));
	for (size_t i = 0; i < count; i++)
		to[i] = (struct expression){from[i].sql, from[i].place};
	for (size_t i = 0; i < more; i++)
		to[count + i] = (struct expression){behind[i].sql,
			behind[i].place};
	job->formula_options.conditions = to;
	job->formula_options.condition_count = count + more;
	job->formula_options.message_conditions = more;
}

static void find_drawn(struct job *job)
{
	size_t count = job->formula_options.indicator_count;
	bool *drawn = arena_new(&job->arena, count * sizeof(*drawn));

	for (size_t i = 0; i < count; i++)
		drawn[i] = template_draws_peers(job->template, i);
	job->formula_options.draws_peers = drawn;
}

/* The sources whose rows letters show. */
static void find_shown(struct job *job, struct catalogue catalogue)
{
	bool *shown = arena_new(&job->arena,
		catalogue.source_count * sizeof(*shown));

	for (size_t i = 0; i < catalogue.source_count; i++)
		for (size_t j = 0; j < catalogue.sources[i].column_count; j++)
			shown[i] |= template_shows(job->template, i, j);
	job->formula_options.shown = shown;
	job->catalogue = catalogue;
}

static bool parse_line(const struct job *job, const struct section *section,
	const char *key, struct catalogue catalogue,
	struct line_template **out, struct report *report)
{
	struct template_line line = {section_text(section, key),
		section_key_place(section, key)};

	if (line.text == NULL)
		line.text = "";
	return line_template_parse(&line, job->language, catalogue, out,
		report);
}

/* Without a pattern of its own a file is called after its recipient. */
static bool parse_file_name(struct job *job, struct catalogue catalogue,
	struct report *report)
{
	const struct section *output =
		settings_section(job->settings, "output");
	struct template_line line = {section_text(output, "file"),
		section_key_place(output, "file")};

	job->shelves = (enum shelves)section_choice(output, "folders");
	job->packs = section_choice(output, "pack") == PACK_ZIP;
	if (line.text == NULL)
		line.text = arena_printf(&job->arena, "{{%s}}",
			job->formula_options.name_column);
	return line_template_parse(&line, job->language, catalogue,
		&job->file_name, report);
}

/* Formulas need the tables and the text's conditions; the text their names. */
/* A count that is withheld must not stand in the text by its column's name. */
static void warn_of_telling(struct job *job, struct catalogue catalogue,
	struct report *report)
{
	for (size_t i = 0; i < tables_column_count(job->tables); i++) {
		const struct table_column *column =
			tables_column(job->tables, i);
		const struct indicator_options *by =
			formulas_withholds(job->formulas, i);

		for (size_t v = 0; by != NULL && v < catalogue.count; v++)
			if (strcmp(catalogue.names[v], column->name) == 0 &&
				template_uses_value(job->template, v))
				report_warning(report, by->place,
					"{{%s}} prints numbers that "
					"[indicator %s] withholds below %lld: "
					"print its count or base",
					column->name, by->name,
					(long long)by->suppress_below);
	}
}

static void outline(struct job *job, size_t values)
{
	size_t known = formulas_outline_count(job->formulas);
	bool *wanted = arena_new(&job->arena, values * sizeof(*wanted));

	for (size_t i = 0; i < values; i++) {
		wanted[i] = line_template_uses(job->file_name, i);
		if (wanted[i] && i >= known)
			return;
	}
	job->outline = wanted;
}

static bool bind(struct job *job, struct report *report)
{
	const struct section *section = settings_section(job->settings, "job");
	struct catalogue whole = formulas_catalogue(&job->formula_options,
		job->tables, &job->arena), catalogue = whole;
	bool done;

	/* A letter must not depend on what was sent before. */
	catalogue.count -= job->formula_options.given_date != NULL;
	done = template_bind(job->template, catalogue, report);

	add_conditions(job);
	find_shown(job, catalogue);
	find_drawn(job);
	done = parse_line(job, section, "title", catalogue, &job->title,
		report) && done;
	done = parse_line(job, section, "subject", catalogue, &job->subject,
		report) && done;
	done = parse_file_name(job, catalogue, report) && done;
	if (job->email != NULL)
		done = email_bind(job, whole, report) && done;
	if (!formulas_new(job->tables, &job->formula_options, &job->formulas,
		    report))
		return false;
	warn_of_telling(job, catalogue, report);
	if (done)
		outline(job, catalogue.count);
	return done;
}

static bool prepare_fonts(struct job *job, struct report *report)
{
	struct text repertoire = {0};
	bool done;

	template_repertoire(job->template, &repertoire);
	done = fonts_prepare(job->fonts, text_string(&repertoire),
		options_for_figures(job->settings), report);
	text_clear(&repertoire);
	return done;
}

/* A key is opened, and signs once, before the first letter is made; where they
 * are signed later, its certificate tells what room they need. */
static bool open_signer(struct job *job, struct report *report)
{
	const struct section *section =
		settings_section(job->settings, "signature");
	struct signer_options options = options_for_signer(job->settings);

	if (!options_are_signed(job->settings))
		return true;
	signer_protect_process();
	if (!signer_open(&options, &job->signer, report))
		return false;
	job->pdf_signature = (struct pdf_signature){
		.name = signer_name(job->signer),
		.reason = section_text(section, "reason"),
		.place = section_text(section, "place"),
		.contact = section_text(section, "contact"),
		.date = options.date,
		.field = "Signature",
		.tooltip = language_phrase(job->language, PHRASE_SIGNATURE),
		.reserved = signer_size(job->signer),
		.certify = section_flag(section, "certify"),
	};
	job->pdf_info.signature = &job->pdf_signature;
	return true;
}

static void fill_info(struct job *job)
{
	const struct section *section = settings_section(job->settings, "job");
	const struct section *attachments =
		settings_section(job->settings, "attachments");

	job->attach_figures = section_flag(attachments, "figures");
	job->attach_rows = section_flag(attachments, "rows");
	job->pdf_info = (struct pdf_info){
		.author = section_text(section, "author"),
		.lang = language_tag(job->language),
		.date = section_date(section, "date"),
	};
}

static bool open_languages(struct job *job, struct report *report)
{
	if (!options_open_languages(job->settings, &job->arena,
		    &job->languages, report))
		return false;
	job->language = languages_lookup(job->languages, section_text(
		settings_section(job->settings, "letter"), "language"));
	job->formula_options = options_for_formulas(job->settings,
		job->languages, &job->arena);
	return true;
}

static bool open_stages(struct job *job, const struct job_options *options,
	struct ahead *ahead, struct report *report)
{
	bool tables, text, look;

	if (!open_languages(job, report))
		return false;
	tables = load_tables(job, options->tables_folder, report);
	text = load_text(job, report);
	if (options->mail == MAIL_REQUIRED || (options->mail == MAIL_IF_SET &&
			email_is_set(job->settings)))
		text = email_load(job, report) && text;
	if (tables && text && !bind(job, report))
		tables = false;
	look = ahead_look(ahead, report);
	fill_info(job);
	job->signs_later = options_for_signer(job->settings).later;
	job->sessions = options_sessions(job->settings);
	if (options->will_sign && !open_signer(job, report))
		look = false;
	if (job->email != NULL && text)
		look = email_open_signer(job, report) && look;
	if (!tables || !text || !look)
		return false;
	job->hashed = digest_memory_new();
	if (job->attach_figures || job->attach_rows)
		figures_prepare(job);
	letter_inputs_prepare(job);
	return tables_settle(job->tables, report) && prepare_fonts(job, report);
}

bool job_open(const struct job_options *options, struct job **out,
	struct report *report)
{
	struct job *job = memory_new(sizeof(*job));
	struct ahead *ahead;

	*out = job;
	job->digests = options->digests;
	if (!settings_load(options->config, options->sets, options->set_count,
		    &job->settings, report) ||
		!options_check(job->settings, report))
		return false;
	ahead = ahead_begin(job, options->will_make);
	return ahead_end(ahead, open_stages(job, options, ahead, report),
		report);
}

bool job_reopen_tables(struct job *job, struct report *report)
{
	return tables_reopen(job->tables, report) &&
		formulas_reopen(job->formulas, report);
}

bool job_reopen(struct job *job, struct report *report)
{
	return job_reopen_tables(job, report) &&
		(job->signer == NULL || signer_reopen(job->signer, report));
}

void job_free(struct job *job)
{
	if (job == NULL)
		return;
	email_free(job->email);
	signer_close(job->signer);
	look_clear(job);
	digest_memory_free(job->hashed);
	line_template_free(job->file_name);
	line_template_free(job->title);
	line_template_free(job->subject);
	formulas_free(job->formulas);
	template_free(job->template);
	tables_free(job->tables);
	text_clear(&job->letter_text);
	text_clear(&job->scratch);
	languages_free(job->languages);
	settings_free(job->settings);
	arena_clear(&job->arena);
	free(job);
}

char *job_folder_of(const struct job_options *options,
	const struct settings *settings)
{
	return path_in(options->out,
		section_text(settings_section(settings, "job"), "name"));
}

bool job_fail_unmade(const char *folder, struct report *report)
{
	return report_error(report, (struct place){.file = folder},
		"nothing was made here yet: 'render' makes the letters");
}

bool job_folder(const struct job_options *options, char **folder,
	struct report *report)
{
	struct settings *settings = NULL;
	bool done = settings_load(options->config, options->sets,
		options->set_count, &settings, report);

	if (done)
		*folder = job_folder_of(options, settings);
	settings_free(settings);
	return done;
}

/* ---- recipients ---- */

int64_t job_recipient_count(struct job *job)
{
	return tables_recipient_count(job->tables);
}

bool job_recipient(struct job *job, int64_t row, struct arena *arena,
	struct recipient *out)
{
	out->row = row;
	return tables_recipient(job->tables, row,
		job->formula_options.name_column, arena, &out->key,
		&out->name);
}

int64_t job_row(struct job *job, const char *key)
{
	return tables_recipient_row(job->tables, key);
}

/* The candidates of one search through all recipients. */
struct search {
	const char *wanted;
	struct nearest nearest_key, nearest_name;
	size_t parts; /* recipients whose name holds the text */
	struct recipient found[MOST_SUGGESTED];
};

/* Who types a part of a name may misspell it: its beginning counts too. */
static void offer_name(struct nearest *nearest, const char *name,
	struct arena *arena)
{
	const char *beginning = arena_printf(arena, "%.*s",
		(int)strnlen(nearest->typed, SUGGESTED_BYTES), name);

	nearest_offer(nearest, name);
	nearest_offer(nearest, beginning);
	if (nearest->name == beginning)
		nearest->name = name;
}

/* True when this is the one meant: its key or its whole name. */
static bool consider(struct search *search, const struct recipient *recipient,
	struct arena *arena)
{
	if (strcasecmp(search->wanted, recipient->key) == 0 ||
		strcasecmp(search->wanted, recipient->name) == 0)
		return true;
	nearest_offer(&search->nearest_key, recipient->key);
	offer_name(&search->nearest_name, recipient->name, arena);
	if (strcasestr(recipient->name, search->wanted) != NULL) {
		if (search->parts < MOST_SUGGESTED)
			search->found[search->parts] = *recipient;
		search->parts++;
	}
	return false;
}

static bool report_search(const struct search *search, struct report *report)
{
	struct place nowhere = {0};
	const char *near = search->nearest_name.name
		? search->nearest_name.name
		: search->nearest_key.name;
	struct text list = {0};

	if (search->parts == 0 && near == NULL)
		return report_error(report, nowhere,
			"no recipient is called '%s'; 'lettermill list' shows "
			"them all",
			search->wanted);
	if (search->parts == 0)
		return report_error(report, nowhere,
			"no recipient is called '%s'; did you mean '%s'?",
			search->wanted, near);
	for (size_t i = 0; i < search->parts && i < MOST_SUGGESTED; i++)
		text_printf(&list, "%s'%s' (%s)", i ? ", " : "",
			search->found[i].name, search->found[i].key);
	report_error(report, nowhere,
		"'%s' is a part of %zu names: %s%s; say which, by its key",
		search->wanted, search->parts, text_string(&list),
		search->parts > MOST_SUGGESTED ? ", ..." : "");
	text_clear(&list);
	return false;
}

bool job_recipient_lookup(struct job *job, const char *wanted,
	struct arena *arena, struct recipient *out, struct report *report)
{
	struct search search = {.wanted = wanted,
		.nearest_key = nearest_to(wanted),
		.nearest_name = nearest_to(wanted)};
	int64_t count = job_recipient_count(job);
	int64_t exact = tables_recipient_row(job->tables, wanted);

	if (exact != 0)
		return job_recipient(job, exact, arena, out);
	for (int64_t row = 1; row <= count; row++)
		if (job_recipient(job, row, arena, out) &&
			consider(&search, out, arena))
			return true;
	*out = search.found[0];
	return search.parts == 1 || report_search(&search, report);
}
