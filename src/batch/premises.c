/* What a run is made from; see premises.h. */
#include "batch/premises.h"

#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "output/letters.h"

/* Written anew by each run, and so missed when gone. */
static const char *const lists[] = {"manifest.csv", "failed.csv",
	"sources.csv"};

struct collection {
	struct file_digests *digests;
	struct text text;
	struct report ignored; /* who opens the job will say it */
	bool is_whole;
};

static void add_file(struct collection *all, const char *path)
{
	char hex[DIGEST_HEX];
	int64_t length;

	all->is_whole = file_digests_find(all->digests, path, hex, &length,
		&all->ignored) && all->is_whole;
	text_printf(&all->text, "%s\t%s\n", path, hex);
}

static void add_setting(void *context, const struct settings_file *file)
{
	if (!file->is_secret)
		add_file(context, file->path);
}

/* False when a file cannot be read. */
static bool collect(const struct premises *premises,
	const struct settings *settings, char hex[DIGEST_HEX])
{
	const struct job_options *options = premises->options;
	struct collection all = {.digests = premises->digests,
		.is_whole = true};

	text_printf(&all.text, "lettermill %s\n", LETTERMILL_VERSION);
	add_file(&all, options->config);
	for (size_t i = 0; i < options->set_count; i++)
		text_printf(&all.text, "%s\n", options->sets[i]);
	settings_files(settings, add_setting, &all);
	digest_of(text_string(&all.text), all.text.length, hex);
	text_clear(&all.text);
	report_clear(&all.ignored);
	return all.is_whole;
}

static bool load(const struct job_options *options,
	struct settings **settings, struct report *report)
{
	return settings_load(options->config, options->sets,
		options->set_count, settings, report);
}

bool premises_read(const struct job_options *options, bool of_all,
	struct premises *out, struct report *report)
{
	struct settings *settings = NULL;
	bool done = load(options, &settings, report);

	*out = (struct premises){.options = options,
		.digests = file_digests_new()};
	if (done) {
		out->folder = job_folder_of(options, settings);
		out->is_known = of_all &&
			collect(out, settings, out->digest);
	}
	settings_free(settings);
	return done;
}

void premises_clear(struct premises *premises)
{
	free(premises->folder);
	file_digests_free(premises->digests);
}

/* As it is recorded: with the sizes of the lists. */
static void tell(const struct premises *premises, struct folder *folder,
	struct text *out)
{
	text_add(out, premises->digest);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct text name = {0};

		folder_own(folder, lists[i], &name);
		text_printf(out, " %lld",
			(long long)folder_size(folder, name.data));
		text_clear(&name);
	}
}

static bool is_recorded(const struct premises *premises,
	struct folder *folder, struct record *record)
{
	struct arena arena = {0};
	struct text now = {0};
	bool same;

	tell(premises, folder, &now);
	same = strcmp(record_premises(record, &arena), now.data) == 0;
	text_clear(&now);
	arena_clear(&arena);
	return same;
}

struct look {
	const struct folder *folder;
	size_t letters;
};

static bool look_at(void *context, const char *key, const char *file,
	int64_t bytes)
{
	struct look *look = context;

	look->letters++;
	return letters_size(look->folder, key, file) == bytes;
}

bool premises_stand(const struct premises *premises, struct folder *folder,
	struct record *record, size_t *letters)
{
	struct look look = {.folder = folder};
	struct report ignored = {0}; /* who opens it for writing will say it */
	bool stand;

	stand = record != NULL && is_recorded(premises, folder, record) &&
		record_each_file(record, look_at, &look, &ignored);
	report_clear(&ignored);
	*letters = look.letters;
	return stand;
}

/* Is all still as it was when the run began? */
static bool is_as_read(const struct premises *premises)
{
	struct settings *settings = NULL;
	struct report ignored = {0};
	char digest[DIGEST_HEX];
	bool same = load(premises->options, &settings, &ignored) &&
		collect(premises, settings, digest) &&
		strcmp(digest, premises->digest) == 0;

	settings_free(settings);
	report_clear(&ignored);
	return same;
}

bool premises_record(const struct premises *premises, struct folder *folder,
	struct record *record, struct report *report)
{
	struct text now = {0};
	bool done;

	if (is_recorded(premises, folder, record) ||
		!is_as_read(premises))
		return true;
	tell(premises, folder, &now);
	done = folder_sync(folder, report) && record_begin(record, report) &&
		record_put_premises(record, now.data, report) &&
		record_commit(record, report);
	text_clear(&now);
	return done;
}
