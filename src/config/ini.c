/*
 * iniparser reads the values, but it gives no lines, and of much that a person
 * may write it says nothing: a key or section given twice (the last wins), a
 * value cut by ; or #, quotes that enclose only a part, a line that ends in \
 * (the next is glued to it, even after a comment), one bad line (nothing is
 * loaded at all). So a scan of our own comes first. It finds sections, keys
 * and lines, reports what is neither, and works out what a person would read
 * as each value. iniparser then gets a copy of the sound lines only, without
 * byte-order mark, and where it reads a value differently that is an error.
 */
#include "config/ini.h"

#include <errno.h>
#include <iniparser/iniparser.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct scan {
	struct ini *ini;
	struct arena *arena;
	struct report *report;
	struct place place;	     /* of the line */
	struct ini_section *section; /* of the keys that follow, if any */
	bool is_lost;		     /* there is none as its header is faulty */
	struct text copy;	     /* for iniparser: as many lines */
};

/* iniparser knows one handler for all; it must not write to stderr. */
static char iniparser_words[256];

static int keep_words(const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(iniparser_words, sizeof(iniparser_words), format,
		args);
	va_end(args);
	iniparser_words[strcspn(iniparser_words, "\n")] = '\0';
	return length;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

char *ini_trim(char *string)
{
	size_t length;

	while (is_blank(*string))
		string++;
	length = strlen(string);
	while (length > 0 && is_blank(string[length - 1]))
		length--;
	string[length] = '\0';
	return string;
}

void ini_fold(char *name)
{
	char *to = name;

	for (const char *from = ini_trim(name); *from != '\0'; from++) {
		if (is_blank(*from) && is_blank(from[1]))
			continue;
		if (is_blank(*from))
			*to++ = ' ';
		else if (*from >= 'A' && *from <= 'Z')
			*to++ = (char)(*from + 'a' - 'A');
		else
			*to++ = *from;
	}
	*to = '\0';
}

size_t ini_control(const char *text)
{
	size_t i = 0;

	while (text[i] == '\t' || (unsigned char)text[i] >= ' ') {
		if (text[i] == 0x7F)
			break;
		i++;
	}
	return i;
}

struct ini_section *ini_section_lookup(const struct ini *ini, const char *name)
{
	for (size_t i = 0; i < ini->count; i++)
		if (strcmp(ini->sections[i]->name, name) == 0)
			return ini->sections[i];
	return NULL;
}

struct ini_section *ini_section_add(struct ini *ini, const char *name,
	struct place place, struct arena *arena)
{
	struct ini_section *section = arena_new(arena, sizeof(*section));

	section->name = arena_strdup(arena, name);
	section->place = place;
	ARENA_RESERVE(arena, ini->sections, ini->count, ini->room);
	ini->sections[ini->count++] = section;
	return section;
}

struct ini_entry *ini_entry_lookup(const struct ini_section *section,
	const char *key)
{
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(section->entries[i].key, key) == 0)
			return &section->entries[i];
	return NULL;
}

struct ini_entry *ini_entry_add(struct ini_section *section, const char *key,
	struct arena *arena)
{
	ARENA_RESERVE(arena, section->entries, section->count, section->room);
	section->entries[section->count] = (struct ini_entry){.key = key};
	return &section->entries[section->count++];
}

/*
 * What a person reads after the '=': the text between quotes that enclose all
 * of it (a comment may follow them), else the text as it stands.
 */
static char *plain_value(char *value)
{
	char *end, *rest;

	value = ini_trim(value);
	if (*value != '"' && *value != '\'')
		return value;
	end = strchr(value + 1, *value);
	if (end == NULL)
		return value;
	rest = end + 1;
	while (is_blank(*rest))
		rest++;
	if (*rest != '\0' && *rest != ';' && *rest != '#')
		return value;
	*end = '\0';
	return value + 1;
}

static void scan_key(struct scan *scan, char *line)
{
	char *value = strchr(line, '=');
	struct ini_entry *earlier = NULL, *entry;

	*value++ = '\0';
	ini_fold(line);
	if (scan->section != NULL)
		earlier = ini_entry_lookup(scan->section, line);
	if (line[0] == '\0') {
		report_error(scan->report, scan->place,
			"no key stands before the '=': write 'key = value'");
	} else if (earlier != NULL) {
		report_error(scan->report, scan->place,
			"'%s' is given twice in [%s], first at line %d: take "
			"one of them out", line, scan->section->name,
			earlier->place.line);
	} else if (scan->section != NULL) {
		text_printf(&scan->copy, "%s=%s", line, value);
		entry = ini_entry_add(scan->section,
			arena_strdup(scan->arena, line), scan->arena);
		entry->value = arena_strdup(scan->arena, plain_value(value));
		entry->place = scan->place;
	} else if (!scan->is_lost) {
		report_error(scan->report, scan->place,
			"'%s' stands before the first section: put it below a "
			"line such as [job]", line);
	}
}

static void scan_header(struct scan *scan, char *line)
{
	size_t length = strlen(line);
	struct ini_section *earlier;

	scan->section = NULL;
	scan->is_lost = true;
	if (length >= 2 && strcspn(line + 1, "[]") == length - 2 &&
		line[length - 1] == ']') {
		line[length - 1] = '\0';
		ini_fold(++line);
		length = strlen(line);
	} else {
		length = 0;
	}
	if (length == 0) {
		report_error(scan->report, scan->place,
			"a section's name in brackets stands alone on its "
			"line, as [page] or [indicator NAME]");
		return;
	}
	earlier = ini_section_lookup(scan->ini, line);
	if (earlier != NULL)
		report_error(scan->report, scan->place,
			"[%s] is given twice, first at line %d: put its keys "
			"together", line, earlier->place.line);
	scan->section = earlier ? earlier : ini_section_add(scan->ini, line,
		scan->place, scan->arena);
	text_printf(&scan->copy, "[%s]", line);
}

