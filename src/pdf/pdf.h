/*
 * Pages to the bytes of a PDF 1.7 file, through libharu's object layer: our own
 * Type0 fonts, structure tree, metadata, output intent.
 *
 *	struct pdf_writer *writer = NULL;
 *	if (!pdf_writer_new(&options, &writer, report))
 *		goto out;
 *	if (!pdf_write(writer, &pages, &info, &bytes, report))
 *		...
 *
 * The same pages and info give the same bytes: there is no clock in it.
 */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "layout/pages.h"

struct pdf_options {
	const char *profile_path; /* ICC profile (RGB) of the output intent */
	struct place profile_place;
	const char *producer; /* "lettermill 0.1" */
};

struct pdf_info {
	const char *title, *author, *subject; /* UTF-8 */
	const char *lang;		      /* BCP 47 */
	struct date date;		      /* of the letter, noon UTC */
	unsigned char id[16]; /* from a digest of what the letter is made of */
};

struct pdf_writer;

bool pdf_writer_new(const struct pdf_options *options,
	struct pdf_writer **out, struct report *report) MUST_CHECK;
bool pdf_write(struct pdf_writer *writer, const struct pages *pages,
	const struct pdf_info *info, struct text *out, struct report *report)
	MUST_CHECK;
void pdf_writer_free(struct pdf_writer *writer);

#endif
