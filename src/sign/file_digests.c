/* A list, as a job has some dozens of files; see file_digests.h. */
#include "sign/file_digests.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"

#define SETTLED 2 /* seconds */

struct known_file {
	char *path;
	struct stat status;
	char digest[DIGEST_HEX];
};

struct file_digests {
	struct known_file *files;
	size_t count;
};

struct file_digests *file_digests_new(void)
{
	return memory_new(sizeof(struct file_digests));
}

void file_digests_free(struct file_digests *digests)
{
	if (digests == NULL)
		return;
	for (size_t i = 0; i < digests->count; i++)
		free(digests->files[i].path);
	free(digests->files);
	free(digests);
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
		a->st_size == b->st_size && same_time(a->st_mtim, b->st_mtim) &&
		same_time(a->st_ctim, b->st_ctim);
}

static bool is_settled(const struct stat *status)
{
	return status->st_ctim.tv_sec <= clock_now() - SETTLED;
}

/* NULL: it is not known, or another one by now. */
static const struct known_file *find(const struct file_digests *digests,
	const char *path, const struct stat *now)
{
	for (size_t i = 0; i < digests->count; i++)
		if (strcmp(digests->files[i].path, path) == 0 &&
			is_same(&digests->files[i].status, now))
			return &digests->files[i];
	return NULL;
}

static void keep(struct file_digests *digests, const char *path,
	const struct stat *status, const char *digest)
{
	struct known_file *file;

	digests->files = memory_resize(digests->files, digests->count + 1,
		sizeof(*digests->files));
	file = &digests->files[digests->count++];
	*file = (struct known_file){.path = memory_strdup(path),
		.status = *status};
	memcpy(file->digest, digest, DIGEST_HEX);
}

bool file_digests_find(struct file_digests *digests, const char *path,
	char out[DIGEST_HEX], int64_t *length, struct report *report)
{
	struct stat before, after;
	const struct known_file *known;
	bool settled;

	if (digests == NULL || stat(path, &before) != 0)
		return digest_file(path, out, length, report);
	known = find(digests, path, &before);
	if (known != NULL) {
		memcpy(out, known->digest, DIGEST_HEX);
		*length = (int64_t)before.st_size;
		return true;
	}
	settled = is_settled(&before);
	if (!digest_file(path, out, length, report))
		return false;
	if (settled && stat(path, &after) == 0 && is_same(&before, &after))
		keep(digests, path, &before, out);
	return true;
}
