/*
 * A document to pages: each block becomes boxes in one column, the boxes fill
 * pages (paginate.h), and the furniture is put around them.
 */
#include "layout/layout.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "layout/chart.h"
#include "layout/font_set.h"
#include "layout/furniture.h"
#include "layout/gauge.h"
#include "layout/grid.h"
#include "layout/letterhead.h"
#include "layout/panel.h"
#include "layout/signature.h"
#include "layout/table.h"

#define LIST_DEPTH 8
#define FIT_STEPS  4 /* leadings tried, from the smallest change on */

/* White above, in parts of the body's leading. */
#define TITLE_GAP     1.5
#define HEADING_GAP   1.5
#define MINOR_GAP     1.0  /* of the third level, whose type is the body's */
#define HEADING_LIFT  0.25 /* of that is put below */
#define SECOND_GAP    0.5  /* of a heading right below another */
#define PANEL_GAP     1.3
#define TABLE_GAP     0.8
#define CHART_GAP     0.9
#define WORDMARK_GAP  2.5
#define SIGNATURE_GAP 1.2
/* In parts of the paragraph gap. */
#define AFTER_TITLE   0.5
#define ITEM_GAP      0.5

struct column {
	struct setter setter;
	const struct layout_options *stated; /* before any fitting */
	struct flow flow;
	struct pages *pages;
	double width;
	double least_gap;  /* above the next block */
	double most_gap;   /* likewise */
	int lines_owed;	   /* after a heading, to keep with it */
	bool begins_page;  /* the next box does */
	size_t last_first; /* first box of the last top-level block */
	enum block_kind last_kind;
};

/* Where blocks go: the column, or an item's part of it. */
struct nest {
	size_t parent; /* element */
	double indent;
	int depth;
	bool is_tight; /* the next block follows close */
};

