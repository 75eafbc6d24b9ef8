/*
 * The files of a letter that the proof page shows: its pages as pictures, the
 * PDF, the issue before. See proofing.h. What is not drawn yet is drawn ahead
 * by several processes.
 */
#include "dispatch/proofing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/child.h"
#include "output/letters.h"
#include "proof/picture.h"
#include "sign/digest.h"

#define MOST_PAGES 12 /* drawn of a letter; the PDF has all */

/* ---- a letter ---- */

static const char *picture_stem(const struct entry *entry, struct arena *arena)
{
	return arena_printf(arena, "proof/%.*s-", PICTURE_STEM, entry->sha256);
}

static size_t pictures_wanted(const struct entry *entry)
{
	return entry->pages < MOST_PAGES ? entry->pages : MOST_PAGES;
}

static bool write_picture(void *context, size_t page, const struct text *png)
{
	struct sight *sight = context;
	struct text name = {0};
	bool done;

	text_printf(&name, "%s%zu.png", sight->letter.picture, page);
	done = folder_write_private(sight->proof->folder, name.data, png->data,
		png->length, sight->proof->report);
	text_clear(&name);
	sight->letter.pictures = page;
	return done;
}

static bool are_drawn(struct sight *sight)
{
	size_t wanted = pictures_wanted(sight->entry);
	struct text name = {0};
	bool drawn = true;

	for (size_t i = 1; i <= wanted && drawn; i++) {
		text_reset(&name);
		text_printf(&name, "%s%zu.png", sight->letter.picture, i);
		drawn = folder_size(sight->proof->folder, name.data) > 0;
	}
	text_clear(&name);
	if (drawn)
		sight->letter.pictures = wanted;
	return drawn;
}

/* False when nothing more can be drawn at all. */
static bool draw(struct sight *sight, const struct text *pdf)
{
	struct proof *proof = sight->proof;

	if (are_drawn(sight))
		return true;
	if (!proof->can_draw)
		proof->can_draw = pictures_available(proof->report);
	if (!proof->can_draw)
		return false;
	proof->report->recipient = sight->letter.key;
	if (pictures_draw(pdf, MOST_PAGES, write_picture, sight,
		    proof->report))
		proof->summary->drawn++;
	else
		sight_add_note(sight, "its pages could not all be drawn: look "
			"at the PDF");
	proof->report->recipient = NULL;
	return true;
}

static bool is_that_file(const struct text *file, const char *sha256)
{
	char hex[DIGEST_HEX];

	digest_of(text_string(file), file->length, hex);
	return strcmp(hex, sha256) == 0;
}

bool sight_show_file(struct sight *sight)
{
	struct proof *proof = sight->proof;
	const struct entry *entry = sight->entry;
	struct text pdf = {0};
	bool done;

	if (letters_size(proof->folder, entry->key, entry->file) < 0)
		return true; /* its state says so */
	done = letters_read(proof->folder, entry->key, entry->file, &pdf,
		proof->report);
	sight->letter.file = entry->file;
	if (is_that_file(&pdf, entry->sha256)) {
		sight->letter.sha256 = entry->sha256;
		sight->letter.picture = picture_stem(entry,
			sight->standing->arena);
		done = done && draw(sight, &pdf);
	} else {
		sight_add_note(sight, "the file is not the one that was made: "
			"its digest is another");
	}
	text_clear(&pdf);
	return done;
}

/* ---- pictures drawn ahead, by several processes ---- */

struct ahead {
	struct proof *proof;
	struct arena arena;
	struct standing standing; /* its arena is that one */
	struct entry *entries; /* letters that are not drawn yet */
	size_t count, room;
};

static struct sight sight_ahead(const struct ahead *ahead,
	const struct entry *entry)
{
	return (struct sight){.proof = ahead->proof,
		.standing = &ahead->standing, .entry = entry,
		.letter = {.key = entry->key, .picture = picture_stem(entry,
			ahead->standing.arena)}};
}

static bool is_drawn_ahead(const struct ahead *ahead,
	const struct entry *entry)
{
	struct sight sight = sight_ahead(ahead, entry);

	return are_drawn(&sight);
}

static bool take_undrawn(void *context, const struct entry *entry)
{
	struct ahead *ahead = context;
	struct arena *arena = &ahead->arena;

	if (!letter_stands(entry->state) || is_drawn_ahead(ahead, entry))
		return true;
	ARRAY_RESERVE(ahead->entries, ahead->count, ahead->room);
	ahead->entries[ahead->count++] = (struct entry){
		.key = arena_strdup(arena, entry->key),
		.file = arena_strdup(arena, entry->file),
		.sha256 = arena_strdup(arena, entry->sha256),
		.pages = entry->pages};
	return true;
}

