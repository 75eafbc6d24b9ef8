/*
 * The head of the first page. All of it is one drawing; its elements stand one
 * after the other, in the order of reading. What is in the window is measured
 * against it line by line: an address that does not fit is no letter.
 */
#include "layout/letterhead.h"

#include <string.h>

#include "layout/grid.h"
#include "layout/picture.h"
#include "layout/window.h"

#define BAR_WIDTH 2.5 /* of the wordmark's bar, points */
#define BAR_SPACE 9.0 /* from it to the text */
#define SIDE_PART 0.4 /* of the width, for the address beside the mark */
#define SIDE_ROOM 12.0 /* of what stands beside the window, at least, in body
			  sizes */
#define RETURN_SIZE 8.0 /* type in the window's first zone, at most, points */
#define ADDRESS_LEADING 1.17 /* in type sizes: six lines of 11 points fit */
#define FOLD_LEFT  2.0 /* mm from the sheet's edge: within any margin */
#define FOLD_RIGHT 4.5
#define FOLD_WIDTH 0.4 /* points */

struct head_setting {
	const struct setter *setter;
	const struct document *document;
	const struct window *window;
	double left, top; /* of the column, where all is drawn from */
	double width;
	size_t first; /* element */
	struct pages *pages;
	struct sketch sketch;
};

bool letterhead_is_there(const struct layout_options *options,
	const struct document *document)
{
	return document->wordmark != NULL || options->mark.image != NULL ||
		document->head.return_address.count > 0 ||
		options->window != WINDOW_NONE;
}

struct block letterhead_block(const struct text_lines *lines,
	const char *field, struct arena *arena)
{
	struct run *runs = arena_new(arena, lines->count * sizeof(*runs));

	for (size_t i = 0; i < lines->count; i++)
		runs[i] = (struct run){.text = lines->items[i],
			.style = i + 1 < lines->count ? RUN_LINE_BREAK : 0,
			.field = field, .place = lines->place};
	return (struct block){.kind = BLOCK_PARAGRAPH, .runs = runs,
		.run_count = lines->count, .place = lines->place};
}

/* From the column's top left. */
static double across(const struct head_setting *head, double mm)
{
	return mm * POINTS_PER_MM - head->left;
}

static double down(const struct head_setting *head, double mm)
{
	return mm * POINTS_PER_MM - head->top;
}

static void draw(struct head_setting *head, const struct paragraph *paragraph,
	double x, double y)
{
	size_t element = paragraph_add_elements(paragraph, ROLE_P, 0,
		head->pages, head->setter->arena);

	paragraph_draw(paragraph, 0, paragraph->count, x, y,
		(int)(element - head->first), &head->sketch);
}

/* Lines below each other, broken where they are wider; *y goes below them. */
static bool add_lines(struct head_setting *head,
	const struct text_lines *lines, const char *field,
	const struct text_style *style, double x, double width, double *y)
{
	struct block block = letterhead_block(lines, field,
		head->setter->arena);
	struct paragraph paragraph;

	if (lines->count == 0)
		return true;
	if (!paragraph_set(head->setter, block.runs, block.run_count, style,
		    width, &paragraph))
		return false;
	draw(head, &paragraph, x, *y);
	*y += (double)paragraph.count * style->leading;
	return true;
}

/* The sender's name, beside a bar. */
static bool add_wordmark(struct head_setting *head, double width,
	double *height)
{
	const struct layout_options *options = head->setter->options;
	struct arena *arena = head->setter->arena;
	const char *wordmark = head->document->wordmark;
	struct text_style style = grid_style(options, options->title_size,
		options->text, RUN_BOLD);
	size_t room = strlen(wordmark) + 1;
	const char **items = arena_new(arena, room * sizeof(*items));
	struct text_lines lines = {.items = items};
	struct item *bar;

	for (const char *at = wordmark; at != NULL;) {
		size_t length = strcspn(at, "|");

		items[lines.count++] = arena_strndup(arena, at, length);
		at = at[length] != '\0' ? at + length + 1 : NULL;
	}
	bar = sketch_add(&head->sketch, ITEM_BOX, TAG_ARTIFACT);
	bar->x2 = BAR_WIDTH;
	bar->colour = options->accent;
	if (!add_lines(head, &lines, "wordmark", &style, BAR_WIDTH + BAR_SPACE,
		    width - BAR_WIDTH - BAR_SPACE, height))
		return false;
	head->sketch.items[0].y2 = *height;
	return true;
}

