/*
 * Whose letter may have a file's name, where several recipients want it: of
 * whoever has it, as long as that one still wants it; else of the first of
 * them in the data, whether or not that letter can be made. So it depends on
 * the data and the record alone, and not on who is faster, or how many machines
 * share the work.
 *
 *	claims_begin(&claims, job, record, path, &shard);
 *	...
 *	if (!claims_are_none(&claims, file) &&
 *		!claims_allow(&claims, &recipient, "", file, &owner))
 *		... it is the file of the recipient `owner`
 *	...
 *	claims_keep(&claims, row, file);	when it could not be made
 *	claims_clear(&claims);
 *
 * Rows are asked for in ascending order. Nothing here fails.
 */
#ifndef BATCH_CLAIMS_H
#define BATCH_CLAIMS_H

#include "batch/job.h"
#include "output/record.h"
#include "output/shard.h"

/* A row that wants a file, which is told by its digest. */
struct claim {
	uint64_t file;
	int64_t row;
};

struct claims {
	struct job *job;
	struct record *record; /* of the run */
	const char *path;      /* of the job's record */
	struct record *all;    /* of the whole job; opened when it is needed */
	struct claim *others;  /* of other shards, on files of this one */
	size_t other_count, other_room;
	struct claim *kept;    /* a hash table of those of this run that the
				  record does not know */
	size_t kept_count, kept_slots;
	unsigned char *met;    /* a filter of the files asked for; NULL: the
				  record had letters before the run */
	size_t met_bits;
	struct arena arena;    /* of one question */
};

/*
 * The job and its record are lent, and so is the path. For a shard, every
 * recipient's file is looked at.
 */
void claims_begin(struct claims *claims, struct job *job,
	struct record *record, const char *path, const struct shard *shard);
void claims_clear(struct claims *claims);

/*
 * For sure nobody else wants that file, or has it: no letter was recorded when
 * the run began, and nobody has asked for it until now.
 */
bool claims_are_none(struct claims *claims, const char *file);
/*
 * `file` is what the recipient's letter is to be called, `has` what it is
 * called in the record ("": nothing). False: it is the letter of another, whose
 * key is lent until the next question.
 */
bool claims_allow(struct claims *claims, const struct recipient *recipient,
	const char *has, const char *file, const char **owner);
/* The row goes on wanting that file, though the record will not say so. */
void claims_keep(struct claims *claims, int64_t row, const char *file);
/* The same of a row whose plan failed: whatever file it would have had. */
void claims_keep_unplanned(struct claims *claims, int64_t row);
/*
 * Of a file that the letter of a row (0: of no recipient any more) has had: is
 * it another's by now, who sees to what stands there?
 */
bool claims_is_others(struct claims *claims, int64_t row, const char *file);

#endif
