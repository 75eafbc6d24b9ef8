/*
 * ISO 32000-1, 8 and 9. Only what changes is written: colour, line and font
 * stay set for the page, and one text object stays open until something else is
 * drawn: elements of nothing but text are marked inside it, and their lines
 * follow by their distance, which is often the same.
 *
 * A reader takes its text from the glyphs' own characters (embed.c). Where the
 * run's text says otherwise, the glyphs of that cluster are wrapped in a span
 * with its ActualText.
 */
#include "pdf/content.h"

#include <assert.h>
#include <math.h>

#include "base/utf8.h"
#include "pdf/syntax.h"

/*
 * In thousandths of the size: moves between glyphs are multiples of STEP, so
 * that the same letters are the same bytes, which compresses. What rounding
 * leaves adds up to DRIFT at most, 0.11 points of an 11 point line.
 */
#define STEP  5
#define DRIFT 10

#define STEP_LEAST 0.1 /* points, from dot to dot of a row */

struct content {
	struct text *out;
	double height; /* of the page */
	struct embed *embed;
	struct structure *structure;
	/* As they are set in the page; width is negative before the first. */
	struct colour fill, stroke;
	double width, dash;
	bool has_round_caps;
	size_t font;
	double size;
	bool is_marked;	  /* marked content is open */
	bool is_in_text;  /* within the text object, so it ends there */
	bool is_text;	  /* a text object is open, */
	double x, y;	  /* whose line begins here */
	bool is_array;	  /* so is an array of glyphs, */
	bool is_string;	  /* and a string in it */
};

static double round_position(double number)
{
	return round(number * 100) / 100;
}

static void add_operator(struct content *content, const double *numbers,
	size_t count, const char *operator)
{
	pdf_add_numbers(content->out, numbers, count);
	text_add(content->out, operator);
}

static void end_text(struct content *content)
{
	if (content->is_text)
		text_add(content->out, "ET\n");
	content->is_text = false;
}

static void begin_text(struct content *content)
{
	if (content->is_text)
		return;
	text_add(content->out, "BT\n");
	content->is_text = true;
	content->x = content->y = 0;
}

static void end_marked(struct content *content)
{
	if (!content->is_marked)
		return;
	if (!content->is_in_text)
		end_text(content);
	text_add(content->out, "EMC\n");
	content->is_marked = false;
}

static void begin_element(struct content *content, enum role role,
	size_t element)
{
	text_add_char(content->out, '/');
	text_add(content->out, role_name(role));
	pdf_add_integer(content->out, "<</MCID ",
		structure_mark(content->structure, element));
	text_add(content->out, ">>BDC\n");
}

static void begin_artifact(struct content *content, enum artifact_kind kind)
{
	static const char *const operators[] = {
		[ARTIFACT_LAYOUT] = "/Artifact BMC\n",
		[ARTIFACT_HEADER] = "/Artifact<</Type/Pagination"
				    "/Subtype/Header>>BDC\n",
		[ARTIFACT_FOOTER] = "/Artifact<</Type/Pagination"
				    "/Subtype/Footer>>BDC\n"};

	text_add(content->out, operators[kind]);
}

/* For the items of `drawing` from `first` on that have the same tag. */
static void begin_marked(struct content *content, const struct pages *pages,
	const struct placement *placement, size_t first)
{
	const struct drawing *drawing = placement->drawing;
	int tag = drawing->items[first].tag;
	size_t element = placement->element + (size_t)tag;

	content->is_marked = content->is_in_text = true;
	for (size_t i = first; i < drawing->count &&
		drawing->items[i].tag == tag; i++)
		if (drawing->items[i].kind != ITEM_TEXT)
			content->is_in_text = false;
	if (content->is_in_text)
		begin_text(content);
	else
		end_text(content);
	if (tag == TAG_ARTIFACT)
		begin_artifact(content, placement->artifact);
	else
		begin_element(content, pages->elements[element].role, element);
}

static bool same_colour(struct colour a, struct colour b)
{
	return fabs(a.red - b.red) < 0.0005 &&
		fabs(a.green - b.green) < 0.0005 &&
		fabs(a.blue - b.blue) < 0.0005;
}

static void set_colour(struct content *content, struct colour *current,
	struct colour wanted, const char *operator)
{
	const double parts[] = {wanted.red, wanted.green, wanted.blue};

