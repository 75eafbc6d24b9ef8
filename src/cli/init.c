/* lettermill init: a new job to start from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cli/command.h"
#include "start/census.h"
#include "start/draft.h"
#include "start/start.h"
#include "start/starter.h"

static bool start_with_own(const char *folder, struct report *report)
{
	const struct start_file files[] = {
		{STARTER_CONFIG, starter_config, strlen(starter_config)},
		{STARTER_LETTER, starter_letter, strlen(starter_letter)},
		{STARTER_DATA, starter_data, strlen(starter_data)},
		{STARTER_PAYMENTS, starter_payments, strlen(starter_payments)},
	};

	return start_folder(folder, files, sizeof(files) / sizeof(*files),
		report);
}

static bool start_from(const char *folder, const char *csv,
	struct report *report)
{
	struct arena arena = {0};
	struct census census;
	struct text data = {0}, job = {0};
	struct draft draft = {0};
	bool done = false;

	start_job_name(folder, &job);
	if (!census_take(csv, &arena, &census, report) ||
		!start_path_from(folder, csv, &data, report) ||
		!draft_write(&census, csv, text_string(&data),
			text_string(&job), &draft, report))
		goto out;
	done = start_folder(folder, (struct start_file[]){
		{STARTER_CONFIG, draft.config.data, draft.config.length},
		{STARTER_LETTER, draft.letter.data, draft.letter.length}}, 2,
		report);
out:
	text_clear(&draft.config);
	text_clear(&draft.letter);
	text_clear(&data);
	text_clear(&job);
	arena_clear(&arena);
	return done;
}

static enum status run(const struct call *call)
{
	struct report report = {0};
	bool done;

	if (call->word_count != 1) {
		fputs("lettermill init: name the new folder, as in lettermill "
		      "init gym\n", stderr);
		return STATUS_NOT_STARTED;
	}
	done = call->from != NULL
		? start_from(call->words[0], call->from, &report)
		: start_with_own(call->words[0], &report);
	problems_print(&report);
	report_clear(&report);
	if (done && !call->quiet)
		printf("%s: a job that works; go there, and begin with "
		       "lettermill check\n", call->words[0]);
	return done ? STATUS_DONE : STATUS_NOT_STARTED;
}

const struct command command_init = {
	.name = "init",
	.arguments = "DIR",
	.summary = "leave a new job in a folder, to start from",
	.help = "Makes the folder DIR, with a small job in it that is whole: "
		"configuration, text, data and typefaces, with remarks that "
		"explain them. It is the job that the manual begins with.\n\n"
		"With --from, the job is for the rows of your own CSV file: "
		"every column is mapped, and a first letter prints them all. "
		"The file stays where it is. Whether commas or semicolons part "
		"its cells, its encoding, its decimal mark and the column that "
		"tells the rows apart are found out from its first 20,000 "
		"rows.\n\n"
		"Nothing is written over: DIR has to be new, or empty.",
	.flags = FLAG_FROM | FLAG_QUIET,
	.run = run,
};
