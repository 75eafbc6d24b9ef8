/*
 * The files of a job's folder; see folder.h, and hold.c for how it is opened.
 *
 * All is done relative to one descriptor of the folder, and a name is walked
 * part by part without following links, so that neither a name from the data
 * nor a link put there by somebody else leads out of it.
 *
 * A file grows as `.lettermill-PID.tmp` in the job's folder and is renamed to
 * its place. A process writes one file at a time, so its id is name enough,
 * and whoever opens the folder next finds left-overs without a walk through a
 * million letters. A shard may be on a machine that gives the same ids: its
 * files grow in a folder of its own.
 */
#include "output/hold.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "output/pack.h"

#define TEMPORARY_SIZE 64 /* bytes of such a name, and to spare */
#define VISITOR_TRIES  16 /* to write what may be taken for a left-over */
#define SUPERSEDED     "superseded/"
#define SUPERSEDED_MAX 100000 /* issues of one name */

void hold_close(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}

bool hold_fail(const struct folder *folder, const char *name,
	const char *what, const char *remedy, struct report *report)
{
	const char *reason = strerror(errno);
	struct text path = {0};

	text_add(&path, folder->path);
	if (name != NULL)
		text_printf(&path, "/%s", name);
	report_error(report, (struct place){.file = text_string(&path)},
		"cannot be %s: %s%s", what, reason, remedy);
	text_clear(&path);
	return false;
}

const char *hold_remedy(void)
{
	switch (errno) {
	case EINVAL:
		return ": a file's name is relative, and no part of it is "
			"empty or begins with a dot";
	case ELOOP:
	case ENOTDIR:
		return ": a link or a file stands where a folder must be; "
			"move it away";
	default:
		return "";
	}
}

static bool is_inside(const char *name)
{
	for (;;) {
		size_t length = strcspn(name, "/");

		if (length == 0 || name[0] == '.')
			return false;
		if (name[length] == '\0')
			return true;
		name += length + 1;
	}
}

/* Closes a folder to all but its owner. */
static bool make_private(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && ((status.st_mode & 077) == 0 ||
		fchmodat(fd, ".", 0700, 0) == 0);
}