	if (same_colour(*current, wanted))
		return;
	for (int i = 0; i < 3; i++) {
		text_add_number(content->out, parts[i], 3);
		text_add_char(content->out, i < 2 ? ' ' : *operator);
	}
	text_add(content->out, operator + 1);
	*current = wanted;
}

static void set_font(struct content *content, const struct glyph_run *run)
{
	size_t font = embed_font(content->embed, run->program);

	if (font == content->font && fabs(run->size - content->size) < 0.005)
		return;
	pdf_add_integer(content->out, "/F", font);
	text_add_char(content->out, ' ');
	add_operator(content, &run->size, 1, " Tf\n");
	content->font = font;
	content->size = run->size;
}

/* Moves by the distance of the positions as written: nothing adds up. */
static void move_text(struct content *content, double x, double y)
{
	double move[2];

	begin_text(content);
	x = round_position(x);
	y = round_position(y);
	move[0] = x - content->x;
	move[1] = y - content->y;
	add_operator(content, move, 2, " Td\n");
	content->x = x;
	content->y = y;
}

static void end_string(struct content *content)
{
	if (content->is_string)
		text_add_char(content->out, ')');
	content->is_string = false;
}

static void end_array(struct content *content)
{
	end_string(content);
	if (content->is_array)
		text_add(content->out, "]TJ\n");
	content->is_array = false;
}

static void begin_array(struct content *content)
{
	if (!content->is_array)
		text_add_char(content->out, '[');
	content->is_array = true;
}

/* After moving back by so many thousandths. */
static void begin_string(struct content *content, double back)
{
	begin_array(content);
	if (fabs(back) > 0) {
		end_string(content);
		text_add_number(content->out, back, 0);
	}
	if (!content->is_string)
		text_add_char(content->out, '(');
	content->is_string = true;
}

static void set_rise(struct content *content, double *rise, double wanted)
{
	if (fabs(*rise - wanted) < 0.005)
		return;
	end_array(content);
	add_operator(content, &wanted, 1, " Ts\n");
	*rise = wanted;
}

/* Where a run's glyphs are to stand, and where a reader's pen has come. */
struct pen {
	double wanted, shown; /* points from the run's start */
	double rise;	      /* points, upwards */
	double drift;	      /* thousandths that the last glyph stands off */
};

/* Thousandths to go back by before the glyph. */
static double move_back(const struct glyph_run *run, const struct glyph *glyph,
	struct pen *pen)
{
	double off = (pen->shown - pen->wanted - glyph->dx) * 1000 / run->size;
	double back = 0;

	/* Most glyphs follow the one before. */
	if (fabs(off - pen->drift) >= STEP / 2.0)
		back = STEP * round((off - pen->drift) / STEP);
	if (fabs(off - back) > DRIFT)
		back = STEP * round(off / STEP);
	pen->drift = off - back;
	if (fabs(back) > 0)
		pen->shown -= back * run->size / 1000;
	return back;
}

static bool is_bare(unsigned char byte)
{
	return byte != '(' && byte != ')' && byte != '\\' && byte != '\r';
}

static void add_code(struct text *out, uint32_t id)
{
	const unsigned char code[] = {(unsigned char)(id >> 8),
		(unsigned char)id};

	if (is_bare(code[0]) && is_bare(code[1])) {
		text_append(out, code, sizeof(code));
		return;
	}
	pdf_add_literal_byte(out, code[0]);
	pdf_add_literal_byte(out, code[1]);
}

static void show_glyph(struct content *content, const struct glyph_run *run,
	const struct glyph *glyph, struct pen *pen)
{
	double back = move_back(run, glyph, pen);

	set_rise(content, &pen->rise, glyph->dy);
	if (!content->is_string || fabs(back) > 0)
		begin_string(content, back);
	add_code(content->out, glyph->id);
	pen->shown += run->program->widths[glyph->id] * run->size / 1000;
	pen->wanted += glyph->advance;
}

/* Consecutive glyphs of a run, and the text they stand for. */
struct cluster {
	size_t first, end;	/* glyphs */
	size_t text, text_end; /* bytes of the run's text */
};

static struct cluster next_cluster(const struct glyph_run *run, size_t first)
{
	const struct glyph *glyphs = run->glyphs;
	struct cluster cluster = {.first = first, .end = first + 1,
		.text = glyphs[first].cluster, .text_end = run->length};

