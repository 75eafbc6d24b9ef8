/* A list, as a job has some dozens of files; see file_digests.h. */
#include "sign/file_digests.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file_identity.h"

#define SETTLED 2 /* seconds */

/* Any change moves the time of the last one, too, which nobody can set. */
struct file_version {
	struct file_identity identity;
	struct timespec changed;
};

struct known_file {
	char *path;
	struct file_version version;
	char digest[DIGEST_HEX];
};

struct file_digests {
	struct known_file *files;
	size_t count, room;
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

static struct file_version version_of(const struct stat *status)
{
	return (struct file_version){file_identity_of(status),
		status->st_ctim};
}

static bool is_same(const struct file_version *a, const struct file_version *b)
{
	return file_identity_is(&a->identity, &b->identity) &&
		file_same_time(a->changed, b->changed);
}

static bool is_settled(const struct file_version *version)
{
	return version->changed.tv_sec <= clock_now() - SETTLED;
}

/* NULL: it is not known, or another one by now. */
static const struct known_file *find(const struct file_digests *digests,
	const char *path, const struct file_version *now)
{
	for (size_t i = 0; i < digests->count; i++)
		if (strcmp(digests->files[i].path, path) == 0 &&
			is_same(&digests->files[i].version, now))
			return &digests->files[i];
	return NULL;
}

static void keep(struct file_digests *digests, const char *path,
	const struct file_version *version, const char *digest)
{
	struct known_file *file;

	ARRAY_RESERVE(digests->files, digests->count, digests->room);
	file = &digests->files[digests->count++];
	*file = (struct known_file){.path = memory_strdup(path),
		.version = *version};
	memcpy(file->digest, digest, DIGEST_HEX);
}

bool file_digests_find(struct file_digests *digests, const char *path,
	char out[DIGEST_HEX], int64_t *length, struct report *report)
{
	struct stat status;
	struct file_version before, after;
	const struct known_file *known;
	bool settled;

	if (digests == NULL || stat(path, &status) != 0)
		return digest_file(path, out, length, report);
	before = version_of(&status);
	known = find(digests, path, &before);
	if (known != NULL) {
		memcpy(out, known->digest, DIGEST_HEX);
		*length = (int64_t)before.identity.size;
		return true;
	}
	settled = is_settled(&before);
	if (!digest_file(path, out, length, report))
		return false;
	if (!settled || stat(path, &status) != 0)
		return true;
	after = version_of(&status);
	if (is_same(&before, &after))
		keep(digests, path, &before, out);
	return true;
}
