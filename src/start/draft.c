/*
 * Names are made of headers: letters of ASCII, digits and _, each once, and
 * none that SQL or the letter's text takes for a word of its own.
 */
#include "start/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_LENGTH 40
#define HEADER_MAX	200 /* bytes; a line of the configuration has 1,024 */

/* What a column is in the job. */
struct part {
	const struct census_column *column;
	char name[NAME_MAX_LENGTH + 8];
	bool is_mapped;
};

struct drafting {
	const struct census *census;
	struct part *parts;
	size_t key, name, group; /* SIZE_MAX: none */
};

/* ---- names ---- */

static bool is_taken_word(const char *name)
{
	static const char *const words[] = {"add", "all", "alter", "and", "as",
		"between", "by", "case", "check", "collate", "column",
		"commit", "copies", "create", "current_date", "default",
		"delete", "distinct", "drop", "else", "end", "escape",
		"except", "exists", "foreign", "from", "group", "having",
		"if", "in", "index", "insert", "intersect", "into", "is",
		"isnull", "join", "key", "lang", "limit", "not", "note",
		"notnull", "null", "on", "or", "order", "pagebreak", "panel",
		"chart", "table", "primary", "recipient", "references",
		"row", "select", "set", "signature", "signatures", "then",
		"to", "transaction", "union", "unique", "update", "using",
		"values", "when", "where", "with"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(name, words[i]) == 0)
			return true;
	return false;
}

static bool is_used(const struct drafting *drafting, size_t before,
	const char *name)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(drafting->parts[i].name, name) == 0)
			return true;
	return is_taken_word(name);
}

static void make_name(const struct drafting *drafting, size_t number)
{
	struct part *part = &drafting->parts[number];
	const char *header = part->column->header;
	char base[NAME_MAX_LENGTH + 1];
	size_t length = 0;

	for (; *header != '\0' && length < NAME_MAX_LENGTH; header++) {
		char c = *header;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') ||
			(c >= '0' && c <= '9' && length > 0))
			base[length++] = c;
		else if (length > 0 && base[length - 1] != '_')
			base[length++] = '_';
	}
	while (length > 0 && base[length - 1] == '_')
		length--;
	base[length] = '\0';
	snprintf(part->name, sizeof(part->name), "%s",
		length > 0 ? base : "column");
	for (unsigned n = 2; is_used(drafting, number, part->name); n++)
		snprintf(part->name, sizeof(part->name), "%s_%u",
			length > 0 ? base : "column", n);
}

/* Can the configuration name this column? */
static bool is_mappable(const struct census_column *column)
{
	const char *header = column->header;

	if (*header == '\0' || strlen(header) > HEADER_MAX ||
		column->is_twice)
		return false;
	for (; *header != '\0'; header++)
		if ((unsigned char)*header < ' ' || *header == '"' ||
			*header == 0x7F || *header == '\\')
			return false;
	return true;
}

/* ---- which is which ---- */

static bool has_word(const char *header, const char *word)
{
	return strcasestr(header, word) != NULL;
}

/* A column that tells the rows apart: one that is called so, or the first. */
static size_t find_key(const struct drafting *drafting)
{
	static const char *const words[] = {"id", "code", "key", "number", "no",
		"nr", "nummer", "num", "ref", "reference", "account"};
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < drafting->census->count; i++) {
		const struct part *part = &drafting->parts[i];

		if (!part->is_mapped || !part->column->is_filled ||
			!part->column->is_unique)
			continue;
		if (first == SIZE_MAX)
			first = i;
		for (size_t w = 0; w < sizeof(words) / sizeof(*words); w++)
			if (strcasecmp(part->column->header, words[w]) == 0)
				return i;
	}
	return first;
}

static size_t find_name(const struct drafting *drafting)
{
	size_t text = SIZE_MAX;

	for (size_t i = 0; i < drafting->census->count; i++) {
		const struct part *part = &drafting->parts[i];

		if (!part->is_mapped || part->column->is_number)
			continue;
		if (has_word(part->column->header, "name"))
			return i;
		if (text == SIZE_MAX && i != drafting->key)
			text = i;
	}
	return text == SIZE_MAX ? drafting->key : text;
}

/* A text that many share may say who is like whom. */
static size_t find_group(const struct drafting *drafting)
{
	for (size_t i = 0; i < drafting->census->count; i++) {
		const struct part *part = &drafting->parts[i];
		size_t kinds = part->column->text_count;

		if (part->is_mapped && !part->column->is_number &&
			i != drafting->key && i != drafting->name &&
			kinds >= 2 && kinds <= CENSUS_TEXTS &&
			kinds * 2 <= drafting->census->rows)
			return i;
	}
	return SIZE_MAX;
}

/* ---- the configuration ---- */

static void add_columns(const struct drafting *drafting, struct text *out)
{
	for (size_t i = 0; i < drafting->census->count; i++) {
		const struct part *part = &drafting->parts[i];
		bool is_text = !part->column->is_number || i == drafting->key ||
			i == drafting->name;

		if (part->is_mapped)
			text_printf(out, "%s.%s = \"%s\"\n",
				is_text ? "text" : "number", part->name,
				part->column->header);
		else
			text_printf(out, "# Column %zu has a header that is "
				"empty, too long, there twice, or has a \" or "
				"\\ in it.\n", i + 1);
	}
}

static bool is_plain(const char *text)
{
	return *text != '\0' && strlen(text) < 80 &&
		strpbrk(text, "]\"\\\r\n\t;#:%") == NULL;
}

