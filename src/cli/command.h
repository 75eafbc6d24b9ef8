/*
 * The commands, in one table: main.c runs them, help.c and manual.c describe
 * them. A command is a file of its own that exports one struct command.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/report.h"
#include "batch/job.h"
#include "batch/render.h"

/* Exit statuses; the manual lists them. */
enum status {
	STATUS_DONE = 0,
	STATUS_SOME_FAILED = 1, /* the job ran, not every letter is right */
	STATUS_NOT_STARTED = 2	/* usage, configuration, a lock; a full disk */
};

/* What the command line said. */
struct call {
	const char *config, *out;
	const char *roots, *from; /* NULL: none */
	const char **sets;
	size_t set_count;
	const char **only;
	size_t only_count;
	const char **except;
	size_t except_count;
	struct shard shard;
	size_t jobs, sample, port; /* sample, port: 0 for none */
	const char *seed, *by, *because; /* NULL: none */
	const char *to, *settle;	 /* likewise */
	bool really, again;
	bool force, discard, wait, quiet, json, figures, all, looked, specimen,
		serve, check;
	const char **words; /* what is no flag, after the command's name */
	size_t word_count;
};

enum flag_bit {
	FLAG_CONFIG = 1,
	FLAG_OUT = 2,
	FLAG_SET = 4,
	FLAG_QUIET = 8,
	FLAG_JSON = 16,
	FLAG_ONLY = 32,
	FLAG_JOBS = 64,
	FLAG_FORCE = 128,
	FLAG_WAIT = 256,
	FLAG_ROOTS = 512,
	FLAG_FIGURES = 1024,
	FLAG_ALL = 2048,
	FLAG_EXCEPT = 4096,
	FLAG_SAMPLE = 8192,
	FLAG_SEED = 16384,
	FLAG_LOOKED = 32768,
	FLAG_BY = 65536,
	FLAG_BECAUSE = 131072,
	FLAG_SPECIMEN = 262144,
	FLAG_FROM = 524288,
	FLAG_SERVE = 1048576,
	FLAG_PORT = 2097152,
	FLAG_LOG = 4194304,
	FLAG_CHECK = 8388608,
	FLAG_REALLY = 16777216,
	FLAG_TO = 33554432,
	FLAG_AGAIN = 67108864,
	FLAG_SETTLE = 134217728,
	FLAG_DISCARD = 268435456,
	FLAG_SHARD = 536870912,
	FLAGS_OF_A_JOB = FLAG_CONFIG | FLAG_OUT | FLAG_SET | FLAG_QUIET |
		FLAG_JSON | FLAG_LOG
};

struct flag {
	enum flag_bit bit;
	const char *name;     /* "--config" */
	const char *argument; /* "FILE"; NULL: none */
	const char *help;
};

struct command {
	const char *name;
	const char *arguments; /* "KEY"; "" */
	const char *summary;   /* one line */
	const char *help;      /* paragraphs parted by an empty line */
	unsigned flags;	       /* which it takes */
	enum status (*run)(const struct call *call);
};

extern const struct command *const commands[];
extern const size_t command_count;
extern const struct flag flag_table[];
extern const size_t flag_count;

extern const struct command command_init, command_render, command_check,
	command_list, command_explain, command_manual, command_verify,
	command_words, command_proof, command_approve, command_unapprove,
	command_mail, command_send, command_status, command_history,
	command_watch, command_sign, command_bounces, command_export,
	command_import;

/* Fills the call from the words after the command's name. */
bool call_parse(const struct command *command, int argc, char **argv,
	struct call *out);
void call_clear(struct call *call);
/* The job that it names; strings are lent. */
struct job_options call_job(const struct call *call);

void help_print(void);				     /* lettermill --help */
void help_print_command(const struct command *command); /* X --help */

/*
 * Problems on standard error, as log.h has it for logs, or as a member
 * "problems" of the JSON result.
 */
void problems_print(const struct report *report);
void problems_json(const struct report *report, struct json *json);

void result_print(const struct text *out);
/* At the end: was all of standard output written? If not, says so. */
bool output_is_whole(void);

#endif