	while (cluster.end < run->glyph_count &&
		glyphs[cluster.end].cluster == glyphs[first].cluster)
		cluster.end++;
	if (cluster.end < run->glyph_count)
		cluster.text_end = glyphs[cluster.end].cluster;
	assert(cluster.text <= cluster.text_end &&
		cluster.text_end <= run->length);
	return cluster;
}

/*
 * On a set line it is all one whether a space or hyphen could have been broken
 * at, and a search for the plain one should find both.
 */
static uint32_t plain(uint32_t character)
{
	switch (character) {
	case 0x00A0:
		return ' ';
	case 0x2010:
	case 0x2011:
		return '-';
	default:
		return character;
	}
}

/* Do the glyphs' own characters give the cluster's text back? */
static bool speaks_for_itself(const struct glyph_run *run,
	const struct cluster *cluster)
{
	const char *at = run->text + cluster->text;
	const char *end = run->text + cluster->text_end;

	for (size_t i = cluster->first; i < cluster->end; i++) {
		uint32_t drawn = run->program->characters[run->glyphs[i].id];

		if (at >= end || drawn == 0 ||
			plain(drawn) != plain(utf8_next(&at)))
			return false;
	}
	return at == end;
}

static void show_cluster(struct content *content, const struct glyph_run *run,
	const struct cluster *cluster, struct pen *pen)
{
	bool is_plain = speaks_for_itself(run, cluster);

	if (!is_plain) {
		end_array(content);
		text_add(content->out, "/Span<</ActualText");
		pdf_add_utf16(content->out, run->text + cluster->text,
			cluster->text_end - cluster->text);
		text_add(content->out, ">>BDC\n");
	}
	for (size_t i = cluster->first; i < cluster->end; i++)
		show_glyph(content, run, &run->glyphs[i], pen);
	if (!is_plain) {
		end_array(content);
		text_add(content->out, "EMC\n");
	}
}

/* As most are: a cluster by itself for one ASCII character, its own. */
static bool is_plain_glyph(const struct glyph_run *run, size_t index)
{
	const struct glyph *glyph = &run->glyphs[index];
	uint32_t end = index + 1 < run->glyph_count ? glyph[1].cluster :
		(uint32_t)run->length;

	return end == glyph->cluster + 1 &&
		run->program->characters[glyph->id] ==
			(unsigned char)run->text[glyph->cluster];
}

/* What draws a run from its pen's place on: it leaves nothing open. */
static void show_run(struct content *content, const struct glyph_run *run)
{
	struct pen pen = {0};

	for (size_t i = 0; i < run->glyph_count;) {
		struct cluster cluster;

		if (is_plain_glyph(run, i)) {
			show_glyph(content, run, &run->glyphs[i++], &pen);
			continue;
		}
		cluster = next_cluster(run, i);
		show_cluster(content, run, &cluster, &pen);
		i = cluster.end;
	}
	set_rise(content, &pen.rise, 0);
	end_array(content);
}

static bool check_glyphs(const struct glyph_run *run, struct report *report)
{
	for (size_t i = 0; i < run->glyph_count; i++) {
		uint32_t id = run->glyphs[i].id;

		if (id == 0 || id >= run->program->glyph_count)
			return report_error(report, (struct place){0},
				"the font %s has no glyph %u to draw '%.*s' "
				"with", run->program->name, id,
				(int)run->length, run->text);
	}
	return true;
}

/* What other letters have as well is written once, and remembered. */
struct shown {
	const char *bytes;
	size_t length;
};

static void remember(struct memo *memo, const void *key, size_t key_length,
	const char *bytes, size_t length)
{
	struct shown *shown = memo_add(memo, key, key_length, sizeof(*shown));

	shown->bytes = arena_strndup(memo_arena(memo), bytes, length);
	shown->length = length;
}

static bool draw_run(struct content *content, const struct glyph_run *run,
	struct report *report)
{
	struct memo *memo = embed_runs(content->embed);
	struct text *out = content->out;
	size_t start = out->length;
	bool is_again = false;
	const struct shown *shown = run->serial == 0 ? NULL : memo_find(memo,
		&run->serial, sizeof(run->serial), &is_again);

