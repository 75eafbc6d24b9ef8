/*
 * The two lists a run leaves for people and their programs, as CSV in UTF-8.
 *
 *	manifest_begin(&out, names, count);	for each entry, by key:
 *	manifest_add(&out, &entry, count, report);
 *	folder_write(folder, "manifest.csv", out.data, out.length, report);
 *
 * manifest.csv: key, name, file, pages, bytes, sha256, state, and a column an
 * indicator with the figure as it is printed. failed.csv: the rows of the
 * letters not made, as they stand in the recipients' file, behind the reason;
 * repaired, it can be read as recipients.
 */
#ifndef OUTPUT_MANIFEST_H
#define OUTPUT_MANIFEST_H

#include <stddef.h>

#include "base/report.h"
#include "base/text.h"
#include "output/record.h"

void manifest_begin(struct text *out, const char *const *indicators,
	size_t indicator_count);
/*
 * Cells hold the exact bytes of the record, as programs join them by key. So a
 * name that begins like a formula (=HYPERLINK...) stays one, and a spreadsheet
 * may run it: that is a warning, on the letter of its key.
 */
void manifest_add(struct text *out, const struct entry *entry,
	size_t indicator_count, struct report *report);

/*
 * `header` and `row` are lines of the recipients' file, without line end,
 * with its delimiter. The reason stands first, so that a stray quote in the
 * row, perhaps the very fault, cannot swallow it.
 */
void failed_begin(struct text *out, const char *header, char delimiter);
void failed_add(struct text *out, const char *reason, const char *row,
	char delimiter);

#endif
