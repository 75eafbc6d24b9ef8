/*
 * Where a word may be parted, by the patterns of its language that libhyphen
 * reads (Liang's method, as TeX has it).
 *
 *	if (!hyphens_load("/usr/share/hyphen/hyph_en_GB.dic", place, &hyphens,
 *		    report))
 *		goto out;
 *	hyphens_mark(hyphens, "letterhead", 10, marks);	let-ter-head
 *	...
 *	hyphens_free(hyphens);
 *
 * At least two letters stay before a hyphen and three behind it.
 */
#ifndef LINES_HYPHENS_H
#define LINES_HYPHENS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"

#define HYPHENS_WORD 64 /* bytes; longer words are left whole */

struct hyphens;

/* `place` is where the configuration names the file, in UTF-8 or Latin-1. */
bool hyphens_load(const char *path, struct place place, struct hyphens **out,
	struct report *report) MUST_CHECK;
void hyphens_free(struct hyphens *hyphens);
/*
 * marks[i] becomes true where a line may end before byte i of the word, which
 * is valid UTF-8 of letters alone and no longer than HYPHENS_WORD.
 */
void hyphens_mark(const struct hyphens *hyphens, const char *word,
	size_t length, bool *marks);

/* Differs between those of one process; 0: of NULL. */
unsigned hyphens_serial(const struct hyphens *hyphens);

#endif
