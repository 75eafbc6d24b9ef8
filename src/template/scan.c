/*
 * A tag becomes one character of the private-use plane 15, numbered in order;
 * the text may not hold such characters itself. Line ends become \n.
 *
 * Lines keep their order but not their numbers (a tag may span lines, a lone
 * one gets blank lines around it), so each line written remembers the line it
 * came from, and each tag the place behind its braces: enough to tell the
 * true place of any byte.
 */
#include "template/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/utf8.h"

#define TAG_BASE  0xF0000u
#define TAG_LIMIT 0xFFFEu

struct source_line {
	size_t offset; /* in source->text */
	int line;      /* in the file, from 1 */
};

struct scanner {
	struct source *source;
	const char *at;		/* what is read next */
	const char *line_start; /* of the file's line that holds it */
	struct place place;	/* of it */
	struct arena *arena;
	struct report *report;
	bool failed;
};

void source_offer_directives(struct nearest *nearest, bool with_argument)
{
	for (size_t i = 0; i < directive_count; i++)
		if (directive_table[i].kind != TAG_REMARK &&
			(with_argument || directive_table[i].argument == NULL ||
				directive_table[i].may_lack))
			nearest_offer(nearest, directive_table[i].word);
}

bool source_is_tag(uint32_t code_point)
{
	return code_point >= TAG_BASE && code_point != UTF8_INVALID;
}

bool source_is_refused(uint32_t c)
{
	bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);

	return (control && c != '\t' && c != '\n') || c == SOURCE_MARK ||
		source_is_tag(c) || utf8_is_turn(c);
}

struct tag *source_tag(struct source *source, uint32_t code_point)
{
	size_t number = code_point - TAG_BASE;

	return number < source->tag_count ? &source->tags[number] : NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Moves on, counting characters and lines; a line of the INI has one place. */
static void skip(struct scanner *scanner, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		char c = *scanner->at++;

		if (c == '\n')
			scanner->line_start = scanner->at;
		if (!scanner->source->markdown)
			continue;
		if (c == '\n') {
			scanner->place.line++;
			scanner->place.column = 1;
		} else if (((unsigned char)c & 0xC0) != 0x80) {
			scanner->place.column++;
		}
	}
}

static void start_line(struct source *source, int line)
{
	ARRAY_RESERVE(source->lines, source->line_count, source->line_room);
	source->lines[source->line_count++] = (struct source_line){
		.offset = source->text.length, .line = line};
}

static void put_code_point(struct source *source, uint32_t code_point)
{
	char bytes[UTF8_MAX];

	text_append(&source->text, bytes, utf8_put(code_point, bytes));
}

/* Copies bytes of the file. */
static void copy(struct scanner *scanner, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		char c = *scanner->at;

		text_add_char(&scanner->source->text, c);
		skip(scanner, 1);
		if (c == '\n')
			start_line(scanner->source, scanner->place.line);
	}
}

/*
 * The closing braces of the tag whose inside begins at `at`, or NULL. Only an
 * expression may span lines; quoted braces are text, but a quote ends on its
 * line, or a forgotten one would eat the letter.
 */
static const char *tag_close(const char *at, bool is_if)
{
	char quote = '\0';

	for (; *at != '\0'; at++) {
		if (*at == '\n' && (!is_if || quote != '\0'))
			return NULL;
		if (quote != '\0') {
			if (*at == quote)
				quote = '\0';
		} else if (*at == '"' || *at == '\'') {
			quote = *at;
		} else if (at[0] == '}' && at[1] == '}') {
			return at;
		} else if (at[0] == '{' && at[1] == '{') {
			return NULL;
		}
	}
	return NULL;
}

static bool refuse_unknown(struct scanner *scanner, const char *word)
{
	struct nearest nearest = nearest_to(word);

	source_offer_directives(&nearest, true);
	if (nearest.name != NULL)
		return report_error(scanner->report, scanner->place,
			"{{%s ...}} is not known; did you mean {{%s ...}}?",
			word, nearest.name);
	return report_error(scanner->report, scanner->place,
		"{{%s ...}} is not known: a value is written {{name}} or "
		"{{name|formatter}}", word);
}

/* Reads what stands between the braces, blanks around it dropped. */
static bool read_body(struct scanner *scanner, const char *body,
	struct tag *tag)
{
	size_t length = strcspn(body, " \t\n");
	const char *word = arena_strndup(scanner->arena, body, length);
	const char *rest = body + length + strspn(body + length, " \t\n");
	const struct directive *known = directive_lookup(word);

