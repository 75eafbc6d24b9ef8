/*
 * The job's record, out/JOB/job.db: which letters exist, what each was made
 * of, what each says. Only the parent process writes it, in groups, and only
 * after the files of the group are safe on disk (folder_sync): what it says
 * is done is done.
 *
 *	struct record *record = NULL;
 *	if (!record_open(path, false, &record, report))
 *		goto out;
 *	record_begin(record, report) && record_put(record, &entry, report) &&
 *		record_commit(record, report)
 *	record_close(record);
 *
 * Between runs it is one plain SQLite file; others may read it while it is
 * written, and see what was committed last. A forked worker must not use it.
 * A file that is no record, a newer one or a damaged one is refused; an older
 * one is brought up to date by the first that writes. Its owner alone may read
 * it. Where only reading goes wrong in a function without a report, it finds
 * nothing and the next function with a report fails.
 */
#ifndef OUTPUT_RECORD_H
#define OUTPUT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/report.h"

/*
 * Stored by number, so new ones come last.
 *
 * One that is unsigned was made, and nobody gets it before 'sign'. One that is
 * discarded was made, looked at and removed again.
 */
enum letter_state { LETTER_MADE, LETTER_FAILED, LETTER_UNSIGNED,
	LETTER_DISCARDED };

const char *letter_state_name(enum letter_state state); /* "made", ... */
/* Its file has to be there. */
bool letter_stands(enum letter_state state);

struct record;

/*
 * A letter's name, printed figures and inputs, as they are recorded:
 * record_inputs() reads them.
 */
struct packed {
	struct record *record;
	int64_t form, dictionary;
	const void *bytes;
	size_t length; /* 0: of none */
};

/*
 * One letter. `inputs` is what it was made of, as lines "name\tvalue\n": two
 * of them compared tell what changed and why a letter is made again. All texts
 * but the key may be NULL when put; they are "" when they are read back. A key
 * is never empty. Letters of other bytes have other issues.
 *
 * Of digests the record keeps what tells one from another, the first
 * RECORD_DIGEST digits: of the fingerprint, and of those behind a value in the
 * inputs.
 */
#define RECORD_DIGEST 16

struct entry {
	const char *key;
	const char *name;	 /* of the recipient */
	const char *file;	 /* within the job's folder: letters/x.pdf */
	enum letter_state state;
	int issue;		 /* 1 for the first, one more when remade */
	size_t pages;
	int64_t bytes;
	const char *sha256;	 /* of the file, hexadecimal */
	const char *fingerprint; /* of `inputs` and the job's parts, hex */
	const char *inputs;	 /* NULL when it is read back */
	struct packed packed;	 /* of one that was read back, instead, or
				    packed before (glossary.h): put into the
				    same record, it stays as it is */
	const char *reason;	 /* of a failure: the first message; unsigned:
				    of whose certificate it awaits the
				    signature, SHA-256 in hexadecimal */
	const char *printed;	 /* indicators as printed, for the manifest:
				    "60%\t100%\t17%" */
};

/*
 * read_only: for list and explain; there may be no record yet (NULL out). The
 * records of a job's shards are read along; one that is opened to write takes
 * them in (shards.h), so the caller has the job's lock then.
 */
bool record_open(const char *path, bool read_only, struct record **out,
	struct report *report) MUST_CHECK;
void record_close(struct record *record);
/* Whether there is a record, of the job or of one of its shards. */
bool record_is_there(const char *path);
/* Whether there is a record, and its owner alone may read it. */
bool record_is_private(const char *path);

/* It never had a letter. */
bool record_is_empty(struct record *record);
/* False when there is none of that key. */
bool record_get(struct record *record, const char *key, struct arena *arena,
	struct entry *out);
/*
 * The last issue of that letter before the one that there is, or of one that
 * failed or was withdrawn since; false when there is none.
 */
bool record_before(struct record *record, const char *key,
	struct arena *arena, struct entry *out);
/*
 * `inputs` of an entry that was read back, in the arena, as long as its record
 * is open.
 */
const char *record_inputs(const struct entry *entry, struct arena *arena);
/* Whose letter a file is, in the arena; NULL: nobody's. */
const char *record_owner(struct record *record, const char *file,
	struct arena *arena);
/* The same of a letter that stands: one that failed has none. */
const char *record_standing(struct record *record, const char *file,
	struct arena *arena);

/*
 * From now on until record_close() nobody else writes the record, so no read
 * asks for a lock or whether it has changed: for who has the job's lock, and
 * reads and writes letter by letter. Others may read it all the same.
 */
bool record_hold(struct record *record, struct report *report) MUST_CHECK;
bool record_begin(struct record *record, struct report *report) MUST_CHECK;
/*
 * The same for more than memory should hold: others wait to read meanwhile, so
 * that nothing slow should come before the end.
 */
bool record_begin_many(struct record *record, struct report *report)
	MUST_CHECK;
/* A letter of other bytes, made or removed, goes to the issues before; one
 * that nobody signed is none. */
bool record_put(struct record *record, const struct entry *entry,
	struct report *report) MUST_CHECK;
/* The same of a letter that record_get() has not found: quicker. */
bool record_add(struct record *record, const struct entry *entry,
	struct report *report) MUST_CHECK;
/* Of a letter that is unsigned: it is made, and these are its bytes. */
bool record_sign(struct record *record, const char *key, const char *sha256,
	struct report *report) MUST_CHECK;
/* No error when there is none of that key. */
bool record_remove(struct record *record, const char *key,
	struct report *report) MUST_CHECK;
/*
 * Once true, a power cut cannot undo it. When false, nothing of the group is
 * recorded.
 */
bool record_commit(struct record *record, struct report *report) MUST_CHECK;
/* Instead of that: nothing of the group is recorded. */
void record_undo(struct record *record);

/* What all letters of the job depend on (settings, text, fonts), as lines. */
bool record_put_parts(struct record *record, const char *parts,
	struct report *report) MUST_CHECK;
/* "" when there are none yet. */
const char *record_parts(struct record *record, struct arena *arena);

/*
 * What all letters were made from, as a digest; forgotten with any change of a
 * letter. "": not known.
 */
bool record_put_premises(struct record *record, const char *premises,
	struct report *report) MUST_CHECK;
const char *record_premises(struct record *record, struct arena *arena);

/*
 * Calls back for the file of every letter until false is returned, which is
 * then returned here, as it is where one has failed. Reads no more than that.
 */
typedef bool record_file_handler(void *context, const char *key,
	const char *file, int64_t bytes);
bool record_each_file(struct record *record, record_file_handler *handler,
	void *context, struct report *report) MUST_CHECK;

/*
 * Calls back for every entry, in order of key, until false is returned, which
 * is then returned here. The entry is lent for the call. The handler may put
 * and remove, and take its time: no lock is held meanwhile.
 */
typedef bool record_handler(void *context, const struct entry *entry);
bool record_each(struct record *record, record_handler *handler,
	void *context, struct report *report) MUST_CHECK;

#endif
