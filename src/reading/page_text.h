/*
 * The words of a PDF's pages, as they are drawn and in that order: by the
 * fonts' own maps and by ActualText, never by the structure tree.
 *
 *	struct text words = {0};
 *	if (!page_text_read(file, &words))
 *		... see pdf_file_fault()
 *
 * What is marked as an artifact (a footer, a page number) is left out. Lines
 * and marked passages are parted by one blank. A font without /ToUnicode, an
 * inline image, a page tree without an end, or more than PAGE_TEXT_MAX is a
 * fault of the file.
 */
#ifndef READING_PAGE_TEXT_H
#define READING_PAGE_TEXT_H

#include "reading/pdf_file.h"

#define PAGE_TEXT_MAX ((size_t)4 << 20) /* bytes of all words */

bool page_text_read(struct pdf_file *file, struct text *out) MUST_CHECK;

#endif
