/* Input files; see file.h. */
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool file_read(const char *path, size_t limit, struct text *out,
	struct report *report)
{
	struct place place = {.file = path};
	struct stat status;
	char part[65536];
	bool done = false;
	FILE *file = fopen(path, "rb");
	size_t got;

	if (file == NULL)
		return report_error(report, place, "cannot be opened: %s",
			strerror(errno));
	if (fstat(fileno(file), &status) != 0 || S_ISDIR(status.st_mode)) {
		report_error(report, place, "is not a file");
		goto out;
	}
	while ((got = fread(part, 1, sizeof(part), file)) > 0) {
		if (out->length + got > limit) {
			report_error(report, place,
				"is larger than %zu bytes", limit);
			goto out;
		}
		text_append(out, part, got);
	}
	if (ferror(file)) {
		report_error(report, place, "cannot be read: %s",
			strerror(errno));
		goto out;
	}
	done = true;
out:
	fclose(file);
	return done;
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
