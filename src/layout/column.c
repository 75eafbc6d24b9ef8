/* Blocks to boxes; see column.h. */
#include "layout/column.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "layout/chart.h"
#include "layout/grid.h"
#include "layout/panel.h"
#include "layout/signature.h"
#include "layout/table.h"

/* White above, in parts of the body's leading. */
#define TITLE_GAP     1.5
#define HEADING_GAP   1.5
#define MINOR_GAP     1.0  /* of the third level, whose type is the body's */
#define HEADING_LIFT  0.25 /* of that is put below */
#define SECOND_GAP    0.5  /* of a heading right below another */
#define PANEL_GAP     1.3
#define TABLE_GAP     0.8
#define CHART_GAP     0.9
#define SIGNATURE_GAP 1.2
/* In parts of the paragraph gap. */
#define AFTER_TITLE   0.5
#define ITEM_GAP      0.5

struct box *column_add_box(struct column *column, double gap, double height,
	struct place place)
{
	struct box *box = flow_add(&column->flow);

	if (gap > column->most_gap)
		gap = column->most_gap;
	if (gap < column->least_gap)
		gap = column->least_gap;
	column->least_gap = 0;
	column->most_gap = ONE_LINE;
	box->gap = grid_near(column->setter.options, gap);
	box->height = height;
	box->place = place;
	box->begins_page = column->begins_page;
	column->begins_page = false;
	return box;
}

/* Two lines at least stay together at either end of a paragraph. */
static enum keep keep_of_line(struct column *column, size_t line, size_t count)
{
	bool is_owed = column->lines_owed > 1;

	if (column->lines_owed > 0)
		column->lines_owed--;
	if (line + 1 < count && (line == 0 || line + 2 == count))
		return KEEP_LINES;
	return is_owed ? KEEP_BLOCKS : KEEP_NOT;
}

static bool is_common(const struct block *block)
{
	for (size_t i = 0; i < block->run_count; i++)
		if (!block->runs[i].is_common)
			return false;
	return true;
}

static bool add_paragraph(struct column *column, const struct nest *nest,
	const struct block *block, const struct text_style *style,
	enum role role, double gap)
{
	struct arena *arena = column->setter.arena;
	struct paragraph *paragraph = arena_new(arena, sizeof(*paragraph));
	size_t element;
	double below;

	if (!paragraph_set(&column->setter, block->runs, block->run_count,
		    style, column->width - nest->indent, paragraph))
		return false;
	if (paragraph->count == 0)
		return true;
	element = paragraph_add_elements(paragraph, role, nest->parent,
		column->pages, arena);
	column->pages->elements[element].is_common = is_common(block);
	/* The grid may move small type down, out of its own leading. */
	below = paragraph->baseline + paragraph->descent - style->leading;
	for (size_t i = 0; i < paragraph->count; i++) {
		struct box *box = column_add_box(column, i == 0 ? gap : 0,
			style->leading, block->place);

		box->x = nest->indent;
		box->below = fmax(below, 0);
		box->paragraph = paragraph;
		box->line = i;
		box->is_hyphenated = paragraph->lines != NULL &&
			paragraph->lines[i].is_hyphenated;
		box->element = element;
		box->keep = keep_of_line(column, i, paragraph->count);
	}
	return true;
}

static bool add_text(struct column *column, const struct nest *nest,
	const struct block *block)
{
	const struct layout_options *options = column->setter.options;
	bool is_note = block->kind == BLOCK_NOTE;
	struct text_style style = grid_style(options,
		is_note ? options->note_size : options->body_size,
		is_note ? options->muted : options->text, 0);

	return add_paragraph(column, nest, block, &style, ROLE_P,
		options->paragraph_gap * (nest->is_tight ? ITEM_GAP : 1));
}

