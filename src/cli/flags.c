/* The flags, and reading a command line with them; see command.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cli/command.h"
#include "cli/log.h"

#define MOST_JOBS   1024
#define MOST_SAMPLE 100000000
#define MOST_PORT   65535

const struct flag flag_table[] = {
	{FLAG_CONFIG, "--config", "FILE",
		"The job's configuration; lettermill.ini without it."},
	{FLAG_OUT, "--out", "DIR",
		"Where the jobs' folders are made; out without it."},
	{FLAG_SET, "--set", "SECTION.KEY=VALUE",
		"Overrides one setting of the configuration, as in --set "
		"page.size=Letter; can be repeated. A NAME stands in the "
		"section: --set 'indicator uphold.decimals=1'."},
	{FLAG_ONLY, "--only", "NAME",
		"Only this recipient: a key, a name, or a part of just one "
		"name; can be repeated."},
	{FLAG_SHARD, "--shard", "I/N",
		"Only the letters of shard I of N, numbered from 0, so that "
		"N machines share the work."},
	{FLAG_JOBS, "--jobs", "N",
		"How many letters are made, set, drawn or signed at once; the "
		"processors' number without it."},
	{FLAG_FORCE, "--force", NULL,
		"Make letters again that have not changed."},
	{FLAG_DISCARD, "--discard", NULL,
		"Keep no letter: each is made, made safe on disk, read back "
		"and removed. To see what a large job costs, or whether it "
		"can be made, on a disk that has no room for it; refused where "
		"letters stand."},
	{FLAG_ROOTS, "--roots", "FILE",
		"A PEM file of the roots to trust, for FILEs."},
	{FLAG_CHECK, "--check", NULL, "Only see whether it is whole."},
	{FLAG_FIGURES, "--figures", NULL,
		"Work every figure out again from the file alone."},
	{FLAG_ALL, "--all", NULL, "All letters."},
	{FLAG_EXCEPT, "--except", "NAME",
		"But not this recipient's; can be repeated."},
	{FLAG_SAMPLE, "--sample", "N",
		"Only N letters, drawn by --seed: those that come first in the "
		"order of the SHA-256 of the seed and the key, one behind the "
		"other."},
	{FLAG_SEED, "--seed", "TEXT",
		"What a sample is drawn by. The same seed draws the same "
		"letters everywhere, so choose it before you know them."},
	{FLAG_LOOKED, "--looked", NULL,
		"Tell that they were looked at; they are not approved by it."},
	{FLAG_BY, "--by", "PERSON",
		"Who it is that vouches for it; the account's name without "
		"it."},
	{FLAG_BECAUSE, "--because", "REASON", "Why, for the record."},
	{FLAG_SPECIMEN, "--specimen", NULL,
		"Specimens too, for a trial: their subject says so."},
	{FLAG_REALLY, "--really", NULL,
		"Do it, not only tell what would be done."},
	{FLAG_TO, "--to", "ADDRESS",
		"A trial: everything to this address alone, marked, and not "
		"recorded."},
	{FLAG_AGAIN, "--again", NULL,
		"Send these once more, which are in doubt, were refused or "
		"came back; goes with --because."},
	{FLAG_SETTLE, "--settle", "LOGFILE",
		"Send nothing: read the mail server's log (Postfix) to find "
		"out about what is in doubt."},
	{FLAG_FROM, "--from", "FILE",
		"A CSV file, for whose rows the job is to be."},
	{FLAG_SERVE, "--serve", NULL,
		"Serve the page on this machine, where letters are approved by "
		"a click."},
	{FLAG_PORT, "--port", "N",
		"The port of 127.0.0.1 to serve it at; a free one without "
		"it."},
	{FLAG_WAIT, "--wait", NULL,
		"When another run holds the job: wait until it ends."},
	{FLAG_LOG, "--log", "STYLE",
		"Problems as a log keeps them, on standard error: letters by "
		"their keys, and none of the values that a message tells. "
		"STYLE is plain, journal (with sd-daemon(3) priorities) or "
		"json (an object a line). Of itself journal, where standard "
		"error goes to the journal."},
	{FLAG_QUIET, "--quiet", NULL,
		"No progress and no summary; problems are still told."},
	{FLAG_JSON, "--json", NULL,
		"The result as JSON on standard output."},
};
const size_t flag_count = sizeof(flag_table) / sizeof(flag_table[0]);

static bool usage_error(const struct command *command, const char *what,
	const char *word)
{
	fprintf(stderr, "lettermill %s: %s '%s'; 'lettermill %s --help' tells "
			"what there is\n",
		command->name, what, word, command->name);
	return false;
}

static const struct flag *find_flag(const struct command *command,
	const char *word, size_t length)
{
	for (size_t i = 0; i < flag_count; i++)
		if ((command->flags & flag_table[i].bit) &&
			strlen(flag_table[i].name) == length &&
			memcmp(flag_table[i].name, word, length) == 0)
			return &flag_table[i];
	return NULL;
}

static bool parse_number(const char *word, size_t most, size_t *out)
{
	char *end;

	*out = strtoul(word, &end, 10);
	return word[0] >= '0' && word[0] <= '9' && *end == '\0' && *out >= 1 &&
		*out <= most;
}

/* Flags of the sign-offs. */
static bool take_approval_flag(const struct command *command,
	const struct flag *flag, const char *argument, struct call *out)
{
	switch (flag->bit) {
	case FLAG_EXCEPT:
		out->except[out->except_count++] = argument;
		break;
	case FLAG_SAMPLE:
		return parse_number(argument, MOST_SAMPLE, &out->sample) ||
			usage_error(command, "--sample takes a number from 1, "
				"not", argument);
	case FLAG_SEED:
		out->seed = argument;
		break;
	case FLAG_BY:
		out->by = argument;
		break;
	case FLAG_BECAUSE:
		out->because = argument;
		break;
	case FLAG_ALL:
		out->all = true;
		break;
	default:
		out->looked = true;
	}
	return true;
}

