/*
 * What a PDF says of itself: that it is accessible (PDF/UA-1, ISO 14289-1) and
 * archival (PDF/A-3A, ISO 19005-3). It may say so wrongly: that it conforms is
 * for a validator to find.
 *
 *	struct marks marks = {0};
 *	marks_read(file.data, file.length, &marks);
 *	puts(text_string(&marks.words));
 *	marks_clear(&marks);
 *
 * Any file may be given (pdf_file.h).
 */
#ifndef READING_MARKS_H
#define READING_MARKS_H

#include <stdbool.h>

#include "base/text.h"

struct marks {
	bool accessible;   /* marked so, with all that goes with the mark */
	bool archival;	   /* likewise */
	struct text words; /* "marked as ...", or what is missing */
};

void marks_read(const char *bytes, size_t length, struct marks *out);
void marks_clear(struct marks *marks);

#endif
