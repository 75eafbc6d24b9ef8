/*
 * SVG, drawn by librsvg onto a PostScript page of cairo's, which comes out as
 * plain text of few operators, each with its numbers before it:
 *
 *	0.04 0.33 0.39 rg
 *	300 166.668 m 300 240.305 240.305 300 166.668 300 c h f
 *
 * So styles, shapes, transforms and reuse are a library's work, and what is
 * read here is small. A word that is not among the operators below is
 * something that lines and areas of one colour cannot show.
 */
#include "pictures/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-ps.h>
#include <librsvg/rsvg.h>


#define UNITS	    1000 /* the picture's width */
#define MOST_HEIGHT 10000
#define SVG_BYTES   ((size_t)1 << 20)
#define PAGE_BYTES  ((size_t)1 << 22)
#define STEPS_LIMIT 100000
#define STACK_LIMIT 32 /* numbers before an operator; states saved */
#define COARSE	    1.0 /* dots an inch of what is rasterised, to be refused */
#define EVEN	    0.001 /* how alike two scales must be */
#define FARTHEST    1e6 /* units from the picture's corner */

struct state {
	double matrix[6]; /* to the picture's units */
	struct vector_style style;
};

struct reader {
	struct vector *vector;
	size_t step_room, number_room;
	double stack[STACK_LIMIT];
	size_t depth;
	bool in_array; /* of dashes, that */
	size_t array;  /* begin here on the stack */
	struct state states[STACK_LIMIT];
	size_t state;
	const char *fault;
};

static const char *const too_far = "it has parts far outside of its size";
static const char *const too_rich = "it has what cannot be drawn with lines "
	"and areas of one colour";

/* The numbers are taken from the stack's end, through the matrix. */
static void add_step(struct reader *reader, enum vector_kind kind,
	size_t points)
{
	struct vector *vector = reader->vector;
	const double *m = reader->states[reader->state].matrix;
	const double *from = &reader->stack[reader->depth - 2 * points];

	if (vector->step_count == STEPS_LIMIT) {
		reader->fault = "it has too many parts: simplify it";
		return;
	}
	ARRAY_RESERVE(vector->steps, vector->step_count, reader->step_room);
	vector->steps[vector->step_count++] = (struct vector_step){
		.kind = kind, .first = vector->number_count,
		.style = reader->states[reader->state].style};
	for (size_t i = 0; i < points; i++, from += 2) {
		double at[] = {m[0] * from[0] + m[2] * from[1] + m[4],
			m[1] * from[0] + m[3] * from[1] + m[5]};

		for (int j = 0; j < 2; j++) {
			if (!(fabs(at[j]) < FARTHEST))
				reader->fault = too_far;
			ARRAY_RESERVE(vector->numbers, vector->number_count,
				reader->number_room);
			vector->numbers[vector->number_count++] = at[j];
		}
	}
}

/* A width under the matrix, which must not stretch it one way only. */
static void scale_stroke(struct reader *reader, struct vector_style *style)
{
	const double *m = reader->states[reader->state].matrix;
	double a = hypot(m[0], m[1]), b = hypot(m[2], m[3]);
	double scale = sqrt(fabs(m[0] * m[3] - m[1] * m[2]));

	if (fabs(a - b) > EVEN * a ||
		fabs(m[0] * m[2] + m[1] * m[3]) > EVEN * a * b)
		reader->fault = "it has a line that is stretched in one "
			"direction: turn its outline into a path";
	style->width *= scale;
	style->dash_start *= scale;
	if (!(style->width < FARTHEST) || !(style->dash_start < FARTHEST))
		reader->fault = too_far;
	for (size_t i = 0; i < style->dash_count; i++) {
		style->dashes[i] *= scale;
		if (!(style->dashes[i] < FARTHEST))
			reader->fault = too_far;
	}
}

static void add_stroke(struct reader *reader)
{
	struct vector *vector = reader->vector;

	add_step(reader, VECTOR_STROKE, 0);
	if (reader->fault == NULL)
		scale_stroke(reader,
			&vector->steps[vector->step_count - 1].style);
}

static void add_rectangle(struct reader *reader)
{
	double *top = &reader->stack[reader->depth - 4];
	double x = top[0], y = top[1], x2 = x + top[2], y2 = y + top[3];
	const double corners[][2] = {{x, y}, {x2, y}, {x2, y2}, {x, y2}};

	for (int i = 0; i < 4; i++) {
		top[2] = corners[i][0];
		top[3] = corners[i][1];
		add_step(reader, i == 0 ? VECTOR_MOVE : VECTOR_LINE, 1);
	}
	add_step(reader, VECTOR_CLOSE, 0);
}

