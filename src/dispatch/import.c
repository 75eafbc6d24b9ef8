/* An archive, proved and unpacked; see export.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/bag.h"
#include "base/file.h"
#include "dispatch/export.h"

struct import {
	const struct import_options *options;
	struct import_summary *out;
	struct staging *staging;
	struct inventory *inventory;
	char *data;	     /* the staging folder's data/ */
	char *config;	     /* the configuration there */
	struct text roots;   /* a --set, where there are any */
	const char **sets;   /* the job's, and that */
	struct text *values; /* what they are lent from */
	size_t set_count;
	size_t broken; /* letters that are not the recorded ones */
	struct report *report;
};

static bool refuse(const struct import *import, const char *words,
	struct report *report)
{
	return report_error(report,
		(struct place){.file = import->options->file}, "%s", words);
}

/* ---- what bag-info.txt says of the job ---- */

static bool holds(const struct import *import, const char *name)
{
	char *whole = path_in("data", name), sha256[DIGEST_HEX];
	int64_t size;
	bool found = inventory_find(import->inventory, whole, &size, sha256);

	free(whole);
	return found;
}

static bool find_config(struct import *import)
{
	struct text name = {0};
	size_t at = 0;
	bool done = bag_info_next(&import->out->info, INFO_CONFIG, &at, &name);

	if (!done || !holds(import, text_string(&name))) {
		text_clear(&name);
		return refuse(import, "its bag-info.txt names no configuration "
			"that it holds (" INFO_CONFIG "): it is no archive of "
			"a job", import->report);
	}
	import->out->config = name.data;
	import->config = path_in(import->data, name.data);
	return true;
}

static void read_sets(struct import *import)
{
	struct text value = {0};
	size_t count = 0, at = 0;

	while (bag_info_next(&import->out->info, INFO_SET, &at, &value))
		count++;
	import->values = memory_new(count * sizeof(*import->values));
	import->sets = memory_new((count + 1) * sizeof(*import->sets));
	for (at = 0; import->set_count < count;) {
		struct text *kept = &import->values[import->set_count];

		if (!bag_info_next(&import->out->info, INFO_SET, &at, kept))
			break;
		import->sets[import->set_count++] = text_string(kept);
	}
	text_clear(&value);
}

static void take_roots(void *context, const struct settings_file *file)
{
	struct import *import = context;
	struct text name = {0};

	if (strcmp(file->setting, "signature.roots") != 0)
		return;
	holdings_name(import->out->config, file->written, &name);
	if (holds(import, text_string(&name)))
		text_printf(&import->roots, "signature.roots=%s/%s",
			import->data, text_string(&name));
	else
		refuse(import, "it does not hold the roots that its "
			"configuration names: pass --roots FILE",
			import->report);
	text_clear(&name);
}

/*
 * Which roots signatures are judged by: a file in the archive, or the user's,
 * and no other that a configuration from elsewhere may name.
 */
static bool choose_roots(struct import *import)
{
	struct settings *settings = NULL;
	size_t errors = import->report->errors;
	bool done = settings_load(import->config, import->sets,
		import->set_count, &settings, import->report);
	char *mine;

	if (done && import->options->roots != NULL) {
		mine = realpath(import->options->roots, NULL);
		done = mine != NULL || report_error(import->report,
			(struct place){.file = import->options->roots},
			"cannot be read: %s", strerror(errno));
		text_printf(&import->roots, "signature.roots=%s",
			mine != NULL ? mine : "");
		free(mine);
	} else if (done) {
		settings_files(settings, take_roots, import);
	}
	settings_free(settings);
	if (import->roots.length > 0)
		import->sets[import->set_count++] =
			text_string(&import->roots);
	return done && import->report->errors == errors;
}

/* ---- the letters ---- */

static void take_verdict(void *context, const struct verdict *verdict)
{
	struct import *import = context;

	import->out->letters++;
	import->out->bad += !verdict->good && !verdict->awaits;
	import->out->awaiting += verdict->awaits;
	import->broken += !verdict->good && verdict->signature == NULL;
	if (import->options->listener != NULL)
		import->options->listener(import->options->context, verdict);
}

