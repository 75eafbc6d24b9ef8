/* Maildirs; see maildir.h. */
#include "mail/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

static int is_seen(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* By bytes, where alphasort() would ask the locale. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_plain(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static bool each_in(const char *maildir, const char *folder,
	maildir_handler *handler, void *context, struct report *report)
{
	char *place = path_in(maildir, folder);
	struct dirent **entries = NULL;
	int count = scandir(place, &entries, is_seen, compare_names);
	bool going = true;

	if (count < 0)
		going = report_error(report, (struct place){.file = place},
			"cannot be read: %s; a maildir has the folders new "
			"and cur", strerror(errno));
	for (int i = 0; i < count; i++) {
		char *name = path_in(folder, entries[i]->d_name);
		char *path = path_in(maildir, name);

		if (going && is_plain(path))
			going = handler(context, name, path);
		free(path);
		free(name);
		free(entries[i]);
	}
	free(entries);
	free(place);
	return going;
}

bool maildir_each(const char *path, maildir_handler *handler, void *context,
	struct report *report)
{
	return each_in(path, "new", handler, context, report) &&
		each_in(path, "cur", handler, context, report);
}
