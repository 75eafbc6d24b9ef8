/*
 * The records of a job's shards (shard.h), each in the shard's own folder: no
 * two machines ever write one file. A shard's record begins with what the job's
 * record says of its letters, and stands for these from then on.
 *
 *	struct record *record = NULL;
 *	if (!shards_open("out/job/job.db", &shard, &record, report))
 *		goto out;
 *	... record_put(record, &entry, report) ...
 *	if (!shards_end(record, report))
 *
 * Who reads the job's record reads those of the shards along with it, as one
 * (record.h). Who opens it to write, and so has the job alone, first takes what
 * they say into it, and removes them: nobody has to merge anything.
 */
#ifndef OUTPUT_SHARDS_H
#define OUTPUT_SHARDS_H

#include "output/record.h"
#include "output/shard.h"

enum shard_state {
	SHARD_NONE,  /* it has no record */
	SHARD_BEGUN, /* and did not come to its end, yet or at all */
	SHARD_ENDED
};

/*
 * To write a shard's record; `path` is the job's, the shard's folder is there
 * and held (folder_open_shard). Where the job stands in shards of another
 * number it is refused.
 */
bool shards_open(const char *path, const struct shard *shard,
	struct record **out, struct report *report) MUST_CHECK;
/*
 * The same for what is done with letters: *out is NULL where there are none of
 * the shard, as neither it nor the job has a record.
 */
bool shards_open_made(const char *path, const struct shard *shard,
	struct record **out, struct report *report) MUST_CHECK;
/* It had seen all of them when it was opened, or has them from the job's. */
bool shards_were_whole(const struct record *record);
/* The shard has seen all of its letters. Nothing else is being recorded. */
bool shards_end(struct record *record, struct report *report) MUST_CHECK;

/* Of the job's record, read: into how many shards it stands; 0: into none. */
unsigned shards_count(const struct record *record);
enum shard_state shards_state(const struct record *record, unsigned number);

#endif
