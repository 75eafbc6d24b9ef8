/* Reading an archive, with libarchive; see unpacker.h. */
#include "archive/unpacker.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/utf8.h"

#define MOST_SHOWN   200   /* bytes of a name in a message */
#define BLOCK	     65536 /* bytes read at once */
#define FILTERS	     2	   /* one that packs, and the file itself */
#define HEADER_BYTES 512   /* of each file, however small */

struct unpacker {
	char *path;
	struct archive *archive;
	int fd;
	int64_t size;  /* of the file */
	int64_t total; /* bytes handed out, and headers */
	struct text name;
};

static bool refuse(const struct unpacker *unpacker, const char *words,
	struct report *report)
{
	return report_error(report, (struct place){.file = unpacker->path},
		"%s: nothing was taken from it", words);
}

static bool refuse_name(const struct unpacker *unpacker, const char *words,
	struct report *report)
{
	struct text shown = {0};

	text_add_plain(&shown, text_string(&unpacker->name), MOST_SHOWN);
	report_error(report, (struct place){.file = unpacker->path},
		"it holds '%s', %s: 'export' writes no such thing, and nothing "
		"was taken from it", text_string(&shown), words);
	text_clear(&shown);
	return false;
}

/* What libarchive cannot read. */
static bool fail(const struct unpacker *unpacker, struct report *report)
{
	const char *words = archive_error_string(unpacker->archive);

	return report_error(report, (struct place){.file = unpacker->path},
		"is no archive that can be read to its end (%s): it was cut "
		"short, damaged, or not made by 'export'; nothing was taken "
		"from it", words != NULL ? words : "no reason");
}

