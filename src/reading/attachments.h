/*
 * The files within a PDF (ISO 32000-1, 7.11.4), as readers list them.
 *
 *	struct attachments all = {0};
 *	const struct attachment *found;
 *
 *	if (!attachments_read(file, &arena, &all))
 *		... see pdf_file_fault()
 *	found = attachment_find(file, &all, "figures.csv");
 *	if (found != NULL && pdf_file_stream(file, found->stream, &bytes))
 *
 * Two of one name are a fault of the file, as are names of more than
 * ATTACHMENT_NAME_MAX bytes and a tree of names that does not end.
 */
#ifndef READING_ATTACHMENTS_H
#define READING_ATTACHMENTS_H

#include "base/arena.h"
#include "reading/pdf_file.h"

#define ATTACHMENTS_MAX	    1000
#define ATTACHMENT_NAME_MAX 1024 /* bytes, as the file has it */

struct attachment {
	const char *name;	  /* "figures.csv" */
	const char *relationship; /* "Data"; "" when it has none; lent */
	const struct object *stream;
};

struct attachments {
	struct attachment *items; /* in the file's order, in the arena */
	size_t count, room;
};

/* All of them; false is a fault. */
bool attachments_read(struct pdf_file *file, struct arena *arena,
	struct attachments *out) MUST_CHECK;
/* NULL: there is none of that name, or a fault. */
const struct attachment *attachment_find(struct pdf_file *file,
	const struct attachments *all, const char *name);

#endif
