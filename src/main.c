/* lettermill: picks the command. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cli/command.h"

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int unknown(const char *name)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < command_count; i++)
		nearest_offer(&nearest, commands[i]->name);
	fprintf(stderr, "lettermill: unknown command '%s'", name);
	if (nearest.name != NULL)
		fprintf(stderr, "; did you mean '%s'?\n", nearest.name);
	else
		fputs("; 'lettermill --help' lists them\n", stderr);
	return STATUS_NOT_STARTED;
}

/*
 * A standard stream that was closed would lend its number to the next file
 * that is opened, and what is printed would land in there.
 */
static void fill_closed_streams(void)
{
	for (int file = 0; file <= STDERR_FILENO; file++)
		if (fcntl(file, F_GETFD) < 0 &&
			open("/dev/null", file == 0 ? O_WRONLY : O_RDONLY) < 0)
			exit(STATUS_NOT_STARTED);
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int run(int argc, char **argv)
{
	const struct command *command;
	struct call call;
	int status = STATUS_NOT_STARTED;

	/* A file that may not grow is an error to report, not a death. */
	signal(SIGXFSZ, SIG_IGN);
	if (argc < 2 || is_help(argv[1]) || strcmp(argv[1], "help") == 0) {
		help_print();
		return argc < 2 ? STATUS_NOT_STARTED : STATUS_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("lettermill " LETTERMILL_VERSION);
		return STATUS_DONE;
	}
	command = find(argv[1]);
	if (command == NULL)
		return unknown(argv[1]);
	for (int i = 2; i < argc; i++)
		if (is_help(argv[i])) {
			help_print_command(command);
			return STATUS_DONE;
		}
	if (call_parse(command, argc - 2, argv + 2, &call))
		status = (int)command->run(&call);
	call_clear(&call);
	return status;
}

int main(int argc, char **argv)
{
	int status;

	fill_closed_streams();
	status = run(argc, argv);
	return output_is_whole() ? status : STATUS_NOT_STARTED;
}