static bool add_mark(struct head_setting *head, double width, double *height)
{
	const struct layout_options *options = head->setter->options;

	*height = 0;
	if (head->document->wordmark != NULL)
		return add_wordmark(head, width, height);
	if (options->mark.image == NULL)
		return true;
	*height = picture_fit(options, &options->mark, width).height;
	picture_draw(head->setter, &options->mark,
		head->document->head.image_alt, 0, *height, width, 0,
		head->first, head->pages, &head->sketch);
	return true;
}

/* The sender's address at the right of the mark; below it is *y. */
static bool add_sender(struct head_setting *head, double x, double *y)
{
	const struct layout_options *options = head->setter->options;
	struct text_style style = text_style(options, options->note_size,
		options->muted, 0);

	*y = 0;
	return add_lines(head, &head->document->head.return_address,
		"return address", &style, x, head->width - x, y);
}

/* One line of what stands in the window. */
static bool check_line(const struct head_setting *head, const char *what,
	const char *text, const struct text_style *style, struct place place)
{
	const struct window *window = head->window;
	double room = (window->x2 - window->text_x) * POINTS_PER_MM;
	struct paragraph line;

	if (!paragraph_set_text(head->setter, text, what, place, style,
		    ONE_LINE, &line))
		return false;
	return line.width <= room || report_error(head->setter->report, place,
		"'%s' of the %s is %.0f mm wide, and the window of %s shows "
		"%.0f mm: shorten it%s", text, what,
		line.width / POINTS_PER_MM, window->name,
		room / POINTS_PER_MM, style->size > RETURN_SIZE ?
		", or make body_size smaller" : "");
}

/* The return address as one small line in its zone. */
static bool add_return_line(struct head_setting *head)
{
	const struct layout_options *options = head->setter->options;
	const struct text_lines *lines = &head->document->head.return_address;
	const struct window *window = head->window;
	double size = options->note_size < RETURN_SIZE ? options->note_size :
		RETURN_SIZE;
	struct text_style style = text_style(options, size, options->muted, 0);
	const char *text = lines->count > 0 ? lines->items[0] : NULL;
	struct text_lines one = {.items = &text, .count = 1,
		.place = lines->place};
	double y;

	if (text == NULL)
		return true;
	for (size_t i = 1; i < lines->count; i++)
		text = arena_join(head->setter->arena, text, " \xC2\xB7 ",
			lines->items[i]);
	style.leading = (window->return_y2 - window->y) * POINTS_PER_MM;
	y = down(head, window->y);
	return check_line(head, "return address", text, &style, one.place) &&
		add_lines(head, &one, "return address", &style,
			across(head, window->text_x), ONE_LINE, &y);
}

/* Of what stands in the window, and of the lines beside it. */
static struct text_style window_style(const struct layout_options *options)
{
	struct text_style style = text_style(options, options->body_size,
		options->text, 0);

	style.leading = ADDRESS_LEADING * style.size;
	return style;
}

static bool add_address(struct head_setting *head)
{
	struct report *report = head->setter->report;
	const struct text_lines *lines = &head->document->head.address;
	const struct window *window = head->window;
	struct text_style style = window_style(head->setter->options);
	double room = (window->y2 - window->address_y) * POINTS_PER_MM;
	double y = down(head, window->address_y);
	size_t most = (size_t)(room / style.leading);

	if (lines->count == 0)
		return report_error(report, lines->missing.file != NULL ?
			lines->missing : lines->place, "no line of the "
			"address is left for the window: fill in the row, or "
			"say window = none");
	if (lines->count > most)
		return report_error(report, lines->place, "the address has %zu "
			"lines, and the window of %s shows %zu of this size: "
			"put two into one, or make body_size smaller",
			lines->count, window->name, most);
	for (size_t i = 0; i < lines->count; i++)
		if (!check_line(head, "address", lines->items[i], &style,
			    lines->place))
			return false;
	return add_lines(head, lines, "address", &style,
		across(head, window->text_x), ONE_LINE, &y);
}

