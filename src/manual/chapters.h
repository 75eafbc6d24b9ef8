/*
 * The manual's chapters that tables alone cannot tell. Their examples are run
 * by tests/cli/test_manual.py, which fails when the program prints anything
 * else, or when a setting, formatter or block has none.
 */
#ifndef MANUAL_CHAPTERS_H
#define MANUAL_CHAPTERS_H

#include "base/text.h"

/* A whole job; all examples of the manual belong to it. */
void chapter_first_job(struct text *out);
void chapter_data(struct text *out);
void chapter_indicators(struct text *out);
void chapter_letter(struct text *out);
/* of that chapter: blocks, panels, charts, tables */
void sections_blocks(struct text *out);
void chapter_signature(struct text *out);
void chapter_approval(struct text *out);
void chapter_messages(struct text *out);
void chapter_sending(struct text *out);
void chapter_monthly(struct text *out);
void chapter_scale(struct text *out);
void chapter_archives(struct text *out);
void chapter_shards(struct text *out);
void chapter_files(struct text *out);
void chapter_json(struct text *out);
void chapter_statuses(struct text *out);

#endif
