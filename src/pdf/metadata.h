/*
 * What the file says of itself, twice and in step: the information dictionary
 * for old readers, XMP for the rest, with the marks of PDF/A-3a and PDF/UA-1.
 *
 *	metadata_write_info(&info, producer, &body);
 *	metadata_write_xmp(&info, producer, &bytes);
 */
#ifndef PDF_METADATA_H
#define PDF_METADATA_H

#include "base/text.h"
#include "pdf/pdf.h"

void metadata_write_info(const struct pdf_info *info, const char *producer,
	struct text *body);
void metadata_write_xmp(const struct pdf_info *info, const char *producer,
	struct text *out);

#endif