static void save(struct reader *reader)
{
	if (reader->state + 1 == STACK_LIMIT) {
		reader->fault = "its parts nest too deep";
		return;
	}
	reader->states[reader->state + 1] = reader->states[reader->state];
	reader->state++;
	add_step(reader, VECTOR_SAVE, 0);
}

static void restore(struct reader *reader)
{
	if (reader->state == 0) {
		reader->fault = too_rich;
		return;
	}
	reader->state--;
	add_step(reader, VECTOR_RESTORE, 0);
}

static void transform(struct reader *reader)
{
	const double *by = &reader->stack[reader->depth - 6];
	double *m = reader->states[reader->state].matrix, out[6];

	for (int i = 0; i < 6; i += 2) {
		out[i] = m[0] * by[i] + m[2] * by[i + 1];
		out[i + 1] = m[1] * by[i] + m[3] * by[i + 1];
	}
	out[4] += m[4];
	out[5] += m[5];
	memcpy(m, out, sizeof(out));
}

static void set_dashes(struct reader *reader)
{
	struct vector_style *style = &reader->states[reader->state].style;
	size_t count = reader->depth - 1 - reader->array;

	if (count > VECTOR_DASHES) {
		reader->fault = "it has a line with too many kinds of dashes";
		return;
	}
	style->dash_count = count;
	memcpy(style->dashes, &reader->stack[reader->array],
		count * sizeof(*style->dashes));
	style->dash_start = reader->stack[reader->depth - 1];
}

enum operator {
	OPERATOR_MOVE, OPERATOR_LINE, OPERATOR_CURVE, OPERATOR_CLOSE,
	OPERATOR_RECTANGLE, OPERATOR_FILL, OPERATOR_FILL_EVEN_ODD,
	OPERATOR_STROKE, OPERATOR_CLIP, OPERATOR_CLIP_EVEN_ODD, OPERATOR_END,
	OPERATOR_SAVE, OPERATOR_RESTORE, OPERATOR_TRANSFORM, OPERATOR_COLOUR,
	OPERATOR_GREY, OPERATOR_WIDTH, OPERATOR_CAP, OPERATOR_JOIN,
	OPERATOR_MITER, OPERATOR_DASH, OPERATOR_BOUNDS
};

static const struct {
	const char *word;
	size_t numbers;
} operators[] = {
	[OPERATOR_MOVE] = {"m", 2}, [OPERATOR_LINE] = {"l", 2},
	[OPERATOR_CURVE] = {"c", 6}, [OPERATOR_CLOSE] = {"h", 0},
	[OPERATOR_RECTANGLE] = {"re", 4}, [OPERATOR_FILL] = {"f", 0},
	[OPERATOR_FILL_EVEN_ODD] = {"f*", 0}, [OPERATOR_STROKE] = {"S", 0},
	[OPERATOR_CLIP] = {"W", 0}, [OPERATOR_CLIP_EVEN_ODD] = {"W*", 0},
	[OPERATOR_END] = {"n", 0}, [OPERATOR_SAVE] = {"q", 0},
	[OPERATOR_RESTORE] = {"Q", 0}, [OPERATOR_TRANSFORM] = {"cm", 6},
	[OPERATOR_COLOUR] = {"rg", 3}, [OPERATOR_GREY] = {"g", 1},
	[OPERATOR_WIDTH] = {"w", 1}, [OPERATOR_CAP] = {"J", 1},
	[OPERATOR_JOIN] = {"j", 1}, [OPERATOR_MITER] = {"M", 1},
	[OPERATOR_DASH] = {"d", 1}, [OPERATOR_BOUNDS] = {"rectclip", 4},
};

