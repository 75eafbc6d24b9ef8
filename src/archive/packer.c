/* Writing an archive, with libarchive; see packer.h. */
#include "archive/packer.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

struct packer {
	char *path, *temporary; /* the latter NULL where there is none now */
	int fd;
	int64_t time;
	struct archive *archive;
};

static bool fail(const struct packer *packer, struct report *report)
{
	return file_fail(packer->path, "written", report);
}

/* libarchive's own errors come with no errno that means anything. */
static bool fail_in_archive(const struct packer *packer,
	struct report *report)
{
	const char *words = archive_error_string(packer->archive);

	errno = archive_errno(packer->archive);
	if (errno > 0)
		return fail(packer, report);
	return report_error(report, (struct place){.file = packer->path},
		"cannot be written: %s", words != NULL ? words : "no reason");
}

static bool report_there(const struct packer *packer, struct report *report)
{
	return report_error(report, (struct place){.file = packer->path},
		"it is there, and nothing is written over it: name another, or "
		"move it away");
}

static void name_temporary(struct packer *packer)
{
	const char *slash = strrchr(packer->path, '/');
	size_t folder = slash != NULL ? (size_t)(slash - packer->path) + 1 : 0;
	struct text name = {0};

	text_append(&name, packer->path, folder);
	text_printf(&name, ".%.200s-%ld.tmp", packer->path + folder,
		(long)getpid());
	packer->temporary = name.data;
}

static bool open_temporary(struct packer *packer, struct report *report)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	struct stat status;

	if (lstat(packer->path, &status) == 0)
		return report_there(packer, report);
	name_temporary(packer);
	/* One of a process that was killed, and whose number came again. */
	unlink(packer->temporary);
	packer->fd = open(packer->temporary, flags, 0600);
	if (packer->fd >= 0)
		return true;
	fail(packer, report);
	free(packer->temporary);
	packer->temporary = NULL;
	return false;
}

bool packer_open(const char *path, int64_t time, struct packer **out,
	struct report *report)
{
	struct packer *packer = memory_new(sizeof(*packer));

	*packer = (struct packer){.path = memory_strdup(path), .fd = -1,
		.time = time, .archive = archive_write_new()};
	*out = packer;
	if (!open_temporary(packer, report))
		return false;
	if (archive_write_set_format_gnutar(packer->archive) == ARCHIVE_OK &&
		archive_write_add_filter_zstd(packer->archive) == ARCHIVE_OK &&
		archive_write_set_bytes_in_last_block(packer->archive, 1) ==
			ARCHIVE_OK &&
		archive_write_open_fd(packer->archive, packer->fd) ==
			ARCHIVE_OK)
		return true;
	return fail_in_archive(packer, report);
}

bool packer_begin(struct packer *packer, const char *name, int64_t size,
	bool is_private, struct report *report)
{
	struct archive_entry *entry = archive_entry_new();
	bool done;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, is_private ? 0600 : 0644);
	archive_entry_set_size(entry, size);
	archive_entry_set_mtime(entry, packer->time, 0);
	done = archive_write_header(packer->archive, entry) == ARCHIVE_OK ||
		fail_in_archive(packer, report);
	archive_entry_free(entry);
	return done;
}

bool packer_add(struct packer *packer, const void *bytes, size_t length,
	struct report *report)
{
	la_ssize_t wrote = archive_write_data(packer->archive, bytes, length);

	return wrote == (la_ssize_t)length || fail_in_archive(packer, report);
}

static bool sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? memory_strdup(".")
		: memory_strndup(path, (size_t)(slash - path) + 1);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	free(folder);
	return done;
}

/* Never over another file; not every file system has the first way (NFS). */
static bool put_in_place(const struct packer *packer)
{
	if (renameat2(AT_FDCWD, packer->temporary, AT_FDCWD, packer->path,
		    RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	return link(packer->temporary, packer->path) == 0 &&
		unlink(packer->temporary) == 0;
}

bool packer_finish(struct packer *packer, struct report *report)
{
	if (archive_write_close(packer->archive) != ARCHIVE_OK)
		return fail_in_archive(packer, report);
	if (fsync(packer->fd) != 0)
		return fail(packer, report);
	if (!put_in_place(packer))
		return errno == EEXIST ? report_there(packer, report)
				       : fail(packer, report);
	free(packer->temporary);
	packer->temporary = NULL;
	return sync_folder(packer->path) || fail(packer, report);
}

void packer_free(struct packer *packer)
{
	if (packer == NULL)
		return;
	/* Completed even where it failed, with zeros: else what libarchive has
	 * for its file would not be freed. */
	archive_write_free(packer->archive);
	if (packer->fd >= 0)
		close(packer->fd);
	if (packer->temporary != NULL)
		unlink(packer->temporary);
	free(packer->temporary);
	free(packer->path);
	free(packer);
}
