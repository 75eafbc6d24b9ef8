/*
 * Opening a job's folder and holding it against other runs; see hold.h.
 *
 * The lock is flock's. It belongs to the open file, which a fork shares: it
 * lasts until the last process has closed it, so nothing here unlocks, as that
 * would unlock for all. (A lock of fcntl's older kind belongs to the process,
 * and would be lost with the first close of the file anywhere in it.) While it
 * is ours, no temporary file can belong to anyone alive but a visitor, who
 * writes it again when it was taken away.
 */
#include "output/hold.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/pack.h"
#include "output/packs.h"

#define LOCK_NAME ".lock"

/* Makes the folders of a path that is the user's own: links are welcome. */
static bool make_folders(const char *path)
{
	char *copy = memory_strdup(path);
	bool done = true;

	for (char *end = copy, kept; done && *end != '\0';) {
		end += strspn(end, "/");
		end += strcspn(end, "/");
		kept = *end;
		*end = '\0';
		done = mkdir(copy, 0755) == 0 || errno == EEXIST;
		*end = kept;
	}
	free(copy);
	return done;
}

/* The process id in the lock's text; 0 while the holder is writing it. */
static long holder_of(int lock)
{
	char text[24] = "";
	ssize_t got = pread(lock, text, sizeof(text) - 1, 0);

	return got > 0 ? strtol(text, NULL, 10) : 0;
}

/* `what`, of which somebody else has the lock. */
static bool report_held(const struct folder *folder, int lock,
	const char *what, struct report *report)
{
	struct place place = {.file = folder->path};
	long holder = holder_of(lock);

	if (holder <= 0)
		return report_error(report, place, "another run holds %s: "
			"wait for it, or pass --wait", what);
	return report_error(report, place, "another run (process %ld) holds "
		"%s: wait for it, or pass --wait", holder, what);
}

/* Shards leave no number of a process: whoever did is gone. */
static bool report_job_held(const struct folder *folder, bool shared,
	struct report *report)
{
	if (shared || flock(folder->lock, LOCK_SH | LOCK_NB) != 0)
		return report_held(folder, folder->lock, "the job", report);
	return report_error(report, (struct place){.file = folder->path},
		"shards of the job are being made: wait for them, or pass "
		"--wait");
}

