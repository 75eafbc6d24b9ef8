/*
 * Whose letter may have a file's name; see claims.h.
 *
 * A run that makes all letters meets every claim, and the record remembers
 * them: only what it does not know is kept here. A shard asks beforehand which
 * rows of others want one of its files. Two numbers a recipient are in memory
 * meanwhile, and afterwards only what is wanted twice.
 *
 * Where the record begins empty, a filter of two bits a file (Bloom, 1970)
 * spares nearly all letters of the first run the search through the record.
 */
#include "batch/claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "batch/letter.h"
#include "data/tables.h"

/* A recipient's of the filter: one file in seventy is looked for in vain. */
#define MET_BITS      16
#define MOST_MET_BITS ((size_t)1 << 25) /* and in all */

static uint64_t digest_file_name(const char *file)
{
	unsigned char digest[DIGEST_SIZE];
	uint64_t first;

	digest_bytes(file, strlen(file), digest);
	memcpy(&first, digest, sizeof(first));
	return first;
}

/* ---- of other shards ---- */

static int compare_claims(const void *a, const void *b)
{
	const struct claim *left = a, *right = b;

	if (left->file != right->file)
		return left->file < right->file ? -1 : 1;
	return (left->row > right->row) - (left->row < right->row);
}

/* The first claim on a file in a list that is in order; its end, if none. */
static size_t find(const struct claim *list, size_t count, uint64_t file)
{
	size_t low = 0;

	while (count > 0) {
		size_t half = count / 2;

		if (list[low + half].file < file) {
			low += half + 1;
			count -= half + 1;
		} else {
			count = half;
		}
	}
	return low;
}

struct gathering {
	struct claims *claims;
	struct claim *own, *others;
	size_t own_count, own_room, other_count, other_room;
};

static void add_own(struct gathering *all, int64_t row, const char *file)
{
	ARRAY_RESERVE(all->own, all->own_count, all->own_room);
	all->own[all->own_count++] =
		(struct claim){digest_file_name(file), row};
}

/* What the shard's letters are called, also where they are moved to. */
static bool add_recorded(void *context, const struct entry *entry)
{
	struct gathering *all = context;
	struct text moved = {0};

	if (*entry->file == '\0')
		return true;
	add_own(all, 0, entry->file);
	shelf_add(shelf_name(entry->file), all->claims->job->shelves, &moved);
	if (strcmp(text_string(&moved), entry->file) != 0)
		add_own(all, 0, text_string(&moved));
	text_clear(&moved);
	return true;
}

static void add_row(struct gathering *all, const struct shard *shard,
	int64_t row)
{
	struct claims *claims = all->claims;
	struct recipient recipient;
	const char *file;

	arena_reset(&claims->arena);
	if (!job_recipient(claims->job, row, &claims->arena, &recipient))
		return;
	file = letter_file(claims->job, row, &claims->arena);
	if (file == NULL)
		return;
	if (shard_has(shard, recipient.key)) {
		add_own(all, row, file);
		return;
	}
	ARRAY_RESERVE(all->others, all->other_count, all->other_room);
	all->others[all->other_count++] =
		(struct claim){digest_file_name(file), row};
}

static void keep_shared(struct gathering *all)
{
	struct claims *claims = all->claims;

	if (all->own_count > 0)
		qsort(all->own, all->own_count, sizeof(*all->own),
			compare_claims);
	for (size_t i = 0; i < all->other_count; i++) {
		const struct claim *other = &all->others[i];
		size_t at = find(all->own, all->own_count, other->file);

		if (at == all->own_count || all->own[at].file != other->file)
			continue;
		ARRAY_RESERVE(claims->others, claims->other_count,
			claims->other_room);
		claims->others[claims->other_count++] = *other;
	}
	if (claims->other_count > 0)
		qsort(claims->others, claims->other_count,
			sizeof(*claims->others), compare_claims);
}

static void gather_others(struct claims *claims, const struct shard *shard)
{
	struct gathering all = {.claims = claims};
	struct report ignored = {0};
	int64_t count = job_recipient_count(claims->job);

	/* What cannot be read is told when the letters are looked at. */
	(void)!record_each(claims->record, add_recorded, &all, &ignored);
	for (int64_t row = 1; row <= count; row++)
		add_row(&all, shard, row);
	keep_shared(&all);
	free(all.own);
	free(all.others);
	report_clear(&ignored);
}

void claims_begin(struct claims *claims, struct job *job,
	struct record *record, const char *path, const struct shard *shard)
{
	*claims = (struct claims){.job = job, .record = record, .path = path};
	if (shard->count > 0)
		gather_others(claims, shard);
	if (!record_is_empty(record))
		return;
	claims->met_bits = MET_BITS * (size_t)job_recipient_count(job);
	if (claims->met_bits > MOST_MET_BITS)
		claims->met_bits = MOST_MET_BITS;
	claims->met = memory_new(claims->met_bits / 8 + 1);
}

void claims_clear(struct claims *claims)
{
	record_close(claims->all);
	free(claims->met);
	free(claims->others);
	free(claims->kept);
	arena_clear(&claims->arena);
}

/* ---- of this run ---- */

/* Sets one bit of the filter; was it set? */
static bool set_bit(struct claims *claims, uint64_t number)
{
	size_t bit = (size_t)(number % claims->met_bits);
	unsigned char mask = (unsigned char)(1 << bit % 8);
	bool was_set = (claims->met[bit / 8] & mask) != 0;

	claims->met[bit / 8] |= mask;
	return was_set;
}