static bool check_room(const struct head_setting *head, double mark)
{
	const struct layout_options *options = head->setter->options;
	const struct window *window = head->window;
	struct report *report = head->setter->report;
	double side = head->width - across(head, window->side_x);

	if (mark > down(head, window->clear_y))
		return report_error(report, (struct place){0}, "what stands "
			"above the window of %s ends %.0f mm from the top, and "
			"has to at %.0f mm: lower margin_top, or make the "
			"letterhead smaller", window->name,
			(head->top + mark) / POINTS_PER_MM, window->clear_y);
	return side >= SIDE_ROOM * options->body_size || report_error(report,
		(struct place){0}, "beside the window of %s margin_right "
		"leaves %.0f mm: lower it", window->name,
		side / POINTS_PER_MM);
}

/* Mark, sender, window, and the reference beside it. */
static bool add_window(struct head_setting *head, double mark, double *height)
{
	const struct layout_options *options = head->setter->options;
	const struct window *window = head->window;
	struct text_style style = window_style(options);
	double x = across(head, window->side_x), sender = 0;
	double y = down(head, window->side_y);

	if (!check_room(head, mark))
		return false;
	if (window->return_y2 > 0) {
		if (!add_return_line(head))
			return false;
	} else if (!add_sender(head, x, &sender)) {
		return false;
	}
	if (sender > 0 && y < sender + options->body_leading)
		y = sender + options->body_leading;
	if (!add_address(head) || !add_lines(head,
		    &head->document->head.reference, "reference", &style, x,
		    head->width - x, &y))
		return false;
	*height = down(head, window->letter_y);
	if (*height < y + options->body_leading)
		*height = y + options->body_leading;
	return true;
}

bool letterhead_set(const struct setter *setter,
	const struct document *document, const struct frame *frame,
	double width, struct pages *pages, struct part *out, double *height)
{
	const struct layout_options *options = setter->options;
	struct head_setting head = {.setter = setter, .document = document,
		.window = &windows[options->window], .left = frame->left,
		.top = frame->top, .width = width,
		.first = pages->element_count, .pages = pages,
		.sketch = {.arena = setter->arena}};
	bool has_window = options->window != WINDOW_NONE;
	bool is_beside = document->head.return_address.count > 0 &&
		!(has_window && head.window->return_y2 > 0);
	double side = has_window ? across(&head, head.window->side_x) :
		(1 - SIDE_PART) * width;
	double sender;

	if (!add_mark(&head, is_beside ? side - options->body_size : width,
		    height))
		return false;
	if (has_window) {
		if (!add_window(&head, *height, height))
			return false;
	} else {
		if (!add_sender(&head, side, &sender))
			return false;
		if (*height < sender)
			*height = sender;
	}
	*out = (struct part){.element = head.first,
		.figures_end = pages->element_count,
		.drawing = sketch_finish(&head.sketch)};
	return true;
}

void letterhead_add_folds(const struct setter *setter, struct pages *pages)
{
	const struct layout_options *options = setter->options;
	const double *folds = windows[options->window].folds;
	struct sketch sketch = {.arena = setter->arena};

	if (!options->has_fold_marks)
		return;
	for (int i = 0; i < 2; i++)
		if (folds[i] > 0)
			sketch_line(&sketch, TAG_ARTIFACT,
				FOLD_LEFT * POINTS_PER_MM,
				folds[i] * POINTS_PER_MM,
				FOLD_RIGHT * POINTS_PER_MM,
				folds[i] * POINTS_PER_MM, FOLD_WIDTH,
				options->graphic);
	page_place(&pages->pages[0], setter->arena, sketch_finish(&sketch), 0,
		0, 0);
}
