/*
 * The first look at a letter's text: every {{...}} is taken out and one
 * private-use character put in its place, so that neither Markdown nor smart
 * quotes ever touch what it says.
 *
 *	if (!source_scan(&source, text, place, true, arena, report))
 *		goto out;
 *	cmark_parse_document(text_string(&source.text), ...)
 *	...
 *	source_clear(&source);
 *
 * A tag alone on its line gets blank lines around it and so becomes a
 * paragraph of its own. Bodies of tags live in the arena.
 */
#ifndef TEMPLATE_SCAN_H
#define TEMPLATE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/report.h"
#include "base/text.h"
#include "template/words.h"

/*
 * Stands on both sides of a tag that prints nothing: punctuation, so that
 * Markdown sees `**` and `_` beside the tag as it would beside a bracket.
 * Whoever reads the text drops it.
 */
#define SOURCE_MARK 0x2E20

/* One {{...}} as written. */
struct tag {
	enum tag_kind kind;
	const char *body; /* VALUE: all of it; IF, LANG, PANEL: the argument */
	bool alone;	  /* on its line; never a VALUE */
	bool met;	  /* by the reader, who must meet each */
	struct place place, end; /* of its first brace; behind its last */
};

struct source {
	struct text text; /* the Markdown, tags replaced */
	bool markdown;
	const char *file;
	struct tag *tags;
	size_t tag_count, tag_room;
	struct source_line *lines; /* of text */
	size_t line_count, line_room;
	size_t known_line, known_offset; /* source_place() goes on from here */
	struct place known_place;
};

/*
 * `markdown` is false for a line of the configuration: there every tag has
 * the line's own place, and a backslash is only special before {{ and }}.
 * All faults are reported.
 */
bool source_scan(struct source *source, const char *text, struct place place,
	bool markdown, struct arena *arena, struct report *report) MUST_CHECK;
void source_clear(struct source *source);
/* True for a character that stands for a tag, of this source or forged. */
bool source_is_tag(uint32_t code_point);
/* True for one that no text may hold: a control character (also one that turns
   text from right to left), or one of ours. */
bool source_is_refused(uint32_t code_point);
/* The tag of that character; NULL for a forged one. */
struct tag *source_tag(struct source *source, uint32_t code_point);
/* Where the byte `column` (from 1) of a line of source->text was written. */
struct place source_place(struct source *source, int line, int column);
/* The directive that comes nearest to a mistyped name. */
struct nearest;
void source_offer_directives(struct nearest *nearest, bool with_argument);

#endif