/* Only as a remark: whether they are similar is for a person to say. */
static void add_groups(const struct drafting *drafting, struct text *out)
{
	const struct part *part;

	if (drafting->group == SIZE_MAX)
		return;
	part = &drafting->parts[drafting->group];
	text_printf(out, "\n# To compare each with its like, say in [data]\n"
		"#	group = %s\n# and for each of its texts\n", part->name);
	for (size_t i = 0; i < part->column->text_count; i++)
		if (is_plain(part->column->texts[i]))
			text_printf(out, "#	[group %s]\n#	label = %s\n",
				part->column->texts[i],
				part->column->texts[i]);
	text_add(out, "# Then an [indicator NAME] has an average.\n");
}

static void add_config(const struct drafting *drafting, const char *data,
	const char *job, struct text *out)
{
	const struct census *census = drafting->census;

	text_printf(out, "# What the letters are made of. 'lettermill check' "
		"tells what is wrong,\n# 'lettermill render' makes the "
		"letters, 'lettermill manual' explains all of it.\n\n"
		"[job]\nname  = %s\ntitle = A first letter\n"
		"# The letters' own date: the same job makes the same files, "
		"any day.\ndate  = 2026-01-01\n"
		"# final takes the banner away.\nstatus = specimen\n\n", job);
	text_printf(out, "[data]\n# One row of this file, one letter.\n"
		"recipients = \"%s\"\n", data);
	if (census->delimiter != ',')
		text_printf(out, "delimiter = %s\n", census->delimiter == ';'
			? "semicolon" : "tab");
	if (strcmp(census->encoding, "utf-8") != 0)
		text_printf(out, "encoding = %s\n", census->encoding);
	if (census->decimal == DECIMAL_COMMA)
		text_add(out, "decimal = comma\n");
	text_printf(out, "# What tells the rows apart.\nkey  = \"%s\"\n"
		"# What a recipient is called.\nname = %s\n"
		"# Our names for the columns, and the headers that they have; "
		"a text may be\n# a number, and the other way round.\n",
		census->columns[drafting->key].header,
		drafting->parts[drafting->name].name);
	add_columns(drafting, out);
	add_groups(drafting, out);
	text_add(out, "\n[letter]\ntext   = letter.md\n"
		"footer = {{job.title}}\n"
		"\n[fonts]\n"
		"regular     = fonts/Lato-Regular.ttf\n"
		"bold        = fonts/Lato-Bold.ttf\n"
		"italic      = fonts/Lato-Italic.ttf\n"
		"bold_italic = fonts/Lato-BoldItalic.ttf\n"
		"fallback    = fonts/DejaVuSans.ttf\n"
		"profile     = fonts/sRGB.icc\n"
		"\n[signatory]\nname  = Your name\nroles = Your office\n"
		"\n[output]\nfile = {{key}}\n");
}

/* ---- the letter ---- */

/* A header as Markdown that prints just it. */
static void add_words(const char *words, struct text *out)
{
	for (; *words != '\0'; words++) {
		if (strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", *words))
			text_add_char(out, '\\');
		text_add_char(out, *words);
	}
}

static void add_line(const struct drafting *drafting, size_t number,
	struct text *out)
{
	const struct part *part = &drafting->parts[number];

	text_add(out, "- ");
	add_words(part->column->header, out);
	if (part->column->is_filled)
		text_printf(out, ": {{%s}}\n", part->name);
	else
		text_printf(out, ": {{#if %s IS NOT NULL}}{{%s}}{{else}}"
			"none{{/if}}\n", part->name, part->name);
}

static void add_letter(const struct drafting *drafting, struct text *out)
{
	const struct part *name = &drafting->parts[drafting->name];

	text_add(out, "{{! What stands in double braces comes from the data, "
		"or is a word of the\n    mill. A remark like this one prints "
		"nothing. }}\n{{job.date}}\n\n");
	if (name->column->is_filled)
		text_printf(out, "Dear {{%s}}\n", name->name);
	else
		text_printf(out, "{{! Some rows have no name. }}\n"
			"{{#if %s IS NOT NULL}}Dear {{%s}}{{else}}Good day"
			"{{/if}}\n", name->name, name->name);
	text_add(out, "\n# {{job.title}}\n\nThis is what we know of you:\n\n");
	for (size_t i = 0; i < drafting->census->count; i++)
		if (drafting->parts[i].is_mapped && i != drafting->name)
			add_line(drafting, i, out);
	text_add(out, "\nYours sincerely\n\n{{signature}}\n");
}

bool draft_write(const struct census *census, const char *path,
	const char *data, const char *job, struct draft *out,
	struct report *report)
{
	struct drafting drafting = {.census = census};
	bool done = false;

	drafting.parts = memory_new(census->count * sizeof(*drafting.parts));
	for (size_t i = 0; i < census->count; i++) {
		drafting.parts[i].column = &census->columns[i];
		drafting.parts[i].is_mapped = is_mappable(&census->columns[i]);
		make_name(&drafting, i);
	}
	drafting.key = find_key(&drafting);
	if (drafting.key == SIZE_MAX) {
		report_error(report, (struct place){path, 0, 0},
			"no column is filled and different in every row: add "
			"one that numbers them, so that letters can be told "
			"apart");
		goto out;
	}
	drafting.name = find_name(&drafting);
	drafting.group = find_group(&drafting);
	add_config(&drafting, data, job, &out->config);
	add_letter(&drafting, &out->letter);
	done = true;
out:
	free(drafting.parts);
	return done;
}