	if (shown != NULL) {
		text_append(out, shown->bytes, shown->length);
		return true;
	}
	if (!check_glyphs(run, report))
		return false;
	show_run(content, run);
	if (is_again)
		remember(memo, &run->serial, sizeof(run->serial),
			out->data + start, out->length - start);
	return true;
}

static bool draw_text(struct content *content, const struct item *item,
	double x, double y, struct report *report)
{
	set_colour(content, &content->fill, item->colour, " rg\n");
	set_font(content, &item->run);
	move_text(content, x, y);
	return draw_run(content, &item->run, report);
}

static void set_width(struct content *content, double width)
{
	if (fabs(content->width - width) > 0.005)
		add_operator(content, &width, 1, " w\n");
	content->width = width;
}

static void set_dash(struct content *content, double dash)
{
	if (fabs(content->dash - dash) > 0.005) {
		text_add_char(content->out, '[');
		if (dash > 0)
			text_add_number(content->out, dash, 2);
		text_add(content->out, "]0 d\n");
	}
	content->dash = dash;
}

static void set_caps(struct content *content, bool are_round)
{
	if (content->has_round_caps != are_round)
		text_add(content->out, are_round ? "1 J\n" : "0 J\n");
	content->has_round_caps = are_round;
}

static void draw_line(struct content *content, const struct item *item,
	double x, double y, double x2, double y2)
{
	set_colour(content, &content->stroke, item->colour, " RG\n");
	set_width(content, item->width);
	set_dash(content, item->dash);
	set_caps(content, false);
	add_operator(content, (double[]){x, y}, 2, " m ");
	add_operator(content, (double[]){x2, y2}, 2, " l S\n");
}

/*
 * A path of one point, closed and stroked with round caps, is a filled circle
 * (8.5.3.2): a tenth of the bytes of four Bezier curves, and there are
 * hundreds of dots.
 */
static void begin_dots(struct content *content, const struct item *item)
{
	set_colour(content, &content->stroke, item->colour, " RG\n");
	set_width(content, 2 * item->width);
	set_dash(content, 0);
	set_caps(content, true);
}

static void add_dot(struct content *content, double x, double y)
{
	add_operator(content, (double[]){x, y}, 2, " m h S\n");
}

/* Dots at equal steps, points. */
struct row {
	size_t count;
	double x, y, length;
};

/* From the first of `dots` on. Two are no row, but with the step before. */
static struct row find_row(const struct dot *dots, size_t count, double before)
{
	struct row row = {.count = 1};

	if (count < 2)
		return row;
	row.x = dots[1].x - dots[0].x;
	row.y = dots[1].y - dots[0].y;
	row.length = hypot(row.x, row.y);
	while (row.count < count) {
		const struct dot *dot = &dots[row.count];

		if (fabs(dot[0].x - dot[-1].x - row.x) > 1e-6 ||
			fabs(dot[0].y - dot[-1].y - row.y) > 1e-6)
			break;
		row.count++;
	}
	if (row.length < STEP_LEAST || (row.count == 2 &&
		fabs(row.length - before) > 1e-6))
		row.count = 1;
	return row;
}

static void set_step(struct content *content, double *step, double wanted)
{
	if (fabs(*step - wanted) < 1e-6)
		return;
	text_add(content->out, "[0 ");
	text_add_number(content->out, wanted, 4);
	text_add(content->out, "]0 d\n");
	*step = wanted;
}

/*
 * A row is one line with dashes of no length (8.4.3.6), which their round caps
 * make dots: it ends half a step behind the last, so that rounding loses none.
 */
static void add_dots(struct content *content, const struct item *item,
	const struct placement *placement)
{
	const struct dots *dots = &item->dots;
	double step = 0;
	struct row row;

	for (size_t i = 0; i < dots->count; i += row.count) {
		double x = placement->x + (dots->places[i].x + item->x);
		double y = content->height - placement->y -
			(dots->places[i].y + item->y);
		double far;

		row = find_row(&dots->places[i], dots->count - i, step);
		if (row.count == 1 && step <= 0) {
			add_dot(content, x, y);
			continue;
		}
		if (row.count == 1)
			row = (struct row){1, 0, -step, step};
		set_step(content, &step, row.length);
		far = (double)row.count - 0.5;
		add_operator(content, (double[]){x, y}, 2, " m ");
		add_operator(content, (double[]){x + far * row.x,
			y - far * row.y}, 2, " l S\n");
	}
	if (step > 0)
		text_add(content->out, "[]0 d\n");
}

