/*
 * What closes a letter: pictures of signatures, names and roles, and what
 * tells of the digital signature.
 *
 *	if (!signature_set(setter, block, 480, parent, &pages, &part, &height))
 *
 * Several signatories stand side by side, names on one baseline, in as many
 * equal columns as hold the widest of them; below each other where there is
 * room for one. Nothing parts.
 */
#ifndef LAYOUT_SIGNATURE_H
#define LAYOUT_SIGNATURE_H

#include "layout/paginate.h"

/* Adds the elements of a BLOCK_SIGNATURE below `parent` of `pages`. */
bool signature_set(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages, struct part *out,
	double *height) MUST_CHECK;

#endif
