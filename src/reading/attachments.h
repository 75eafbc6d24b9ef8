/*
 * The files within a PDF (ISO 32000-1, 7.11.4), as readers list them.
 *
 *	const struct attachment *found =
 *		attachment_find(file, "figures.csv", &arena);
 *	if (found != NULL && pdf_file_stream(file, found->stream, &bytes))
 *
 * Two of one name are a fault of the file, as is a tree of names that does not
 * end: see pdf_file_fault().
 */
#ifndef READING_ATTACHMENTS_H
#define READING_ATTACHMENTS_H

#include "base/arena.h"
#include "reading/pdf_file.h"

#define ATTACHMENTS_MAX 1000

struct attachment {
	const char *name;	  /* "figures.csv" */
	const char *relationship; /* "Data"; "" when it has none */
	const struct object *stream;
};

/* All of them, in the file's order; false is a fault. */
bool attachments_read(struct pdf_file *file, struct arena *arena,
	const struct attachment **out, size_t *count) MUST_CHECK;
/* NULL: there is none of that name, or a fault. */
const struct attachment *attachment_find(struct pdf_file *file,
	const char *name, struct arena *arena);

#endif
