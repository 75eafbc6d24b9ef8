/*
 * Files within the file, each with what it is to the letter (PDF/A-3).
 *
 *	text_add(&catalog, ...);
 *	if (!attach_write(&info, haru, squeezer, &catalog, report))
 *		...
 *
 * Adds the catalog's entries /AF and /Names, or nothing. Two attachments of
 * one name are an error: a reader could open only one.
 */
#ifndef PDF_ATTACH_H
#define PDF_ATTACH_H

#include "base/report.h"
#include "base/text.h"
#include "pdf/haru.h"
#include "pdf/pdf.h"
#include "pdf/squeeze.h"

bool attach_write(const struct pdf_info *info, struct haru *haru,
	struct squeezer *squeezer, struct text *catalog,
	struct report *report) MUST_CHECK;

#endif
