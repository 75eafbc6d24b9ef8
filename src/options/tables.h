/*
 * What [table NAME] says, from settings to options: which rows and columns a
 * {{table NAME}} shows. A total is an aggregate of its source, the value
 * "NAME.COLUMN.total"; how many rows there are is "NAME.rows".
 */
#ifndef OPTIONS_TABLES_H
#define OPTIONS_TABLES_H

#include "base/arena.h"
#include "config/settings.h"
#include "data/tables.h"
#include "template/template.h"

/* Names that fit nothing; all of them are reported. */
bool table_options_check(const struct settings *settings,
	struct report *report) MUST_CHECK;
const struct table_options *options_for_tables(const struct settings *settings,
	struct arena *arena, size_t *count);
/* Appends what tables need of the [data NAME] of this name. */
void table_aggregates(const struct settings *settings, const char *source,
	struct source_options *out, struct arena *arena);

#endif
