/*
 * What a letter is made of, as lines of inputs.h: all that its pages, its PDF's
 * properties and figures.csv say of its recipient.
 *
 *	letter_inputs_prepare(job);	once, when all of the job is known
 *	...
 *	if (!letter_inputs(job, &values, subject, &arena, &out, report))
 *		return false;	a source's row cannot be read
 */
#ifndef BATCH_LETTER_INPUTS_H
#define BATCH_LETTER_INPUTS_H

#include "batch/job.h"

void letter_inputs_prepare(struct job *job);
/* Appends them; `subject` is the PDF's. */
bool letter_inputs(struct job *job, const struct values *values,
	const char *subject, struct arena *arena, struct text *out,
	struct report *report) MUST_CHECK;

#endif
