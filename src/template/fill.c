/*
 * A stack of the blocks being built. A block is finished when it closes: it
 * moves into its parent if anything is left in it. So what conditions and
 * empty values take away never leaves an empty paragraph, item or list.
 */
#include "template/fill.h"

#include <assert.h>
#include <string.h>

#include "template/chart.h"
#include "template/link.h"
#include "template/panel.h"
#include "template/signatory.h"
#include "template/table.h"

/* A list and its item at each level, a paragraph within, the root. */
#define FRAME_LIMIT (2 * NESTING_LIMIT + 2)

struct frame {
	struct block block; /* growing */
	size_t run_room, child_room;
	const struct step *open;
	/* what a list that joins the last child goes on with */
	char list_delimiter;
	int list_next;
};

struct walk {
	struct filling *filling;
	struct frame frames[FRAME_LIMIT];
	int depth; /* of the innermost open block; 0: the root */
};

static struct run *last_run(struct frame *frame)
{
	struct block *block = &frame->block;

	return block->run_count ? &block->runs[block->run_count - 1] : NULL;
}

static bool ends_in_blank(const struct run *run)
{
	size_t length = strlen(run->text);

	return length > 0 && run->text[length - 1] == ' ';
}

static const char *fill_link(struct filling *filling, const struct step *step)
{
	if (step->link == NULL)
		return NULL;
	if (filling->link != step->link) {
		/* Not known while it is filled: it has steps of its own. */
		filling->uri = link_fill(filling, step->link);
		filling->link = step->link;
	}
	return filling->uri;
}

/* The source's blanks are dropped where a blank or a line's start precedes. */
static void add_run(struct walk *walk, const struct step *step,
	const char *text)
{
	struct frame *frame = &walk->frames[walk->depth];
	struct block *block = &frame->block;
	const struct run *last = last_run(frame);
	const char *field = step->kind == STEP_VALUE ? step->placeholder->name
						     : NULL;
	unsigned long serial = step->serial;

	if (field == NULL && *text == ' ' && (last == NULL ||
		last->style & RUN_LINE_BREAK || ends_in_blank(last))) {
		text++;
		serial = 0;
	}
	if (*text == '\0')
		return;
	ARENA_RESERVE(walk->filling->arena, block->runs, block->run_count,
		frame->run_room);
	block->runs[block->run_count++] = (struct run){.text = text,
		.style = step->style, .lang = step->lang, .field = field,
		.is_common = field == NULL || step->placeholder->is_constant,
		.link = fill_link(walk->filling, step), .place = step->place,
		.serial = serial};
}

/* At a line's end the source's blank goes, and with it a run of no more. */
static void trim_end(struct walk *walk)
{
	struct frame *frame = &walk->frames[walk->depth];
	struct run *last = last_run(frame);

	if (last == NULL || last->field != NULL || !ends_in_blank(last))
		return;
	last->text = arena_strndup(walk->filling->arena, last->text,
		strlen(last->text) - 1);
	last->serial = 0;
	if (*last->text == '\0')
		frame->block.run_count--;
}

static bool is_blank(const struct block *block)
{
	for (size_t i = 0; i < block->run_count; i++)
		if (block->runs[i].text[strspn(block->runs[i].text, " ")] !=
			'\0')
			return false;
	return true;
}

/* Conditions may take away the heading above: levels are counted again. */
static void check_level(struct filling *filling, const struct block *block)
{
	if (block->level > filling->level + 1)
		filling->failed = !report_error(filling->report, block->place,
			"in this letter a heading of level %d comes where "
			"level %d is the deepest that may", block->level,
			filling->level + 1);
	filling->level = block->level;
}

static void add_child(struct walk *walk, struct frame *frame,
	const struct block *child)
{
	struct block *block = &frame->block;

	ARENA_RESERVE(walk->filling->arena, block->children,
		block->child_count, frame->child_room);
	block->children[block->child_count++] = *child;
}

static void label_items(struct walk *walk, struct block *list, int first,
	char delimiter)
{
	struct arena *arena = walk->filling->arena;

	for (size_t i = 0; i < list->child_count; i++)
		list->children[i].label = delimiter ?
			arena_printf(arena, "%d%c", first + (int)i, delimiter) :
			"\xE2\x80\xA2"; /* U+2022, bullet */
}

/* A list to its parent, or its items to the list that stands before. */
static void close_list(struct walk *walk, struct frame *parent,
	struct frame *frame)
{
	struct block *list = &frame->block, *before;
	char delimiter = frame->open->delimiter;
	int first = frame->open->level;

	before = parent->block.child_count == 0 ? NULL :
		&parent->block.children[parent->block.child_count - 1];
	if (!frame->open->joins || before == NULL ||
		before->kind != BLOCK_LIST ||
		parent->list_delimiter != delimiter)
		before = NULL;
	if (before != NULL)
		first = parent->list_next;
	label_items(walk, list, first, delimiter);
	parent->list_delimiter = delimiter;
	parent->list_next = first + (int)list->child_count;
	if (before == NULL) {
		add_child(walk, parent, list);
		return;
	}
	before->children = arena_grow(walk->filling->arena, before->children,
		before->child_count, before->child_count + list->child_count,
		sizeof(*before->children));
	memcpy(before->children + before->child_count, list->children,
		list->child_count * sizeof(*list->children));
	before->child_count += list->child_count;
}

static void open_block(struct walk *walk, const struct step *step)
{
	assert(walk->depth + 1 < FRAME_LIMIT);
	walk->frames[++walk->depth] = (struct frame){.open = step,
		.block = {.kind = step->block, .place = step->place,
			.lang = step->lang}};
}

