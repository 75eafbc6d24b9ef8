/*
 * Packs that were met; see packs.h. What is kept of one is small (pack.h), so
 * thousands are kept, and of the last few the open file.
 */
#include "output/packs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_identity.h"
#include "base/hash.h"
#include "output/letters.h"

#define MOST_KNOWN 4096
#define MOST_OPEN  256

struct known {
	uint64_t hash; /* of the name */
	char *name;
	struct pack *pack; /* NULL: there is none */
	bool is_refused, is_open;
	struct file_identity identity;
	uint64_t used; /* when, in questions */
};

struct packs {
	struct known *list;
	size_t count, room, open, most_open;
	uint64_t questions;
	struct shard *shards;
	size_t shard_count;
	bool shards_known;
};

/* Whoever holds the folder needs files of its own as well. */
struct packs *packs_new(void)
{
	struct packs *packs = memory_new(sizeof(*packs));
	struct rlimit files;

	packs->most_open = MOST_OPEN;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 &&
		files.rlim_cur / 4 < MOST_OPEN)
		packs->most_open = (size_t)files.rlim_cur / 4;
	return packs;
}

/* A pipe that somebody put there is not waited for. */
bool packs_open_file(const struct folder *folder, const char *name, int *file)
{
	const char *last;
	int parent = hold_parent(folder, name, WAY_AS_IT_IS, &last);

	*file = -1;
	if (parent >= 0)
		*file = openat(parent, last,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	hold_close(parent);
	return *file >= 0 || folder->fd < 0 || errno == ENOENT ||
		errno == EINVAL || errno == ENAMETOOLONG;
}

/* ---- which file it is ---- */

/* Zeros where there is no such file. */
static struct file_identity look(const struct folder *folder, const char *name)
{
	struct stat status;

	return hold_look(folder, name, &status) ? file_identity_of(&status) :
		(struct file_identity){0};
}

/* ---- those that are known ---- */

static void forget(struct packs *packs, struct known *known)
{
	packs->open -= known->is_open;
	pack_close(known->pack);
	known->pack = NULL;
	known->is_open = known->is_refused = false;
	known->identity = (struct file_identity){0};
}

static struct known *find(struct packs *packs, uint64_t hash, const char *name)
{
	for (size_t i = 0; i < packs->count; i++)
		if (packs->list[i].hash == hash &&
			strcmp(packs->list[i].name, name) == 0)
			return &packs->list[i];
	return NULL;
}

/* The one that was not asked for for the longest time; NULL: none is open. */
static struct known *find_oldest(struct packs *packs, bool of_open)
{
	struct known *oldest = NULL;

	for (size_t i = 0; i < packs->count; i++) {
		struct known *known = &packs->list[i];

		if ((!of_open || known->is_open) && (oldest == NULL ||
			known->used < oldest->used))
			oldest = known;
	}
	return oldest;
}

static struct known *add(struct packs *packs, uint64_t hash, const char *name)
{
	struct known *known;

	if (packs->count < MOST_KNOWN) {
		ARRAY_RESERVE(packs->list, packs->count, packs->room);
		known = &packs->list[packs->count++];
	} else {
		known = find_oldest(packs, false);
		forget(packs, known);
		free(known->name);
	}
	*known = (struct known){.hash = hash, .name = memory_strdup(name)};
	return known;
}

/* ---- opening them ---- */

static void load(const struct folder *folder, struct known *known,
	const char *within)
{
	struct report ignored = {0}; /* who reads a letter will say it */
	struct text path = {0};
	struct stat status;
	int file;

	known->is_refused = !packs_open_file(folder, known->name, &file);
	if (file < 0)
		return;
	if (fstat(file, &status) == 0)
		known->identity = file_identity_of(&status);
	text_printf(&path, "%s/%s", folder->path, known->name);
	known->is_open = pack_open(file, path.data, within, &known->pack,
		&ignored);
	known->is_refused = !known->is_open;
	text_clear(&path);
	report_clear(&ignored);
}

static void resume(const struct folder *folder, struct packs *packs,
	struct known *known)
{
	struct stat status;
	struct file_identity now = {0};
	int file;

	if (packs_open_file(folder, known->name, &file) && file >= 0 &&
		fstat(file, &status) == 0)
		now = file_identity_of(&status);
	if (file >= 0 && file_identity_is(&now, &known->identity)) {
		pack_resume(known->pack, file);
		known->is_open = true;
		packs->open++;
		return;
	}
	hold_close(file);
	forget(packs, known);
}

static void park_one(struct packs *packs)
{
	struct known *known = find_oldest(packs, true);

	pack_park(known->pack);
	known->is_open = false;
	packs->open--;
}

struct pack *packs_lend(const struct folder *folder, const char *name,
	const char *within, bool *is_refused)
{
	struct packs *packs = folder->packs;
	uint64_t hash = hash_bytes(name, strlen(name));
	struct known *known = find(packs, hash, name);
	bool is_new = known == NULL;

	if (is_new)
		known = add(packs, hash, name);
	known->used = ++packs->questions;
	if (!is_new && folder->lock < 0) {
		struct file_identity now = look(folder, name);

		if (!file_identity_is(&now, &known->identity)) {
			forget(packs, known);
			is_new = now.number != 0;
		}
	}
	if (!is_new && known->pack != NULL && !known->is_open) {
		resume(folder, packs, known);
		is_new = known->pack == NULL;
	}
	if (is_new) {
		load(folder, known, within);
		packs->open += known->is_open;
	}
	if (packs->open > packs->most_open)
		park_one(packs);
	*is_refused = known->is_refused;
	return known->pack;
}

/* ---- shards ---- */

const struct shard *packs_shards(const struct folder *folder, size_t *count)
{
	struct packs *packs = folder->packs;

	if (!packs->shards_known)
		packs->shards = letters_shards(folder, &packs->shard_count);
	packs->shards_known = true;
	*count = packs->shard_count;
	return packs->shards;
}

void letters_forget(const struct folder *folder)
{
	struct packs *packs = folder->packs;

	for (size_t i = 0; i < packs->count; i++) {
		pack_close(packs->list[i].pack);
		free(packs->list[i].name);
	}
	free(packs->list);
	free(packs->shards);
	*packs = (struct packs){.most_open = packs->most_open};
}

void packs_free(struct folder *folder)
{
	letters_forget(folder);
	free(folder->packs);
}
