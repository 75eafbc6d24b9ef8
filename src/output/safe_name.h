/*
 * File names out of names of people and places.
 *
 *	safe_name_add("Stockton-on-Tees Borough Council", "E06000004", &name);
 *	"stockton-on-tees-borough-council"
 *
 * Nothing here fails.
 */
#ifndef OUTPUT_SAFE_NAME_H
#define OUTPUT_SAFE_NAME_H

#include "base/text.h"

#define SAFE_NAME_MAX 120 /* bytes of a safe name */

/*
 * Appends a safe file name made of any text: letters and digits of ASCII
 * (Latin letters lose their accents), all else becomes '-', one at a time and
 * none at the ends; lower case, never empty, at most SAFE_NAME_MAX bytes, no
 * name that Windows reserves. Of a text that leaves nothing (another script,
 * say) the name is made of `otherwise`. Two texts may give one name: look for
 * that.
 */
void safe_name_add(const char *wanted, const char *otherwise,
	struct text *out);

#endif
