/* The proof page, letter by letter; see proof.h. */
#include "dispatch/proofing.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "batch/inputs.h"
#include "config/settings.h"
#include "indicators/rounding.h"
#include "output/history.h"

#define PAGE_NAME "proof.html"

void sight_add_note(struct sight *sight, const char *note)
{
	ARENA_RESERVE(sight->standing->arena, sight->notes, sight->note_count,
		sight->note_room);
	sight->notes[sight->note_count++] =
		arena_strdup(sight->standing->arena, note);
}

/* ---- figures ---- */

/*
 * A rate that a letter was made of, from what the record keeps of it: as it
 * was printed, and as a number. False where it had none.
 */
static bool recorded_rate(const char *inputs,
	const struct indicator_options *options, struct arena *arena,
	const char **printed, double *number)
{
	const char *name = arena_printf(arena, "%s.value, exactly",
		options->name);
	const char *value, *secret;
	struct text out = {0};
	long long top, bottom;

	if (!inputs_find(inputs, name, arena, &value, &secret) ||
		secret == NULL ||
		sscanf(secret, "%lld/%lld", &top, &bottom) != 2 || bottom <= 0)
		return false;
	*number = (double)top / (double)bottom * (double)options->scale;
	rate_print(options, (struct exact){top, bottom}, &out);
	*printed = arena_strdup(arena, text_string(&out));
	text_clear(&out);
	return true;
}

static void score(struct shown_figure *figure,
	const struct indicator *indicator)
{
	const struct peer_group *peers = indicator->peers;

	figure->has_score = peers != NULL && indicator->has_value &&
		peers->deviation > 0;
	if (figure->has_score)
		figure->score = (indicator->value_shown - peers->mean) /
			peers->deviation;
}

static struct shown_figure show_figure(struct sight *sight, size_t i)
{
	const struct standing *standing = sight->standing;
	const struct indicator_options *options =
		&sight->proof->job->formula_options.indicators[i];
	const struct indicator *indicator;
	struct shown_figure figure = {0};

	if (sight->entry != NULL)
		figure.has_number = recorded_rate(sight->inputs, options,
			standing->arena, &figure.now, &figure.number);
	if (sight->before != NULL)
		figure.has_was = recorded_rate(sight->inputs_before, options,
			standing->arena, &figure.before, &figure.was);
	/* The job's figures are the letter's only while it is up to date. */
	if (strcmp(standing->state, "made") != 0)
		return figure;
	indicator = &standing->plan->values.indicators[i];
	figure.now = indicator->value_text;
	figure.average = indicator->average_text;
	if (indicator->state == INDICATOR_UNDEFINED)
		figure.state = "undefined";
	figure.has_number = indicator->has_value;
	figure.number = indicator->value_shown;
	score(&figure, indicator);
	return figure;
}

static void show_figures(struct sight *sight)
{
	size_t count = sight->proof->job->formula_options.indicator_count;
	struct shown_figure *figures = arena_new(sight->standing->arena,
		count * sizeof(*figures));

	for (size_t i = 0; i < count; i++)
		figures[i] = show_figure(sight, i);
	sight->letter.figures = figures;
	sight->letter.figure_count = count;
}

/* ---- what changed ---- */

static void show_changes(struct sight *sight)
{
	struct arena *arena = sight->standing->arena;
	const struct input_change *changes;
	struct shown_change *shown;
	size_t count;

	if (sight->before == NULL || sight->entry == NULL)
		return;
	changes = inputs_changes(sight->inputs_before, sight->inputs, arena,
		&count);
	shown = arena_new(arena, count * sizeof(*shown));
	for (size_t i = 0; i < count; i++)
		shown[i] = (struct shown_change){changes[i].name,
			changes[i].before, changes[i].now};
	sight->letter.changes = shown;
	sight->letter.change_count = count;
}

static bool take_event(void *context, const struct event *event)
{
	struct sight *sight = context;
	struct arena *arena = sight->standing->arena;

	ARENA_RESERVE(arena, sight->events, sight->event_count,
		sight->event_room);
	sight->events[sight->event_count++] = (struct shown_event){
		arena_strdup(arena, event->at),
		event_kind_name(event->kind),
		arena_strdup(arena, event->who),
		arena_strdup(arena, event->words)};
	return true;
}

static bool show_history(struct sight *sight)
{
	bool done = history_of(sight->proof->record, sight->letter.key,
		take_event, sight, sight->proof->report);

	sight->letter.events = sight->events;
	sight->letter.event_count = sight->event_count;
	return done;
}