static void close_block(struct walk *walk)
{
	struct frame *frame = &walk->frames[walk->depth], *parent;
	struct block *block = &frame->block;
	struct run *last;

	trim_end(walk);
	walk->depth--;
	parent = &walk->frames[walk->depth];
	if (block->child_count == 0 && is_blank(block))
		return;
	last = last_run(frame);
	if (last != NULL)
		last->style &= ~(unsigned)RUN_LINE_BREAK;
	if (block->kind == BLOCK_LIST) {
		close_list(walk, parent, frame);
		return;
	}
	if (block->kind == BLOCK_HEADING) {
		block->level = frame->open->level;
		check_level(walk->filling, block);
	}
	add_child(walk, parent, block);
}

/* Of what is printed in another language than the letter's; else NULL. */
static const char *other_tag(const struct filling *filling,
	const struct language *language)
{
	return language != filling->language ? language_tag(language) : NULL;
}

static void add_leaf(struct walk *walk, const struct step *step)
{
	struct filling *filling = walk->filling;
	struct block block = {.kind = step->block, .place = step->place};

	if (step->block == BLOCK_PANEL) {
		block.panel = panel_fill(filling,
			&filling->panels[step->number], step->place);
		if (block.panel == NULL)
			return; /* reported */
	}
	if (step->block == BLOCK_CHART) {
		const struct chart_text *chart =
			&filling->charts[step->number];

		block.chart = chart_fill(filling, chart, step->place);
		if (block.chart == NULL)
			return; /* reported, or there is nothing to show */
		block.lang = other_tag(filling, chart->language);
	}
	if (step->block == BLOCK_TABLE) {
		const struct table_text *table =
			&filling->tables[step->number];

		if (!table_fill(filling, table, step->place, &block))
			return; /* reported, or nothing to show */
		block.lang = other_tag(filling, table->language);
	}
	if (step->block == BLOCK_SIGNATURE &&
		!signatory_fill(filling, step->number, &block))
		return;
	add_child(walk, &walk->frames[walk->depth], &block);
}

void fill_note_value(const struct filling *filling, size_t item,
	const char *text)
{
	const struct values *values = filling->values;

	if (!filling->is_unseen && values->in_text != NULL &&
		values->items[item].text != NULL &&
		strcmp(values->items[item].text, text) == 0)
		values->in_text[item] = true;
}

static bool lacks(const struct value *value)
{
	return value->kind == VALUE_MISSING || (value->kind == VALUE_TEXT &&
		(value->text == NULL || *value->text == '\0'));
}

static void add_value(struct walk *walk, const struct step *step)
{
	struct filling *filling = walk->filling;
	const struct value *value =
		&filling->values->items[step->placeholder->index];
	const char *text;

	if (filling->is_optional && lacks(value)) {
		filling->lacks = true;
		filling->missing = value->place;
		return;
	}
	text = placeholder_print(step->placeholder, filling->values,
		filling->arena, &filling->scratch, filling->report);
	if (text == NULL) {
		filling->failed = true;
		return;
	}
	add_run(walk, step, text);
	fill_note_value(filling, step->placeholder->index, text);
}

static void break_line(struct walk *walk)
{
	struct run *last;

	trim_end(walk);
	last = last_run(&walk->frames[walk->depth]);
	if (last != NULL)
		last->style |= RUN_LINE_BREAK;
}

static bool holds(const struct values *values, size_t condition)
{
	assert(condition < values->condition_count);
	return values->conditions[condition];
}

void fill_steps(struct filling *filling, const struct steps *steps,
	struct block *root)
{
	struct walk walk; /* frames are made as they open */
	size_t i = 0;

	walk.filling = filling;
	walk.depth = 0;
	walk.frames[0] = (struct frame){.block = *root};
	while (i < steps->count) {
		const struct step *step = &steps->items[i++];

		switch (step->kind) {
		case STEP_TEXT:
			add_run(&walk, step, step->text);
			break;
		case STEP_VALUE:
			add_value(&walk, step);
			break;
		case STEP_LINE_BREAK:
			break_line(&walk);
			break;
		case STEP_IF:
			if (!holds(filling->values, step->number))
				i = step->next;
			break;
		case STEP_ELSE:
			i = step->next;
			break;
		case STEP_OPEN:
			open_block(&walk, step);
			break;
		case STEP_CLOSE:
			close_block(&walk);
			break;
		case STEP_LEAF:
			add_leaf(&walk, step);
			break;
		}
	}
	trim_end(&walk);
	*root = walk.frames[0].block;
}

const char *fill_line(struct filling *filling, const struct steps *steps)
{
	struct block line = {0};
	size_t length = 0;
	char *text;

	if (!steps->given)
		return NULL;
	fill_steps(filling, steps, &line);
	if (line.run_count == 1)
		return line.runs[0].text;
	for (size_t i = 0; i < line.run_count; i++)
		length += strlen(line.runs[i].text);
	if (length == 0)
		return NULL;
	text = arena_new(filling->arena, length + 1);
	length = 0;
	for (size_t i = 0; i < line.run_count; i++) {
		size_t more = strlen(line.runs[i].text);

		memcpy(text + length, line.runs[i].text, more);
		length += more;
	}
	return text;
}

const char *fill_unseen(struct filling *filling, const struct steps *steps)
{
	bool before = filling->is_unseen;
	const char *text;

	filling->is_unseen = true;
	text = fill_line(filling, steps);
	filling->is_unseen = before;
	return text;
}

const char *fill_optional(struct filling *filling, const struct steps *steps,
	struct place *missing)
{
	const char *text;

	filling->is_optional = true;
	filling->lacks = false;
	filling->missing = (struct place){0};
	text = fill_line(filling, steps);
	filling->is_optional = false;
	*missing = filling->missing;
	return filling->lacks ? NULL : text;
}