/* Pages have them at few places: the text above is a line longer or shorter. */
static void draw_dots(struct content *content, const struct item *item,
	const struct placement *placement)
{
	struct memo *memo = embed_runs(content->embed);
	struct text *out = content->out;
	struct {
		unsigned long serial;
		double height, x, y, item_x, item_y;
	} key = {item->dots.serial, content->height, placement->x,
		placement->y, item->x, item->y};
	bool is_again = false;
	const struct shown *shown = key.serial == 0 ? NULL :
		memo_find(memo, &key, sizeof(key), &is_again);
	size_t start;

	begin_dots(content, item);
	start = out->length;
	if (shown != NULL)
		text_append(out, shown->bytes, shown->length);
	else
		add_dots(content, item, placement);
	if (is_again)
		remember(memo, &key, sizeof(key), out->data + start,
			out->length - start);
}

static void draw_image(struct content *content, const struct image *image,
	double x, double y, double x2, double y2)
{
	/* An image is 1 by 1, a vector 1 wide (vector.h). */
	double height = image->vector != NULL ? x2 - x : y - y2;

	text_add(content->out, "q ");
	add_operator(content, (double[]){x2 - x, 0, 0, height, x, y2}, 6,
		" cm");
	pdf_add_integer(content->out, "/I", embed_image(content->embed, image));
	text_add(content->out, " Do Q\n");
}

/* From the page's top left, downwards, to PDF's bottom left, upwards. */
static bool draw_item(struct content *content, const struct item *item,
	const struct placement *placement, struct report *report)
{
	double x = placement->x + item->x;
	double y = content->height - placement->y - item->y;
	double x2 = placement->x + item->x2;
	double y2 = content->height - placement->y - item->y2;

	if (item->kind != ITEM_TEXT)
		end_text(content);
	switch (item->kind) {
	case ITEM_TEXT:
		return draw_text(content, item, x, y, report);
	case ITEM_LINE:
		draw_line(content, item, x, y, x2, y2);
		break;
	case ITEM_BOX:
		set_colour(content, &content->fill, item->colour, " rg\n");
		add_operator(content, (double[]){x, y2, x2 - x, y - y2}, 4,
			" re f\n");
		break;
	case ITEM_DOT:
		begin_dots(content, item);
		add_dot(content, x, y);
		break;
	case ITEM_DOTS:
		draw_dots(content, item, placement);
		break;
	case ITEM_IMAGE:
		draw_image(content, item->image, x, y, x2, y2);
		break;
	}
	return true;
}

static bool write_placement(struct content *content, const struct pages *pages,
	const struct placement *placement, struct report *report)
{
	const struct drawing *drawing = placement->drawing;

	for (size_t i = 0; i < drawing->count; i++) {
		const struct item *item = &drawing->items[i];

		if (i == 0 || item->tag != item[-1].tag) {
			end_marked(content);
			begin_marked(content, pages, placement, i);
		}
		if (!draw_item(content, item, placement, report))
			return false;
	}
	end_marked(content);
	return true;
}

static struct content content_begin(struct text *out, double height,
	struct embed *embed, struct structure *structure)
{
	const struct colour none = {-1, -1, -1};

	return (struct content){.out = out, .height = height, .embed = embed,
		.structure = structure, .fill = none, .stroke = none,
		.width = -1};
}

bool content_write(const struct pages *pages, const struct page *page,
	struct embed *embed, struct structure *structure, struct text *out,
	struct report *report)
{
	struct content content = content_begin(out, pages->height, embed,
		structure);

	for (size_t i = 0; i < page->count; i++)
		if (!write_placement(&content, pages, &page->placements[i],
			    report))
			return false;
	end_text(&content);
	return true;
}

bool content_write_form(const struct form_area *form, struct embed *embed,
	struct text *out, struct report *report)
{
	struct content content = content_begin(out, form->y2 - form->y, embed,
		NULL);
	const struct drawing *drawing = form->appearance;
	const struct placement origin = {.drawing = drawing};

	for (size_t i = 0; i < drawing->count; i++)
		if (!draw_item(&content, &drawing->items[i], &origin, report))
			return false;
	end_text(&content);
	return true;
}