static bool verify(struct import *import)
{
	char *out = path_in(import->data, "out");
	struct job_options job = {.config = import->config, .out = out,
		.sets = import->sets};
	size_t bad, errors = import->report->errors;
	bool done = choose_roots(import);

	job.set_count = import->set_count;
	done = done && verify_letters(&job, VERIFY_FILE, take_verdict, import,
			&bad, import->report) &&
		import->report->errors == errors;
	free(out);
	if (done && import->broken > 0)
		done = refuse(import, "letters are not those of its record: "
			"nothing was taken from it", import->report);
	return done;
}

/* ---- where to ---- */

static bool is_new(const char *folder, struct report *report)
{
	struct stat status;

	return lstat(folder, &status) != 0 ||
		report_error(report, (struct place){.file = folder},
			"it is there, and nothing is written over it: name a "
			"new folder");
}

/* Beside the new folder, as only there it can be put in place in one step. */
static char *choose_parent(const char *folder)
{
	const char *temporary = getenv("TMPDIR");
	size_t length = folder != NULL ? strlen(folder) : 0;

	if (folder == NULL)
		return memory_strdup(temporary != NULL && *temporary != '\0'
				? temporary : "/var/tmp");
	while (length > 1 && folder[length - 1] == '/')
		length--;
	while (length > 0 && folder[length - 1] != '/')
		length--;
	return length == 0 ? memory_strdup(".")
			   : memory_strndup(folder, length);
}

static bool count(void *context, const struct listed_file *item)
{
	struct import_summary *out = context;

	if (strncmp(item->name, HOLDINGS_DATA, strlen(HOLDINGS_DATA)) == 0) {
		out->files++;
		out->bytes += item->size;
	}
	return true;
}

static bool unpack(struct import *import)
{
	const struct import_options *options = import->options;
	char *parent = choose_parent(options->folder);
	bool done = (options->folder == NULL ||
			    is_new(options->folder, import->report)) &&
		inventory_open(&import->inventory, import->report) &&
		staging_open(parent, &import->staging, import->report) &&
		bag_unpack(options->file, import->staging, import->inventory,
			&import->out->info, import->report) &&
		inventory_each(import->inventory, count, import->out,
			import->report);

	free(parent);
	return done;
}

/* Names within the staging folder are told as they are in the archive. */
static void retell(const struct import *import, const struct report *from,
	struct report *to)
{
	size_t length = import->data != NULL ? strlen(import->data) : 0;

	for (size_t i = 0; i < from->count; i++) {
		struct problem told = from->problems[i];
		const char *file = told.place.file;

		if (file != NULL && length > 0 &&
			strncmp(file, import->data, length) == 0 &&
			file[length] == '/')
			told.place.file += length + 1;
		report_copy(to, &told);
	}
}

bool import_job(const struct import_options *options,
	struct import_summary *out, struct report *report)
{
	struct report told = {0};
	struct import import = {.options = options, .out = out,
		.report = &told};
	bool done;

	*out = (struct import_summary){0};
	done = unpack(&import);
	if (done) {
		import.data = path_in(staging_path(import.staging), "data");
		read_sets(&import);
		done = find_config(&import) && verify(&import) &&
			(options->folder == NULL || staging_place(
				import.staging, "data", options->folder,
				&told));
	}
	retell(&import, &told, report);
	report_clear(&told);
	staging_close(import.staging);
	inventory_close(import.inventory);
	for (size_t i = 0; import.values != NULL && i < import.set_count; i++)
		if (import.sets[i] != text_string(&import.roots))
			text_clear(&import.values[i]);
	free(import.values);
	free(import.sets);
	text_clear(&import.roots);
	free(import.config);
	free(import.data);
	return done;
}

void import_summary_clear(struct import_summary *summary)
{
	text_clear(&summary->info);
	free(summary->config);
}
