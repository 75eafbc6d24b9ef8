/*
 * Tells when one of some files changes, by inotify(7): written, replaced by a
 * rename, made or removed.
 *
 *	struct file_watch *watch = file_watch_new(report);
 *	file_watch_add(watch, "config/job.ini", report);
 *	...poll() file_watch_descriptor(watch) for POLLIN...
 *	if (file_watch_changed(watch))
 *		...
 *	file_watch_free(watch);
 *
 * Folders are watched, not files: most editors save by putting a new file in
 * the old one's place. So are the folders above them: a file may be missing,
 * and come with its folder. Of a link, both itself and what it leads to count.
 */
#ifndef BASE_FILE_WATCH_H
#define BASE_FILE_WATCH_H

#include "base/report.h"

struct file_watch;

/* NULL, with an error, when the system has no more of them. */
struct file_watch *file_watch_new(struct report *report) MUST_CHECK;
void file_watch_free(struct file_watch *watch);

/* False when its folder cannot be watched. The path is copied. */
bool file_watch_add(struct file_watch *watch, const char *path,
	struct report *report) MUST_CHECK;
/* Forgets all files. */
void file_watch_reset(struct file_watch *watch);

/* Ready to be read when something may have changed; lent. */
int file_watch_descriptor(const struct file_watch *watch);
/* Did one of the files change since the last call? Never waits. */
bool file_watch_changed(struct file_watch *watch);

#endif
