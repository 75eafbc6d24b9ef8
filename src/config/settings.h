/*
 * A job's settings: the INI file, then --set, checked against the table of
 * options (option.h). After settings_load() has returned true every value has
 * its type, range and default, so the getters cannot fail; asking for a key
 * that the table does not have is a bug and asserts.
 *
 *	struct settings *settings = NULL;
 *	if (!settings_load("config/job.ini", sets, set_count, &settings,
 *		    report))
 *		goto out;
 *	page = settings_section(settings, "page");
 *	margin = section_length(page, "margin_left");	points
 *	for (size_t i = 0; i < settings_count(settings, "indicator"); i++)
 *		... settings_named(settings, "indicator", i) ...
 *
 * All strings are lent until settings_free(). Problems are reported all at
 * once, with file and line; an unknown key with the nearest known one.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/report.h"
#include "base/units.h"

struct settings;
struct section;

/* One `key = value` of a section, given or by default. */
struct setting {
	const char *key;    /* "margin_left", "number.upheld" */
	const char *text;   /* as given, blanks trimmed, quotes taken off */
	struct place place; /* of the key, or "--set"; by default its section */
	bool given;	    /* by file or --set, not by default */
};

/*
 * `sets` are the arguments of --set: "page.margin_left=25 mm",
 * "indicator uphold.decimals=1". The section ends at the first '.', so that a
 * NAME with a '.' cannot be set here; of two for one key the last counts. A
 * new NAME makes a new section. Paths are seen from the file's folder, too.
 */
bool settings_load(const char *path, const char *const *sets, size_t set_count,
	struct settings **out, struct report *report) MUST_CHECK;
void settings_free(struct settings *settings);

/* [kind]: always there, with defaults where the file does not have it. */
const struct section *settings_section(const struct settings *settings,
	const char *kind);
/* How many [kind NAME] sections there are; one of them, in the file's order. */
size_t settings_count(const struct settings *settings, const char *kind);
const struct section *settings_named(const struct settings *settings,
	const char *kind, size_t number);

/* In lower case, blanks within made one; NULL for [kind]. */
const char *section_name(const struct section *section);
struct place section_place(const struct section *section);
/* Where a key stands; of a default, where its section stands. */
struct place section_key_place(const struct section *section, const char *key);

/*
 * Any type, as written; files come with their folder. NULL when neither given
 * nor preset. The getters below are for keys that are required or preset.
 */
const char *section_text(const struct section *section, const char *key);
bool section_is_set(const struct section *section, const char *key);
long section_integer(const struct section *section, const char *key);
double section_number(const struct section *section, const char *key);
double section_length(const struct section *section, const char *key);
struct colour section_colour(const struct section *section, const char *key);
struct date section_date(const struct section *section, const char *key);
bool section_flag(const struct section *section, const char *key);
char section_character(const struct section *section, const char *key);
/* The place of the word in the option's range, from 0. */
int section_choice(const struct section *section, const char *key);
/* The items of a list, of files, of lines, lent; may be none. */
const char *const *section_list(const struct section *section, const char *key,
	size_t *count);

/* A file that a setting in effect names. */
struct settings_file {
	const char *setting; /* as for --set: "data fees.file" */
	const char *path;    /* as seen from here */
	const char *written; /* as it was given: from the file's folder */
	bool is_secret;	     /* a key or a password (OPTION_KEY) */
};

/* Tells each, lent for the call; the key in a token is none. */
typedef void settings_take_file(void *context,
	const struct settings_file *file);
void settings_files(const struct settings *settings, settings_take_file *take,
	void *context);

/*
 * Every setting in effect, in the order of table and file, for what a letter
 * depends on and for wildcard keys ("number.*"): 0 to count - 1.
 */
size_t section_setting_count(const struct section *section);
const struct setting *section_setting(const struct section *section,
	size_t number);

#endif
