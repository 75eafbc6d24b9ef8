/*
 * Languages for a test, open until its program ends.
 *
 *	options.language = tongue("cy");
 */
#ifndef UNIT_TONGUE_H
#define UNIT_TONGUE_H

#include "language/language.h"

static struct languages *tongues;

static inline const struct language *tongue(const char *tag)
{
	struct report report = {0};
	const struct language *found;

	if (tongues == NULL)
		tongues = languages_new(NULL, 0);
	found = languages_open(tongues, tag, (struct place){0}, &report);
	assert_non_null(found);
	return found;
}

/* For the group's end. */
static inline int tongues_free(void **state)
{
	(void)state;
	languages_free(tongues);
	tongues = NULL;
	return 0;
}

#endif