static void obey(struct reader *reader, enum operator operator)
{
	struct vector_style *style = &reader->states[reader->state].style;
	const double *top = &reader->stack[reader->depth -
		operators[operator].numbers];

	switch (operator) {
	case OPERATOR_MOVE:
		add_step(reader, VECTOR_MOVE, 1);
		break;
	case OPERATOR_LINE:
		add_step(reader, VECTOR_LINE, 1);
		break;
	case OPERATOR_CURVE:
		add_step(reader, VECTOR_CURVE, 3);
		break;
	case OPERATOR_CLOSE:
		add_step(reader, VECTOR_CLOSE, 0);
		break;
	case OPERATOR_RECTANGLE:
		add_rectangle(reader);
		break;
	case OPERATOR_FILL:
		add_step(reader, VECTOR_FILL, 0);
		break;
	case OPERATOR_FILL_EVEN_ODD:
		add_step(reader, VECTOR_FILL_EVEN_ODD, 0);
		break;
	case OPERATOR_STROKE:
		add_stroke(reader);
		break;
	case OPERATOR_CLIP:
		add_step(reader, VECTOR_CLIP, 0);
		break;
	case OPERATOR_CLIP_EVEN_ODD:
		add_step(reader, VECTOR_CLIP_EVEN_ODD, 0);
		break;
	case OPERATOR_SAVE:
		save(reader);
		break;
	case OPERATOR_RESTORE:
		restore(reader);
		break;
	case OPERATOR_TRANSFORM:
		transform(reader);
		break;
	case OPERATOR_COLOUR:
		style->colour = (struct colour){top[0], top[1], top[2]};
		break;
	case OPERATOR_GREY:
		style->colour = (struct colour){top[0], top[0], top[0]};
		break;
	case OPERATOR_WIDTH:
		style->width = top[0];
		break;
	case OPERATOR_CAP: /* 0 to 2, as cairo writes it; so is the join */
		style->cap = (int)top[0];
		break;
	case OPERATOR_JOIN:
		style->join = (int)top[0];
		break;
	case OPERATOR_MITER:
		style->miter = fmin(top[0], FARTHEST);
		break;
	case OPERATOR_DASH:
		set_dashes(reader);
		break;
	case OPERATOR_END:    /* of a path that clips */
	case OPERATOR_BOUNDS: /* of all there is */
		break;
	}
}

/* "[ 16.7 8.3] 0 d": brackets need no blank beside them. */
static void read_word(struct reader *reader, const char *word, size_t length)
{
	char *end;
	double number = strtod(word, &end);

	if (end == word + length && isfinite(number)) {
		if (reader->depth == STACK_LIMIT)
			reader->fault = too_rich;
		else
			reader->stack[reader->depth++] = number;
		return;
	}
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		if (strlen(operators[i].word) != length ||
			memcmp(operators[i].word, word, length) != 0)
			continue;
		if (reader->depth < operators[i].numbers)
			break;
		obey(reader, (enum operator)i);
		reader->depth = 0;
		return;
	}
	reader->fault = too_rich;
}

static void read_page(struct reader *reader, const char *at, const char *end)
{
	while (at < end && reader->fault == NULL) {
		size_t length = strcspn(at, " \n[]");

		if (length > 0)
			read_word(reader, at, length);
		else if (*at == '[')
			reader->array = reader->depth;
		at += length > 0 ? length : 1;
	}
}

/* What of it cannot be read here, as cairo writes it. */
static const char *name_fault(const char *page, const char *fault)
{
	static const struct {
		const char *word, *means;
	} known[] = {
		{"% Fallback Image", "it has something transparent, or a "
			"filter: use plain colours"},
		{"/ShadingType", "it has a gradient: use plain colours"},
		{"cairo_image", "it has a filter or a mask: draw it with "
			"paths"},
	};

	for (size_t i = 0; fault == too_rich &&
		i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(page, known[i].word) != NULL)
			return known[i].means;
	return fault;
}

static bool draws(const struct vector *vector)
{
	for (size_t i = 0; i < vector->step_count; i++)
		if (vector->steps[i].kind >= VECTOR_FILL &&
			vector->steps[i].kind <= VECTOR_STROKE)
			return true;
	return false;
}

static bool read_drawing(const struct text *page, struct image *out,
	struct text *why)
{
	static const char head[] = "%%EndPageSetup", foot[] = "\nshowpage";
	const char *start = strstr(text_string(page), head);
	const char *end = start != NULL ? strstr(start, foot) : NULL;
	struct reader *reader = memory_new(sizeof(*reader));

	out->vector = memory_new(sizeof(*out->vector));
	reader->vector = out->vector;
	reader->states[0] = (struct state){.matrix = {1, 0, 0, -1, 0,
		(double)out->height}, .style = {.miter = 10}};
	if (end == NULL)
		reader->fault = too_rich;
	else
		read_page(reader, start + strlen(head), end);
	if (reader->fault == NULL && !draws(out->vector))
		reader->fault = "it draws nothing";
	if (reader->fault != NULL)
		text_add(why, name_fault(text_string(page), reader->fault));
	start = reader->fault;
	free(reader);
	return start == NULL;
}

