/* Input files; see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

#define PART ((size_t)1 << 16) /* bytes that are fed at once */
#define MUCH ((size_t)1 << 16) /* memory, in bytes */

/* A file that is being read. */
struct reading {
	struct place place;
	int fd;
	size_t limit, length; /* most bytes, and those read so far */
	size_t expected; /* of them; no more than the limit */
	struct report *report;
};

static bool begin(const char *path, size_t limit, struct report *report,
	struct reading *out)
{
	struct stat status;

	*out = (struct reading){.place.file = path, .limit = limit,
		.fd = open(path, O_RDONLY | O_CLOEXEC), .report = report};
	if (out->fd < 0)
		return report_error(report, out->place, "cannot be opened: %s",
			strerror(errno));
	if (fstat(out->fd, &status) == 0 && !S_ISDIR(status.st_mode)) {
		if (status.st_size > 0 && status.st_size < (off_t)limit)
			out->expected = (size_t)status.st_size;
		return true;
	}
	close(out->fd);
	return report_error(report, out->place, "is not a file");
}

/* The next bytes; none at the end. */
static bool next(struct reading *reading, void *bytes, size_t room, size_t *got)
{
	ssize_t count;

	do
		count = read(reading->fd, bytes, room);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return report_error(reading->report, reading->place,
			"cannot be read: %s", strerror(errno));
	*got = (size_t)count;
	reading->length += *got;
	return reading->length <= reading->limit ||
		report_error(reading->report, reading->place,
			"is larger than %zu bytes", reading->limit);
}

bool file_feed(const char *path, size_t limit, file_taker *take,
	void *context, struct report *report)
{
	struct reading reading;
	char part[PART];
	size_t got;
	bool done;

	if (!begin(path, limit, report, &reading))
		return false;
	do
		done = next(&reading, part, sizeof(part), &got) &&
			(got == 0 || take(context, part, got));
	while (done && got > 0);
	close(reading.fd);
	return done;
}

bool file_write_all(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t wrote = write(fd, at, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0) {
			if (wrote == 0)
				errno = ENOSPC;
			return false;
		}
		at += wrote;
		length -= (size_t)wrote;
	}
	return true;
}

bool file_fail(const char *path, const char *what, struct report *report)
{
	const char *remedy = "";

	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		remedy = ": nothing was left half-written; make room and run "
			"again";
	return report_error(report, (struct place){.file = path},
		"cannot be %s: %s%s", what, strerror(errno), remedy);
}

/*
 * The system gives the pages of much memory at once, in half of the time that
 * it takes to ask for one after the other.
 */
static void populate(char *bytes, size_t length)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t skip = page - (uintptr_t)bytes % page;

	if (length > MUCH)
		(void)madvise(bytes + skip, (length - skip) / page * page,
			MADV_POPULATE_WRITE);
}

bool file_read(const char *path, size_t limit, struct text *out,
	struct report *report)
{
	struct reading reading;
	size_t got;
	bool done;

	if (!begin(path, limit, report, &reading))
		return false;
	text_reserve(out, reading.expected + 1); /* and is seen to end */
	populate(out->data + out->length, reading.expected);
	do {
		text_reserve(out, 1);
		done = next(&reading, out->data + out->length,
			out->room - out->length - 1, &got);
		if (done)
			text_extend(out, got);
	} while (done && got > 0);
	close(reading.fd);
	return done;
}

static bool check_text(const struct text *bytes, struct place place,
	struct report *report)
{
	const char *line = text_string(bytes);
	size_t bad = bytes->length;
	bool is_utf8 = utf8_is_valid(line, bytes->length, &bad);
	size_t nul = strlen(line);

	if (is_utf8 && nul == bytes->length)
		return true;
	if (nul < bad)
		bad = nul;
	place.line = 1;
	for (size_t i = 0; i < bad; i++) {
		if (bytes->data[i] == '\n') {
			place.line++;
			line = bytes->data + i + 1;
		}
	}
	place.column = utf8_column(line, (size_t)(bytes->data + bad - line));
	return report_error(report, place,
		"a byte 0x%02X stands here, which is not text in UTF-8%s: save "
		"the file as UTF-8", (unsigned char)bytes->data[bad],
		nul < bytes->length ? " (the file looks like UTF-16 or is no "
		"text at all)" : "");
}

bool file_read_text(const char *path, size_t limit, struct text *out,
	struct report *report)
{
	return file_read(path, limit, out, report) &&
		check_text(out, (struct place){.file = path}, report);
}

/*
 * "config/../data" is "data", which is what a person wants to read; but not
 * where config is a link, because ".." is then another folder.
 */
static void fold_parents(char *path)
{
	char *up;

	while ((up = strstr(path, "/../")) != NULL) {
		char *part = up;
		struct stat status;
		bool is_folder;

		while (part > path && part[-1] != '/')
			part--;
		*up = '\0';
		is_folder = strcmp(part, "..") != 0 &&
			lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
		*up = '/';
		if (part == up || !is_folder)
			return;
		memmove(part, up + 4, strlen(up + 4) + 1);
	}
}

char *path_beside(const char *beside, const char *path)
{
	const char *slash = strrchr(beside, '/');
	struct text joined = {0};

	if (path[0] != '/' && slash != NULL)
		text_append(&joined, beside, (size_t)(slash - beside) + 1);
	text_add(&joined, path);
	if (joined.data == NULL)
		return memory_strdup("");
	fold_parents(joined.data);
	return joined.data;
}

char *path_in(const char *folder, const char *name)
{
	struct text joined = {0};

	text_printf(&joined, "%s/%s", folder, name);
	return joined.data;
}
