/*
 * Tables. Every cell is set on one line first, which tells how wide its column
 * would like to be. Where all columns have what they like, the white that is
 * left is shared; else those of many words give way, down to their widest
 * word, and their cells are broken into lines.
 */
#include "layout/table.h"

#include <math.h>
#include <string.h>

#include "layout/gauge.h"
#include "layout/grid.h"

/* In parts of the body's size. */
#define COLUMN_GAP 1.4
/* In parts of the body's leading: white below the lines of a row. */
#define ROW_SPACE     0.35
#define CAPTION_SPACE 0.25
/* Parts of the width: a column that wants no more is not broken. */
#define SMALL_COLUMN 0.2
/* Points. */
#define LIGHT_RULE 0.35
#define RULE	   0.75

/* A column, and how wide its cells are on one line. */
struct table_column {
	enum cell_align align;
	double wanted, least;
	double before, after; /* of its numbers, the decimal mark */
	double x, width;
};

/* A cell, set. */
struct set_cell {
	struct paragraph text;
	double before; /* the decimal mark */
	bool is_words; /* no number: it has none */
};

struct table_setting {
	const struct setter *setter;
	const struct table *table;
	struct place place; /* of the table in the letter */
	double width;
	struct text_style body, bold;
	double space; /* between rows; the rule halves it */
	struct table_column *columns;
	struct set_cell *header, *cells, *totals;
	struct pages *pages;
};

/* ---- cells ---- */

static struct text_style cell_style(const struct table_setting *setting,
	const struct text_style *style, size_t column)
{
	struct text_style cell = *style;

	cell.is_column = setting->columns[column].align == CELL_DECIMAL;
	return cell;
}

static bool set_cell(const struct table_setting *setting,
	const struct cell *cell, const struct text_style *style, double width,
	struct paragraph *out)
{
	return paragraph_set_text(setting->setter, cell->text, cell->field,
		cell->place, style, width, out);
}

/* The width of a number's glyphs before its decimal mark. */
static double width_before(const struct table_setting *setting,
	const struct cell *cell, const struct text_style *style,
	const struct paragraph *text)
{
	const struct line *line = text->lines;
	double width = 0;

	if (text->count > 0 && line == NULL)
		return gauge_before(setting->setter, cell->text, style,
			cell->mark);
	for (size_t i = 0; text->count > 0 && i < line->count; i++) {
		const struct glyph_run *run = &line->pieces[i].run;
		size_t start = (size_t)(run->text - line->pieces[0].run.text);

		for (size_t j = 0; j < run->glyph_count; j++)
			if (start + run->glyphs[j].cluster < cell->mark)
				width += run->glyphs[j].advance;
	}
	return width;
}

/* The widest of the words. */
static bool measure_words(const struct table_setting *setting,
	const struct cell *cell, const struct text_style *style, double *widest)
{
	const char *text = cell->text;

	for (size_t length; *text != '\0'; text += length) {
		struct cell word = *cell;
		struct paragraph set;

		text += strspn(text, " ");
		length = strcspn(text, " ");
		word.text = arena_strndup(setting->setter->arena, text, length);
		if (!set_cell(setting, &word, style, ONE_LINE, &set))
			return false;
		*widest = fmax(*widest, set.width);
	}
	return true;
}

/*
 * A row whose every cell is on one line, and what its columns want for it:
 * cells no wider than `small` are not to be broken.
 */
static bool measure_row(struct table_setting *setting,
	const struct cell *cells, const struct text_style *style,
	bool is_header, double small, struct set_cell *out)
{
	for (size_t i = 0; i < setting->table->column_count; i++) {
		struct table_column *column = &setting->columns[i];
		struct text_style own = cell_style(setting, style, i);
		double width;

		if (!set_cell(setting, &cells[i], &own, ONE_LINE,
			    &out[i].text))
			return false;
		width = out[i].text.width;
		column->wanted = fmax(column->wanted, width);
		if (width <= small)
			column->least = fmax(column->least, width);
		else if (!measure_words(setting, &cells[i], &own,
				 &column->least))
			return false;
		out[i].is_words = is_header || cells[i].is_words;
		if (column->align != CELL_DECIMAL || out[i].is_words ||
			cells[i].text[0] == '\0')
			continue;
		out[i].before = width_before(setting, &cells[i], &own,
			&out[i].text);
		column->before = fmax(column->before, out[i].before);
		column->after = fmax(column->after, width - out[i].before);
	}
	return true;
}

