/*
 * The one table of everything a job can be told. INI keys, --set, --help, the
 * manual page and the checks of types and ranges all come from it; there is
 * no second place to change.
 */
#ifndef CONFIG_OPTION_H
#define CONFIG_OPTION_H

#include <stdbool.h>
#include <stddef.h>

enum option_type {
	OPTION_TEXT,	   /* as it stands; with a range only these characters:
			      "letters, digits, - and _" */
	OPTION_FILE,	   /* a path, relative to the configuration's folder */
	OPTION_KEY,	   /* a path as OPTION_FILE, or a pkcs11: URI; what is
			      in it is never looked at but to sign */
	OPTION_INTEGER,	   /* range "0..6" */
	OPTION_NUMBER,	   /* decimal point; range "0.5..3" */
	OPTION_LENGTH,	   /* "25 mm", "11 pt"; kept in points; range
			      "5 mm..100 mm" */
	OPTION_COLOUR,	   /* "#0b5563" (quoted in INI) or "0b5563" */
	OPTION_DATE,	   /* 2020-07-22 */
	OPTION_FLAG,	   /* yes or no */
	OPTION_CHOICE,	   /* one of the words in range, parted by spaces */
	OPTION_LIST,	   /* texts parted by commas, blanks around dropped */
	OPTION_FILES,	   /* a list of paths, relative as OPTION_FILE */
	OPTION_LINES,	   /* texts parted by '|', blanks around dropped */
	OPTION_CHARACTER,  /* one of ASCII, or the words tab, comma, ... */
	OPTION_EXPRESSION, /* SQL over the job's columns */
	OPTION_TEMPLATE	   /* text with {{placeholders}}, one line */
};

struct option {
	const char *section; /* "page"; "indicator *" for [indicator NAME] */
	const char *key;     /* "margin_left"; "number.*" for number.NAME */
	enum option_type type;
	const char *range;   /* see the types; NULL: anything */
	const char *preset;  /* the default, as text; NULL: unset */
	bool required;	     /* must be given (in each section of its kind) */
	const char *help;    /* one sentence or more, for a manual */
};

/* What a section is for, in the manual's order. */
struct option_section {
	const char *name; /* as in struct option */
	bool any_name;	  /* its NAME is any text, not just a to z, 0 to 9, _ */
	const char *help;
};

extern const struct option option_table[];
extern const size_t option_count;
extern const struct option_section option_sections[];
extern const size_t option_section_count;

/* "text", "file", "length", ... as the manual names it. */
extern const size_t option_type_count;
const char *option_type_name(enum option_type type);
/* How a value is written: "write a number and its unit, as 25 mm, ..." */
const char *option_type_form(enum option_type type);
/* "number.*" */
bool option_is_wildcard(const struct option *option);
/*
 * The option of a key ("number.upheld" finds "number.*") in a section of the
 * table ("data *"); NULL: there is none.
 */
const struct option *option_lookup(const char *section, const char *key);

#endif