static struct box *add_box(struct column *column, double gap, double height,
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
	/* The grid may move small type down, out of its own leading. */
	below = paragraph->baseline + paragraph->descent - style->leading;
	for (size_t i = 0; i < paragraph->count; i++) {
		struct box *box = add_box(column, i == 0 ? gap : 0,
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
	box = add_box(column, PANEL_GAP * leading, height, block->place);
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
	box = add_box(column, gap, height, block->place);
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
		struct box *box = add_box(column, i == 0 ? gap : 0,
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
	box = add_box(column, gap, height, block->place);
	box->is_closing = true;
	box_add_part(box, column->setter.arena, part);
	return true;
}

static bool add_blocks(struct column *column, struct nest *nest,
	const struct block *blocks, size_t count);

/* The labels of a list, and the indent that clears the widest. */
static bool set_labels(struct column *column, const struct block *list,
	struct paragraph *labels, double *indent)
{
	const struct layout_options *options = column->setter.options;
	struct text_style style = grid_style(options, options->body_size,
		options->text, 0);

	*indent = 0;
	for (size_t i = 0; i < list->child_count; i++) {
		const struct block *item = &list->children[i];

		if (!paragraph_set_text(&column->setter,
			    item->label != NULL ? item->label : "", NULL,
			    item->place, &style, ONE_LINE, &labels[i]))
			return false;
		if (labels[i].width > *indent)
			*indent = labels[i].width;
	}
	*indent += 0.6 * options->body_size;
	return true;
}

static bool add_item(struct column *column, const struct nest *list,
	const struct block *item, const struct paragraph *label, double indent)
{
	struct arena *arena = column->setter.arena;
	struct pages *pages = column->pages;
	size_t first = column->flow.count;
	size_t element = pages_add_element(pages, arena, ROLE_LI,
		list->parent);
	struct part part = {.x = -indent, .element = paragraph_add_elements(
		label, ROLE_LBL, element, pages, arena)};
	struct nest body = {.parent = pages_add_element(pages, arena,
		ROLE_LBODY, element), .indent = list->indent + indent,
		.depth = list->depth, .is_tight = true};
	struct sketch sketch = {.arena = arena};

	if (!add_blocks(column, &body, item->children, item->child_count))
		return false;
	if (column->flow.count == first) {
		pages->element_count = element; /* nothing in it */
		return true;
	}
	paragraph_draw(label, 0, label->count, 0, 0, 0, &sketch);
	part.drawing = sketch_finish(&sketch);
	/* A list right inside of it may have indented the box further. */
	part.x = list->indent - column->flow.boxes[first].x;
	box_add_part(&column->flow.boxes[first], arena, part);
	return true;
}

static bool is_numbered(const struct block *list)
{
	const char *label = list->child_count > 0 ? list->children[0].label :
						    NULL;

	return label != NULL && label[0] >= '0' && label[0] <= '9';
}

/* Items of a line each stand as close as the lines of a paragraph. */
static void close_up(struct column *column, size_t first, size_t items)
{
	if (column->flow.count - first != items)
		return;
	for (size_t i = first + 1; i < column->flow.count; i++)
		column->flow.boxes[i].gap = 0;
}

static bool add_list(struct column *column, const struct nest *nest,
	const struct block *block)
{
	struct arena *arena = column->setter.arena;
	struct paragraph *labels = arena_new(arena,
		block->child_count * sizeof(*labels));
	struct nest list = {.indent = nest->indent, .depth = nest->depth + 1};
	size_t first = column->flow.count;
	double indent;

	if (list.depth > LIST_DEPTH)
		return report_error(column->setter.report, block->place,
			"lists are nested more than %d deep", LIST_DEPTH);
	if (!set_labels(column, block, labels, &indent))
		return false;
	list.parent = pages_add_element(column->pages, arena, ROLE_L,
		nest->parent);
	column->pages->elements[list.parent].is_numbered = is_numbered(block);
	for (size_t i = 0; i < block->child_count; i++)
		if (!add_item(column, &list, &block->children[i], &labels[i],
			    indent))
			return false;
	close_up(column, first, block->child_count);
	return true;
}

static bool add_block(struct column *column, struct nest *nest,
	const struct block *block)
{
	const struct layout_options *options = column->setter.options;
	struct text_style body = grid_style(options, options->body_size,
		options->text, 0);
	struct text_style note = grid_style(options, options->note_size,
		options->muted, 0);
	double gap = options->paragraph_gap * (nest->is_tight ? ITEM_GAP : 1);

	switch (block->kind) {
	case BLOCK_HEADING:
		return add_heading(column, nest, block);
	case BLOCK_PARAGRAPH:
		return add_paragraph(column, nest, block, &body, ROLE_P, gap);
	case BLOCK_NOTE:
		return add_paragraph(column, nest, block, &note, ROLE_P, gap);
	case BLOCK_LIST:
		return add_list(column, nest, block);
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
	case BLOCK_ITEM: /* add_list() takes these */
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
		return add_block(column, nest, block);
	column->setter.lang = lang;
	done = add_block(column, nest, block);
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

static bool add_blocks(struct column *column, struct nest *nest,
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

/* A paragraph above the text. */
static bool add_head_lines(struct column *column,
	const struct text_lines *lines, const char *field)
{
	struct block block = letterhead_block(lines, field,
		column->setter.arena);
	struct nest top = {0};

	return lines->count == 0 || add_block(column, &top, &block);
}

static bool add_head(struct column *column, const struct document *document,
	const struct frame *frame)
{
	const struct layout_options *options = column->stated;
	struct setter fixed = column->setter;
	double height;
	struct part part;
	struct box *box;

	if (letterhead_is_there(options, document)) {
		/* A window stays where it is, however the text is fitted. */
		fixed.options = options;
		if (!letterhead_set(&fixed, document, frame,
			    column->width, column->pages, &part, &height))
			return false;
		box = add_box(column, 0, height, (struct place){0});
		box_add_part(box, column->setter.arena, part);
	}
	if (options->window != WINDOW_NONE) {
		column->most_gap = 0;
		return true;
	}
	if (column->flow.count > 0)
		column->least_gap = WORDMARK_GAP *
			column->setter.options->body_leading;
	return add_head_lines(column, &document->head.address, "address") &&
		add_head_lines(column, &document->head.reference, "reference");
}

static bool check_room(const struct layout_options *options,
	const struct frame *frame, double width, struct report *report)
{
	double height = frame->bottom - frame->top;
	double size = fmax(fmax(options->body_size, options->note_size),
		fmax(options->title_size, options->heading_size));

	if (width >= 6 * size && height >= 6 * options->body_leading)
		return true;
	return report_error(report, (struct place){0}, "margins leave a column "
		"of %.0f by %.0f points, too small for type of %.0f points: "
		"lower them", width, height, size);
}

/* The letter in one column, and the pages that its boxes come to stand on. */
static bool set_column(const struct document *document,
	const struct layout_options *options, const struct frame *frame,
	bool avoids_short, struct column *column)
{
	struct arena *arena = column->setter.arena;
	struct pages *pages = column->pages;
	struct nest top = {0};
	bool done = true;

	*column = (struct column){.setter = column->setter,
		.stated = column->stated,
		.flow = {.arena = arena, .grid = options->grid,
			.avoids_short = avoids_short},
		.pages = pages, .width = column->width, .most_gap = ONE_LINE,
		.last_kind = BLOCK_PAGE_BREAK};
	column->setter.options = options;
	*pages = (struct pages){.width = options->page_width,
		.height = options->page_height};
	pages_add_element(pages, arena, ROLE_DOCUMENT, 0);
	done &= add_head(column, document, frame);
	done &= add_blocks(column, &top, document->blocks,
		document->block_count);
	if (column->setter.gauge != NULL)
		return done && gauge_break(column->setter.gauge, &column->flow,
			frame, column->setter.report);
	return done && flow_break(&column->flow, frame, column->setter.report);
}

static struct layout_options scale_leading(
	const struct layout_options *options, double factor)
{
	struct layout_options scaled = *options;

	scaled.body_leading *= factor;
	scaled.paragraph_gap *= factor;
	scaled.grid *= factor;
	return scaled;
}

/*
 * Does the letter end well with this leading? What only then fits no page is a
 * reason against the leading, not against the letter, so nothing is reported.
 */
static bool try_leading(const struct document *document,
	const struct layout_options *fitting, const struct frame *frame,
	struct column *column)
{
	struct report *told = column->setter.report, untold = {0};
	bool done;

	column->setter.report = &untold;
	done = set_column(document, fitting, frame, false, column);
	column->setter.report = told;
	report_clear(&untold);
	return done && !column->flow.has_short;
}

/*
 * A letter whose last page has few lines is tightened, as little as takes them
 * back, else loosened until there are enough. Where neither is within bounds
 * the page before gives up some of its own.
 */
static bool fit_column(const struct document *document,
	const struct layout_options *options, const struct frame *frame,
	struct layout_options *fitting, struct column *column)
{
	double bounds[] = {-options->tighten, options->loosen};

	*fitting = *options;
	if (!set_column(document, fitting, frame, false, column))
		return false;
	if (!column->flow.has_short)
		return true;
	for (size_t i = 0; i < 2; i++)
		for (int step = 1; bounds[i] != 0.0 && step <= FIT_STEPS;
			step++) {
			*fitting = scale_leading(options,
				1 + bounds[i] * step / FIT_STEPS);
			if (try_leading(document, fitting, frame, column))
				return true;
		}
	*fitting = *options;
	return set_column(document, fitting, frame, true, column);
}

/* The letter on its pages, which are still to be filled. */
static bool begin(const struct document *document, struct column *column,
	struct frame *frame)
{
	const struct layout_options *options = column->stated;
	struct layout_options fitting;
	bool done;

	column->width = options->page_width - options->margin_left -
		options->margin_right;
	furniture_frame(options, document, frame);
	if (!check_room(options, frame, column->width, column->setter.report))
		return false;
	fonts_begin_letter(column->setter.fonts);
	done = fit_column(document, options, frame, &fitting, column);
	column->setter.options = options;
	return done;
}

bool layout_document(const struct document *document,
	const struct layout_options *options, struct fonts *fonts,
	struct arena *arena, struct pages *out, struct report *report)
{
	struct column column = {.setter = {.options = options, .fonts = fonts,
		.arena = arena, .report = report, .lang = document->lang},
		.stated = options, .pages = out};
	struct frame frame;

	if (!begin(document, &column, &frame))
		return false;
	flow_place(&column.flow, &frame, out);
	letterhead_add_folds(&column.setter, out);
	return furniture_add(&column.setter, document, out) &&
		fonts_end_letter(fonts, out, arena, report);
}

bool layout_gauge(const struct document *document,
	const struct layout_options *options, struct fonts *fonts,
	struct arena *arena, size_t *page_count)
{
	struct report untold = {0};
	struct pages pages;
	struct column column = {.setter = {.options = options, .fonts = fonts,
		.arena = arena, .report = &untold, .lang = document->lang,
		.gauge = fonts_gauge(fonts)}, .stated = options,
		.pages = &pages};
	struct frame frame;
	bool is_sure;

	gauge_begin(column.setter.gauge);
	is_sure = begin(document, &column, &frame);
	while (is_sure && pages.count < column.flow.page_count)
		pages_add(&pages, arena);
	is_sure = is_sure && furniture_add(&column.setter, document, &pages) &&
		untold.count == 0 && gauge_is_sure(column.setter.gauge);
	*page_count = is_sure ? pages.count : 0;
	report_clear(&untold);
	return is_sure;
}
