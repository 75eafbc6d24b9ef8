/*
 * The lines around the letter's own text: return address, addressee and
 * reference above it, enclosures and copies below. A line is left out where a
 * value in it is missing or empty, or nothing is left of it.
 *
 *	if (!letterhead_parse(&letterhead, options, &parts, report))
 *	letterhead_fill(&filling, &letterhead, &document.head);
 *	letterhead_close(&filling, &letterhead, &root);
 */
#ifndef TEMPLATE_LETTERHEAD_H
#define TEMPLATE_LETTERHEAD_H

#include "base/text.h"
#include "template/fill.h"

enum letterhead_part {
	PART_RETURN_ADDRESS,
	PART_ADDRESS,
	PART_REFERENCE,
	PART_ENCLOSURES,
	PART_COPIES,
	PART_COUNT
};

struct letterhead_text {
	struct steps image_alt;
	struct part_lines {
		struct steps *lines;
		size_t count;
		struct place place;
	} parts[PART_COUNT];
};

bool letterhead_parse(struct letterhead_text *text,
	const struct letterhead_options *options, struct parts *parts,
	struct report *report) MUST_CHECK;
void letterhead_fill(struct filling *filling,
	const struct letterhead_text *text, struct head *out);
/*
 * Enclosures and copies as paragraphs behind the last signature of the letter,
 * or at its end where there is none.
 */
void letterhead_close(struct filling *filling,
	const struct letterhead_text *text, struct block *root);
void letterhead_repertoire(const struct letterhead_text *text,
	struct text *out);

#endif