/* ---- what a person should see ---- */

static void note_state(struct sight *sight)
{
	const struct standing *standing = sight->standing;
	struct arena *arena = standing->arena;

	if (strcmp(standing->state, "failed") == 0)
		sight_add_note(sight, arena_printf(arena, "cannot be made: %s",
			standing->why));
	else if (strcmp(standing->state, "to make") == 0)
		sight_add_note(sight, "not made yet: run 'render'");
	else if (strcmp(standing->state, "changed") == 0)
		sight_add_note(sight, arena_printf(arena, "the letter is not "
			"what the job says now, run 'render': %s",
			standing->why));
	else if (strcmp(standing->state, "missing") == 0)
		sight_add_note(sight, arena_printf(arena, "run 'render': %s",
			standing->why));
	else if (strcmp(standing->state, "unsigned") == 0)
		sight_add_note(sight, standing->why);
}

static int compare_recipients(const void *a, const void *b, void *context)
{
	const struct report *report = context;
	size_t left = *(const size_t *)a, right = *(const size_t *)b;
	int order = strcmp(report->problems[left].recipient,
		report->problems[right].recipient);

	return order != 0 ? order : (left > right) - (left < right);
}

/* What was met as the job was opened. */
static void sort_early(struct proof *proof)
{
	struct report *report = proof->report;

	proof->noted = report->count;
	proof->early = memory_new(report->count * sizeof(*proof->early));
	for (size_t i = 0; i < report->count; i++)
		if (report->problems[i].severity == SEVERITY_WARNING &&
			report->problems[i].recipient != NULL)
			proof->early[proof->early_count++] = i;
	if (proof->early_count > 0)
		qsort_r(proof->early, proof->early_count,
			sizeof(*proof->early), compare_recipients, report);
}

