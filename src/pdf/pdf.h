/*
 * Pages to the bytes of a PDF 1.7 file, through libharu's object layer: our own
 * Type0 fonts, structure tree, metadata, output intent, attachments.
 *
 *	struct pdf_writer *writer = NULL;
 *	if (!pdf_writer_new(&options, &writer, report))
 *		goto out;
 *	if (!pdf_write(writer, &pages, &info, &bytes, report))
 *		...
 *
 * A file that is going to be signed holds its signature's dictionary from the
 * start, with a gap for the signature itself; nothing is appended later, and
 * nothing but the gap changes:
 *
 *	gap = pdf_gap(writer);
 *	... sign the bytes before gap.start and those from gap.end on ...
 *	if (!pdf_sign_gap(&bytes, gap, der, length, report))
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
	size_t memory; /* bytes of text remembered from file to file, about;
			  0: as usual */
};

/* What an attached file is to the letter (ISO 19005-3, 6.8, AFRelationship). */
enum pdf_relationship {
	PDF_DATA,      /* what its graphics and figures are drawn from */
	PDF_SOURCE,    /* what it was made from */
	PDF_SUPPLEMENT /* goes with it */
};

struct pdf_attachment {
	const char *name; /* "figures.csv", no two the same */
	const char *description;
	const char *mime_type; /* "text/csv" */
	enum pdf_relationship relationship;
	const char *bytes;
	size_t length;
};

/* A PAdES signature to come. It shows where a page has a form_area. */
struct pdf_signature {
	const char *name; /* of who signs; NULL, as in the next: left out */
	const char *reason, *place, *contact;
	struct date date;    /* when it says it was signed, noon UTC */
	const char *field;   /* the form field's name, without a full stop */
	const char *tooltip; /* of the field, if its area has no description */
	size_t reserved;     /* bytes that its DER may take */
	bool certify;	     /* no change of the file is allowed (DocMDP) */
};

struct pdf_info {
	const char *title, *author, *subject; /* UTF-8 */
	const char *lang;		      /* BCP 47 */
	struct date date;		      /* of the letter, noon UTC */
	unsigned char id[16]; /* from a digest of what the letter is made of */
	const struct pdf_attachment *attachments;
	size_t attachment_count;
	const struct pdf_signature *signature; /* NULL: none */
};

struct pdf_writer;

bool pdf_writer_new(const struct pdf_options *options,
	struct pdf_writer **out, struct report *report) MUST_CHECK;
/*
 * Compresses a picture that letters are going to show before the first is
 * written; a thread may, while nothing else uses the writer.
 */
void pdf_prepare_image(struct pdf_writer *writer, const struct image *image);
bool pdf_write(struct pdf_writer *writer, const struct pages *pages,
	const struct pdf_info *info, struct text *out, struct report *report)
	MUST_CHECK;

/* In the file, from its first byte: the signature's hex, its <> included. */
struct pdf_gap {
	size_t start, end;
};

/* Of the file written last; {0, 0}: it has no signature. */
struct pdf_gap pdf_gap(const struct pdf_writer *writer);
/*
 * What that file begins with: its fonts and pictures, then its common objects,
 * where `streams` and `dictionaries` say that each ends. Other letters of a
 * batch mostly begin with the same bytes.
 */
struct pdf_beginning {
	size_t streams, dictionaries;
};

struct pdf_beginning pdf_beginning(const struct pdf_writer *writer);
/* Fills the gap of `file`, the whole file; fails when it is too small. */
bool pdf_sign_gap(struct text *file, struct pdf_gap gap,
	const unsigned char *der, size_t length, struct report *report)
	MUST_CHECK;

void pdf_writer_free(struct pdf_writer *writer);

#endif
