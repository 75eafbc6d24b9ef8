/*
 * The structure tree: which element each stretch of a page's content belongs
 * to, in reading order. Told while pages are drawn, written after.
 *
 *	struct structure *structure = structure_new(&pages);
 *	structure_begin_page(structure);
 *	mcid = structure_mark(structure, element);	/P<</MCID 3>>BDC
 *	...
 *	key = structure_add_annotation(structure, page, element, link);
 *	root = structure_write(structure, page_objects, haru);
 *	structure_free(structure);
 *
 * Kids of an element: its child elements in the order of pages.elements, and
 * its own content before the children that are drawn after it. An element
 * without any content is left out.
 */
#ifndef PDF_STRUCTURE_H
#define PDF_STRUCTURE_H

#include <stddef.h>

#include "layout/pages.h"
#include "pdf/haru.h"

struct structure;

struct structure *structure_new(const struct pages *pages);
void structure_free(struct structure *structure);

/* The next page begins; marks count from 0 in it. Its key is its index. */
void structure_begin_page(struct structure *structure);
size_t structure_mark(struct structure *structure, size_t element);
/* Once all pages are drawn. Returns the annotation's StructParent key. */
size_t structure_add_annotation(struct structure *structure, size_t page,
	size_t element, unsigned annotation);

/* `page_objects` are the pages' numbers. Returns the StructTreeRoot's. */
unsigned structure_write(struct structure *structure,
	const unsigned *page_objects, struct haru *haru);

/* "P", "H1", as the standard names it. */
const char *role_name(enum role role);

#endif
