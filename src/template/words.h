/*
 * The words of a letter's text: what may stand in {{...}} besides names of
 * values. The parsers look them up here, and the manual prints these tables.
 * Examples belong to the job that the manual begins with; a test runs them.
 */
#ifndef TEMPLATE_WORDS_H
#define TEMPLATE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum format {
	FORMAT_NONE,
	FORMAT_NUMBER,
	FORMAT_PERCENT,
	FORMAT_DATE,
	FORMAT_PLURAL,
	FORMAT_COUNT
};

/* {{NAME|number 2}} */
struct formatter {
	const char *name;	/* NULL: of FORMAT_NONE */
	const char *arguments;	/* as a manual writes them; "" */
	const char *help;
	const char *example, *prints;
};
extern const struct formatter formatter_table[FORMAT_COUNT];

enum tag_kind {
	TAG_VALUE,
	TAG_IF,
	TAG_ELSE,
	TAG_END_IF,
	TAG_LANG,
	TAG_END_LANG,
	TAG_PANEL,
	TAG_CHART,
	TAG_TABLE,
	TAG_SIGNATURE,
	TAG_SIGNATURES,
	TAG_PAGE_BREAK,
	TAG_NOTE,
	TAG_REMARK /* read over by the scanner */
};

/* {{panel NAME}} */
struct directive {
	const char *word; /* "panel" */
	enum tag_kind kind;
	const char *argument; /* what it is, for a message; NULL: takes none */
	bool may_lack;	      /* that */
	const char *usage;    /* "{{panel NAME}}"; NULL: stands in another's */
	const char *help;
	const char *example, *prints; /* lines */
};
extern const struct directive directive_table[];
extern const size_t directive_count;

/* NULL: the word is none. */
const struct directive *directive_lookup(const char *word);

#endif
