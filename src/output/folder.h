/*
 * The job's folder out/JOB: who may write in it, and how files get there.
 *
 *	struct folder *folder = NULL;
 *	if (!folder_open("out/annual-review-2020", wait, &folder, report))
 *		goto out;
 *	folder_write(folder, "letters/x.pdf", bytes, length, report);
 *	folder_sync(folder, report);		then the record may say so
 *
 * A file is written under a hidden name of its own (O_EXCL), checked and
 * renamed: under its final name it is always whole. No name leaves the folder:
 * absolute ones, parts that are empty or begin with a dot, and links are
 * refused; folders on the way are made.
 *
 * Forked workers may use all of this but folder_sync, which is the parent's
 * and covers what they wrote.
 */
#ifndef OUTPUT_FOLDER_H
#define OUTPUT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/report.h"
#include "base/text.h"
#include "output/shard.h"

struct folder;

/*
 * Makes the folder where needed and takes its lock. Held by another run: waits
 * when `wait`, else an error that names the holder's process id. Left-over
 * temporary files of a killed run (ours by their name) are removed.
 *
 * The lock ends with the last process that has the folder open: a worker that
 * dies leaves it alone, and one that outlives its parent still keeps others
 * out while it may write.
 */
bool folder_open(const char *path, bool wait, struct folder **out,
	struct report *report) MUST_CHECK;
/*
 * The same for one shard of the job: others of its shards may be open beside
 * it, and nothing else. The shard's own folder is made, too. Of count 0: all,
 * as folder_open().
 */
bool folder_open_shard(const char *path, const struct shard *shard, bool wait,
	struct folder **out, struct report *report) MUST_CHECK;
/*
 * True: there was no letter in it, nor an issue of one, when its lock was
 * taken. Who makes each letter once need not look for an earlier one then,
 * until letters are expected that nobody was told of. Of a shard it is false.
 */
bool folder_was_empty(const struct folder *folder);
void folder_expect_letters(struct folder *folder);
/* Whether a run has that shard open just now, as far as the disk can tell. */
bool folder_shard_is_held(const struct folder *folder,
	const struct shard *shard);
/*
 * To write what is in no record and what no run touches: makes the folder
 * where needed, takes no lock, stands in nobody's way.
 */
bool folder_visit(const char *path, struct folder **out,
	struct report *report) MUST_CHECK;
/*
 * Only to look: takes no lock, makes nothing. No folder yet is no error, and
 * none of its files are there then.
 */
bool folder_peek(const char *path, struct folder **out, struct report *report)
	MUST_CHECK;
void folder_close(struct folder *folder);
/* As it was opened, lent. */
const char *folder_path(const struct folder *folder);
/*
 * Appends a name within as a run's own: "manifest.csv", or of one that was
 * opened for a shard "shards/3-of-8/manifest.csv".
 */
void folder_own(const struct folder *folder, const char *name,
	struct text *out);
/* Removes all that shards had of their own. No run is at work on them. */
bool folder_remove_shards(struct folder *folder, struct report *report)
	MUST_CHECK;

bool folder_write(struct folder *folder, const char *name, const void *bytes,
	size_t length, struct report *report) MUST_CHECK;
/*
 * Adds to the end of a file that its owner alone may read, made where it is
 * missing. Once true, a power cut cannot undo it; when false, or killed, a
 * part of the bytes may be there.
 */
bool folder_append(struct folder *folder, const char *name, const void *bytes,
	size_t length, struct report *report) MUST_CHECK;
/*
 * The same of what its owner alone may read (0600), in folders that nobody else
 * may enter (0700): one that is open to others is closed.
 */
bool folder_write_private(struct folder *folder, const char *name,
	const void *bytes, size_t length, struct report *report) MUST_CHECK;
/*
 * The same bit by bit, for what is too long for memory:
 *
 *	file = folder_file_open(folder, "manifest.csv", true);
 *	folder_file_add(file, bytes, length);
 *	if (!folder_file_close(file, true, report))
 *
 * Closed as not whole, it never was. What goes wrong is told at the end. What
 * is private is its owner's, and so are its folders.
 */
struct folder_file;

struct folder_file *folder_file_open(struct folder *folder, const char *name,
	bool is_private);
void folder_file_add(struct folder_file *file, const void *bytes,
	size_t length);
/*
 * Nothing more is added: it waits for its name without an open file. Where it
 * is to survive a power cut, folder_sync() comes before it is closed. False:
 * something went wrong, which closing it will tell.
 */
bool folder_file_end(struct folder_file *file) MUST_CHECK;
bool folder_file_close(struct folder_file *file, bool is_whole,
	struct report *report) MUST_CHECK;
/*
 * Makes all that this process and its workers wrote so far survive a power
 * cut.
 */
bool folder_sync(struct folder *folder, struct report *report) MUST_CHECK;
/* Whether there is a folder of that name within. */
bool folder_has(const struct folder *folder, const char *name);
/* Size in bytes; -1 when there is no such file (or it is no plain file). */
int64_t folder_size(const struct folder *folder, const char *name);
/* Appends the whole file. */
bool folder_read(const struct folder *folder, const char *name,
	struct text *out, struct report *report) MUST_CHECK;
/* What is too long for that, to be closed by the caller. NULL: reported. */
FILE *folder_stream(const struct folder *folder, const char *name,
	struct report *report) MUST_CHECK;
/*
 * Removes the files of a folder within that are not wanted any more; what is
 * no plain file stays. No error when there is no such folder. The name, without
 * the folder's, is lent for the call.
 */
typedef bool folder_judge(void *context, const char *name);
bool folder_prune(struct folder *folder, const char *within,
	folder_judge *is_wanted, void *context, struct report *report)
	MUST_CHECK;
/*
 * Moves letters/NAME to superseded/NAME, numbered before its suffix where that
 * exists (x.pdf, x-2.pdf): an earlier issue is never overwritten. Only the
 * first folder of the name changes; it is an error when there is no such file.
 */
bool folder_supersede(struct folder *folder, const char *name,
	struct report *report) MUST_CHECK;
bool folder_remove(struct folder *folder, const char *name,
	struct report *report) MUST_CHECK;
/*
 * Moves a letter to another folder, which is made where needed; never over
 * another file.
 */
bool folder_move(struct folder *folder, const char *name, const char *new,
	struct report *report) MUST_CHECK;
/*
 * Appends the path of the earlier issue of letters/NAME of that number, from 1:
 * false when there is none.
 */
bool folder_superseded(const struct folder *folder, const char *name,
	int number, struct text *out) MUST_CHECK;

/* Lent for the call; returns false to stop, which is then returned. */
typedef bool folder_handler(void *context, const char *name);
/*
 * The plain files in a folder of it and in the folders there, "mail/x.eml",
 * "mail/a4/y.eml", in no order, as they may be many; hidden ones are passed
 * over. No such folder is none. The handler may supersede.
 */
bool folder_walk(const struct folder *folder, const char *name,
	folder_handler *handler, void *context, struct report *report)
	MUST_CHECK;
/*
 * The same without the folders there, in the order of their names, which are in
 * memory all at once. The handler may write, too.
 */
bool folder_list_here(const struct folder *folder, const char *name,
	folder_handler *handler, void *context, struct report *report)
	MUST_CHECK;
/* Removes a folder where nothing is in it any more. */
void folder_remove_empty(struct folder *folder, const char *name);

#endif
