/*
 * CSV (RFC 4180) as people really save it, read with libcsv in strict mode: a
 * stray quote never swallows what follows. Each row knows its line, so that a
 * message can point at it.
 *
 *	struct csv_options options = {.delimiter = ','};
 *	csv_read("data/x.csv", &options, on_row, context, report);
 *
 * The first row handed over is the header. A byte-order mark is dropped, lines
 * without text are passed over, lines end in LF, CR LF or CR. Text that is not
 * UTF-8 is refused with a word on what it looks like (UTF-16, Windows-1252),
 * unless options.encoding names what to convert from.
 */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"

/* Bytes of the longest row; past it a quote is taken to be left open. */
#define CSV_ROW_LIMIT ((size_t)4 << 20)

struct csv_options {
	char delimiter;
	const char *encoding; /* as iconv names it; NULL or "utf-8": UTF-8 */
};

struct csv_row {
	int line;	     /* where it begins, from 1 */
	int64_t offset;	     /* of its first byte in the (UTF-8) file */
	int64_t length;	     /* bytes, without the line end */
	size_t count;	     /* of cells */
	const char *const *cells; /* blanks around trimmed; lent for the call */
	const char *fault;   /* NULL; else why the row cannot be used (a stray
				quote), cells hold what could be read */
	int fault_column;    /* field of the fault, from 1 */
};

/* Returns false to stop reading. */
typedef bool csv_row_handler(void *context, const struct csv_row *row);

/*
 * False when the file could not be read as a whole (reported) or the handler
 * stopped. Faulty rows are handed over with `fault` set; reading goes on with
 * the line after the one where the faulty cell began, so that a quote left
 * open costs its own row only.
 */
bool csv_read(const char *path, const struct csv_options *options,
	csv_row_handler *handler, void *context, struct report *report)
	MUST_CHECK;

#endif
