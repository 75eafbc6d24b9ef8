/*
 * Who does something that the record keeps, and why: words of people, checked.
 *
 *	if (!person_find(by, &arena, &name, &account, report) ||
 *		!person_words(because, "the reason", &reason, report))
 */
#ifndef DISPATCH_PERSON_H
#define DISPATCH_PERSON_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/report.h"

/*
 * `by`, or without it (NULL) the name of the account. The caller frees the
 * name; the account's is in the arena, NULL where it has none.
 */
bool person_find(const char *by, struct arena *arena, char **name,
	const char **account, struct report *report) MUST_CHECK;
/*
 * One line that a spreadsheet does not run, blanks made one; the caller frees
 * it, also where it is refused. `what` names it in the message.
 */
bool person_words(const char *words, const char *what, char **out,
	struct report *report) MUST_CHECK;

#endif
