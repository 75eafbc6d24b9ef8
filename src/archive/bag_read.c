/*
 * Reading a bag; see bag.h. What is unpacked goes to a staging folder and, with
 * its digest, into the inventory; only then the lists are held against it, so
 * that the files may stand in any order.
 */
#include "archive/bag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/bag_format.h"
#include "archive/unpacker.h"
#include "base/file.h"
#include "sign/digest.h"

#define TAG_LIMIT  ((size_t)1 << 20) /* bytes of bagit.txt or bag-info.txt */
#define MOST_FOUND 20		     /* faults that are told one by one */
#define MOST_SHOWN 200		     /* bytes of a name in a message */

struct reading {
	const char *path;
	struct staging *staging;
	struct inventory *inventory;
	struct text base; /* the folder that all is in, with its slash */
	struct text *info;
	struct bag_total total;
	struct bag_total stated; /* by bag-info.txt; -1 bytes: not yet */
	size_t faults;
	struct report *report;
};

/* Of the archive as a whole. */
static bool refuse(struct reading *reading, const char *words)
{
	return report_error(reading->report,
		(struct place){.file = reading->path}, "%s", words);
}

/* Of one file in it: all are told, up to a number. */
static void find_fault(struct reading *reading, const char *name,
	const char *words)
{
	struct text shown = {0};

	text_add_plain(&shown, name, MOST_SHOWN);
	if (reading->faults++ < MOST_FOUND)
		report_error(reading->report,
			(struct place){.file = reading->path}, "%s: %s",
			text_string(&shown), words);
	text_clear(&shown);
}

/* ---- unpacking ---- */

/* What was promised bounds what is taken. */
static bool is_as_stated(struct reading *reading)
{
	return reading->stated.bytes < 0 ||
		reading->total.bytes <= reading->stated.bytes ||
		refuse(reading, "it holds more bytes than its bag-info.txt "
			"says: nothing was taken from it");
}

static bool copy(struct reading *reading, struct unpacker *unpacker,
	const char *name, int fd, struct digest *digest, bool is_payload)
{
	char piece[BAG_BLOCK];
	size_t got;

	do {
		if (!unpacker_read(unpacker, piece, sizeof(piece), &got,
			    reading->report))
			return false;
		digest_add(digest, piece, got);
		if (is_payload)
			reading->total.bytes += (int64_t)got;
		if (!is_as_stated(reading))
			return false;
		if (!file_write_all(fd, piece, got))
			return file_fail(name, "written",
				reading->report);
	} while (got > 0);
	return true;
}

static bool unpack(struct reading *reading, struct unpacker *unpacker,
	const struct unpacked *file, const char *name)
{
	bool is_payload = strncmp(name, BAG_DATA, strlen(BAG_DATA)) == 0, done;
	struct digest *digest;
	char hex[DIGEST_HEX];
	int fd;

	if (!staging_create(reading->staging, name, file->is_private, &fd,
		    reading->report))
		return false;
	digest = digest_new();
	done = copy(reading, unpacker, name, fd, digest, is_payload);
	digest_end(digest, hex);
	if (close(fd) != 0 && done)
		done = file_fail(name, "written",
				reading->report);
	reading->total.files += is_payload;
	return done && inventory_add(reading->inventory,
		&(struct listed_file){.name = name, .size = file->size,
			.is_private = file->is_private, .sha256 = hex},
		reading->report);
}

/* NULL: not in the one folder that all is in. */
static const char *name_in_bag(struct reading *reading, const char *name)
{
	const char *slash = strchr(name, '/');

	if (slash == NULL)
		return NULL;
	if (reading->base.length == 0)
		text_append(&reading->base, name, (size_t)(slash - name) + 1);
	return strncmp(name, reading->base.data, reading->base.length) == 0
		? slash + 1 : NULL;
}

static bool is_tag_file(const char *name)
{
	return strcmp(name, BAG_FILE) == 0 || strcmp(name, BAG_INFO) == 0 ||
		strcmp(name, BAG_MANIFEST) == 0 || strcmp(name, BAG_TAGS) == 0;
}

static bool read_tag_file(struct reading *reading, const char *name,
	struct text *out)
{
	char *path = path_in(staging_path(reading->staging), name);
	struct report faults = {0};
	bool done = file_read_text(path, TAG_LIMIT, out, &faults);

	if (!done)
		report_error(reading->report,
			(struct place){.file = reading->path},
			"its %s is missing or no text: it is no bag (RFC 8493)",
			name);
	report_clear(&faults);
	free(path);
	return done;
}

static bool read_oxum(struct reading *reading, struct bag_total *out)
{
	struct text value = {0};
	size_t at = 0;
	char *end = NULL;
	bool done;

	done = bag_info_next(reading->info, BAG_OXUM, &at, &value);
	errno = 0;
	out->bytes = strtoll(text_string(&value), &end, 10);
	done = done && errno == 0 && out->bytes >= 0 && *end == '.';
	if (done)
		out->files = strtoll(end + 1, &end, 10);
	done = done && errno == 0 && *end == '\0';
	text_clear(&value);
	return done || refuse(reading, "its bag-info.txt does not say how much "
		"it holds (" BAG_OXUM ": BYTES.FILES)");
}

static bool read_info(struct reading *reading)
{
	return read_tag_file(reading, BAG_INFO, reading->info) &&
		read_oxum(reading, &reading->stated) && is_as_stated(reading);
}

