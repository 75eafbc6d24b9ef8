/*
 * What a template becomes: steps in the order of the text, which fill.h
 * walks once a letter. A condition that does not hold is a jump, so whole
 * blocks, items of lists and words within a sentence are left out alike.
 *
 *	struct builder builder = {.parts = &parts, .source = &source,
 *		.report = report, .conditions = true};
 *	builder_text(&builder, literal, place);
 *	builder_finish(&builder);
 *	... builder.steps, unless builder.failed
 *
 * All of it lives in the arena of struct parts.
 */
#ifndef TEMPLATE_STEPS_H
#define TEMPLATE_STEPS_H

#include "template/placeholder.h"
#include "template/scan.h"
#include "template/template.h"

/* How deep lists and conditions may nest, each. */
#define NESTING_LIMIT 16

enum step_kind {
	STEP_TEXT,	 /* text */
	STEP_VALUE,	 /* placeholder */
	STEP_LINE_BREAK, /* of the run before */
	STEP_IF,	 /* goes to `next` unless the condition holds */
	STEP_ELSE,	 /* goes to `next`, the end of the condition */
	STEP_OPEN,	 /* block begins; level: of a heading, or a list's
			    first number */
	STEP_CLOSE,
	STEP_LEAF	 /* a block of no content: panel, signature, ... */
};

struct step {
	enum step_kind kind;
	enum block_kind block;
	unsigned style; /* of TEXT and VALUE, enum run_style */
	int level;
	char delimiter; /* of an ordered list: '.' or ')'; else 0 */
	bool joins;	/* a list that goes on from the one before, with only
			   conditions in between */
	const char *text;
	unsigned long serial; /* as a run's */
	const char *lang;
	const struct language *language; /* of the {{lang}} around it, if it
			has numbers and dates; NULL: none, or it has not */
	const struct link *link;
	const struct placeholder *placeholder;
	size_t number; /* of a condition, a panel or a table */
	size_t next;
	struct place place;
};

struct steps {
	struct step *items;
	size_t count, room;
	bool given; /* false: no text was configured, which is not "" */
};

/* What all texts of one template share. */
struct parts {
	struct arena arena;
	struct languages *languages;
	const struct language *language; /* the letter's */
	struct placeholder **placeholders;
	size_t placeholder_count, placeholder_room;
	struct template_expression *expressions;
	size_t expression_count, expression_room;
};

struct open_condition {
	size_t step;	    /* its STEP_IF, then its STEP_ELSE */
	struct place place; /* of its {{#if}} */
	int depth;	    /* blocks open around it */
	bool has_else;
	int level_before, level_then; /* of headings, see blocks.c */
};

/* {{lang TAG}}; language is NULL while none is open. */
struct passage {
	const struct language *language;
	struct place place;
	int conditions; /* open around it */
};

struct builder {
	struct parts *parts;
	struct source *source;
	struct report *report;
	bool conditions; /* may {{#if}} stand here */
	struct steps steps;
	bool failed;

	int depth;		  /* open blocks */
	int level;		  /* of the heading before; 0: none yet */
	unsigned style;		  /* of text to come */
	const struct language *language; /* where no {{lang}} is open */
	struct passage passage, blocks;	 /* within a paragraph; around some */
	const struct link *link;
	struct text pending;	  /* text not yet made a step */
	struct place pending_place;
	struct place here;	  /* behind the text read last */
	struct open_condition open[NESTING_LIMIT];
	int open_count;
};

/* Appends text as the source has it, tags included, at `place`. */
void builder_text(struct builder *builder, const char *literal,
	struct place place);
/* Call before style, link or block change. */
void builder_flush(struct builder *builder);
struct step *builder_step(struct builder *builder, enum step_kind kind,
	struct place place);
/* Marks it as met: false, reported, when it was before. */
bool builder_meet(struct builder *builder, struct tag *tag) MUST_CHECK;
/* {{lang}} and {{/lang}}, alone on lines (`around` blocks) or not */
void builder_language(struct builder *builder, const struct tag *tag,
	bool around);
/* {{#if}}, {{else}}, {{/if}} */
void builder_condition(struct builder *builder, const struct tag *tag);
/* A block is about to end: what began in it has to end in it. */
void builder_leave(struct builder *builder, const char *what);
/* The end of all: frees what is not in the arena. */
void builder_finish(struct builder *builder);
/* One line of the configuration; text NULL: not given. */
bool steps_parse(struct steps *steps, const struct template_line *line,
	const struct language *language, bool conditions,
	struct parts *parts, struct report *report)
	MUST_CHECK;
/* Appends every character of its texts. */
void steps_repertoire(const struct steps *steps, struct text *out);

#endif
