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
	FLAG_CONFIG = 1 << 0,
	FLAG_OUT = 1 << 1,
	FLAG_SET = 1 << 2,
	FLAG_QUIET = 1 << 3,
	FLAG_JSON = 1 << 4,
	FLAG_ONLY = 1 << 5,
	FLAG_JOBS = 1 << 6,
	FLAG_FORCE = 1 << 7,
	FLAG_WAIT = 1 << 8,
	FLAG_ROOTS = 1 << 9,
	FLAG_FIGURES = 1 << 10,
	FLAG_ALL = 1 << 11,
	FLAG_EXCEPT = 1 << 12,
	FLAG_SAMPLE = 1 << 13,
	FLAG_SEED = 1 << 14,
	FLAG_LOOKED = 1 << 15,
	FLAG_BY = 1 << 16,
	FLAG_BECAUSE = 1 << 17,
	FLAG_SPECIMEN = 1 << 18,
	FLAG_FROM = 1 << 19,
	FLAG_SERVE = 1 << 20,
	FLAG_PORT = 1 << 21,
	FLAG_LOG = 1 << 22,
	FLAG_CHECK = 1 << 23,
	FLAG_REALLY = 1 << 24,
	FLAG_TO = 1 << 25,
	FLAG_AGAIN = 1 << 26,
	FLAG_SETTLE = 1 << 27,
	FLAG_DISCARD = 1 << 28,
	FLAG_SHARD = 1 << 29,
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
/* The member "shard" of a result, where it is of one. */
void shard_json(const struct shard *shard, struct json *json);

void result_print(const struct text *out);
/*
 * After each item of what may be long: prints what there is once that is much,
 * and empties it. result_print() has the rest.
 */
void result_print_much(struct text *out);
/* At the end: was all of standard output written? If not, says so. */
bool output_is_whole(void);

#endif
