/*
 * lettermill manual: the manual page, from the same tables as --help and the
 * checks of configuration and text; what no table can tell is in manual/.
 */
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "config/option.h"
#include "manual/chapters.h"
#include "manual/roff.h"

static void add_commands(struct text *out)
{
	roff_chapter(out, "COMMANDS");
	for (size_t i = 0; i < command_count; i++) {
		const struct command *command = commands[i];
		struct text title = {0};

		text_printf(&title, "lettermill %s%s%s", command->name,
			*command->arguments != '\0' ? " " : "",
			command->arguments);
		roff_section(out, text_string(&title));
		text_clear(&title);
		roff_plain(out, command->help);
		text_add(out, "\n.PP\nFlags:");
		for (size_t f = 0; f < flag_count; f++)
			if (command->flags & flag_table[f].bit) {
				text_add_char(out, ' ');
				roff_plain(out, flag_table[f].name);
			}
		text_add(out, command->flags ? ".\n" : " none.\n");
	}
	roff_chapter(out, "FLAGS");
	for (size_t i = 0; i < flag_count; i++)
		roff_item(out, flag_table[i].name, flag_table[i].argument,
			flag_table[i].help);
	roff_item(out, "--help", NULL, "What a command does and takes.");
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
	roff_item(out, text_string(&key), option_type_name(option->type),
		text_string(&help));
	text_clear(&key);
	text_clear(&help);
}

static void add_settings(struct text *out)
{
	roff_chapter(out, "CONFIGURATION");
	roff_words(out, "An INI file. Section and key names do not care for "
		"case. A line that begins with ; or # is a comment. A value "
		"that holds one of these stands in double quotes, and quotes "
		"within it are single ones. Of sections with a NAME there may "
		"be any number. --set changes one setting for one run:");
	roff_block(out, "run", "$ lettermill check --set page.size=Letter "
		"--set 'indicator attendance.decimals=1'\n"
		"contrast on white: text 15.10:1, accent 8.42:1, muted "
		"5.93:1, banner 6.59:1, graphic 3.01:1\n"
		"4 recipients, 4 letters of 8 pages can be made: 0 errors, "
		"0 warnings\n");
	roff_words(out, "The word behind each key below is the type of its "
		"value:");
	for (size_t i = 0; i < option_type_count; i++)
		roff_item(out, option_type_name((enum option_type)i), NULL,
			option_type_form((enum option_type)i));
	for (size_t s = 0; s < option_section_count; s++) {
		struct text title = {0};

		text_add_char(&title, '[');
		spell_out(&title, option_sections[s].name);
		text_add_char(&title, ']');
		roff_section(out, text_string(&title));
		text_clear(&title);
		roff_plain(out, option_sections[s].help);
		text_add_char(out, '\n');
		for (size_t i = 0; i < option_count; i++)
			if (strcmp(option_table[i].section,
				    option_sections[s].name) == 0)
				add_option(out, &option_table[i]);
	}
}

static enum status run(const struct call *call)
{
	struct text out = {0};

	(void)call;
	text_add(&out, ".TH LETTERMILL 1 \"\" \"lettermill " LETTERMILL_VERSION
		"\"\n.SH NAME\nlettermill \\- from statistics to personal "
		"letters, as PDF\n.SH SYNOPSIS\n.B lettermill\n.I command\n"
		"[flags] [arguments]\n.SH DESCRIPTION\n");
	roff_plain(&out, "Reads statistics and recipients from CSV, works out "
		"each recipient's indicators and how they compare with similar "
		"bodies, sets the letter in type and leaves a folder of "
		"PDFs.\n");
	chapter_first_job(&out);
	add_commands(&out);
	chapter_data(&out);
	chapter_indicators(&out);
	chapter_letter(&out);
	add_settings(&out);
	chapter_signature(&out);
	chapter_approval(&out);
	chapter_messages(&out);
	chapter_sending(&out);
	chapter_monthly(&out);
	chapter_scale(&out);
	chapter_archives(&out);
	chapter_shards(&out);
	chapter_files(&out);
	chapter_json(&out);
	chapter_statuses(&out);
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
