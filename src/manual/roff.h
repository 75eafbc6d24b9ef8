/*
 * Text in man(7)'s macros. Texts are plain: paragraphs parted by an empty
 * line, nothing to escape. What a test runs is led by a comment:
 *
 *	.\" file NAME	an example block: a file
 *	.\" run		an example block: a command line behind $, its output
 *	.\" prints	a line of the letter's text, then what it prints
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
/* `kind`: "file gym.ini", "run" */
void roff_block(struct text *out, const char *kind, const char *lines);
void roff_sample(struct text *out, const char *sample, const char *prints);

#endif
