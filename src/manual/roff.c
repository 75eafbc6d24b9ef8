/* man(7)'s macros; see roff.h. */
#include "manual/roff.h"

#include <stdbool.h>
#include <string.h>

/* Text that roff reads as it stands. */
static void add(struct text *out, const char *string, const char *gap)
{
	bool line_begins = out->length == 0 ||
		out->data[out->length - 1] == '\n';

	for (; *string != '\0'; string++) {
		if (line_begins && (*string == '.' || *string == '\''))
			text_add(out, "\\&");
		if (*string == '\\')
			text_add(out, "\\e");
		else if (strchr("-^`~", *string) != NULL)
			text_printf(out, "\\%s", *string == '-' ? "-" :
				*string == '^' ? "(ha" :
				*string == '`' ? "(ga" : "(ti");
		else if (*string == '\'' && gap == NULL)
			text_add(out, "\\(aq");
		else if (gap != NULL && strncmp(string, "\n\n", 2) == 0) {
			text_add(out, gap);
			string++;
		} else
			text_add_char(out, *string);
		line_begins = out->data[out->length - 1] == '\n';
	}
}

void roff_plain(struct text *out, const char *string)
{
	add(out, string, "\n.PP\n");
}

void roff_chapter(struct text *out, const char *title)
{
	text_printf(out, ".SH %s\n", title);
}

void roff_section(struct text *out, const char *title)
{
	text_add(out, ".SS \"");
	roff_plain(out, title);
	text_add(out, "\"\n");
}

void roff_words(struct text *out, const char *words)
{
	text_add(out, ".PP\n");
	roff_plain(out, words);
	text_add_char(out, '\n');
}

void roff_item(struct text *out, const char *name, const char *argument,
	const char *help)
{
	text_add(out, ".TP\n\\fB");
	roff_plain(out, name);
	text_add(out, "\\fR");
	if (argument != NULL && *argument != '\0') {
		text_add(out, " \\fI");
		roff_plain(out, argument);
		text_add(out, "\\fR");
	}
	text_add_char(out, '\n');
	add(out, help, "\n.IP\n");
	text_add_char(out, '\n');
}

void roff_block(struct text *out, const char *kind, const char *lines)
{
	text_printf(out, ".\\\" %s\n.PP\n.RS 4\n.EX\n", kind);
	add(out, lines, NULL);
	text_add(out, ".EE\n.RE\n");
}

void roff_sample(struct text *out, const char *sample, const char *prints)
{
	text_add(out, ".\\\" prints\n.IP\n.EX\n");
	add(out, sample, NULL);
	text_add(out, "\n    ");
	for (; *prints != '\0'; prints++) {
		char character[] = {*prints, '\0'};

		add(out, character, NULL);
		if (*prints == '\n')
			text_add(out, "    ");
	}
	text_add(out, "\n.EE\n");
}
