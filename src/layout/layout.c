/*
 * A document to pages: its blocks become boxes in one column (column.h), the
 * boxes fill pages (paginate.h), and the furniture is put around them.
 */
#include "layout/layout.h"

#include <math.h>

#include "layout/column.h"
#include "layout/font_set.h"
#include "layout/furniture.h"
#include "layout/gauge.h"
#include "layout/letterhead.h"

#define FIT_STEPS    4 /* leadings tried, from the smallest change on */
#define WORDMARK_GAP 2.5 /* of white, in parts of the body's leading */

/* A paragraph above the text. */
static bool add_head_lines(struct column *column,
	const struct text_lines *lines, const char *field)
{
	struct block block = letterhead_block(lines, field,
		column->setter.arena);
	struct nest top = {0};

	return lines->count == 0 || column_add_block(column, &top, &block);
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
		box = column_add_box(column, 0, height, (struct place){0});
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
	done &= column_add_blocks(column, &top, document->blocks,
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
