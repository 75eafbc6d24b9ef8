/* Input files; see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

static bool feed(int fd, struct place place, size_t limit, file_taker *take,
	void *context, struct report *report)
{
	char part[65536];
	size_t length = 0;
	ssize_t got;

	while ((got = read(fd, part, sizeof(part))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return report_error(report, place,
				"cannot be read: %s", strerror(errno));
		length += (size_t)got;
		if (length > limit)
			return report_error(report, place,
				"is larger than %zu bytes", limit);
		if (!take(context, part, (size_t)got))
			return false;
	}
	return true;
}

bool file_feed(const char *path, size_t limit, file_taker *take,
	void *context, struct report *report)
{
	struct place place = {.file = path};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	bool done;

	if (fd < 0)
		return report_error(report, place, "cannot be opened: %s",
			strerror(errno));
	if (fstat(fd, &status) != 0 || S_ISDIR(status.st_mode))
		done = report_error(report, place, "is not a file");
	else
		done = feed(fd, place, limit, take, context, report);
	close(fd);
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

static bool append(void *context, const void *bytes, size_t length)
{
	text_append(context, bytes, length);
	return true;
}

bool file_read(const char *path, size_t limit, struct text *out,
	struct report *report)
{
	return file_feed(path, limit, append, out, report);
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