static void scan_line(struct scan *scan, char *line)
{
	size_t length, control;

	line = ini_trim(line);
	length = strlen(line);
	control = ini_control(line);
	if (control < length) {
		struct place place = scan->place;

		place.column = utf8_column(line, control);
		report_error(scan->report, place,
			"a control character (0x%02X) stands here: take it "
			"out%s", (unsigned)line[control], line[control] == '\r'
			? ", and save the file with LF or CRLF line ends" : "");
	} else if (length == 0 || line[0] == ';' || line[0] == '#') {
		return;
	} else if (length > INI_LINE_LIMIT) {
		report_error(scan->report, scan->place,
			"the line is %zu bytes long, and at most %d can be "
			"read: make it shorter", length, INI_LINE_LIMIT);
	} else if (line[length - 1] == '\\') {
		report_error(scan->report, scan->place,
			"a line cannot be continued with '\\': write the value "
			"on one line, in quotes where it ends in '\\'");
	} else if (line[0] == '[') {
		scan_header(scan, line);
	} else if (strchr(line, '=') != NULL) {
		scan_key(scan, line);
	} else {
		report_error(scan->report, scan->place,
			"'%s' is neither a [section] nor 'key = value': begin "
			"the line with ; to make it a comment", line);
	}
}

/* The bytes end in a NUL. Lines are cut where they stand. */
static void scan_lines(struct scan *scan, char *bytes)
{
	if (strncmp(bytes, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
		bytes += strlen(BYTE_ORDER_MARK);
	while (*bytes != '\0') {
		char *end = bytes + strcspn(bytes, "\n");
		char *next = *end == '\n' ? end + 1 : end;

		*end = '\0';
		scan->place.line++;
		scan_line(scan, bytes);
		text_add_char(&scan->copy, '\n');
		bytes = next;
	}
}

/* iniparser 4.1 reads nothing but a path: one of a file in memory. */
static dictionary *load_copy(const struct text *copy)
{
	char path[64];
	dictionary *found = NULL;
	int fd = memfd_create("settings", MFD_CLOEXEC);
	size_t done = 0;

	snprintf(iniparser_words, sizeof(iniparser_words), "no memory file");
	if (fd < 0)
		return NULL;
	while (done < copy->length) {
		ssize_t got = write(fd, copy->data + done, copy->length - done);

		if (got < 0 && errno != EINTR)
			goto out;
		done += got > 0 ? (size_t)got : 0;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	iniparser_set_error_callback(keep_words);
	found = iniparser_load(path);
out:
	close(fd);
	return found;
}

static void compare_value(const struct ini_section *section,
	const struct ini_entry *entry, const char *read, struct report *report)
{
	const char *mark = strpbrk(entry->value, ";#");

	if (read != NULL && strcmp(entry->value, read) == 0)
		return;
	if (read == NULL)
		report_error(report, entry->place,
			"iniparser cannot tell '%s' of [%s] from a section "
			"[%s:%s]: give that one another name", entry->key,
			section->name, section->name, entry->key);
	else if (mark != NULL)
		report_error(report, entry->place,
			"'%c' begins a comment, which leaves '%s' for '%s': "
			"put the value in quotes, %s = \"...\", or the comment "
			"on a line of its own", *mark, read, entry->key,
			entry->key);
	else
		report_error(report, entry->place,
			"the quotes do not enclose the whole value, which "
			"leaves '%s' for '%s': put all of it in quotes of the "
			"kind that it does not hold", read, entry->key);
}

/* Takes the values from iniparser, and refuses those it reads otherwise. */
static void take_values(const struct ini *ini, const dictionary *dictionary,
	struct report *report)
{
	struct text name = {0};

	for (size_t i = 0; i < ini->count; i++) {
		const struct ini_section *section = ini->sections[i];

		for (size_t j = 0; j < section->count; j++) {
			const struct ini_entry *entry = &section->entries[j];

			text_reset(&name);
			text_printf(&name, "%s:%s", section->name, entry->key);
			compare_value(section, entry,
				dictionary_get(dictionary, name.data, NULL),
				report);
		}
	}
	text_clear(&name);
}

bool ini_read(const char *path, struct arena *arena, struct ini *out,
	struct report *report)
{
	struct scan scan = {.ini = out, .arena = arena, .report = report,
		.place = {.file = path}};
	struct text bytes = {0};
	dictionary *dictionary = NULL;
	bool done = false;

	if (access(path, F_OK) != 0) {
		report_error(report, scan.place, "there is no such file: name "
			"the job's configuration by --config");
		goto out;
	}
	if (!file_read_text(path, INI_FILE_LIMIT, &bytes, report))
		goto out;
	text_add(&bytes, "");
	scan_lines(&scan, bytes.data);
	dictionary = load_copy(&scan.copy);
	if (dictionary == NULL) {
		report_error(report, (struct place){.file = path},
			"cannot be read by iniparser: %s", iniparser_words);
		goto out;
	}
	take_values(out, dictionary, report);
	done = true;
out:
	iniparser_freedict(dictionary);
	text_clear(&scan.copy);
	text_clear(&bytes);
	return done;
}
