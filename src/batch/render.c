/*
 * A run of the parent: it opens the job, walks the rows, and is the only one to
 * write the record. Killed at any point, the next run finds a record that is
 * true and makes what is left.
 */
#include "batch/rendering.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "batch/discard.h"
#include "batch/lists.h"
#include "batch/need.h"
#include "output/shards.h"

#define STOW 1024 /* letters at least that are packed at once */

static volatile sig_atomic_t stop_wanted;

static void want_stop(int number)
{
	(void)number;
	stop_wanted = 1;
}

bool render_is_stopped(void)
{
	return stop_wanted != 0;
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = want_stop};

	stop_wanted = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* ---- before and after ---- */

static bool is_chosen(const struct render *render, int64_t row)
{
	for (size_t i = 0; i < render->row_count; i++)
		if (render->rows[i] == row)
			return true;
	return false;
}

static bool choose_rows(struct render *render)
{
	const struct render_options *options = render->options;
	bool found = true;

	render->rows = memory_new(options->only_count * sizeof(int64_t));
	for (size_t i = 0; i < options->only_count; i++) {
		struct recipient recipient;

		if (!job_recipient_lookup(render->job, options->only[i],
			    &render->arena, &recipient, render->report))
			found = false;
		else if (!is_chosen(render, recipient.row))
			render->rows[render->row_count++] = recipient.row;
	}
	return found;
}

/* The shard's: of data that all shards read. */
static void choose_shard_rows(struct render *render)
{
	int64_t count = job_recipient_count(render->job);
	size_t room = 0;

	for (int64_t row = 1; row <= count; row++) {
		struct recipient recipient;

		arena_reset(&render->arena);
		if (!job_recipient(render->job, row, &render->arena,
			    &recipient) ||
			!shard_has(&render->options->shard, recipient.key))
			continue;
		ARRAY_RESERVE(render->rows, render->row_count, room);
		render->rows[render->row_count++] = row;
	}
}

/*
 * The parts are recorded last: until every letter is made with them, a letter
 * of an earlier run still has to be told what changed.
 */
static bool record_new_parts(struct render *render)
{
	const char *known = record_parts(render->record, &render->arena);

	if (strcmp(known, render->job->parts) == 0)
		return true;
	return record_begin(render->record, render->report) &&
		record_put_parts(render->record, render->job->parts,
			render->report) &&
		record_commit(render->record, render->report);
}

/* What workers are at; whoever stops the run does without the others. */
static bool take_all(struct render *render)
{
	bool going = true;

	while (going && render->task_count > render->finished) {
		if (stop_wanted)
			workers_stop(render->workers);
		if (stop_wanted && !workers_are_at_work(render->workers))
			break;
		going = row_take_result(render);
	}
	render->summary->left += render->task_count - render->finished;
	return going;
}

/* Until no letter is at work, and what was made is recorded. */
static bool finish_given(struct render *render, bool going)
{
	going = going && take_all(render);
	/* Whatever went wrong: what was made is recorded. */
	return tasks_commit(render) && going;
}

/* The same, and none is given any more. */
static bool finish_last(struct render *render, bool going)
{
	if (going && render->workers != NULL)
		workers_end(render->workers);
	return finish_given(render, going);
}

/* Packs the letters of these rounds. A few at once: each time costs syncs. */
static bool stow_rounds(struct render *render, unsigned first, unsigned last)
{
	struct rounds *rounds = &render->rounds;
	bool all = render->options->only_count == 0;
	bool done = finish_given(render, true);

	for (unsigned i = first; done && i <= last; i++)
		if (all || rounds_has_any(rounds, i))
			done = rounds_stow(rounds, i, &render->stow,
				render->report);
	render->unstowed = 0;
	return done && stow_end(&render->stow, render->report);
}

/* What letters left behind in packs that were not written anew. */
static bool sweep(struct render *render)
{
	struct stow *stow = &render->stow;

	if (!rounds_stow_left(&render->rounds, stow, render->report))
		return false;
	return render->options->only_count > 0 ||
		(rounds_sweep(&render->rounds, render->summary->moved > 0,
			stow, render->report) &&
			stow_end(stow, render->report));
}

static bool take_rounds(struct render *render, size_t total)
{
	struct rounds *rounds = &render->rounds;
	unsigned first = 0;
	bool going = true;
	int64_t row;

	render->summary->left = total;
	rounds_begin(rounds, render->job, render->rows, total);
	for (unsigned i = 0; going && !stop_wanted && i < rounds->count; i++) {
		while (going && !stop_wanted && rounds_next(rounds, i, &row)) {
			going = row_consider(render, row);
			render->summary->left--;
		}
		if (!render->job->packs || !going || stop_wanted ||
			(render->unstowed < STOW && i + 1 < rounds->count))
			continue;
		going = stow_rounds(render, first, i);
		first = i + 1;
	}
	going = finish_last(render, going);
	progress_end(&render->progress);
	if (going && !stop_wanted)
		going = sweep(render);
	rounds_clear(rounds);
	return going;
}