int hold_part(int parent, const char *part, enum way way)
{
	int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(parent, part, flags), saved;

	/* Another worker may be faster. */
	if (fd < 0 && errno == ENOENT && way != WAY_AS_IT_IS &&
		(mkdirat(parent, part, way == WAY_PRIVATE ? 0700 : 0755) == 0 ||
			errno == EEXIST))
		fd = openat(parent, part, flags);
	if (fd >= 0 && way == WAY_PRIVATE && !make_private(fd)) {
		saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

int hold_parent(const struct folder *folder, const char *name,
	enum way way, const char **last)
{
	const char *slash;
	int fd = -1;

	if (!is_inside(name)) {
		errno = EINVAL;
		return -1;
	}
	for (; (slash = strchr(name, '/')) != NULL; name = slash + 1) {
		size_t length = (size_t)(slash - name);
		char part[NAME_MAX + 1];
		int parent = fd;

		if (length > NAME_MAX) {
			hold_close(parent);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(part, name, length);
		part[length] = '\0';
		fd = hold_part(parent >= 0 ? parent : folder->fd, part, way);
		hold_close(parent);
		if (fd < 0)
			return -1;
	}
	*last = name;
	return fd >= 0 ? fd : fcntl(folder->fd, F_DUPFD_CLOEXEC, 0);
}

const char *folder_path(const struct folder *folder)
{
	return folder->path;
}

void folder_own(const struct folder *folder, const char *name,
	struct text *out)
{
	if (folder->shard.count > 0) {
		shard_folder(&folder->shard, out);
		text_add_char(out, '/');
	}
	text_add(out, name);
}

/* False with errno, and then nothing is left. */
static int open_temporary(const struct folder *folder, const char *name,
	mode_t mode)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(folder->work, name, flags, mode);

	/* A worker of this run was killed, and its process id came again. */
	if (fd < 0 && errno == EEXIST &&
		unlinkat(folder->work, name, 0) == 0)
		fd = openat(folder->work, name, flags, mode);
	return fd;
}

static bool make_temporary(const struct folder *folder, const char *name,
	const void *bytes, size_t length, mode_t mode)
{
	int fd = open_temporary(folder, name, mode), saved;
	bool written;

	if (fd < 0)
		return false;
	written = file_write_all(fd, bytes, length);
	saved = errno;
	/* A network's disk may be found full only now. */
	if (close(fd) != 0 && written) {
		written = false;
		saved = errno;
	}
	if (!written)
		unlinkat(folder->work, name, 0);
	errno = saved;
	return written;
}

static bool fail_to_write(const struct folder *folder, const char *name,
	size_t length, struct report *report)
{
	char remedy[160];

	if (errno != ENOSPC && errno != EDQUOT && errno != EFBIG)
		return hold_fail(folder, name, "written", hold_remedy(),
			report);
	snprintf(remedy, sizeof(remedy), ": %zu bytes were needed, nothing "
		"was left half-written; make room and run again", length);
	return hold_fail(folder, name, "written", remedy, report);
}

/* A number tells those that this process has at the same time apart. */
static void name_temporary(char out[TEMPORARY_SIZE], unsigned number)
{
	char after[16] = "";

	if (number > 0)
		snprintf(after, sizeof(after), "-%u", number);
	snprintf(out, TEMPORARY_SIZE, "%s%ld%s%s", TEMPORARY_PREFIX,
		(long)getpid(), after, TEMPORARY_SUFFIX);
}

/* False with errno, and then nothing is left. */
static bool replace(const struct folder *folder, int parent, const char *last,
	const void *bytes, size_t length, mode_t mode)
{
	char temporary[TEMPORARY_SIZE];
	int saved;

	name_temporary(temporary, 0);
	if (!make_temporary(folder, temporary, bytes, length, mode))
		return false;
	if (renameat(folder->work, temporary, parent, last) == 0)
		return true;
	saved = errno;
	unlinkat(folder->work, temporary, 0);
	errno = saved;
	return false;
}

static bool put(struct folder *folder, const char *name, const void *bytes,
	size_t length, enum way way, struct report *report)
{
	const char *last;
	int parent = hold_parent(folder, name, way, &last);
	mode_t mode = way == WAY_PRIVATE ? 0600 : 0644;
	int tries = folder->lock >= 0 ? 1 : VISITOR_TRIES;
	bool done = false;

	while (parent >= 0 && !done && tries-- > 0) {
		done = replace(folder, parent, last, bytes, length, mode);
		if (!done && errno != ENOENT)
			break;
	}
	if (!done)
		fail_to_write(folder, name, length, report);
	hold_close(parent);
	return done;
}

bool folder_append(struct folder *folder, const char *name, const void *bytes,
	size_t length, struct report *report)
{
	const char *last;
	int parent = hold_parent(folder, name, WAY_OPEN, &last), fd = -1;
	bool done = false;

	if (parent >= 0)
		fd = openat(parent, last, O_WRONLY | O_CREAT | O_APPEND |
			O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0)
		done = fchmod(fd, 0600) == 0 &&
			file_write_all(fd, bytes, length) &&
			fsync(fd) == 0 && syncfs(folder->fd) == 0;
	if (!done)
		hold_fail(folder, name, "written", hold_remedy(), report);
	hold_close(fd);
	hold_close(parent);
	return done;
}

bool folder_write(struct folder *folder, const char *name, const void *bytes,
	size_t length, struct report *report)
{
	return put(folder, name, bytes, length, WAY_OPEN, report);
}

bool folder_write_private(struct folder *folder, const char *name,
	const void *bytes, size_t length, struct report *report)
{
	return put(folder, name, bytes, length, WAY_PRIVATE, report);
}

struct folder_file {
	struct folder *folder;
	char *name;
	char temporary[TEMPORARY_SIZE];
	bool is_private, is_made;
	int fd;
	int fault; /* an errno: nothing more is written; 0: none */
	size_t length; /* of all that was added */
};

struct folder_file *folder_file_open(struct folder *folder, const char *name,
	bool is_private)
{
	struct folder_file *file = memory_new(sizeof(*file));

	file->folder = folder;
	file->name = memory_strdup(name);
	file->is_private = is_private;
	name_temporary(file->temporary, ++folder->files);
	file->fd = open_temporary(folder, file->temporary,
		is_private ? 0600 : 0644);
	file->is_made = file->fd >= 0;
	if (!file->is_made)
		file->fault = errno;
	return file;
}

void folder_file_add(struct folder_file *file, const void *bytes,
	size_t length)
{
	file->length += length;
	if (file->fault == 0 && !file_write_all(file->fd, bytes, length))
		file->fault = errno;
}

/* Gives it its name. */
static bool put_in_place(struct folder_file *file)
{
	const char *last;
	int parent = hold_parent(file->folder, file->name,
		file->is_private ? WAY_PRIVATE : WAY_OPEN, &last);
	bool done = parent >= 0 && renameat(file->folder->work,
		file->temporary, parent, last) == 0;

	if (!done)
		file->fault = errno;
	hold_close(parent);
	return done;
}

bool folder_file_end(struct folder_file *file)
{
	if (file->fd >= 0 && close(file->fd) != 0 && file->fault == 0)
		file->fault = errno;
	file->fd = -1;
	return file->fault == 0;
}

bool folder_file_close(struct folder_file *file, bool is_whole,
	struct report *report)
{
	struct folder *folder = file->folder;
	bool done = false;

	(void)!folder_file_end(file);
	if (is_whole && file->fault == 0)
		done = put_in_place(file);
	if (!done && file->is_made)
		unlinkat(folder->work, file->temporary, 0);
	if (is_whole && !done) {
		errno = file->fault;
		fail_to_write(folder, file->name, file->length, report);
	}
	free(file->name);
	free(file);
	return done || !is_whole;
}

/*
 * One syncfs for a group of letters, instead of an fsync for each and for each
 * folder: the parent need not know what its workers wrote and renamed, and the
 * disk orders the writes as it likes. Measured on ext4, in groups of 64, that
 * takes a fifth to all of the time of io_uring's fsync of each, and a third to
 * a twentieth of that of fdatasync of each. What others have written there is
 * waited for as well. The kernel (from 5.8) tells errors of writing back since
 * the folder was opened, whichever process wrote.
 */
bool folder_sync(struct folder *folder, struct report *report)
{
	if (syncfs(folder->fd) == 0)
		return true;
	return hold_fail(folder, NULL, "made safe on disk",
		": the letters since the last time are not recorded and will "
		"be made again",
		report);
}

bool hold_look(const struct folder *folder, const char *name,
	struct stat *out)
{
	const char *last;
	int parent = hold_parent(folder, name, WAY_AS_IT_IS, &last);
	bool found = parent >= 0 &&
		fstatat(parent, last, out, AT_SYMLINK_NOFOLLOW) == 0;

	hold_close(parent);
	return found;
}

DIR *hold_list(const struct folder *folder, const char *name)
{
	const char *last;
	int parent = hold_parent(folder, name, WAY_AS_IT_IS, &last);
	int fd = parent < 0 ? -1 : openat(parent, last,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;

	if (list == NULL)
		hold_close(fd);
	hold_close(parent);
	return list;
}

bool folder_has(const struct folder *folder, const char *name)
{
	struct stat status;

	return hold_look(folder, name, &status) && S_ISDIR(status.st_mode);
}

int64_t folder_size(const struct folder *folder, const char *name)
{
	struct stat status;

	return hold_look(folder, name, &status) && S_ISREG(status.st_mode)
		? status.st_size : -1;
}

/* -1 with errno. */
static int open_to_read(const struct folder *folder, const char *name)
{
	const char *last;
	int parent = hold_parent(folder, name, WAY_AS_IT_IS, &last), fd = -1;

	if (parent >= 0)
		fd = openat(parent, last,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	hold_close(parent);
	return fd;
}

FILE *folder_stream(const struct folder *folder, const char *name,
	struct report *report)
{
	int fd = open_to_read(folder, name);
	FILE *stream = fd >= 0 ? fdopen(fd, "rb") : NULL;

	if (stream != NULL)
		return stream;
	hold_fail(folder, name, "read", hold_remedy(), report);
	hold_close(fd);
	return NULL;
}

bool folder_read(const struct folder *folder, const char *name,
	struct text *out, struct report *report)
{
	int fd = open_to_read(folder, name);
	char part[65536];
	ssize_t got = -1;

	while (fd >= 0 && ((got = read(fd, part, sizeof(part))) > 0 ||
			(got < 0 && errno == EINTR)))
		if (got > 0)
			text_append(out, part, (size_t)got);
	if (got < 0)
		hold_fail(folder, name, "read", hold_remedy(), report);
	hold_close(fd);
	return got == 0;
}

bool folder_prune(struct folder *folder, const char *within,
	folder_judge *is_wanted, void *context, struct report *report)
{
	DIR *list = hold_list(folder, within);
	struct dirent *item;
	bool done = list != NULL || errno == ENOENT;

	if (!done)
		hold_fail(folder, within, "listed", hold_remedy(), report);
	while (list != NULL && (item = readdir(list)) != NULL) {
		const char *name = item->d_name;
		struct stat status;

		if (fstatat(dirfd(list), name, &status,
			    AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(status.st_mode) && !is_wanted(context, name) &&
			unlinkat(dirfd(list), name, 0) != 0)
			done = hold_fail(folder, name, "removed", "", report);
	}
	if (list != NULL)
		closedir(list);
	return done;
}

/* Letters that no run of all has put together with the others yet. */
static bool is_pack(void *context, const char *name)
{
	(void)context;
	return strcmp(name, "letters" PACK_SUFFIX) == 0;
}

/* A folder that something else is in stays. */
static bool remove_shard(struct folder *folder, int parent, const char *part,
	struct report *report)
{
	struct shard shard;
	struct text name = {0};
	bool done = true;

	if (shard_of_folder(part, &shard)) {
		shard_folder(&shard, &name);
		done = folder_prune(folder, name.data, is_pack, NULL, report);
		unlinkat(parent, part, AT_REMOVEDIR);
	}
	text_clear(&name);
	return done;
}

bool folder_remove_shards(struct folder *folder, struct report *report)
{
	DIR *list = hold_list(folder, SHARDS_FOLDER);
	struct dirent *item;
	bool done = true;

	if (list == NULL)
		return errno == ENOENT || hold_fail(folder, SHARDS_FOLDER,
			"listed", hold_remedy(), report);
	while (done && (item = readdir(list)) != NULL)
		done = remove_shard(folder, dirfd(list), item->d_name, report);
	closedir(list);
	unlinkat(folder->fd, SHARDS_FOLDER, AT_REMOVEDIR);
	return done;
}

/* Renames, but never over another file (EEXIST). */
static bool move_to_new(int from, const char *old, int to, const char *new)
{
	if (renameat2(from, old, to, new, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	/*
	 * Not every file system has that (NFS). Killed in between, the file
	 * has both names, which does no harm.
	 */
	return linkat(from, old, to, new, 0) == 0 &&
		unlinkat(from, old, 0) == 0;
}

/* x.pdf, x-2.pdf, x-3.pdf: appends the name of an issue. */
static void number_name(const char *name, int number, struct text *out)
{
	const char *dot = strrchr(name, '.');
	size_t stem = dot != NULL ? (size_t)(dot - name) : strlen(name);

	text_append(out, name, stem);
	if (number > 1)
		text_printf(out, "-%d", number);
	text_add(out, name + stem);
}

bool folder_supersede(struct folder *folder, const char *name,
	struct report *report)
{
	const char *slash = strchr(name, '/'), *old, *wanted;
	struct text path = {0}, new = {0};
	int from = hold_parent(folder, name, WAY_AS_IT_IS, &old), to = -1;
	bool done = false;

	text_printf(&path, "%s%s", SUPERSEDED, slash ? slash + 1 : name);
	if (from >= 0)
		to = hold_parent(folder, text_string(&path), WAY_OPEN,
			&wanted);
	for (int i = 1; to >= 0 && !done && i <= SUPERSEDED_MAX; i++) {
		text_reset(&new);
		number_name(wanted, i, &new);
		done = move_to_new(from, old, to, text_string(&new));
		if (!done && errno != EEXIST)
			break;
	}
	if (!done)
		hold_fail(folder, name, "moved to " SUPERSEDED, hold_remedy(),
			report);
	hold_close(from);
	hold_close(to);
	text_clear(&path);
	text_clear(&new);
	return done;
}

bool folder_remove(struct folder *folder, const char *name,
	struct report *report)
{
	const char *last;
	int parent = hold_parent(folder, name, WAY_AS_IT_IS, &last);
	bool done = parent >= 0 && unlinkat(parent, last, 0) == 0;

	if (!done)
		hold_fail(folder, name, "removed", hold_remedy(), report);
	hold_close(parent);
	return done;
}

bool folder_move(struct folder *folder, const char *name, const char *new,
	struct report *report)
{
	const char *old, *last;
	int from = hold_parent(folder, name, WAY_AS_IT_IS, &old);
	int to = from < 0 ? -1 : hold_parent(folder, new, WAY_OPEN, &last);
	bool done = to >= 0 && move_to_new(from, old, to, last);

	if (!done)
		hold_fail(folder, name, "moved to another folder",
			hold_remedy(), report);
	hold_close(from);
	hold_close(to);
	return done;
}

bool folder_superseded(const struct folder *folder, const char *name,
	int number, struct text *out)
{
	const char *slash = strchr(name, '/');
	size_t start = out->length;

	text_add(out, SUPERSEDED);
	number_name(slash != NULL ? slash + 1 : name, number, out);
	return folder_size(folder, text_string(out) + start) >= 0;
}

static int select_visible(const struct dirent *item)
{
	return item->d_name[0] != '.';
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* A plain file, or the files of a folder; whatever else, nothing. */
static bool walk_on(const struct folder *folder, const char *name,
	const char *item, folder_handler *handler, void *context,
	struct report *report)
{
	struct text path = {0};
	struct stat status;
	bool going = true;

	text_printf(&path, "%s/%s", name, item);
	if (hold_look(folder, text_string(&path), &status)) {
		if (S_ISREG(status.st_mode))
			going = handler(context, text_string(&path));
		else if (S_ISDIR(status.st_mode))
			going = folder_walk(folder, text_string(&path),
				handler, context, report);
	}
	text_clear(&path);
	return going;
}

bool folder_walk(const struct folder *folder, const char *name,
	folder_handler *handler, void *context, struct report *report)
{
	DIR *list = hold_list(folder, name);
	struct dirent *item;
	bool going = list != NULL || errno == ENOENT;

	if (!going)
		hold_fail(folder, name, "listed", hold_remedy(), report);
	while (going && list != NULL && (item = readdir(list)) != NULL)
		if (item->d_name[0] != '.')
			going = walk_on(folder, name, item->d_name, handler,
				context, report);
	if (list != NULL)
		closedir(list);
	return going;
}

bool folder_list_here(const struct folder *folder, const char *name,
	folder_handler *handler, void *context, struct report *report)
{
	struct dirent **items = NULL;
	const char *last;
	int parent = hold_parent(folder, name, WAY_AS_IT_IS, &last);
	int fd = parent < 0 ? -1 : hold_part(parent, last, WAY_AS_IT_IS);
	int count = fd < 0 ? -1 : scandirat(fd, ".", &items, select_visible,
		compare_names);
	bool going = true;

	if (count < 0 && errno != ENOENT)
		going = hold_fail(folder, name, "listed", hold_remedy(),
			report);
	hold_close(fd);
	hold_close(parent);
	for (int i = 0; i < count; i++) {
		struct text path = {0};
		struct stat status;

		text_printf(&path, "%s/%s", name, items[i]->d_name);
		if (going && hold_look(folder, text_string(&path), &status) &&
			S_ISREG(status.st_mode))
			going = handler(context, text_string(&path));
		text_clear(&path);
		free(items[i]);
	}
	free(items);
	return going;
}

void folder_remove_empty(struct folder *folder, const char *name)
{
	const char *last;
	int parent = hold_parent(folder, name, WAY_AS_IT_IS, &last);

	if (parent >= 0)
		unlinkat(parent, last, AT_REMOVEDIR);
	hold_close(parent);
}
