/* A new job's folder; see start.h. */
#include "start/start.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define FONT_LIMIT ((size_t)1 << 26)

static const char *const font_names[] = {"Lato-Regular.ttf", "Lato-Bold.ttf",
	"Lato-Italic.ttf", "Lato-BoldItalic.ttf", "DejaVuSans.ttf",
	"sRGB.icc"};
#define FONTS (sizeof(font_names) / sizeof(*font_names))

/* ---- where the program is ---- */

static char *find_fonts(struct report *report)
{
	static const char *const from_program[] = {"../share/lettermill/fonts",
		"../../fonts"};
	char program[PATH_MAX] = "";
	char *slash, *folder, *file;

	if (readlink("/proc/self/exe", program, sizeof(program) - 1) > 0 &&
		(slash = strrchr(program, '/')) != NULL)
		*slash = '\0';
	for (size_t i = 0; i < 2; i++) {
		folder = path_in(program, from_program[i]);
		file = path_in(folder, font_names[0]);
		if (access(file, R_OK) == 0) {
			free(file);
			return folder;
		}
		free(file);
		free(folder);
	}
	report_error(report, (struct place){0}, "the typefaces of a new job "
		"are neither in %s/%s nor in %s/%s: install lettermill whole "
		"(make install)", program, from_program[0], program,
		from_program[1]);
	return NULL;
}

/* ---- writing ---- */

static bool system_error(const char *what, const char *path,
	struct report *report)
{
	return report_error(report, (struct place){path, 0, 0}, "%s: %s", what,
		strerror(errno));
}

static bool write_new(const char *path, const char *bytes, size_t length,
	struct report *report)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool done = true;

	if (fd < 0)
		return system_error("cannot be made", path, report);
	while (done && length > 0) {
		ssize_t written = write(fd, bytes, length);

		done = written > 0 || (written < 0 && errno == EINTR);
		if (written > 0) {
			bytes += written;
			length -= (size_t)written;
		}
	}
	if (!done)
		system_error("cannot be written", path, report);
	if (close(fd) != 0 && done)
		done = system_error("cannot be written", path, report);
	return done;
}

/* The new folder, and how much of it is there. */
struct making {
	const char *folder;
	char *fonts; /* the folder of them in it */
	const struct start_file *files;
	size_t written, fonts_written;
	bool has_folder, has_fonts;
};

static bool is_empty(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	bool empty = folder != NULL;

	while (empty && (entry = readdir(folder)) != NULL)
		empty = strcmp(entry->d_name, ".") == 0 ||
			strcmp(entry->d_name, "..") == 0;
	if (folder != NULL)
		closedir(folder);
	return empty;
}

static bool make_folder(struct making *making, struct report *report)
{
	making->has_folder = mkdir(making->folder, 0777) == 0;
	if (!making->has_folder && errno != EEXIST)
		return system_error("the folder cannot be made",
			making->folder, report);
	if (!making->has_folder && !is_empty(making->folder))
		return report_error(report,
			(struct place){making->folder, 0, 0},
			"it is there, and is no empty folder: name a new one");
	making->has_fonts = mkdir(making->fonts, 0777) == 0;
	return making->has_fonts || system_error("the folder cannot be made",
		making->fonts, report);
}

static bool copy_fonts(struct making *making, const char *from,
	struct report *report)
{
	bool done = true;

	for (size_t i = 0; i < FONTS && done; i++) {
		char *source = path_in(from, font_names[i]);
		char *target = path_in(making->fonts, font_names[i]);
		struct text bytes = {0};

		done = file_read(source, FONT_LIMIT, &bytes, report) &&
			write_new(target, text_string(&bytes), bytes.length,
				report);
		making->fonts_written = i + 1;
		text_clear(&bytes);
		free(source);
		free(target);
	}
	return done;
}

static bool write_files(struct making *making, size_t count,
	struct report *report)
{
	bool done = true;

	for (size_t i = 0; i < count && done; i++) {
		char *path = path_in(making->folder, making->files[i].name);

		done = write_new(path, making->files[i].bytes,
			making->files[i].length, report);
		making->written = i + 1;
		free(path);
	}
	return done;
}

static void remove_in(const char *folder, const char *name)
{
	char *path = path_in(folder, name);

	unlink(path);
	free(path);
}

static void undo(const struct making *making)
{
	for (size_t i = 0; i < making->written; i++)
		remove_in(making->folder, making->files[i].name);
	for (size_t i = 0; i < making->fonts_written; i++)
		remove_in(making->fonts, font_names[i]);
	if (making->has_fonts)
		rmdir(making->fonts);
	if (making->has_folder)
		rmdir(making->folder);
}

bool start_folder(const char *folder, const struct start_file *files,
	size_t count, struct report *report)
{
	struct making making = {.folder = folder, .files = files,
		.fonts = path_in(folder, "fonts")};
	char *fonts = find_fonts(report);
	bool done = fonts != NULL && make_folder(&making, report) &&
		copy_fonts(&making, fonts, report) &&
		write_files(&making, count, report);

	if (!done)
		undo(&making);
	free(fonts);
	free(making.fonts);
	return done;
}

/* ---- names and paths ---- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || c == '-' || c == '_';
}

void start_job_name(const char *folder, struct text *out)
{
	size_t length = strlen(folder), first, start = out->length;

	while (length > 1 && folder[length - 1] == '/')
		length--;
	for (first = length; first > 0 && folder[first - 1] != '/'; first--)
		;
	for (; first < length; first++)
		if (is_word(folder[first]))
			text_add_char(out, folder[first]);
	if (out->length == start)
		text_add(out, "letters");
}

bool start_path_from(const char *folder, const char *path, struct text *out,
	struct report *report)
{
	char whole[PATH_MAX];

	if (path[0] != '/' && (folder[0] == '/' || strstr(folder, ".."))) {
		if (realpath(path, whole) == NULL)
			return system_error("cannot be found", path, report);
		text_add(out, whole);
		return true;
	}
	for (const char *part = folder; path[0] != '/' && *part != '\0';) {
		size_t length = strcspn(part, "/");

		if (length > 0 && !(length == 1 && part[0] == '.'))
			text_add(out, "../");
		part += length + (part[length] == '/');
	}
	text_add(out, path);
	return true;
}