/* Flags of sending. */
static bool take_sending_flag(const struct command *command,
	const struct flag *flag, const char *argument, struct call *out)
{
	switch (flag->bit) {
	case FLAG_REALLY:
		out->really = true;
		break;
	case FLAG_TO:
		out->to = argument;
		break;
	case FLAG_AGAIN:
		out->again = true;
		break;
	case FLAG_SETTLE:
		out->settle = argument;
		break;
	default:
		return take_approval_flag(command, flag, argument, out);
	}
	return true;
}

static bool take_shard(const struct command *command, const char *argument,
	struct call *out)
{
	const char *fault = shard_parse(argument, &out->shard);

	return fault == NULL || usage_error(command, fault, argument);
}

static bool take_flag(const struct command *command, const struct flag *flag,
	const char *argument, struct call *out)
{
	switch (flag->bit) {
	case FLAG_CONFIG:
		out->config = argument;
		break;
	case FLAG_OUT:
		out->out = argument;
		break;
	case FLAG_SET:
		out->sets[out->set_count++] = argument;
		break;
	case FLAG_ONLY:
		out->only[out->only_count++] = argument;
		break;
	case FLAG_SHARD:
		return take_shard(command, argument, out);
	case FLAG_JOBS:
		return parse_number(argument, MOST_JOBS, &out->jobs) ||
			usage_error(command, "--jobs takes 1 to 1024, not",
				argument);
	case FLAG_FORCE:
		out->force = true;
		break;
	case FLAG_DISCARD:
		out->discard = true;
		break;
	case FLAG_ROOTS:
		out->roots = argument;
		break;
	case FLAG_FROM:
		out->from = argument;
		break;
	case FLAG_FIGURES:
		out->figures = true;
		break;
	case FLAG_SERVE:
		out->serve = true;
		break;
	case FLAG_PORT:
		return parse_number(argument, MOST_PORT, &out->port) ||
			usage_error(command, "--port takes 1 to 65535, not",
				argument);
	case FLAG_CHECK:
		out->check = true;
		break;
	case FLAG_SPECIMEN:
		out->specimen = true;
		break;
	case FLAG_WAIT:
		out->wait = true;
		break;
	case FLAG_LOG:
		return log_choose_name(argument) || usage_error(command,
			"--log takes plain, journal or json, not", argument);
	case FLAG_QUIET:
		out->quiet = true;
		break;
	case FLAG_JSON:
		out->json = true;
		break;
	default:
		return take_sending_flag(command, flag, argument, out);
	}
	return true;
}

/* A word that would be passed over in silence may be a misspelt wish. */
static bool take_word(const struct command *command, const char *word,
	struct call *out)
{
	if (*command->arguments != '\0') {
		out->words[out->word_count++] = word;
		return true;
	}
	if (command->flags & FLAG_ONLY)
		return usage_error(command, "to choose a recipient pass --only",
			word);
	return usage_error(command, "takes no", word);
}

static bool unknown_flag(const struct command *command, const char *word)
{
	struct nearest nearest = nearest_to(word);

	for (size_t i = 0; i < flag_count; i++)
		if (command->flags & flag_table[i].bit)
			nearest_offer(&nearest, flag_table[i].name);
	if (nearest.name == NULL)
		return usage_error(command, "unknown flag", word);
	fprintf(stderr, "lettermill %s: unknown flag '%s'; did you mean %s?\n",
		command->name, word, nearest.name);
	return false;
}

bool call_parse(const struct command *command, int argc, char **argv,
	struct call *out)
{
	size_t room = (size_t)argc + 1;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	*out = (struct call){.config = "lettermill.ini", .out = "out",
		.jobs = processors > 0 ? (size_t)processors : 1};
	log_choose_by_stream();
	out->sets = memory_new(room * sizeof(*out->sets));
	out->only = memory_new(room * sizeof(*out->only));
	out->except = memory_new(room * sizeof(*out->except));
	out->words = memory_new(room * sizeof(*out->words));
	for (int i = 0; i < argc; i++) {
		const char *word = argv[i], *equals = strchr(word, '=');
		const char *argument = NULL;
		const struct flag *flag;

		if (word[0] != '-') {
			if (!take_word(command, word, out))
				return false;
			continue;
		}
		flag = find_flag(command, word, equals ? (size_t)(equals - word)
						       : strlen(word));
		if (flag == NULL)
			return unknown_flag(command, word);
		if (flag->argument == NULL && equals != NULL)
			return usage_error(command, "no value goes with", word);
		if (flag->argument != NULL)
			argument = equals ? equals + 1
				: i + 1 < argc ? argv[++i] : NULL;
		if (flag->argument != NULL && argument == NULL)
			return usage_error(command, "a value is missing after",
				word);
		if (!take_flag(command, flag, argument, out))
			return false;
	}
	if (out->shard.count > 0 && out->only_count > 0)
		return usage_error(command, "with --shard goes no --only: "
			"leave out", out->only[0]);
	if (out->shard.count > 0 && out->word_count > 0)
		return usage_error(command, "with --shard goes no KEY: "
			"leave out", out->words[0]);
	return true;
}

void call_clear(struct call *call)
{
	free(call->sets);
	free(call->only);
	free(call->except);
	free(call->words);
}

struct job_options call_job(const struct call *call)
{
	return (struct job_options){.config = call->config, .out = call->out,
		.sets = call->sets, .set_count = call->set_count};
}
