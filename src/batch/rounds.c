/*
 * Rows in rounds; see rounds.h. A round has the folders of one first byte of
 * the names' digests (output/shelf.h): one of 256 folders, or 256 of 65,536.
 */
#include "batch/rounds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/letter.h"

#define AT_ONCE 64 /* packs, about, as each time costs syncs */

/* ---- rows ---- */

static unsigned char round_of(const char *file)
{
	unsigned char digest[DIGEST_SIZE];
	const char *name = shelf_name(file);

	digest_bytes(name, strlen(name), digest);
	return digest[0];
}

/* That of the letter's file, if it can be planned. */
static unsigned char round_of_row(struct job *job, int64_t row,
	struct arena *arena)
{
	const char *file = letter_file(job, row, arena);

	return file != NULL ? round_of(file) : 0;
}

void rounds_begin(struct rounds *rounds, struct job *job, const int64_t *rows,
	size_t count)
{
	struct arena arena = {0};

	*rounds = (struct rounds){.job = job, .count = 1, .rows = rows,
		.row_count = count};
	if (!job->packs || job->shelves == SHELVES_FLAT)
		return;
	rounds->count = ROUNDS;
	rounds->round = memory_new(count + 1);
	for (size_t i = 0; i < count; i++) {
		arena_reset(&arena);
		rounds->round[i] = round_of_row(job,
			rows != NULL ? rows[i] : (int64_t)i + 1, &arena);
	}
	arena_clear(&arena);
}

void rounds_clear(struct rounds *rounds)
{
	free(rounds->round);
}

bool rounds_has_any(const struct rounds *rounds, unsigned round)
{
	if (rounds->round == NULL)
		return rounds->row_count > 0;
	return memchr(rounds->round, (int)round, rounds->row_count) != NULL;
}

bool rounds_next(struct rounds *rounds, unsigned round, int64_t *row)
{
	size_t at = rounds->at;

	if (rounds->round != NULL && at < rounds->row_count) {
		const unsigned char *found = memchr(rounds->round + at,
			(int)round, rounds->row_count - at);

		at = found != NULL ? (size_t)(found - rounds->round)
				   : rounds->row_count;
	}
	if (at >= rounds->row_count) {
		rounds->at = 0;
		return false;
	}
	*row = rounds->rows != NULL ? rounds->rows[at] : (int64_t)at + 1;
	rounds->at = at + 1;
	return true;
}

/* ---- folders ---- */

typedef bool place_handler(struct stow *stow, const char *within,
	struct report *report);

/* The folders of a round on these shelves. */
static bool each_place(unsigned round, enum shelves shelves,
	place_handler *handler, struct stow *stow, struct report *report)
{
	struct text within = {0};
	unsigned count = shelves == SHELVES_65536 ? ROUNDS : 1;
	bool done = true;

	for (unsigned i = 0; done && i < count; i++) {
		text_reset(&within);
		text_add(&within, "letters");
		if (shelves != SHELVES_FLAT)
			text_printf(&within, "/%02x", round);
		if (shelves == SHELVES_65536)
			text_printf(&within, "/%02x", i);
		done = handler(stow, within.data, report);
	}
	text_clear(&within);
	return done;
}

bool rounds_stow(struct rounds *rounds, unsigned round, struct stow *stow,
	struct report *report)
{
	rounds->left[round] = false;
	return !stow->packs || each_place(round, rounds->job->shelves,
		stow_folder, stow, report);
}

void rounds_leave(struct rounds *rounds, const char *file)
{
	rounds->left[rounds->count > 1 ? round_of(file) : 0] = true;
}

bool rounds_stow_left(struct rounds *rounds, struct stow *stow,
	struct report *report)
{
	bool done = true;

	for (unsigned i = 0; done && i < rounds->count; i++)
		if (rounds->left[i])
			done = rounds_stow(rounds, i, stow, report) &&
				(stow->count < AT_ONCE ||
					stow_end(stow, report));
	return done && stow_end(stow, report);
}

bool rounds_stow_all(enum shelves shelves, struct stow *stow,
	struct report *report)
{
	unsigned count = shelves == SHELVES_FLAT ? 1 : ROUNDS;
	bool done = true;

	for (unsigned i = 0; done && i < count; i++) {
		done = each_place(i, shelves, stow_folder, stow, report);
		if (done && stow->count >= AT_ONCE)
			done = stow_end(stow, report);
	}
	return done && stow_end(stow, report);
}

static bool stow_pack(struct stow *stow, const char *within,
	struct report *report)
{
	/* Where letters are packed, files elsewhere may be left-overs, too. */
	return !(stow_has_pack(stow, within) || (stow->packs &&
			folder_has(stow->folder, within))) ||
		stow_folder(stow, within, report);
}

/* There are 65,536 of the deepest: they are looked for where one may be. */
static bool may_have_packs(const struct stow *stow, enum shelves shelves,
	unsigned round)
{
	char within[sizeof("letters/00")];

	if (shelves != SHELVES_65536)
		return true;
	snprintf(within, sizeof(within), "letters/%02x", round & 0xFF);
	return stow->packs ? folder_has(stow->folder, SHARDS_FOLDER) ||
			folder_has(stow->folder, within)
		: letters_may_be_packed(stow->folder, within);
}

bool rounds_sweep(const struct rounds *rounds, bool of_any, struct stow *stow,
	struct report *report)
{
	enum shelves current = rounds->job->shelves;
	bool done = true;

	for (enum shelves i = SHELVES_FLAT; done && i <= SHELVES_65536; i++) {
		unsigned count = i == SHELVES_FLAT ? 1 : ROUNDS;

		if (stow->packs ? i == current : i == SHELVES_65536 &&
				current != i && !of_any)
			continue;
		if (!stow->packs && i == SHELVES_256 &&
			!letters_may_be_packed(stow->folder, "letters"))
			continue;
		for (unsigned round = 0; done && round < count; round++)
			if (may_have_packs(stow, i, round))
				done = each_place(round, i, stow_pack, stow,
					report);
	}
	return done;
}