static bool unpack_all(struct reading *reading, struct unpacker *unpacker)
{
	struct unpacked file;
	bool is_end = false;

	while (unpacker_next(unpacker, &file, &is_end, reading->report) &&
		!is_end) {
		const char *name = name_in_bag(reading, file.name);

		if (name == NULL || (!is_tag_file(name) &&
				strncmp(name, BAG_DATA, strlen(BAG_DATA)) !=
					0)) {
			find_fault(reading, file.name, "a file more than "
				"belongs there: it is not below data/ of the "
				"one folder");
			return false;
		}
		if (!unpack(reading, unpacker, &file, name) ||
			(strcmp(name, BAG_INFO) == 0 && !read_info(reading)))
			return false;
	}
	return is_end;
}

/* ---- the lists against the files ---- */

/* "%25" is '%': in place. */
static void decode(char *name)
{
	static const struct {
		const char *code;
		char c;
	} codes[] = {{"%25", '%'}, {"%0A", '\n'}, {"%0D", '\r'}};
	char *to = name;

	while (*name != '\0') {
		char c = *name;
		size_t taken = 1;

		for (size_t i = 0; c == '%' && i < 3; i++)
			if (strncasecmp(name, codes[i].code, 3) == 0) {
				*to = codes[i].c;
				taken = 3;
			}
		if (taken == 1)
			*to = c;
		to++;
		name += taken;
	}
	*to = '\0';
}

static void check_listed(struct reading *reading, const char *name,
	const char *sha256)
{
	char actual[DIGEST_HEX];
	int64_t size;

	if (!inventory_find(reading->inventory, name, &size, actual))
		find_fault(reading, name, "it is missing");
	else if (!inventory_tick(reading->inventory, name))
		find_fault(reading, name, "it is listed twice");
	else if (strcasecmp(actual, sha256) != 0)
		find_fault(reading, name, "it is not the file that was put "
			"in: its SHA-256 is another");
}

/* "HEX  NAME": cuts the line in two. */
static bool split_line(char *line, char **name)
{
	size_t digits = strspn(line, "0123456789abcdefABCDEF");

	*name = line + digits + strspn(line + digits, " \t");
	line[strcspn(line, "\r\n")] = '\0';
	if (digits != DIGEST_HEX - 1 || *name == line + digits ||
		**name == '\0')
		return false;
	line[digits] = '\0';
	return true;
}

/* Of the payload, or of the bag's own files. */
static bool check_list(struct reading *reading, const char *list,
	bool is_payload)
{
	char *path = path_in(staging_path(reading->staging), list);
	char *line = NULL, *name;
	FILE *file = fopen(path, "re");
	size_t room = 0;
	bool done = true;

	if (file == NULL)
		find_fault(reading, list, "it is missing: this is no bag "
			"(RFC 8493)");
	while (file != NULL && done && getline(&line, &room, file) > 0) {
		done = split_line(line, &name);
		if (!done)
			find_fault(reading, list, "a line of it is not "
				"'SHA-256  NAME'");
		else if (decode(name), (strncmp(name, BAG_DATA,
				strlen(BAG_DATA)) == 0) != is_payload)
			find_fault(reading, name, "it does not belong in that "
				"list");
		else
			check_listed(reading, name, line);
	}
	if (file != NULL)
		fclose(file);
	free(line);
	free(path);
	return done && file != NULL;
}

/* The list of the bag's own files cannot list itself. */
static bool find_more(void *context, const struct listed_file *item)
{
	struct reading *reading = context;

	if (strcmp(item->name, BAG_TAGS) != 0)
		find_fault(reading, item->name, "a file more than the "
			"manifest lists");
	return true;
}

static bool check_total(struct reading *reading)
{
	return (reading->stated.bytes == reading->total.bytes &&
		reading->stated.files == reading->total.files) ||
		refuse(reading, "it does not hold as many files and bytes as "
		"its bag-info.txt says");
}

static bool check_all(struct reading *reading)
{
	struct text declaration = {0};
	bool done;

	if (reading->info->length == 0)
		return refuse(reading, "its bag-info.txt is missing: it is no "
			"bag (RFC 8493)");
	done = read_tag_file(reading, BAG_FILE, &declaration);
	if (done && strcmp(text_string(&declaration), BAG_DECLARATION) != 0)
		done = refuse(reading, "its bagit.txt is not that of BagIt 1.0 "
			"in UTF-8");
	text_clear(&declaration);
	done = done && check_list(reading, BAG_MANIFEST, true) &&
		check_list(reading, BAG_TAGS, false) &&
		inventory_each_left(reading->inventory, find_more, reading,
			reading->report);
	if (reading->faults > MOST_FOUND)
		refuse(reading, "and more of them; see sha256sum -c "
			BAG_MANIFEST);
	return done && reading->faults == 0 && check_total(reading);
}

bool bag_unpack(const char *path, struct staging *staging,
	struct inventory *inventory, struct text *info, struct report *report)
{
	struct reading reading = {.path = path, .staging = staging,
		.inventory = inventory, .info = info, .stated.bytes = -1,
		.report = report};
	struct unpacker *unpacker = NULL;
	bool done = unpacker_open(path, &unpacker, report) &&
		unpack_all(&reading, unpacker) && check_all(&reading);

	unpacker_close(unpacker);
	text_clear(&reading.base);
	return done && reading.faults == 0;
}

bool bag_info_next(const struct text *info, const char *label, size_t *at,
	struct text *value)
{
	size_t length = strlen(label);

	while (*at < info->length) {
		const char *line = info->data + *at;
		size_t end = strcspn(line, "\r\n");
		size_t from = length + 1;

		*at += end + (line[end] != '\0');
		if (end <= length || strncasecmp(line, label, length) != 0 ||
			line[length] != ':')
			continue;
		while (from < end && (line[from] == ' ' || line[from] == '\t'))
			from++;
		text_reset(value);
		text_append(value, line + from, end - from);
		return true;
	}
	return false;
}
