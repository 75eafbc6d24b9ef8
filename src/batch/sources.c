/* The files a job was made from; see sources.h. */
#include "batch/sources.h"

#include <string.h>

#include "base/csv_cell.h"
#include "base/file.h"
#include "options/options.h"

static void add_columns(const struct source_options *source, struct text *out)
{
	struct text cell = {0};

	for (size_t i = 0; i < source->column_count; i++)
		text_printf(&cell, "%s%s", i > 0 ? " | " : "",
			source->columns[i].header);
	csv_cell(out, text_string(&cell), '\n');
	text_clear(&cell);
}

static bool add_source(const struct source_options *source,
	struct file_digests *digests, struct text *out, struct report *report)
{
	const char *slash = strrchr(source->path, '/');
	char hex[DIGEST_HEX];
	int64_t length;
	bool done = file_digests_find(digests, source->path, hex,
		&length, report);

	if (done) {
		csv_cell(out, source->name ? source->name : "recipients", ',');
		csv_cell(out, slash != NULL ? slash + 1 : source->path, ',');
		text_printf(out, "%lld,%s,", (long long)length, hex);
		add_columns(source, out);
	}
	return done;
}

bool sources_write(struct job *job, struct folder *folder,
	struct report *report)
{
	struct arena arena = {0};
	struct text out = {0}, name = {0};
	size_t count;
	const struct source_options *sources =
		options_for_sources(job->settings, job->languages,
			&arena, &count);
	bool done = true;

	text_add(&out, "source,file,bytes,sha256,columns\n");
	for (size_t i = 0; i < count; i++)
		done = add_source(&sources[i], job->digests, &out, report) &&
			done;
	folder_own(folder, "sources.csv", &name);
	done = done && folder_write(folder, name.data, out.data, out.length,
		report);
	text_clear(&name);
	text_clear(&out);
	arena_clear(&arena);
	return done;
}