static bool measure_rows(struct table_setting *setting, double small)
{
	const struct table *table = setting->table;

	if (!measure_row(setting, table->header, &setting->bold, true, small,
		    setting->header))
		return false;
	for (size_t i = 0; i < table->row_count; i++)
		if (!measure_row(setting,
			    &table->cells[i * table->column_count],
			    &setting->body, false, small,
			    &setting->cells[i * table->column_count]))
			return false;
	if (table->totals != NULL && !measure_row(setting, table->totals,
		&setting->bold, false, small, setting->totals))
		return false;
	for (size_t i = 0; i < table->column_count; i++) {
		struct table_column *column = &setting->columns[i];
		double numbers = column->before + column->after;

		/* Numbers are not broken. */
		column->wanted = fmax(column->wanted, numbers);
		column->least = fmax(column->least, numbers);
	}
	return true;
}

/* ---- columns ---- */

static double add_widths(const struct table_setting *setting, bool least)
{
	double sum = COLUMN_GAP * setting->body.size *
		(double)(setting->table->column_count - 1);

	for (size_t i = 0; i < setting->table->column_count; i++)
		sum += least ? setting->columns[i].least
			     : setting->columns[i].wanted;
	return sum;
}

/* Small columns are broken too where the table would not fit else. */
static bool measure(struct table_setting *setting)
{
	size_t count = setting->table->column_count;

	if (!measure_rows(setting, SMALL_COLUMN * setting->width))
		return false;
	if (add_widths(setting, true) <= setting->width)
		return true;
	for (size_t i = 0; i < count; i++)
		setting->columns[i].least = 0;
	if (!measure_rows(setting, 0))
		return false;
	return add_widths(setting, true) <= setting->width ||
		report_error(setting->setter->report, setting->place,
			"the %zu columns of this table need %.0f points, and "
			"there are %.0f: show fewer, shorten their headers, or "
			"lower the size of the type", count,
			add_widths(setting, true), setting->width);
}

static void share_width(struct table_setting *setting)
{
	size_t count = setting->table->column_count;
	double least = add_widths(setting, true);
	double wanted = add_widths(setting, false);
	double part = 1, extra = 0, x = 0;

	if (wanted > setting->width)
		part = (setting->width - least) / (wanted - least);
	else
		extra = (setting->width - wanted) / (double)count;
	for (size_t i = 0; i < count; i++) {
		struct table_column *column = &setting->columns[i];

		column->x = x;
		column->width = column->least + extra +
			part * (column->wanted - column->least);
		x += column->width + COLUMN_GAP * setting->body.size;
	}
}

/* Breaks those that are too wide for their columns. */
static bool break_row(const struct table_setting *setting,
	const struct cell *cells, const struct text_style *style,
	struct set_cell *out)
{
	for (size_t i = 0; i < setting->table->column_count; i++) {
		double width = setting->columns[i].width;
		struct text_style own = cell_style(setting, style, i);

		/* What was measured fits, whatever rounding says. */
		if (out[i].text.width > width + 0.001 && !set_cell(setting,
			&cells[i], &own, width + 0.001, &out[i].text))
			return false;
	}
	return true;
}

static bool break_rows(const struct table_setting *setting)
{
	const struct table *table = setting->table;
	size_t columns = table->column_count;

	if (!break_row(setting, table->header, &setting->bold,
		    setting->header))
		return false;
	for (size_t i = 0; i < table->row_count; i++)
		if (!break_row(setting, &table->cells[i * columns],
			    &setting->body, &setting->cells[i * columns]))
			return false;
	return table->totals == NULL || break_row(setting, table->totals,
		&setting->bold, setting->totals);
}

