/* The manual's chapters that tables alone cannot tell. */
#ifndef MANUAL_CHAPTERS_H
#define MANUAL_CHAPTERS_H

#include "base/text.h"

/* A whole job; all examples of the manual belong to it. */
void chapter_first_job(struct text *out);
void chapter_data(struct text *out);
void chapter_indicators(struct text *out);
void chapter_charts(struct text *out);
void chapter_letter(struct text *out);
void chapter_signature(struct text *out);
void chapter_approval(struct text *out);
void chapter_files(struct text *out);
void chapter_json(struct text *out);
void chapter_statuses(struct text *out);

#endif
