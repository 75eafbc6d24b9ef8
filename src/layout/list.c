/* Lists: a label beside the first box of each item; see column.h. */
#include "layout/column.h"
#include "layout/grid.h"

#define LIST_DEPTH 8

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

	if (!column_add_blocks(column, &body, item->children,
		    item->child_count))
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

bool column_add_list(struct column *column, const struct nest *nest,
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