/*
 * In a process of its own, which writes a byte for each letter. What goes
 * wrong goes wrong again when the letter is shown, and is told then.
 */
static void draw_share(struct ahead *ahead, size_t first, size_t step,
	int done)
{
	for (size_t i = first; i < ahead->count; i += step) {
		struct sight sight = sight_ahead(ahead, &ahead->entries[i]);

		if (!sight_show_file(&sight) || write(done, "", 1) != 1)
			break;
	}
	_exit(EXIT_SUCCESS);
}

static void wait_for_shares(struct proof *proof, pid_t *children,
	size_t count, int done)
{
	char bytes[256];
	size_t drawn = 0;
	ssize_t got;

	while ((got = read(done, bytes, sizeof(bytes))) > 0 ||
		(got < 0 && errno == EINTR)) {
		drawn += got > 0 ? (size_t)got : 0;
		progress_show(&proof->progress, drawn);
	}
	for (size_t i = 0; i < count; i++)
		(void)child_end(children[i]);
}

static void share_out(struct ahead *ahead, size_t jobs)
{
	struct proof *proof = ahead->proof;
	pid_t *children = memory_new(jobs * sizeof(*children));
	size_t count = 0;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) == 0) {
		proof->progress = progress_start(proof->options->show_progress,
			ahead->count);
		for (; count < jobs; count++) {
			children[count] = fork();
			if (children[count] == 0)
				draw_share(ahead, count, jobs, ends[1]);
			if (children[count] < 0)
				break;
		}
		close(ends[1]);
		wait_for_shares(proof, children, count, ends[0]);
		close(ends[0]);
		progress_end(&proof->progress);
	}
	free(children);
}

bool proof_draw_ahead(struct proof *proof)
{
	struct ahead ahead = {.proof = proof,
		.standing.arena = &ahead.arena};
	size_t jobs = proof->options->jobs;
	bool done = record_each(proof->record, take_undrawn, &ahead,
		proof->report);

	if (jobs > ahead.count)
		jobs = ahead.count;
	if (done && jobs > 1) {
		done = pictures_available(proof->report);
		proof->can_draw = done;
		if (done)
			share_out(&ahead, jobs);
		for (size_t i = 0; i < ahead.count; i++)
			proof->summary->drawn += is_drawn_ahead(&ahead,
				&ahead.entries[i]);
	}
	free(ahead.entries);
	arena_clear(&ahead.arena);
	return done;
}

bool sight_show_earlier(struct sight *sight)
{
	struct proof *proof = sight->proof;
	const struct entry *before = sight->before;
	struct text path = {0}, pdf = {0};
	bool done = true, found = false;

	for (int i = 1; done && !found && folder_superseded(proof->folder,
			before->file, i, &path); i++) {
		text_reset(&pdf);
		if (folder_size(proof->folder, path.data) == before->bytes)
			done = folder_read(proof->folder, path.data, &pdf,
				proof->report);
		found = is_that_file(&pdf, before->sha256);
		if (found)
			sight->letter.earlier = arena_strdup(
				sight->standing->arena, path.data);
		text_reset(&path);
	}
	text_clear(&path);
	text_clear(&pdf);
	return done;
}

void proof_use_pictures(struct proof *proof, const char *sha256)
{
	ARRAY_RESERVE(proof->stems, proof->stem_count, proof->stem_room);
	snprintf(proof->stems[proof->stem_count++], PICTURE_STEM + 1, "%s",
		sha256);
}

static int compare_stems(const void *a, const void *b)
{
	return memcmp(a, b, PICTURE_STEM);
}

/* All but the pictures of letters that are there no more. */
static bool is_wanted(void *context, const char *name)
{
	struct proof *proof = context;
	size_t digits = strspn(name, "0123456789abcdef");

	return digits != PICTURE_STEM || name[digits] != '-' ||
		bsearch(name, proof->stems, proof->stem_count,
			sizeof(*proof->stems), compare_stems) != NULL;
}

bool proof_remove_pictures(struct proof *proof)
{
	if (proof->stem_count > 0)
		qsort(proof->stems, proof->stem_count, sizeof(*proof->stems),
			compare_stems);
	return folder_prune(proof->folder, "proof", is_wanted, proof,
		proof->report);
}