static bool render_all(struct render *render)
{
	size_t total = (size_t)job_recipient_count(render->job);
	bool all = render->options->only_count == 0, going;

	if (render->options->shard.count > 0)
		choose_shard_rows(render);
	going = all ? moves_settle_all(render)
		: choose_rows(render) && moves_settle_chosen(render);
	if (!going)
		return false;
	if (!all || render->options->shard.count > 0)
		total = render->row_count;
	render->progress =
		progress_start(render->options->show_progress, total);
	going = take_rounds(render, total);
	if (going && all && !stop_wanted)
		going = record_new_parts(render);
	report_sort(render->report);
	return going;
}

/* Sees, before anything is opened, that there is nothing to do. */
static bool find_all_stand(struct render *render, const char *path,
	bool *all_stand)
{
	struct record *record = NULL;
	bool done = true;

	*all_stand = false;
	if (render->options->force || render->options->discard ||
		!render->premises.is_known || !record_is_private(path))
		return true;
	done = record_open(path, true, &record, render->report);
	if (done)
		*all_stand = premises_stand(&render->premises, render->folder,
			record, &render->summary->unchanged);
	if (!*all_stand)
		render->summary->unchanged = 0;
	record_close(record);
	return done;
}

static bool is_of_shard(void *context, const char *recipient)
{
	return shard_has(context, recipient);
}

static bool open_job(struct render *render)
{
	struct job_options options = render->options->job;
	struct shard shard = render->options->shard;

	options.tables_folder = folder_path(render->folder);
	options.digests = render->premises.digests;
	options.will_sign = true;
	options.will_make = true;
	if (!job_open(&options, &render->job, render->report))
		return false;
	report_keep(render->report, is_of_shard, &shard);
	return true;
}

static bool open_record(struct render *render)
{
	const struct shard *shard = &render->options->shard;

	if (shard->count == 0)
		return record_open(render->path, false, &render->record,
			render->report);
	return stow_allows(render->folder, shard, render->report) &&
		shards_open(render->path, shard, &render->record,
			render->report);
}

static bool open_all(struct render *render, bool *all_stand)
{
	const char *folder = render->premises.folder;
	struct text own = {0};
	char *record = NULL;
	bool opened = folder_open_shard(folder, &render->options->shard,
		render->options->wait, &render->folder, render->report);

	if (opened) {
		folder_own(render->folder, "job.db", &own);
		record = path_in(folder, own.data);
		render->path = path_in(folder, "job.db");
		opened = find_all_stand(render, record, all_stand);
	}
	if (opened && !*all_stand)
		opened = open_job(render) && open_record(render) &&
			record_hold(render->record, render->report);
	free(record);
	text_clear(&own);
	return opened;
}

/* A run that left nothing to do or to say is known again by its premises. */
static bool record_premises_of(struct render *render)
{
	const struct render_summary *summary = render->summary;

	if (!render->premises.is_known || summary->failed > 0 ||
		summary->left > 0 || render->report->count > 0)
		return true;
	return premises_record(&render->premises, render->folder,
		render->record, render->report);
}

/* What shards had of their own is now the job's. */
static bool end_shards(struct render *render, bool done)
{
	if (!done || render->summary->left > 0)
		return done;
	if (render->options->shard.count > 0)
		return shards_end(render->record, render->report);
	return folder_remove_shards(render->folder, render->report);
}

static bool run(struct render *render)
{
	bool done;

	if (render->options->discard && !discard_begin(render->record,
		render->folder, render->report))
		return false;
	catch_signals();
	render->group = FIRST_GROUP;
	render->stow = (struct stow){.folder = render->folder,
		.record = render->record, .shard = render->options->shard,
		.packs = render->job->packs};
	render->is_first = record_is_empty(render->record);
	render->puts_parts = render->is_first &&
		render->options->only_count == 0 &&
		render->options->shard.count == 0;
	render->parts_change = parts_change(render->job, render->record,
		&render->job->arena);
	claims_begin(&render->claims, render->job, render->record,
		render->path, &render->options->shard);
	done = render_all(render);
	render->summary->packed = render->stow.packed;
	render->summary->unpacked = render->stow.unpacked;
	done = lists_write(render->job, render->record, render->folder,
		       render->report) && done;
	return end_shards(render, done) && record_premises_of(render);
}

bool render(const struct render_options *options, struct render_summary *out,
	struct report *report)
{
	struct render render = {.options = options, .summary = out,
		.report = report};
	bool done = false, all_stand = false;

	*out = (struct render_summary){.shard = options->shard};
	if (premises_read(&options->job, options->only_count == 0,
		    &render.premises, report)) {
		out->folder = memory_strdup(render.premises.folder);
		done = open_all(&render, &all_stand) &&
			(all_stand || run(&render));
	}
	workers_free(render.workers);
	stow_clear(&render.stow);
	claims_clear(&render.claims);
	record_close(render.record);
	job_free(render.job);
	folder_close(render.folder);
	for (size_t i = 0; i < render.task_count; i++)
		arena_clear(&render.tasks[i].arena);
	free(render.tasks);
	free(render.rows);
	free(render.path);
	premises_clear(&render.premises);
	arena_clear(&render.arena);
	return done;
}
