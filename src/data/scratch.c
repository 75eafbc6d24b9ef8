/*
 * Files without a name; see scratch.h. SQLite opens files by their name alone:
 * it is told the number of a descriptor for one, and a file system of its own
 * (sqlite3_vfs) takes that for what it is. All other files, such as those of a
 * sorting, are the usual one's.
 */
#include "data/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#define NAME "scratch"

struct scratch {
	sqlite3_file base; /* first */
	int file;	   /* lent */
};

static int last_errno;

/* ---- the file ---- */

static int descriptor(sqlite3_file *file)
{
	return ((struct scratch *)file)->file;
}

static int close_file(sqlite3_file *file)
{
	(void)file;
	return SQLITE_OK;
}

/* What is behind the file's end is to be read as zero. */
static int read_file(sqlite3_file *file, void *bytes, int length,
	sqlite3_int64 at)
{
	size_t got = 0, wanted = (size_t)length;

	while (got < wanted) {
		ssize_t part = pread(descriptor(file), (char *)bytes + got,
			wanted - got, at + (off_t)got);

		if (part < 0 && errno == EINTR)
			continue;
		if (part < 0)
			return SQLITE_IOERR_READ;
		if (part == 0)
			break;
		got += (size_t)part;
	}
	memset((char *)bytes + got, 0, wanted - got);
	return got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int write_file(sqlite3_file *file, const void *bytes, int length,
	sqlite3_int64 at)
{
	const char *from = bytes;

	while (length > 0) {
		ssize_t part = pwrite(descriptor(file), from, (size_t)length,
			at);

		if (part < 0 && errno == EINTR)
			continue;
		if (part <= 0) {
			last_errno = part < 0 ? errno : ENOSPC;
			return SQLITE_IOERR_WRITE;
		}
		from += part;
		at += part;
		length -= (int)part;
	}
	return SQLITE_OK;
}

static int cut_file(sqlite3_file *file, sqlite3_int64 length)
{
	return ftruncate(descriptor(file), length) == 0
		? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int measure_file(sqlite3_file *file, sqlite3_int64 *out)
{
	struct stat status;

	if (fstat(descriptor(file), &status) != 0)
		return SQLITE_IOERR_FSTAT;
	*out = status.st_size;
	return SQLITE_OK;
}

/* Nobody needs it once the power is cut. */
static int sync_file(sqlite3_file *file, int flags)
{
	(void)file, (void)flags;
	return SQLITE_OK;
}

static int lock_file(sqlite3_file *file, int level)
{
	(void)file, (void)level;
	return SQLITE_OK;
}

static int ask_for_lock(sqlite3_file *file, int *is_locked)
{
	(void)file;
	*is_locked = 0;
	return SQLITE_OK;
}

static int control_file(sqlite3_file *file, int what, void *value)
{
	(void)file, (void)what, (void)value;
	return SQLITE_NOTFOUND;
}

static int no_property(sqlite3_file *file)
{
	(void)file;
	return 0;
}

/* ---- the file system ---- */

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
	int flags, int *out)
{
	static const sqlite3_io_methods methods = {
		.iVersion = 1,
		.xClose = close_file,
		.xRead = read_file,
		.xWrite = write_file,
		.xTruncate = cut_file,
		.xSync = sync_file,
		.xFileSize = measure_file,
		.xLock = lock_file,
		.xUnlock = lock_file,
		.xCheckReservedLock = ask_for_lock,
		.xFileControl = control_file,
		.xSectorSize = no_property,
		.xDeviceCharacteristics = no_property,
	};
	struct scratch *scratch = (struct scratch *)file;
	sqlite3_vfs *usual = vfs->pAppData;

	if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
		return usual->xOpen(usual, name, file, flags, out);
	*scratch = (struct scratch){{&methods}, (int)strtol(name, NULL, 10)};
	if (out != NULL)
		*out = flags;
	return SQLITE_OK;
}

/* It has no journal, and none of its files is to be removed by a name. */
static int find_file(sqlite3_vfs *vfs, const char *name, int flags, int *found)
{
	(void)vfs, (void)name, (void)flags;
	*found = 0;
	return SQLITE_OK;
}

static int remove_file(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs, (void)name, (void)sync;
	return SQLITE_IOERR_DELETE_NOENT;
}

static int name_file(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)size, "%s", name) < size
		? SQLITE_OK : SQLITE_CANTOPEN;
}

static bool install(void)
{
	static sqlite3_vfs vfs;
	sqlite3_vfs *usual = sqlite3_vfs_find(NULL);

	if (sqlite3_vfs_find(NAME) != NULL)
		return true;
	if (usual == NULL)
		return false;
	vfs = *usual;
	vfs.pNext = NULL;
	vfs.zName = NAME;
	vfs.pAppData = usual;
	if (vfs.szOsFile < (int)sizeof(struct scratch))
		vfs.szOsFile = (int)sizeof(struct scratch);
	vfs.xOpen = open_file;
	vfs.xDelete = remove_file;
	vfs.xAccess = find_file;
	vfs.xFullPathname = name_file;
	return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
}

/* ---- for its users ---- */

int scratch_make(const char *folder)
{
	int file = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
	struct text path = {0};

	/* Not every file system can. */
	if (file < 0 && errno != ENOENT && errno != EACCES) {
		text_printf(&path, "%s/.lettermill-XXXXXX", folder);
		file = mkostemp(path.data, O_CLOEXEC);
		if (file >= 0)
			unlink(path.data);
		text_clear(&path);
	}
	return file;
}

bool scratch_open(int file, int flags, sqlite3 **out)
{
	char name[16];

	*out = NULL;
	snprintf(name, sizeof(name), "%d", file);
	return install() &&
		sqlite3_open_v2(name, out, flags, NAME) == SQLITE_OK;
}

int scratch_errno(void)
{
	return last_errno;
}
