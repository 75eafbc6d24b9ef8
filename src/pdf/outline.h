/*
 * Bookmarks: the letter's headings, nested by their levels, each leading to
 * its place on the page.
 *
 *	outlines = outline_write(&pages, page_objects, haru);
 *
 * Returns the number of the catalog's /Outlines; 0: there is no heading.
 */
#ifndef PDF_OUTLINE_H
#define PDF_OUTLINE_H

#include "layout/pages.h"
#include "pdf/haru.h"

unsigned outline_write(const struct pages *pages, const unsigned *page_objects,
	struct haru *haru);

#endif
