/*
 * What several files of this room read out of a section of the settings. All
 * that is returned is lent by the settings.
 */
#ifndef OPTIONS_SECTIONS_H
#define OPTIONS_SECTIONS_H

#include "config/settings.h"
#include "language/language.h"
#include "template/template.h"

/* "upheld" of the key number.upheld; the key has a dot. */
const char *setting_name(const struct setting *setting);
/* aggregate.NAME? */
bool setting_is_aggregate(const struct setting *setting);
/* Of [data NAME]: rows = many? */
bool data_has_many(const struct section *section);
/* "month" or "month desc"; false: it is neither. */
bool data_read_order(const char *text, struct arena *arena,
	const char **column, bool *descending);
/* The key's text as a line to be filled, with its place. */
struct template_line section_line(const struct section *section,
	const char *key);
/* [signatory], then each [signatory NAME]. */
const struct section *signatory_section(const struct settings *settings,
	size_t number);
/* Of a section's own language (NULL: none), else the letter's; it is open. */
const struct language *section_language(const struct settings *settings,
	const struct languages *languages, const struct section *section);

#endif