static int open_lock(int within)
{
	return openat(within, LOCK_NAME,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
}

static bool write_holder(int lock)
{
	char text[24];
	int length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	return ftruncate(lock, 0) == 0 &&
		pwrite(lock, text, (size_t)length, 0) == length;
}

static bool take_lock(struct folder *folder, bool shared, bool wait,
	struct report *report)
{
	int kind = shared ? LOCK_SH : LOCK_EX;

	folder->lock = open_lock(folder->fd);
	if (folder->lock < 0)
		return hold_fail(folder, LOCK_NAME, "opened", hold_remedy(),
			report);
	/* A signal that is handled (Ctrl-C) ends the wait: EINTR. */
	if (flock(folder->lock, kind | (wait ? 0 : LOCK_NB)) != 0) {
		if (errno == EWOULDBLOCK)
			return report_job_held(folder, shared, report);
		return hold_fail(folder, LOCK_NAME, "locked", "", report);
	}
	if (!shared && !write_holder(folder->lock))
		return hold_fail(folder, LOCK_NAME, "written", "", report);
	return true;
}

static bool is_temporary(const char *name)
{
	size_t prefix = strlen(TEMPORARY_PREFIX);
	size_t digits;

	if (strncmp(name, TEMPORARY_PREFIX, prefix) != 0)
		return false;
	digits = strspn(name + prefix, "0123456789-");
	return digits > 0 &&
		strcmp(name + prefix + digits, TEMPORARY_SUFFIX) == 0;
}

static bool remove_left_overs(struct folder *folder, struct report *report)
{
	int fd = openat(folder->work, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *item;

	if (list == NULL) {
		hold_fail(folder, NULL, "listed", "", report);
		hold_close(fd);
		return false;
	}
	/* One that stays is met again, and reported, when its name is used. */
	while ((item = readdir(list)) != NULL)
		if (is_temporary(item->d_name))
			unlinkat(folder->work, item->d_name, 0);
	closedir(list);
	return true;
}

static struct folder *folder_new(const char *path)
{
	struct folder *folder = memory_new(sizeof(*folder));

	*folder = (struct folder){.path = memory_strdup(path), .fd = -1,
		.work = -1, .lock = -1, .share = -1, .packs = packs_new()};
	return folder;
}

bool folder_visit(const char *path, struct folder **out,
	struct report *report)
{
	struct folder *folder = folder_new(path);

	if (!make_folders(path)) {
		hold_fail(folder, NULL, "made", ": choose another with --out",
			report);
		goto failed;
	}
	folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->fd < 0) {
		hold_fail(folder, NULL, "opened as a folder",
			": choose another with --out", report);
		goto failed;
	}
	folder->work = folder->fd;
	*out = folder;
	return true;
failed:
	folder_close(folder);
	return false;
}

static bool has_letters(const struct folder *folder)
{
	static const char *const names[] = {"letters",
		("letters" PACK_SUFFIX), "superseded", SHARDS_FOLDER};
	struct stat status;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (fstatat(folder->fd, names[i], &status,
			    AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
			return true;
	return false;
}

bool folder_was_empty(const struct folder *folder)
{
	return folder->was_empty;
}

void folder_expect_letters(struct folder *folder)
{
	folder->was_empty = false;
}

bool folder_open(const char *path, bool wait, struct folder **out,
	struct report *report)
{
	struct folder *folder;

	if (!folder_visit(path, &folder, report))
		return false;
	if (!take_lock(folder, false, wait, report) ||
		!remove_left_overs(folder, report)) {
		folder_close(folder);
		return false;
	}
	folder->was_empty = !has_letters(folder);
	*out = folder;
	return true;
}

/* Opens the shard's folder for the files that grow in it. */
static bool open_work(struct folder *folder, const char *name,
	struct report *report)
{
	const char *last;
	int parent = hold_parent(folder, name, WAY_OPEN, &last);

	folder->work = parent < 0 ? -1
				  : hold_part(parent, last, WAY_PRIVATE);
	hold_close(parent);
	return folder->work >= 0 ||
		hold_fail(folder, name, "made", hold_remedy(), report);
}

/*
 * A lock of fcntl's newer kind, which belongs to the open file as well, as
 * others can ask for it without taking it.
 */
static bool take_share(struct folder *folder, const struct shard *shard,
	const char *name, bool wait, struct report *report)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct text what = {0};

	folder->share = open_lock(folder->work);
	if (folder->share >= 0 && fcntl(folder->share, wait ? F_OFD_SETLKW
			: F_OFD_SETLK, &whole) == 0 &&
		write_holder(folder->share))
		return true;
	if (folder->share >= 0 && (errno == EAGAIN || errno == EACCES)) {
		text_add(&what, "shard ");
		shard_print(shard, &what);
		report_held(folder, folder->share, what.data, report);
		text_clear(&what);
		return false;
	}
	return hold_fail(folder, name, "locked", hold_remedy(), report);
}

bool folder_open_shard(const char *path, const struct shard *shard, bool wait,
	struct folder **out, struct report *report)
{
	struct folder *folder;
	struct text name = {0};
	bool done;

	if (shard->count == 0)
		return folder_open(path, wait, out, report);
	if (!folder_visit(path, &folder, report))
		return false;
	folder->shard = *shard;
	shard_folder(shard, &name);
	done = take_lock(folder, true, wait, report) &&
		open_work(folder, name.data, report) &&
		take_share(folder, shard, name.data, wait, report) &&
		remove_left_overs(folder, report);
	text_clear(&name);
	if (done)
		*out = folder;
	else
		folder_close(folder);
	return done;
}

bool folder_shard_is_held(const struct folder *folder,
	const struct shard *shard)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct text name = {0};
	const char *last;
	int parent, lock = -1;
	bool held;

	shard_folder(shard, &name);
	text_add(&name, "/x"); /* something within */
	parent = hold_parent(folder, name.data, WAY_AS_IT_IS, &last);
	if (parent >= 0)
		lock = openat(parent, LOCK_NAME,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	held = lock >= 0 && fcntl(lock, F_OFD_GETLK, &whole) == 0 &&
		whole.l_type != F_UNLCK;
	hold_close(lock);
	hold_close(parent);
	text_clear(&name);
	return held;
}

bool folder_peek(const char *path, struct folder **out, struct report *report)
{
	struct folder *folder = folder_new(path);

	folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->fd < 0 && errno != ENOENT) {
		hold_fail(folder, NULL, "opened as a folder",
			": choose another with --out", report);
		folder_close(folder);
		return false;
	}
	*out = folder;
	return true;
}

void folder_close(struct folder *folder)
{
	if (folder == NULL)
		return;
	packs_free(folder);
	hold_close(folder->share);
	hold_close(folder->lock);
	if (folder->work != folder->fd)
		hold_close(folder->work);
	hold_close(folder->fd);
	free(folder->path);
	free(folder);
}