/* ---- rows ---- */

static size_t count_lines(const struct set_cell *cells, size_t count)
{
	size_t lines = 1;

	for (size_t i = 0; i < count; i++)
		if (cells[i].text.count > lines)
			lines = cells[i].text.count;
	return lines;
}

static double line_start(const struct table_column *column,
	const struct set_cell *cell, size_t line)
{
	double end = column->x + column->width;

	if (column->align == CELL_LEFT)
		return column->x;
	if (column->align == CELL_RIGHT || cell->is_words)
		return end - cell->text.lines[line].width;
	return end - column->after - cell->before;
}

/* Headers stand on their row's last line, all else on its first. */
static void draw_cell(const struct table_setting *setting, size_t number,
	const struct set_cell *cell, double y, int tag, struct sketch *sketch)
{
	const struct table_column *column = &setting->columns[number];

	for (size_t i = 0; i < cell->text.count &&
		cell->text.lines != NULL; i++)
		paragraph_draw(&cell->text, i, 1,
			line_start(column, cell, i),
			y + (double)i * setting->body.leading, tag, sketch);
}

/*
 * A row and its rule, in the white below; `tag` is the first cell's, or that
 * of an artifact. Returns its height.
 */
static double draw_row(const struct table_setting *setting,
	const struct set_cell *cells, bool is_header, int tag,
	struct sketch *sketch)
{
	const struct layout_options *options = setting->setter->options;
	size_t columns = setting->table->column_count;
	double leading = setting->body.leading;
	size_t lines = count_lines(cells, columns);
	double height = (double)lines * leading + setting->space;
	double rule = height - setting->space / 2;

	for (size_t i = 0; i < columns; i++) {
		size_t above = is_header ? lines - cells[i].text.count : 0;

		draw_cell(setting, i, &cells[i],
			(double)above * leading,
			tag == TAG_ARTIFACT ? tag : tag + (int)i, sketch);
	}
	sketch_line(sketch, TAG_ARTIFACT, 0, rule, setting->width, rule,
		is_header ? RULE : LIGHT_RULE,
		is_header ? options->text : options->graphic);
	return height;
}

/* The elements of a row: its own, then one for each cell. */
static size_t add_row_elements(const struct table_setting *setting,
	size_t parent, bool is_header)
{
	struct arena *arena = setting->setter->arena;
	struct pages *pages = setting->pages;
	size_t row = pages_add_element(pages, arena, ROLE_TR, parent);

	for (size_t i = 0; i < setting->table->column_count; i++) {
		bool is_of_row = !is_header &&
			i == setting->table->header_column;
		size_t cell = pages_add_element(pages, arena,
			is_header || is_of_row ? ROLE_TH : ROLE_TD, row);

		pages->elements[cell].is_of_row = is_of_row;
	}
	return row;
}

static struct table_box *add_row(const struct table_setting *setting,
	const struct set_cell *cells, size_t parent, bool is_header,
	struct table_boxes *out)
{
	struct table_box *box = &out->boxes[out->count++];
	struct sketch sketch = {.arena = setting->setter->arena};

	box->part.element = add_row_elements(setting, parent, is_header);
	box->height = draw_row(setting, cells, is_header, 1, &sketch);
	box->part.drawing = sketch_finish(&sketch);
	return box;
}

static const struct running_head *make_head(
	const struct table_setting *setting)
{
	struct running_head *head = arena_new(setting->setter->arena,
		sizeof(*head));
	struct sketch sketch = {.arena = setting->setter->arena};

	head->height = draw_row(setting, setting->header, true, TAG_ARTIFACT,
		&sketch);
	head->drawing = sketch_finish(&sketch);
	return head;
}

/* The line that parts the totals from what they are of. */
static void add_totals(const struct table_setting *setting, size_t parent,
	struct table_boxes *out)
{
	const struct layout_options *options = setting->setter->options;
	struct sketch sketch = {.arena = setting->setter->arena};
	struct table_box *box = &out->boxes[out->count++];

