/* Files, by the folders that they are in; see file_watch.h. */
#include "base/file_watch.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/text.h"

#define EVENTS \
	(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | \
		IN_DELETE | IN_ONLYDIR)
#define EVENTS_READ 64 /* at once, at least */

/* A name in a folder. */
struct watched {
	int folder; /* inotify's number of it */
	char *name;
};

struct file_watch {
	int fd;
	struct watched *files;
	size_t count, room;
};

struct file_watch *file_watch_new(struct report *report)
{
	struct file_watch *watch;
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	if (fd < 0) {
		report_error(report, (struct place){0}, "files cannot be "
			"watched: %s; end other programs that watch files, or "
			"raise fs.inotify.max_user_instances",
			strerror(errno));
		return NULL;
	}
	watch = memory_new(sizeof(*watch));
	watch->fd = fd;
	return watch;
}

void file_watch_free(struct file_watch *watch)
{
	if (watch == NULL)
		return;
	file_watch_reset(watch);
	free(watch->files);
	close(watch->fd);
	free(watch);
}

void file_watch_reset(struct file_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++)
		free(watch->files[i].name);
	watch->count = 0;
}

static void keep(struct file_watch *watch, int folder, const char *name)
{
	for (size_t i = 0; i < watch->count; i++)
		if (watch->files[i].folder == folder &&
			strcmp(watch->files[i].name, name) == 0)
			return;
	ARRAY_RESERVE(watch->files, watch->count, watch->room);
	watch->files[watch->count++] =
		(struct watched){folder, memory_strdup(name)};
}

/*
 * Watches for each part of `path`, which is cut in pieces, in the folder that
 * holds it: the file may come and go with a folder above it. Fails when the
 * innermost folder that is there cannot be watched.
 */
static bool add_parts(struct file_watch *watch, char *path)
{
	bool is_watched = false;
	char *slash;

	do {
		int number;

		slash = strrchr(path, '/');
		if (slash != NULL)
			*slash = '\0';
		number = inotify_add_watch(watch->fd, slash == NULL ? "."
			: slash == path ? "/" : path, EVENTS);
		if (number >= 0) {
			keep(watch, number, slash != NULL ? slash + 1 : path);
			is_watched = true;
		} else if (!is_watched && errno != ENOENT && errno != ENOTDIR) {
			return false;
		}
	} while (slash != NULL && slash != path);
	return is_watched;
}

bool file_watch_add(struct file_watch *watch, const char *path,
	struct report *report)
{
	char *copy = memory_strdup(path), *target = realpath(path, NULL);
	bool done = add_parts(watch, copy) &&
		(target == NULL || add_parts(watch, target));

	if (!done)
		report_error(report, (struct place){.file = path},
			"changes cannot be watched: %s%s", strerror(errno),
			errno == ENOSPC ? "; raise "
				"fs.inotify.max_user_watches" : "");
	free(copy);
	free(target);
	return done;
}

int file_watch_descriptor(const struct file_watch *watch)
{
	return watch->fd;
}

static bool concerns(const struct file_watch *watch,
	const struct inotify_event *event)
{
	if (event->mask & IN_Q_OVERFLOW)
		return true;
	for (size_t i = 0; i < watch->count; i++)
		if (watch->files[i].folder == event->wd &&
			event->len > 0 &&
			strcmp(watch->files[i].name, event->name) == 0)
			return true;
	return false;
}

bool file_watch_changed(struct file_watch *watch)
{
	_Alignas(struct inotify_event) char events[EVENTS_READ *
		(sizeof(struct inotify_event) + NAME_MAX + 1)];
	bool changed = false;
	ssize_t got;

	while ((got = read(watch->fd, events, sizeof(events))) > 0)
		for (const char *at = events; at < events + got;) {
			const struct inotify_event *event = (const void *)at;

			changed |= concerns(watch, event);
			at += sizeof(*event) + event->len;
		}
	return changed;
}
