/*
 * approvals.csv: what people vouched for, for people and their programs. The
 * record holds the truth (history.h): what stands there was committed, and is
 * then added to the end of this file. Killed in between, the file lacks lines,
 * or half of one, and the next to write adds them. A file that says anything
 * else than the record is left alone, and told with its first wrong line.
 *
 *	if (!sign_offs_write(record, folder, head, report))
 *
 * Columns: number (of the event), at, kind (looked, approved, unapproved),
 * key, sha256 (of the letter's bytes), who, words, before: the SHA-256 of the
 * line before, without its line end. So the last line's digest vouches for all
 * lines; what it cannot do is to withstand someone who writes the file and the
 * record anew, unless that digest was kept elsewhere.
 */
#ifndef OUTPUT_SIGN_OFFS_H
#define OUTPUT_SIGN_OFFS_H

#include "output/folder.h"
#include "output/record.h"
#include "sign/digest.h"

#define SIGN_OFFS_FILE "approvals.csv"

/* Brings the file up to the record. `head`: the last line's digest, "": none */
bool sign_offs_write(struct record *record, struct folder *folder,
	char head[DIGEST_HEX], struct report *report) MUST_CHECK;
/* Is the file all that the record says? Writes nothing. */
bool sign_offs_check(struct record *record, const struct folder *folder,
	struct report *report) MUST_CHECK;

#endif
