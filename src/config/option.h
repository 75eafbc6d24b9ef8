/*
 * The one table of everything a job can be told. INI keys, --set, --help, the
 * manual page and the checks of types and ranges all come from it; there is
 * no second place to change.
 */
#ifndef CONFIG_OPTION_H
#define CONFIG_OPTION_H

#include <stddef.h>

enum option_type {
	OPTION_TEXT,	   /* as it stands */
	OPTION_FILE,	   /* a path, relative to the configuration's folder */
	OPTION_INTEGER,	   /* range "0..6" */
	OPTION_NUMBER,	   /* decimal point; range "0.5..3" */
	OPTION_LENGTH,	   /* "25 mm", "11 pt", "1 in"; kept in points */
	OPTION_COLOUR,	   /* "#0b5563" (quoted in INI) or "0b5563" */
	OPTION_DATE,	   /* 2020-07-22 */
	OPTION_FLAG,	   /* yes or no */
	OPTION_CHOICE,	   /* one of the words in range, parted by spaces */
	OPTION_LIST,	   /* texts parted by commas, blanks around dropped */
	OPTION_LINES,	   /* texts parted by '|', blanks around dropped */
	OPTION_CHARACTER,  /* one character, or the words tab, comma, ... */
	OPTION_EXPRESSION, /* SQL over the job's columns */
	OPTION_TEMPLATE	   /* text with {{placeholders}}, one line */
};

struct option {
	const char *section; /* "page"; "indicator *" for [indicator NAME] */
	const char *key;     /* "margin_left"; "number.*" for number.NAME */
	enum option_type type;
	const char *range;   /* see the types; NULL: anything */
	const char *preset;  /* the default, as text; NULL: unset */
	int required;	     /* must be given (in each section of its kind) */
	const char *help;    /* one sentence or more, for a manual */
};

/* What a section is for, in the manual's order. */
struct option_section {
	const char *name; /* as in struct option */
	const char *help;
};

extern const struct option option_table[];
extern const size_t option_count;
extern const struct option_section option_sections[];
extern const size_t option_section_count;

/* "text", "file", "length", ... as the manual names it. */
const char *option_type_name(enum option_type type);

#endif
