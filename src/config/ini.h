/*
 * An INI file as it stands: sections and their keys, each with its line. Read
 * by iniparser; what iniparser would drop or change without a word is an
 * error here (ini.c lists these).
 *
 *	struct ini ini = {0};
 *	if (!ini_read("config/job.ini", &arena, &ini, report))
 *		goto out;	nothing could be read
 *
 * Faulty lines are reported and left out, so that the rest can be checked in
 * the same run: compare report->errors to know. All memory is the arena's.
 */
#ifndef CONFIG_INI_H
#define CONFIG_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/report.h"

#define INI_FILE_LIMIT ((size_t)256 << 10) /* bytes of a whole file */
#define INI_LINE_LIMIT 1022		   /* bytes, without the line end */

struct ini_entry {
	const char *key;   /* lower case */
	const char *value; /* blanks and quotes around taken off; UTF-8 */
	struct place place;
};

struct ini_section {
	const char *name; /* "data decisions": lower case, single blanks */
	struct place place;
	struct ini_entry *entries; /* in the file's order, no key twice */
	size_t count, room;
};

struct ini {
	struct ini_section **sections; /* in the file's order, none twice */
	size_t count, room;
};

bool ini_read(const char *path, struct arena *arena, struct ini *out,
	struct report *report) MUST_CHECK;

/* Cuts the blanks at the end off, and returns where the others begin. */
char *ini_trim(char *string);
/* Brings a section's or key's name, in place, to the form they have here. */
void ini_fold(char *name);
struct ini_section *ini_section_lookup(const struct ini *ini,
	const char *name); /* NULL: there is none */
struct ini_section *ini_section_add(struct ini *ini, const char *name,
	struct place place, struct arena *arena);
struct ini_entry *ini_entry_lookup(const struct ini_section *section,
	const char *key); /* NULL: there is none */
/* A new one, its key lent, its value and place still to be filled in. */
struct ini_entry *ini_entry_add(struct ini_section *section, const char *key,
	struct arena *arena);
/* Offset of the first control character but tab; the length: there is none. */
size_t ini_control(const char *text);

#endif