	if (known != NULL) {
		tag->kind = known->kind;
		tag->body = rest;
		if (known->argument == NULL && *rest != '\0')
			return report_error(scanner->report, scanner->place,
				"{{%s}} takes nothing, but '%s' follows", word,
				rest);
		if (known->argument != NULL && !known->may_lack &&
			*rest == '\0')
			return report_error(scanner->report, scanner->place,
				"{{%s}} needs %s", word, known->argument);
		return true;
	}
	tag->kind = TAG_VALUE;
	tag->body = body;
	if (*body == '#' || *body == '/' ||
		(*rest != '\0' && *rest != '|' && strchr(word, '|') == NULL))
		return refuse_unknown(scanner, word);
	return true;
}

static bool is_alone(const struct scanner *scanner, const char *behind)
{
	for (const char *c = scanner->line_start; c < scanner->at; c++)
		if (!is_blank(*c))
			return false;
	behind += strspn(behind, " \t");
	return *behind == '\n' || *behind == '\0';
}

/*
 * Writes the tag's character. A lone one: a blank line before it (its own
 * indentation, already written, moves behind that) and a line end after it,
 * which the file's own line end makes a blank line.
 */
static void put_tag(struct source *source, const struct tag *tag)
{
	uint32_t code_point = TAG_BASE + (uint32_t)source->tag_count - 1;
	size_t start = source->lines[source->line_count - 1].offset;

	if (tag->alone) {
		size_t indent = source->text.length - start;
		char *blanks = memory_strndup(text_string(&source->text) +
			start, indent);

		source->text.length = start;
		text_add_char(&source->text, '\n');
		start_line(source, tag->place.line);
		text_append(&source->text, blanks, indent);
		free(blanks);
	}
	if (tag->kind != TAG_VALUE)
		put_code_point(source, SOURCE_MARK);
	put_code_point(source, code_point);
	if (tag->kind != TAG_VALUE)
		put_code_point(source, SOURCE_MARK);
	if (tag->alone) {
		text_add_char(&source->text, '\n');
		start_line(source, tag->end.line);
	}
}

/* At {{. A faulty tag is reported and its braces skipped. */
static bool read_tag(struct scanner *scanner)
{
	struct source *source = scanner->source;
	const char *body = scanner->at + 2, *close, *end;
	struct tag tag = {.place = scanner->place};

	body += strspn(body, " \t\n");
	close = tag_close(scanner->at + 2, strncmp(body, "#if", 3) == 0);
	if (close == NULL) {
		skip(scanner, 2);
		return report_error(scanner->report, tag.place,
			"{{ is not closed by }}, or a quote in between is not:"
			" write \\{{ to print two braces");
	}
	for (end = close; end > body && is_blank(end[-1]);)
		end--;
	if (end <= body) {
		skip(scanner, (size_t)(close + 2 - scanner->at));
		return report_error(scanner->report, tag.place,
			"{{}} names nothing: write \\{{ to print two braces");
	}
	if (source->tag_count == TAG_LIMIT) {
		scanner->at += strlen(scanner->at);
		return report_error(scanner->report, tag.place,
			"one text may hold %u placeholders at most",
			TAG_LIMIT);
	}
	if (!read_body(scanner, arena_strndup(scanner->arena, body,
			(size_t)(end - body)), &tag))
		scanner->failed = true; /* and what follows is looked at */
	tag.alone = source->markdown && tag.kind != TAG_VALUE &&
		is_alone(scanner, close + 2);
	skip(scanner, (size_t)(close + 2 - scanner->at));
	tag.end = scanner->place;
	ARRAY_RESERVE(source->tags, source->tag_count, source->tag_room);
	source->tags[source->tag_count++] = tag;
	put_tag(source, &tag);
	return true;
}

/* At {{!. It goes with its lines, as if they were not there. */
static bool skip_remark(struct scanner *scanner)
{
	struct source *source = scanner->source;
	struct source_line *line = &source->lines[source->line_count - 1];
	const char *close = strstr(scanner->at, "}}");
	const char *next = strstr(scanner->at + 2, "{{");
	struct place place = scanner->place;
	bool alone;

	/* One that is not closed must not eat the letter. */
	if (close != NULL && next != NULL && next < close)
		close = NULL;
	alone = close != NULL && source->markdown &&
		is_alone(scanner, close + 2);
	skip(scanner, close ? (size_t)(close + 2 - scanner->at) : 3);
	if (close == NULL)
		return report_error(scanner->report, place,
			"{{! is not closed by }}, and a remark holds no {{");
	if (!alone)
		return report_error(scanner->report, place, "a remark {{! ... "
			"}} has to stand alone on its lines of the letter's "
			"text");
	source->text.length = line->offset;
	skip(scanner, strspn(scanner->at, " \t"));
	skip(scanner, *scanner->at == '\n');
	line->line = scanner->place.line;
	return true;
}