static bool open_file(struct unpacker *unpacker, struct report *report)
{
	struct place place = {.file = unpacker->path};
	struct stat status;

	unpacker->fd = open(unpacker->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (unpacker->fd < 0 || fstat(unpacker->fd, &status) != 0)
		return report_error(report, place, "cannot be opened: %s",
			strerror(errno));
	unpacker->size = status.st_size;
	return S_ISREG(status.st_mode) ||
		report_error(report, place, "it is no plain file");
}

bool unpacker_open(const char *path, struct unpacker **out,
	struct report *report)
{
	struct unpacker *unpacker = memory_new(sizeof(*unpacker));
	struct archive *archive = archive_read_new();

	*out = unpacker;
	*unpacker = (struct unpacker){.path = memory_strdup(path),
		.archive = archive, .fd = -1};
	if (!open_file(unpacker, report))
		return false;
	if (archive_read_support_format_tar(archive) != ARCHIVE_OK ||
		archive_read_support_filter_zstd(archive) != ARCHIVE_OK ||
		archive_read_support_filter_gzip(archive) != ARCHIVE_OK ||
		archive_read_open_fd(archive, unpacker->fd, BLOCK) !=
			ARCHIVE_OK)
		return fail(unpacker, report);
	if (archive_filter_count(archive) > FILTERS)
		return refuse(unpacker, "it is packed more than once", report);
	return true;
}

/* NULL: it is a name that leads nowhere else. */
static const char *fault_of_name(const struct text *name)
{
	const char *part = text_string(name);
	size_t length, bad;

	if (name->length > UNPACKER_NAME)
		return "whose name is too long";
	if (!utf8_is_valid(part, name->length, &bad))
		return "whose name is not in UTF-8";
	for (const char *at = part; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7F || *at == '\\')
			return "whose name has a control character or a "
				"backslash";
	if (*part == '/')
		return "whose name is absolute";
	for (;; part += length + 1) {
		length = strcspn(part, "/");
		if (length == 0 || length > NAME_MAX)
			return "a part of whose name is empty or too long";
		if (strncmp(part, "..", length) == 0)
			return "whose name leads elsewhere";
		if (part[length] == '\0')
			return NULL;
	}
}

/* tar writes "./a" where it was told to pack ".", and "a/" for a folder. */
static void take_name(struct unpacker *unpacker, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	size_t length;

	if (name == NULL)
		name = "";
	while (strncmp(name, "./", 2) == 0)
		name += 2;
	length = strlen(name);
	while (archive_entry_filetype(entry) == AE_IFDIR && length > 1 &&
		name[length - 1] == '/')
		length--;
	text_reset(&unpacker->name);
	text_append(&unpacker->name, name, length);
}

static bool is_bounded(const struct unpacker *unpacker, struct report *report)
{
	int64_t packed = archive_filter_bytes(unpacker->archive, -1);

	if (unpacker->total > UNPACKER_TOTAL)
		return refuse(unpacker, "it unpacks to more than any job "
			"holds", report);
	if (unpacker->total > UNPACKER_GRACE &&
		unpacker->total / UNPACKER_RATIO > packed)
		return refuse(unpacker, "it unpacks to more than a thousand "
			"times its size, which no job does", report);
	return true;
}

static bool check_entry(const struct unpacker *unpacker,
	struct archive_entry *entry, struct report *report)
{
	const char *fault = fault_of_name(&unpacker->name);

	if (fault != NULL)
		return refuse_name(unpacker, fault, report);
	if (archive_entry_hardlink(entry) != NULL ||
		archive_entry_symlink(entry) != NULL)
		return refuse_name(unpacker, "which is a link", report);
	if (archive_entry_filetype(entry) != AE_IFREG &&
		archive_entry_filetype(entry) != AE_IFDIR)
		return refuse_name(unpacker, "which is no plain file", report);
	if (archive_entry_sparse_count(entry) > 0)
		return refuse_name(unpacker, "a file with holes", report);
	return archive_entry_size(entry) >= 0 ||
		refuse_name(unpacker, "whose size is not told", report);
}

/* Behind the archive's end only zeros may stand, as tar pads its files. */
static bool is_read_whole(const struct unpacker *unpacker,
	struct report *report)
{
	int64_t at = archive_filter_bytes(unpacker->archive, -1);
	char bytes[512];
	ssize_t got = 0;

	while (at < unpacker->size && (got = pread(unpacker->fd, bytes,
			sizeof(bytes), at)) > 0)
		for (ssize_t i = 0; i < got; i++, at++)
			if (bytes[i] != '\0')
				return refuse(unpacker, "it goes on behind its "
					"end", report);
	return got >= 0 || refuse(unpacker, "its end cannot be read", report);
}

bool unpacker_next(struct unpacker *unpacker, struct unpacked *out,
	bool *is_end, struct report *report)
{
	struct archive_entry *entry;
	int result;

	*is_end = false;
	do {
		result = archive_read_next_header(unpacker->archive, &entry);
		if (result == ARCHIVE_EOF) {
			*is_end = is_read_whole(unpacker, report);
			return *is_end;
		}
		/* A warning: a name that this locale could not write. */
		if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
			return fail(unpacker, report);
		unpacker->total += HEADER_BYTES;
		take_name(unpacker, entry);
		/* The folder that all was packed from. */
		if (archive_entry_filetype(entry) == AE_IFDIR &&
			(unpacker->name.length == 0 ||
				strcmp(unpacker->name.data, ".") == 0))
			continue;
		if (!is_bounded(unpacker, report) ||
			!check_entry(unpacker, entry, report))
			return false;
	} while (archive_entry_filetype(entry) != AE_IFREG);
	*out = (struct unpacked){text_string(&unpacker->name),
		archive_entry_size(entry),
		(archive_entry_perm(entry) & 077) == 0};
	return true;
}

bool unpacker_read(struct unpacker *unpacker, void *bytes, size_t size,
	size_t *got, struct report *report)
{
	la_ssize_t read = archive_read_data(unpacker->archive, bytes, size);

	*got = read > 0 ? (size_t)read : 0;
	if (read < 0)
		return fail(unpacker, report);
	unpacker->total += (int64_t)*got;
	return is_bounded(unpacker, report);
}

void unpacker_close(struct unpacker *unpacker)
{
	if (unpacker == NULL)
		return;
	archive_read_free(unpacker->archive);
	if (unpacker->fd >= 0)
		close(unpacker->fd);
	text_clear(&unpacker->name);
	free(unpacker->path);
	free(unpacker);
}