	box->part.element = add_row_elements(setting, parent, false);
	sketch_line(&sketch, TAG_ARTIFACT, 0, -setting->space / 2,
		setting->width, -setting->space / 2, RULE, options->text);
	box->height = draw_row(setting, setting->totals, false, 1, &sketch);
	box->part.drawing = sketch_finish(&sketch);
}

static void add_rows(const struct table_setting *setting, size_t element,
	struct table_boxes *out)
{
	const struct table *table = setting->table;
	struct arena *arena = setting->setter->arena;
	const struct running_head *head = make_head(setting);
	size_t body, first;

	add_row(setting, setting->header, pages_add_element(setting->pages,
		arena, ROLE_THEAD, element), true, out)->keep = KEEP_LINES;
	body = pages_add_element(setting->pages, arena, ROLE_TBODY, element);
	first = out->count;
	for (size_t i = 0; i < table->row_count; i++) {
		struct table_box *box = add_row(setting,
			&setting->cells[i * table->column_count], body, false,
			out);

		box->head = head;
		if (i == 0 || i + 2 == table->row_count)
			box->keep = KEEP_LINES;
	}
	if (table->totals != NULL) {
		out->boxes[out->count - 1].keep = KEEP_LINES;
		add_totals(setting, pages_add_element(setting->pages, arena,
			ROLE_TFOOT, element), out);
	} else if (out->count == first + 1) {
		out->boxes[first].keep = KEEP_NOT;
	}
}

static bool add_caption(const struct table_setting *setting, size_t element,
	struct table_boxes *out)
{
	const struct table *table = setting->table;
	struct table_box *box = &out->boxes[out->count++];
	struct sketch sketch = {.arena = setting->setter->arena};
	struct paragraph caption;

	if (!paragraph_set_text(setting->setter, table->caption, "caption",
		    table->caption_place, &setting->bold, setting->width,
		    &caption))
		return false;
	box->part.element = paragraph_add_elements(&caption, ROLE_CAPTION,
		element, setting->pages, setting->setter->arena);
	paragraph_draw(&caption, 0, caption.count, 0, 0, 0, &sketch);
	box->part.drawing = sketch_finish(&sketch);
	box->height = grid_up(setting->setter->options,
		((double)caption.count + CAPTION_SPACE) *
		setting->bold.leading);
	box->keep = KEEP_LINES;
	return true;
}

static struct set_cell *new_cells(const struct table_setting *setting,
	size_t rows)
{
	return arena_new(setting->setter->arena, rows *
		setting->table->column_count * sizeof(struct set_cell));
}

bool table_set(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages,
	struct table_boxes *out)
{
	const struct layout_options *options = setter->options;
	const struct table *table = block->table;
	struct table_setting setting = {.setter = setter, .table = table,
		.place = block->place, .width = width, .pages = pages,
		.body = grid_style(options, options->body_size, options->text,
			0),
		.bold = grid_style(options, options->body_size, options->text,
			RUN_BOLD),
		.space = grid_up(options, ROW_SPACE * options->body_leading)};
	size_t element;

	setting.columns = arena_new(setter->arena,
		table->column_count * sizeof(*setting.columns));
	for (size_t i = 0; i < table->column_count; i++)
		setting.columns[i].align = table->aligns[i];
	setting.header = new_cells(&setting, 1);
	setting.cells = new_cells(&setting, table->row_count);
	setting.totals = new_cells(&setting, 1);
	if (!measure(&setting))
		return false;
	share_width(&setting);
	if (!break_rows(&setting))
		return false;
	/* a caption, the header, the rows, the totals */
	out->boxes = arena_new(setter->arena,
		(table->row_count + 3) * sizeof(*out->boxes));
	out->count = 0;
	element = pages_add_element(pages, setter->arena, ROLE_TABLE, parent);
	if (table->caption != NULL && !add_caption(&setting, element, out))
		return false;
	add_rows(&setting, element, out);
	return true;
}