/* False: it never was. */
static bool may_be_met(struct claims *claims, const char *file)
{
	uint64_t hash = hash_bytes(file, strlen(file));
	bool first, second;

	if (claims->met == NULL)
		return true;
	first = set_bit(claims, hash & UINT32_MAX);
	second = set_bit(claims, hash >> 32);
	return first && second;
}

bool claims_are_none(struct claims *claims, const char *file)
{
	return !may_be_met(claims, file) && claims->other_count == 0;
}

/* The slot of a file, or the empty one where it belongs. */
static struct claim *find_slot(const struct claims *claims, uint64_t file)
{
	size_t mask = claims->kept_slots - 1, at = (size_t)file & mask;

	while (claims->kept[at].row != 0 && claims->kept[at].file != file)
		at = (at + 1) & mask;
	return &claims->kept[at];
}

static void make_room(struct claims *claims)
{
	struct claim *old = claims->kept;
	size_t slots = claims->kept_slots;

	if (2 * claims->kept_count < slots)
		return;
	claims->kept_slots = slots > 0 ? 2 * slots : 64;
	claims->kept = memory_new(claims->kept_slots * sizeof(*old));
	for (size_t i = 0; i < slots; i++)
		if (old[i].row != 0)
			*find_slot(claims, old[i].file) = old[i];
	free(old);
}

/* The first that asked has it. */
void claims_keep(struct claims *claims, int64_t row, const char *file)
{
	struct claim *slot;

	(void)may_be_met(claims, file);
	make_room(claims);
	slot = find_slot(claims, digest_file_name(file));
	if (slot->row != 0)
		return;
	*slot = (struct claim){digest_file_name(file), row};
	claims->kept_count++;
}

void claims_keep_unplanned(struct claims *claims, int64_t row)
{
	const char *file;

	arena_reset(&claims->arena);
	file = letter_file(claims->job, row, &claims->arena);
	if (file != NULL)
		claims_keep(claims, row, file);
}

/* Another row that was kept for that file; 0: none. */
static int64_t find_kept(const struct claims *claims, int64_t row,
	const char *file)
{
	const struct claim *slot;

	if (claims->kept_count == 0)
		return 0;
	slot = find_slot(claims, digest_file_name(file));
	return slot->row != row ? slot->row : 0;
}

/* ---- questions ---- */

/* As the records of all shards have it. */
static bool has_file(struct claims *claims, const char *key, const char *file)
{
	struct report ignored = {0};
	struct entry entry;

	if (claims->all == NULL)
		(void)!record_open(claims->path, true, &claims->all, &ignored);
	report_clear(&ignored);
	return claims->all != NULL &&
		record_get(claims->all, key, &claims->arena, &entry) &&
		strcmp(entry.file, file) == 0;
}

/* Of those of other shards: who has it, or comes before. */
static bool others_allow(struct claims *claims,
	const struct recipient *recipient, const char *file,
	const char **owner)
{
	const char *before = NULL;
	uint64_t wanted;
	size_t at;

	if (claims->other_count == 0)
		return true;
	wanted = digest_file_name(file);
	at = find(claims->others, claims->other_count, wanted);
	for (; at < claims->other_count && claims->others[at].file == wanted;
		at++) {
		struct recipient other;

		if (!job_recipient(claims->job, claims->others[at].row,
			    &claims->arena, &other))
			continue;
		*owner = other.key;
		if (has_file(claims, other.key, file))
			return false;
		if (before == NULL && other.row < recipient->row)
			before = other.key;
	}
	*owner = before;
	return before == NULL;
}

/*
 * One that has it, and wants another by now, leaves it. One that is no
 * recipient any more still has it: a run of all letters withdraws it first.
 */
static bool owner_allows(struct claims *claims,
	const struct recipient *recipient, const char *file,
	const char **owner)
{
	const char *wants;
	int64_t row;

	*owner = record_owner(claims->record, file, &claims->arena);
	if (*owner == NULL || strcmp(*owner, recipient->key) == 0)
		return true;
	row = tables_recipient_row(claims->job->tables, *owner);
	if (row == 0)
		return false;
	wants = letter_file(claims->job, row, &claims->arena);
	if (wants != NULL && strcmp(wants, file) == 0)
		return false;
	claims_keep(claims, recipient->row, file);
	return true;
}

bool claims_allow(struct claims *claims, const struct recipient *recipient,
	const char *has, const char *file, const char **owner)
{
	int64_t kept = find_kept(claims, recipient->row, file);
	struct recipient other;

	if (strcmp(has, file) == 0)
		return true;
	arena_reset(&claims->arena);
	if (kept == 0)
		return others_allow(claims, recipient, file, owner) &&
			owner_allows(claims, recipient, file, owner);
	*owner = job_recipient(claims->job, kept, &claims->arena, &other)
		? other.key : "";
	return false;
}

bool claims_is_others(struct claims *claims, int64_t row, const char *file)
{
	uint64_t wanted = digest_file_name(file);
	size_t at = find(claims->others, claims->other_count, wanted);
	const char *own = NULL;

	if (find_kept(claims, row, file) != 0)
		return true;
	if (at == claims->other_count || claims->others[at].file != wanted)
		return false;
	arena_reset(&claims->arena);
	if (row != 0)
		own = letter_file(claims->job, row, &claims->arena);
	return own == NULL || strcmp(own, file) != 0;
}