static bool add_heading(struct column *column, const struct nest *nest,
	const struct block *block)
{
	const struct layout_options *options = column->setter.options;
	const struct {
		double size, gap, lift;
		enum role role;
	} *level, levels[] = {
		{options->title_size, TITLE_GAP, 0, ROLE_H1},
		{options->heading_size, HEADING_GAP, HEADING_LIFT, ROLE_H2},
		{options->body_size, MINOR_GAP, 0, ROLE_H3}};
	bool is_below_another = column->most_gap < ONE_LINE;
	size_t first = column->flow.count;
	struct text_style style;

	level = &levels[block->level <= 1 ? 0 : block->level == 2 ? 1 : 2];
	style = grid_style(options, level->size,
		block->level == 2 ? options->accent : options->text, RUN_BOLD);
	column->lines_owed = 0;
	if (is_below_another)
		column->most_gap = SECOND_GAP * options->body_leading;
	if (!add_paragraph(column, nest, block, &style, level->role,
		    level->gap * options->body_leading))
		return false;
	for (size_t i = first; i < column->flow.count; i++)
		column->flow.boxes[i].keep = KEEP_LINES;
	if (first == column->flow.count)
		return true;
	column->flow.boxes[column->flow.count - 1].keep = KEEP_BLOCKS;
	if (!is_below_another)
		column->flow.boxes[first].lift =
			level->lift * options->body_leading;
	column->lines_owed = 2;
	column->most_gap = block->level <= 1 ?
		AFTER_TITLE * options->paragraph_gap : 0;
	return true;
}

static bool add_panel(struct column *column, const struct nest *nest,
	const struct block *block)
{
	double leading = column->setter.options->body_leading, height;
	struct part part;
	struct box *box;

	if (!panel_set(&column->setter, block, column->width - nest->indent,
		    nest->parent, column->pages, &part, &height))
		return false;
	column->lines_owed = 0;
	column->most_gap = ONE_LINE;
	box = column_add_box(column, PANEL_GAP * leading, height, block->place);
	box->x = nest->indent;
	box_add_part(box, column->setter.arena, part);
	column->least_gap = leading;
	return true;
}

static bool add_chart(struct column *column, const struct nest *nest,
	const struct block *block)
{
	double gap = CHART_GAP * column->setter.options->body_leading, height;
	struct part part;
	struct box *box;

	if (!chart_set(&column->setter, block, column->width - nest->indent,
		    nest->parent, column->pages, &part, &height))
		return false;
	column->lines_owed = 0;
	box = column_add_box(column, gap, height, block->place);
	box->x = nest->indent;
	box_add_part(box, column->setter.arena, part);
	column->least_gap = gap;
	return true;
}

/* A box for each row: see table.h for how they cling together. */
static bool add_table(struct column *column, const struct nest *nest,
	const struct block *block)
{
	double gap = TABLE_GAP * column->setter.options->body_leading;
	struct table_boxes table;

	if (!table_set(&column->setter, block, column->width - nest->indent,
		    nest->parent, column->pages, &table))
		return false;
	column->lines_owed = 0;
	for (size_t i = 0; i < table.count; i++) {
		struct box *box = column_add_box(column, i == 0 ? gap : 0,
			table.boxes[i].height, block->place);

		box->x = nest->indent;
		box->keep = table.boxes[i].keep;
		box->head = table.boxes[i].head;
		box_add_part(box, column->setter.arena, table.boxes[i].part);
	}
	column->least_gap = gap;
	return true;
}

/*
 * What closes the letter: the block before the signature stays with it, whole
 * if it is a paragraph, and so do the last lines of what comes before that.
 */
static void keep_closing(struct column *column)
{
	struct box *boxes = column->flow.boxes;
	size_t count = column->flow.count, first = count;

	if (count == 0)
		return;
	if (column->last_kind == BLOCK_PARAGRAPH)
		first = column->last_first;
	if (first == count)
		boxes[count - 1].keep = KEEP_LINES;
	for (size_t i = first; i < count; i++)
		boxes[i].keep = KEEP_LINES;
	if (first > 0 && first < count && boxes[first - 1].keep == KEEP_NOT)
		boxes[first - 1].keep = KEEP_BLOCKS;
}