static cairo_status_t write_page(void *context, const unsigned char *bytes,
	unsigned length)
{
	struct text *page = context;

	if (page->length + length > PAGE_BYTES)
		return CAIRO_STATUS_WRITE_ERROR;
	text_append(page, (const char *)bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

/* The library's own words, without a line's end. */
static void add_message(struct text *why, const GError *error)
{
	text_append(why, error->message, strcspn(error->message, "\n"));
}

static bool draw(RsvgHandle *handle, const struct image *image,
	struct text *page, struct text *why)
{
	const RsvgRectangle box = {0, 0, UNITS, (double)image->height};
	cairo_surface_t *surface = cairo_ps_surface_create_for_stream(
		write_page, page, box.width, box.height);
	cairo_t *cairo = cairo_create(surface);
	GError *error = NULL;
	bool done;

	cairo_ps_surface_set_eps(surface, true);
	cairo_surface_set_fallback_resolution(surface, COARSE, COARSE);
	done = rsvg_handle_render_document(handle, cairo, &box, &error);
	if (!done)
		add_message(why, error);
	g_clear_error(&error);
	cairo_show_page(cairo);
	cairo_destroy(cairo);
	cairo_surface_finish(surface);
	if (done && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
		text_add(why, "it has too many parts: simplify it");
		done = false;
	}
	cairo_surface_destroy(surface);
	return done;
}

/* From width and height, else from the viewBox. */
static bool measure(RsvgHandle *handle, struct image *out, struct text *why)
{
	double width = 0, height = 0;
	gboolean has_width, has_height, has_box;
	RsvgLength width_length, height_length;
	RsvgRectangle box = {0};

	if (!rsvg_handle_get_intrinsic_size_in_pixels(handle, &width,
		    &height)) {
		rsvg_handle_get_intrinsic_dimensions(handle, &has_width,
			&width_length, &has_height, &height_length, &has_box,
			&box);
		width = has_box ? box.width : 0;
		height = has_box ? box.height : 0;
	}
	if (!(width > 0) || !(height > 0)) {
		text_add(why, "it has no size: give it a viewBox");
		return false;
	}
	height = floor(UNITS * height / width + 0.5);
	if (!(height >= 1 && height <= MOST_HEIGHT)) {
		text_add(why, "it is far wider than high, or the reverse");
		return false;
	}
	out->width = UNITS;
	out->height = (size_t)height;
	return true;
}

/*
 * Elements that librsvg would draw with the machine's typefaces, or leave out
 * without a word; their prefix, as in <svg:text>, is any.
 */
static const char *refused_element(const char *at)
{
	static const struct {
		const char *name, *fault;
	} refused[] = {
		{"text", "it has text: turn it into paths"},
		{"image", "it has a picture in it: draw it with paths"},
		{"foreignObject", "it has foreign content: draw it with "
			"paths"},
		{"script", "it has a script: take it out"},
	};

	while ((at = strchr(at, '<')) != NULL) {
		size_t length = strcspn(++at, " \t\r\n/>");
		const char *colon = memchr(at, ':', length);
		const char *name = colon != NULL ? colon + 1 : at;

		length -= (size_t)(name - at);
		for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
			if (strlen(refused[i].name) == length &&
				memcmp(name, refused[i].name, length) == 0)
				return refused[i].fault;
	}
	return NULL;
}

bool svg_read(const struct text *bytes, struct image *out, struct text *why)
{
	const char *fault = refused_element(text_string(bytes));
	struct text page = {0};
	RsvgHandle *handle;
	GError *error = NULL;
	bool done = false;

	if (bytes->length > SVG_BYTES) {
		text_add(why, "it is too large: simplify it");
		return false;
	}
	if (fault != NULL) {
		text_add(why, fault);
		return false;
	}
	handle = rsvg_handle_new_from_data((const guint8 *)bytes->data,
		bytes->length, &error);
	if (handle == NULL)
		add_message(why, error);
	else
		done = measure(handle, out, why) &&
			draw(handle, out, &page, why) &&
			read_drawing(&page, out, why);
	g_clear_error(&error);
	g_clear_object(&handle);
	text_clear(&page);
	return done;
}
