/*
 * The whole life of one letter: values, document, pages, PDF bytes, file.
 */
#ifndef BATCH_LETTER_H
#define BATCH_LETTER_H

#include "batch/job.h"
#include "output/folder.h"
#include "output/record.h"
#include "sign/digest.h"

/* Two recipients must never write the same file: the other's key, the file. */
#define SAME_FILE \
	"the letter would be written over the one of '%s', %s: say file = " \
	"{{key}} in [output]"

#define ISSUES_LOOKED_AT 16 /* earlier ones, for their signature */

/* What a letter is going to be, known before anything is set in type. */
struct plan {
	struct values values;
	const char *title, *subject; /* of the PDF */
	const char *file;   /* letters/NAME.pdf, or in a folder of it */
	const char *inputs; /* all that it says, as lines "name\tvalue\n" */
	const char *printed; /* its indicators, for the manifest */
	char fingerprint[DIGEST_HEX]; /* of parts_digest, NAME, inputs */
};

/* Its bytes, before they are signed and have their place. */
struct draft {
	char *file;
	struct text bytes;  /* of the PDF */
	struct hole hole;   /* in them; 0, 0: they are not signed */
	struct text before; /* what stands in its place; empty: nothing */
	struct text earlier[1 + ISSUES_LOOKED_AT]; /* signatures of it */
	size_t earlier_count;
	struct digest *digest; /* of the first `digested` bytes, which stay */
	size_t digested;
	size_t pages;
	bool is_unsigned; /* it was not signed, and is to be later */
};

/* What became of it. */
struct letter {
	size_t pages;
	int64_t bytes;
	char sha256[DIGEST_HEX];
	bool kept; /* the file already had just these bytes */
	bool is_unsigned; /* until somebody signs it (batch/sign.h) */
	bool unwritten; /* not made for the folder's sake: nor will the next */
};

/*
 * Whose letter it is and which file, and nothing more: enough to give it to a
 * worker, which plans it. Only where job->outline is known.
 */
bool letter_outline(struct job *job, int64_t row, struct arena *arena,
	struct plan *out, struct report *report) MUST_CHECK;
/*
 * Only which file, in the arena; NULL where that cannot be told: whoever makes
 * the letter says why.
 */
const char *letter_file(struct job *job, int64_t row, struct arena *arena);
/* What it will say, without the digest of it: all that `check` wants. */
bool letter_values(struct job *job, int64_t row, struct arena *arena,
	struct plan *out, struct report *report) MUST_CHECK;
/*
 * Whether a letter was made of just this. Early records hold a digest of all
 * parts for each letter instead of one of their digest.
 */
bool letter_is_same(const struct job *job, const struct plan *plan,
	const struct entry *old, struct arena *arena) MUST_CHECK;
bool letter_plan(struct job *job, int64_t row, struct arena *arena,
	struct plan *out, struct report *report) MUST_CHECK;
/* All but the bytes. */
bool letter_set(struct job *job, const struct plan *plan, struct arena *arena,
	struct pages *out, struct report *report) MUST_CHECK;
/* As letter_set(), of which only the number of pages is wanted. */
bool letter_check(struct job *job, const struct plan *plan,
	struct arena *arena, size_t *pages, struct report *report) MUST_CHECK;
/*
 * Appends the bytes of its PDF: where the job has a key, with a gap for the
 * signature.
 */
bool letter_write(struct job *job, const struct plan *plan,
	struct arena *arena, struct text *out, size_t *pages,
	struct report *report) MUST_CHECK;
/*
 * Making the file, in three steps: all of it but the signature; the signature,
 * which may be waited for in another thread, as it touches nothing but the
 * draft; the file in its place, with an earlier, different issue out of its
 * way. The draft is to be cleared whatever is returned.
 */
bool letter_draft(struct job *job, const struct plan *plan,
	const struct folder *folder, struct arena *arena, struct draft *out,
	struct report *report) MUST_CHECK;
bool letter_sign(struct signer *signer, struct draft *draft,
	struct report *report) MUST_CHECK;
bool letter_put(struct folder *folder, struct draft *draft,
	struct letter *out, struct report *report) MUST_CHECK;
void draft_clear(struct draft *draft);

#endif
