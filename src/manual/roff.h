/*
 * Text in man(7)'s macros. Texts are plain: paragraphs parted by an empty
 * line, nothing to escape. What a test runs is led by a comment:
 *
 *	.\" file NAME	an example block: a file
 *	.\" more NAME	lines at the end of such a file
 *	.\" with	settings that the samples up to the next section need
 *	.\" run		an example block: a command line behind $, its output
 *	.\" prints	lines of the letter's text, then lines that it prints
 */
#ifndef MANUAL_ROFF_H
#define MANUAL_ROFF_H

#include "base/text.h"

void roff_plain(struct text *out, const char *string);
/* .SH and .SS */
void roff_chapter(struct text *out, const char *title);
void roff_section(struct text *out, const char *title);
/* A paragraph or more; an empty line between leads to the next. */
void roff_words(struct text *out, const char *words);
/* A bold name, an italic argument (may be NULL), what it means. */
void roff_item(struct text *out, const char *name, const char *argument,
	const char *help);
/* `kind`: "file lettermill.ini", "run", as above */
void roff_block(struct text *out, const char *kind, const char *lines);
void roff_sample(struct text *out, const char *sample, const char *prints);

#endif
