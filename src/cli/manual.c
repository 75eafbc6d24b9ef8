/*
 * lettermill manual: the manual page, in man(7)'s macros, from the same tables
 * as --help and the checks of the configuration.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "config/option.h"

/* Text that roff reads as it stands. */
static void add_plain(struct text *out, const char *string)
{
	bool line_begins = out->length == 0 ||
		out->data[out->length - 1] == '\n';

	for (; *string != '\0'; string++) {
		if (line_begins && (*string == '.' || *string == '\''))
			text_add(out, "\\&");
		if (*string == '\\')
			text_add(out, "\\e");
		else if (*string == '-')
			text_add(out, "\\-");
		else if (strncmp(string, "\n\n", 2) == 0) {
			text_add(out, "\n.PP\n");
			string++;
		} else
			text_add_char(out, *string);
		line_begins = out->data[out->length - 1] == '\n';
	}
}

/* .TP, a bold name, an italic argument, what it means. */
static void add_item(struct text *out, const char *name, const char *argument,
	const char *help)
{
	text_add(out, ".TP\n\\fB");
	add_plain(out, name);
	text_add(out, "\\fR");
	if (argument != NULL && *argument != '\0') {
		text_add(out, " \\fI");
		add_plain(out, argument);
		text_add(out, "\\fR");
	}
	text_add_char(out, '\n');
	add_plain(out, help);
	text_add_char(out, '\n');
}

static void add_commands(struct text *out)
{
	text_add(out, ".SH COMMANDS\n");
	for (size_t i = 0; i < command_count; i++) {
		const struct command *command = commands[i];

		text_add(out, ".SS \"lettermill ");
		add_plain(out, command->name);
		text_printf(out, "%s%s\"\n", *command->arguments ? " " : "",
			command->arguments);
		add_plain(out, command->help);
		text_add(out, "\n.PP\nFlags:");
		for (size_t f = 0; f < flag_count; f++)
			if (command->flags & flag_table[f].bit) {
				text_add_char(out, ' ');
				add_plain(out, flag_table[f].name);
			}
		text_add(out, command->flags ? ".\n" : " none.\n");
	}
	text_add(out, ".SH FLAGS\n");
	for (size_t i = 0; i < flag_count; i++)
		add_item(out, flag_table[i].name, flag_table[i].argument,
			flag_table[i].help);
	add_item(out, "--help", NULL, "What a command does and takes.");
}

/* "data *" is [data NAME], "text.*" is text.NAME. */
static void spell_out(struct text *out, const char *name)
{
	for (; *name != '\0'; name++)
		if (*name == '*')
			text_add(out, "NAME");
		else
			text_add_char(out, *name);
}

static void add_option(struct text *out, const struct option *option)
{
	struct text help = {0}, key = {0};

	spell_out(&key, option->key);
	text_add(&help, option->help);
	if (option->range != NULL)
		text_printf(&help, " Range: %s.", option->range);
	if (option->required)
		text_add(&help, " Required.");
	else if (option->preset != NULL && *option->preset != '\0')
		text_printf(&help, " Default: %s.", option->preset);
	add_item(out, text_string(&key), option_type_name(option->type),
		text_string(&help));
	text_clear(&key);
	text_clear(&help);
}

static void add_settings(struct text *out)
{
	text_add(out, ".SH CONFIGURATION\n"
		"An INI file. Section and key names do not care for case. A "
		"value that holds # or ; stands in double quotes. Paths are "
		"seen from the folder of the file.\n");
	for (size_t s = 0; s < option_section_count; s++) {
		text_add(out, ".SS \"[");
		spell_out(out, option_sections[s].name);
		text_add(out, "]\"\n");
		add_plain(out, option_sections[s].help);
		text_add_char(out, '\n');
		for (size_t i = 0; i < option_count; i++)
			if (strcmp(option_table[i].section,
				    option_sections[s].name) == 0)
				add_option(out, &option_table[i]);
	}
}

static void add_statuses(struct text *out)
{
	text_add(out, ".SH EXIT STATUS\n");
	add_item(out, "0", NULL, "All is done.");
	add_item(out, "1", NULL, "The job ran; some letters failed, or it was "
		"stopped before its end.");
	add_item(out, "2", NULL, "The command could not start, or was given "
		"up: usage, configuration, data that cannot be read, another "
		"run that holds the job, a full disk.");
}

static void add_files(struct text *out)
{
	text_add(out, ".SH FILES\n");
	add_item(out, "DIR/JOB/letters/", NULL, "The letters.");
	add_item(out, "DIR/JOB/superseded/", NULL, "Earlier issues of letters "
		"that changed; never overwritten.");
	add_item(out, "DIR/JOB/manifest.csv", NULL, "Every letter: key, name, "
		"file, pages, bytes, sha256, state, indicators.");
	add_item(out, "DIR/JOB/failed.csv", NULL, "The rows of the letters "
		"that could not be made, each with its reason.");
	add_item(out, "DIR/JOB/job.db", NULL, "The record (SQLite).");
}

static enum status run(const struct call *call)
{
	struct text out = {0};

	(void)call;
	text_add(&out, ".TH LETTERMILL 1 \"\" \"lettermill " LETTERMILL_VERSION
		"\"\n.SH NAME\nlettermill \\- from statistics to personal "
		"letters, as PDF\n.SH SYNOPSIS\n.B lettermill\n.I command\n"
		"[flags] [arguments]\n.SH DESCRIPTION\n");
	add_plain(&out, "Reads statistics and recipients from CSV, works out "
		"each recipient's indicators and how they compare with similar "
		"bodies, sets the letter in type and leaves a folder of "
		"PDFs.\n");
	add_commands(&out);
	add_settings(&out);
	add_files(&out);
	add_statuses(&out);
	result_print(&out);
	text_clear(&out);
	return STATUS_DONE;
}

const struct command command_manual = {
	.name = "manual",
	.arguments = "",
	.summary = "print the manual page, for man(1)",
	.help = "Prints the manual page: lettermill manual | man -l -",
	.flags = 0,
	.run = run,
};