static bool add_signature(struct column *column, const struct nest *nest,
	const struct block *block)
{
	double gap = SIGNATURE_GAP * column->setter.options->body_leading;
	struct part part;
	double height;
	struct box *box;

	if (!signature_set(&column->setter, block, column->width, nest->parent,
		    column->pages, &part, &height))
		return false;
	keep_closing(column);
	box = column_add_box(column, gap, height, block->place);
	box->is_closing = true;
	box_add_part(box, column->setter.arena, part);
	return true;
}

bool column_add_block(struct column *column, struct nest *nest,
	const struct block *block)
{
	switch (block->kind) {
	case BLOCK_HEADING:
		return add_heading(column, nest, block);
	case BLOCK_PARAGRAPH:
	case BLOCK_NOTE:
		return add_text(column, nest, block);
	case BLOCK_LIST:
		return column_add_list(column, nest, block);
	case BLOCK_PANEL:
		return add_panel(column, nest, block);
	case BLOCK_CHART:
		return add_chart(column, nest, block);
	case BLOCK_TABLE:
		return add_table(column, nest, block);
	case BLOCK_SIGNATURE:
		return add_signature(column, nest, block);
	case BLOCK_PAGE_BREAK:
		column->begins_page = true;
		return true;
	case BLOCK_ITEM: /* column_add_list() takes these */
		break;
	}
	assert(block->kind != BLOCK_ITEM);
	return false;
}

/* Sets the block in its own language; its elements are told that. */
static bool add_block_in_language(struct column *column, struct nest *nest,
	const struct block *block)
{
	struct pages *pages = column->pages;
	const char *around = column->setter.lang;
	const char *lang = block->kind == BLOCK_PANEL ? block->panel->lang :
							block->lang;
	size_t first = pages->element_count;
	bool done;

	if (lang == NULL || strcmp(lang, around) == 0)
		return column_add_block(column, nest, block);
	column->setter.lang = lang;
	done = column_add_block(column, nest, block);
	column->setter.lang = around;
	for (size_t i = first; i < pages->element_count; i++)
		if (pages->elements[i].parent == nest->parent)
			pages->elements[i].lang = lang;
	return done;
}

/* What clings stays with what is before it, down to its first line. */
static void keep_with(struct column *column, size_t first)
{
	struct box *boxes = column->flow.boxes;

	for (size_t i = first > 0 ? first : 1; i < column->flow.count; i++)
		if (boxes[i - 1].keep == KEEP_NOT)
			boxes[i - 1].keep = KEEP_BLOCKS;
}

/* A sentence that introduces a list or a table does not part from it. */
static void keep_lead(struct column *column, size_t before)
{
	if (before > 0 && before < column->flow.count)
		column->flow.boxes[before - 1].keep = KEEP_BLOCKS;
}

bool column_add_blocks(struct column *column, struct nest *nest,
	const struct block *blocks, size_t count)
{
	double leading = column->setter.options->body_leading;
	bool done = true;

	for (size_t i = 0; i < count; i++) {
		size_t first = column->flow.count;

		if (i > 0 && blocks[i].kind == BLOCK_LIST &&
			blocks[i - 1].kind == BLOCK_LIST)
			column->least_gap = leading;
		done &= add_block_in_language(column, nest, &blocks[i]);
		if (i > 0 && (blocks[i].kind == BLOCK_LIST ||
			blocks[i].kind == BLOCK_TABLE) &&
			blocks[i - 1].kind == BLOCK_PARAGRAPH)
			keep_lead(column, first);
		if (blocks[i].clings)
			keep_with(column, first);
		nest->is_tight = false;
		if (nest->depth == 0) {
			column->last_first = first;
			column->last_kind = blocks[i].kind;
		}
	}
	return done;
}