/*
 * [Label]: at the start of a paragraph would be a link definition, which
 * CommonMark prints nowhere; a mark in between keeps it text.
 */
static void copy_bracket(struct scanner *scanner)
{
	copy(scanner, 1);
	if (*scanner->at == ':')
		put_code_point(scanner->source, SOURCE_MARK);
}

static bool is_pair(const char *at, char c)
{
	return at[0] == c && at[1] == c;
}

static void scan(struct scanner *scanner)
{
	bool markdown = scanner->source->markdown;

	while (*scanner->at != '\0') {
		const char *at = scanner->at;

		if (*at == '\\' && markdown && at[1] != '\0') {
			copy(scanner, 2);
		} else if (*at == '\\' && !markdown && (is_pair(at + 1, '{') ||
			is_pair(at + 1, '}'))) {
			skip(scanner, 1);
			copy(scanner, 2);
		} else if (is_pair(at, '{') && at[2] == '!') {
			if (!skip_remark(scanner))
				scanner->failed = true;
		} else if (is_pair(at, '{')) {
			if (!read_tag(scanner))
				scanner->failed = true;
		} else if (is_pair(at, '}')) {
			scanner->failed = !report_error(scanner->report,
				scanner->place, "}} without {{: write \\}} to "
				"print two braces");
			skip(scanner, 2);
		} else if (*at == ']' && markdown) {
			copy_bracket(scanner);
		} else {
			copy(scanner, 1);
		}
	}
}

/* The text with \n alone as line end, once all its characters are known. */
static bool clean(const char *text, struct scanner *scanner, struct text *out)
{
	bool ok = true;

	for (const char *at = text; *at != '\0';) {
		const char *start = at;
		uint32_t c = utf8_next(&at);

		if (c == '\r') {
			if (*at != '\n')
				text_add_char(out, '\n');
		} else if (c == UTF8_INVALID) {
			ok = report_error(scanner->report, scanner->place,
				"byte 0x%02X is not UTF-8: save the text as "
				"UTF-8", (unsigned char)*start);
			break;
		} else if (source_is_refused(c)) {
			ok = report_error(scanner->report, scanner->place,
				"character U+%04X cannot be used here",
				(unsigned)c);
		} else {
			text_append(out, start, (size_t)(at - start));
		}
		if (!scanner->source->markdown)
			continue;
		scanner->place.column++;
		if (c == '\n' || (c == '\r' && *at != '\n')) {
			scanner->place.line++;
			scanner->place.column = 1;
		}
	}
	return ok;
}

bool source_scan(struct source *source, const char *text, struct place place,
	bool markdown, struct arena *arena, struct report *report)
{
	struct scanner scanner = {.source = source, .place = place,
		.arena = arena, .report = report};
	struct text cleaned = {0};

	*source = (struct source){.markdown = markdown, .file = place.file};
	if (markdown && strncmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3; /* byte-order mark */
	scanner.failed = !clean(text, &scanner, &cleaned);
	scanner.place = place;
	scanner.at = scanner.line_start = text_string(&cleaned);
	start_line(source, place.line);
	if (!scanner.failed)
		scan(&scanner);
	text_clear(&cleaned);
	return !scanner.failed;
}

void source_clear(struct source *source)
{
	text_clear(&source->text);
	free(source->tags);
	free(source->lines);
	*source = (struct source){0};
}

/*
 * Asked mostly for later and later places of one line, so it goes on from the
 * last answer: a letter on one endless line costs no square.
 */
struct place source_place(struct source *source, int line, int column)
{
	const char *text = text_string(&source->text);
	size_t number = line > 1 ? (size_t)line - 1 : 0, at, stop;
	struct place place = {source->file, 0, 1};

	if (number >= source->line_count)
		number = source->line_count - 1;
	place.line = source->lines[number].line;
	at = source->lines[number].offset;
	stop = at + (column > 1 ? (size_t)column - 1 : 0);
	if (source->known_place.line != 0 && source->known_line == number &&
		source->known_offset <= stop) {
		at = source->known_offset;
		place = source->known_place;
	}
	while (at < stop && text[at] != '\0' && text[at] != '\n') {
		const char *next = text + at;
		uint32_t c = utf8_next(&next);

		if (source_is_tag(c))
			place = source_tag(source, c)->end;
		else if (c != SOURCE_MARK)
			place.column++;
		at = (size_t)(next - text);
	}
	source->known_line = number;
	source->known_offset = at;
	source->known_place = place;
	return place;
}
