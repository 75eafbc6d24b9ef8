/*
 * The letters of a job's folder, wherever they lie: each a file of its own, or
 * an entry of a pack (pack.h). Whoever reads letters does it through this.
 *
 *	if (letters_size(folder, key, "letters/a4/x.pdf") < 0)
 *		... there is none
 *	letters_read(folder, key, "letters/a4/x.pdf", &bytes, report)
 *
 * The letters of letters/a4/ are packed in letters/a4.zip, under the names that
 * they would have as files; those of a shard in shards/3-of-8/letters/a4.zip. A
 * file comes before an entry of the same name, and a shard's pack, once there
 * is one, stands for all letters of the shard in that folder. So letters can be
 * made, packed and taken over while others read, and at any point a run may be
 * killed.
 *
 * `key` is whose letter it is, as that tells the shard; NULL: not known, all
 * shards are looked at. Any other file of the folder may be read likewise.
 */
#ifndef OUTPUT_LETTERS_H
#define OUTPUT_LETTERS_H

#include "output/folder.h"
#include "output/pack.h"
#include "sign/digest.h"

/* In the order of the setting's words. */
enum pack_kind { PACK_NONE, PACK_ZIP };

/*
 * In bytes; -1: there is none. 0, too, where a pack cannot be read: reading the
 * letter tells why.
 */
int64_t letters_size(const struct folder *folder, const char *key,
	const char *file);
bool letters_read(const struct folder *folder, const char *key,
	const char *file, struct text *out, struct report *report) MUST_CHECK;
/* The SHA-256 of the letter as it is now. */
bool letters_digest(const struct folder *folder, const char *key,
	const char *file, char out[DIGEST_HEX], struct report *report)
	MUST_CHECK;
/*
 * A letter that makes way for another goes to superseded/ (folder_supersede).
 * One that is packed is copied there, unless the same bytes stand there as an
 * issue of that name; it leaves its pack when that is written anew.
 */
bool letters_supersede(struct folder *folder, const char *key,
	const char *file, struct report *report) MUST_CHECK;
/* The same of bytes that were the letter. */
bool letters_keep(struct folder *folder, const char *file,
	const struct text *bytes, struct report *report) MUST_CHECK;
/*
 * To another folder, never over another file. One that is packed becomes a file
 * there, and leaves its pack when that is written anew.
 */
bool letters_move(struct folder *folder, const char *key, const char *file,
	const char *new, struct report *report) MUST_CHECK;

/*
 * Appends the name of the pack of a folder such as "letters/a4"; `shard` of
 * count 0: of all.
 */
void letters_pack_name(const struct shard *shard, const char *within,
	struct text *out);
/* Opens it anew; NULL: there is none. To be closed by pack_close(). */
bool letters_open_pack(const struct folder *folder, const struct shard *shard,
	const char *within, struct pack **out, struct report *report)
	MUST_CHECK;
/* Shards that have a folder of their own, in no order; the caller frees. */
struct shard *letters_shards(const struct folder *folder, size_t *count);
bool letters_shard_has_packs(const struct folder *folder,
	const struct shard *shard);
/*
 * False: no folder in this one is packed, such as letters/a4 in "letters", be
 * it by a shard. One look, where each folder would have to be asked for.
 */
bool letters_may_be_packed(const struct folder *folder, const char *within);
/* Packs have changed: those that are open are looked at again. */
void letters_forget(const struct folder *folder);

#endif
