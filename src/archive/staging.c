/* A hidden folder for what is not yet known to be good; see staging.h. */
#include "archive/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

#define WALK_FILES 16 /* open at once while it is removed */

struct staging {
	char *path;
};

bool staging_open(const char *parent, struct staging **out,
	struct report *report)
{
	struct staging *staging = memory_new(sizeof(*staging));

	char *whole = realpath(parent, NULL);

	*out = staging;
	if (whole != NULL)
		staging->path = path_in(whole, ".lettermill-import-XXXXXX");
	free(whole);
	if (staging->path != NULL && mkdtemp(staging->path) != NULL)
		return true;
	file_fail(parent, "written to", report);
	free(staging->path);
	staging->path = NULL;
	return false;
}

const char *staging_path(const struct staging *staging)
{
	return staging->path;
}

/* Nothing but what was made here is in it, so there is no link to follow. */
static bool make_folders(char *path, size_t from)
{
	bool done = true;

	for (char *slash = path + from; done &&
		(slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		done = mkdir(path, 0755) == 0 || errno == EEXIST;
		*slash = '/';
	}
	return done;
}

bool staging_create(struct staging *staging, const char *name,
	bool is_private, int *fd, struct report *report)
{
	char *path = path_in(staging->path, name);
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

	*fd = -1;
	if (make_folders(path, strlen(staging->path) + 1))
		*fd = open(path, flags, is_private ? 0600 : 0644);
	if (*fd < 0 && (errno == EEXIST || errno == ENOTDIR))
		report_error(report, (struct place){.file = name}, "there are "
			"two files of this name, or a file and a folder");
	else if (*fd < 0)
		file_fail(name, "written", report);
	free(path);
	return *fd >= 0;
}

static bool sync_all(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && syncfs(fd) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

bool staging_place(struct staging *staging, const char *name,
	const char *path, struct report *report)
{
	char *from = path_in(staging->path, name);
	/* mkdtemp's folder lets nobody else in, and its place should not. */
	bool done = chmod(from, 0700) == 0 && sync_all(from);

	if (!done)
		file_fail(path, "made safe on disk", report);
	else if (renameat2(AT_FDCWD, from, AT_FDCWD, path,
			 RENAME_NOREPLACE) != 0 &&
		((errno != EINVAL && errno != ENOSYS) ||
			mkdir(path, 0700) != 0 || rename(from, path) != 0))
		done = file_fail(path, "made", report);
	free(from);
	return done;
}

static int remove_one(const char *path, const struct stat *status, int type,
	struct FTW *level)
{
	(void)status, (void)type, (void)level;
	return remove(path);
}

void staging_close(struct staging *staging)
{
	if (staging == NULL)
		return;
	if (staging->path != NULL)
		nftw(staging->path, remove_one, WALK_FILES,
			FTW_DEPTH | FTW_PHYS);
	free(staging->path);
	free(staging);
}
