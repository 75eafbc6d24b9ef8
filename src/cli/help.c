/* --help, from the tables of commands and flags. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

#define WIDTH 78

/* A text filled to lines of WIDTH, each led by `indent` blanks. */
static void print_filled(const char *text, int indent)
{
	int column = 0;

	while (*text != '\0') {
		int length = (int)strcspn(text, " \n");

		if (column > 0 && column + 1 + length > WIDTH) {
			putchar('\n');
			column = 0;
		}
		column += printf("%*s%.*s", column ? 1 : indent, "", length,
			text);
		text += length;
		if (strncmp(text, "\n\n", 2) == 0) {
			fputs("\n\n", stdout);
			column = 0;
		}
		text += strspn(text, " \n");
	}
	putchar('\n');
}

static void print_entry(const char *name, const char *argument,
	const char *help)
{
	printf("  %s%s%s\n", name, argument && *argument ? " " : "",
		argument ? argument : "");
	print_filled(help, 6);
}

void help_print(void)
{
	puts("lettermill " LETTERMILL_VERSION
	     ": from statistics to personal letters, as PDF\n");
	puts("usage: lettermill COMMAND [FLAGS] [ARGUMENTS]\n");
	for (size_t i = 0; i < command_count; i++)
		printf("  %-9s %-9s %s\n", commands[i]->name,
			commands[i]->arguments, commands[i]->summary);
	puts("\n'lettermill COMMAND --help' tells more of a command, and the\n"
	     "manual page, lettermill(1), of every setting.");
}

void help_print_command(const struct command *command)
{
	printf("usage: lettermill %s [FLAGS]%s%s\n\n", command->name,
		*command->arguments ? " " : "", command->arguments);
	print_filled(command->help, 0);
	puts("");
	for (size_t i = 0; i < flag_count; i++)
		if (command->flags & flag_table[i].bit)
			print_entry(flag_table[i].name, flag_table[i].argument,
				flag_table[i].help);
	print_entry("--help", NULL, "This text.");
}