/* The first of that key or a later one. */
static size_t first_early(const struct proof *proof, const char *key)
{
	size_t low = 0, high = proof->early_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(proof->report->problems[proof->early[middle]]
				.recipient, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A warning of the letter's recipient; false: it is another's, or an error. */
static bool note_problem(struct sight *sight, size_t number)
{
	const struct problem *problem =
		&sight->proof->report->problems[number];
	struct text words = {0};

	if (problem->severity != SEVERITY_WARNING ||
		problem->recipient == NULL || strcmp(problem->recipient,
			sight->standing->recipient.key) != 0)
		return false;
	place_describe(&problem->place, &words);
	text_add(&words, problem->message);
	sight_add_note(sight, text_string(&words));
	text_clear(&words);
	return true;
}

/* Sets it in type once more, for what that gives cause to warn of. */
static bool note_warnings(struct sight *sight)
{
	const struct standing *standing = sight->standing;
	struct report *report = sight->proof->report;
	const char *key = standing->recipient.key;
	struct pages pages;
	bool set = true;

	report->recipient = key;
	if (strcmp(standing->state, "made") == 0)
		set = letter_set(sight->proof->job, standing->plan,
			standing->arena, &pages, report);
	report->recipient = NULL;
	for (size_t i = first_early(sight->proof, key);
		i < sight->proof->early_count &&
		note_problem(sight, sight->proof->early[i]); i++)
		;
	for (size_t i = sight->proof->noted; i < report->count; i++)
		(void)note_problem(sight, i);
	sight->proof->noted = report->count;
	return set;
}

/* ---- one letter ---- */

static const char *group_of(const struct plan *plan)
{
	for (size_t i = 0; plan != NULL && i < plan->values.count; i++)
		if (strcmp(plan->values.items[i].name, "group.label") == 0 &&
			plan->values.items[i].kind != VALUE_MISSING)
			return plan->values.items[i].text;
	return "";
}

static void find_entries(struct sight *sight)
{
	const struct standing *standing = sight->standing;
	struct record *record = sight->proof->record;
	struct entry *before = arena_new(standing->arena, sizeof(*before));

	if (standing->entry == NULL || !letter_stands(standing->entry->state))
		return;
	sight->entry = standing->entry;
	sight->letter.issue = standing->entry->issue;
	sight->letter.pages = standing->entry->pages;
	sight->inputs = record_inputs(standing->entry, standing->arena);
	if (!record_before(record, sight->letter.key, standing->arena, before))
		return;
	sight->before = before;
	sight->inputs_before = record_inputs(before, standing->arena);
}

static struct page *new_page(struct proof *proof,
	const struct page_service *service, struct text *out)
{
	const struct formula_options *options = &proof->job->formula_options;
	const struct section *section =
		settings_section(proof->job->settings, "job");
	struct page *page = page_new(section_text(section, "name"),
		section_text(section, "title"), service, out);

	for (size_t i = 0; i < options->indicator_count; i++)
		page_add_indicator(page, options->indicators[i].label);
	return page;
}

static void start_page(struct proof *proof)
{
	proof->page = new_page(proof, NULL, &proof->part);
	if (proof->options->service != NULL)
		proof->served = new_page(proof, proof->options->service,
			&proof->summary->served);
	/* Names and figures are not for everybody on the machine. */
	proof->file = folder_file_open(proof->folder, PAGE_NAME, true);
	proof->progress = progress_start(proof->options->show_progress,
		(size_t)job_recipient_count(proof->job));
}

static void write_part(struct proof *proof)
{
	folder_file_add(proof->file, text_string(&proof->part),
		proof->part.length);
	text_reset(&proof->part);
}

static void add_letter(struct proof *proof, const struct shown_letter *letter)
{
	page_add_letter(proof->page, letter);
	write_part(proof);
	if (proof->served != NULL)
		page_add_letter(proof->served, letter);
}

static bool show(void *context, const struct standing *standing)
{
	struct proof *proof = context;
	struct sight sight = {.proof = proof, .standing = standing,
		.letter = {.key = standing->recipient.key,
			.name = standing->recipient.name, .file = "",
			.sha256 = "", .earlier = "", .picture = "",
			.approval = standing->approval_words,
			.group = group_of(standing->plan)}};
	bool done;

	find_entries(&sight);
	note_state(&sight);
	done = note_warnings(&sight) && show_history(&sight) &&
		(sight.entry == NULL || sight_show_file(&sight)) &&
		(sight.before == NULL || sight_show_earlier(&sight));
	if (!done)
		return false;
	show_figures(&sight);
	show_changes(&sight);
	if (*sight.letter.sha256 != '\0')
		proof_use_pictures(proof, sight.letter.sha256);
	sight.letter.notes = sight.notes;
	sight.letter.note_count = sight.note_count;
	add_letter(proof, &sight.letter);
	proof->summary->changed += sight.before != NULL;
	proof->summary->noted += sight.note_count > 0;
	progress_show(&proof->progress, ++proof->summary->letters);
	return true;
}

/* ---- the page ---- */

static bool open_all(struct proof *proof)
{
	const struct job_options *options = &proof->options->job;
	char *path = NULL, *record = NULL;
	bool opened = false;

	if (!job_folder(options, &path, proof->report))
		return false;
	proof->summary->path = path_in(path, PAGE_NAME);
	record = path_in(path, "job.db");
	opened = record_open(record, true, &proof->record, proof->report);
	if (opened && proof->record == NULL)
		opened = job_fail_unmade(path, proof->report);
	opened = opened && folder_open(path, proof->options->wait,
			&proof->folder, proof->report) &&
		job_open(options, &proof->job, proof->report);
	free(record);
	free(path);
	return opened;
}

/* One that is not whole never was. */
static bool end_page(struct proof *proof, bool is_whole)
{
	if (is_whole) {
		page_end(proof->page);
		write_part(proof);
		if (proof->served != NULL)
			page_end(proof->served);
	}
	return folder_file_close(proof->file, is_whole, proof->report) &&
		is_whole && proof_remove_pictures(proof);
}

bool proof(const struct proof_options *options, struct proof_summary *out,
	struct report *report)
{
	struct proof proof = {.options = options, .summary = out,
		.report = report};
	bool done;

	*out = (struct proof_summary){0};
	done = open_all(&proof);
	if (done) {
		out->persons = (size_t)section_integer(settings_section(
			proof.job->settings, "approval"), "persons");
		done = proof_draw_ahead(&proof);
	}
	if (done) {
		start_page(&proof);
		sort_early(&proof);
		done = survey_job(proof.job, proof.folder, proof.record, show,
			&proof, report);
		progress_end(&proof.progress);
		done = end_page(&proof, done);
	}
	free(proof.stems);
	free(proof.early);
	page_free(proof.page);
	page_free(proof.served);
	text_clear(&proof.part);
	record_close(proof.record);
	folder_close(proof.folder);
	job_free(proof.job);
	return done;
}
