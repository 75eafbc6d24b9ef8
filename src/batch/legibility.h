/*
 * Whether the configured colours and sizes can be read, as WCAG 2.2 asks of
 * the letters of public bodies: 4.5:1 for text on white (3:1 from 18 pt, or
 * from 14 pt where it is bold), 3:1 for graphics that mean something.
 *
 *	if (!legibility_check(settings, report))
 *		... errors, at the settings' places
 */
#ifndef BATCH_LEGIBILITY_H
#define BATCH_LEGIBILITY_H

#include "base/report.h"
#include "base/text.h"
#include "config/settings.h"

#define LEGIBLE_BODY	11.0 /* points: the least size of the text */
#define LEGIBLE_NOTE	8.0  /* of small print, which WCAG sets no bound to */
#define LEGIBLE_COLOURS 5

struct legible_colour {
	const char *key; /* of [colours] */
	double ratio, needed; /* on white */
};

void legibility_measure(const struct settings *settings,
	struct legible_colour out[LEGIBLE_COLOURS]);
/* Errors, or warnings with legibility = advised in [letter]. */
bool legibility_check(const struct settings *settings, struct report *report)
	MUST_CHECK;
/* "4.49:1", cut and not rounded, so that what fails never looks as if it did
 * not. */
void legibility_add_ratio(struct text *out, double ratio);

#endif
