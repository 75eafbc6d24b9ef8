/* ISO 32000-1, 8.5: paths and what is done with them; see vector.h. */
#include "pdf/vector.h"

#include "pdf/syntax.h"

/* What a path is painted with stands before it. */
static void add_style(struct text *out, const struct vector_step *step)
{
	const struct vector_style *style = &step->style;

	if (step->kind != VECTOR_STROKE) {
		pdf_add_colour(out, style->colour, "rg\n");
		return;
	}
	pdf_add_colour(out, style->colour, "RG\n");
	pdf_add_operator(out, &style->width, 1, " w ");
	pdf_add_integer(out, "", (size_t)style->cap);
	pdf_add_integer(out, " J ", (size_t)style->join);
	text_add(out, " j ");
	pdf_add_operator(out, &style->miter, 1, " M [");
	pdf_add_numbers(out, style->dashes, style->dash_count);
	text_add_char(out, ']');
	pdf_add_operator(out, &style->dash_start, 1, " d\n");
}

static void add_step(struct text *out, const struct vector *vector,
	const struct vector_step *step)
{
	static const struct {
		size_t numbers;
		const char *operator;
	} kinds[] = {
		[VECTOR_MOVE] = {2, " m\n"}, [VECTOR_LINE] = {2, " l\n"},
		[VECTOR_CURVE] = {6, " c\n"}, [VECTOR_CLOSE] = {0, "h\n"},
		[VECTOR_FILL] = {0, "f\n"},
		[VECTOR_FILL_EVEN_ODD] = {0, "f*\n"},
		[VECTOR_STROKE] = {0, "S\n"}, [VECTOR_CLIP] = {0, "W n\n"},
		[VECTOR_CLIP_EVEN_ODD] = {0, "W* n\n"},
		[VECTOR_SAVE] = {0, "q\n"}, [VECTOR_RESTORE] = {0, "Q\n"},
	};

	pdf_add_operator(out, &vector->numbers[step->first],
		kinds[step->kind].numbers, kinds[step->kind].operator);
}

static bool is_path(enum vector_kind kind)
{
	return kind <= VECTOR_CLOSE;
}

/* The step that a path is for: there may be none at the end. */
static const struct vector_step *use_of(const struct vector *vector,
	size_t first)
{
	while (first < vector->step_count &&
		is_path(vector->steps[first].kind))
		first++;
	return first < vector->step_count ? &vector->steps[first] : NULL;
}

void vector_write(const struct image *image, struct text *dictionary,
	struct text *operators)
{
	const struct vector *vector = image->vector;
	const double box[] = {0, 0, (double)image->width,
		(double)image->height};
	bool in_path = false;

	text_add(dictionary, "/Subtype/Form/Resources<<>>/BBox[");
	pdf_add_numbers(dictionary, box, 4);
	text_add(dictionary, "]/Matrix[");
	text_add_number(dictionary, 1 / box[2], 6);
	text_add(dictionary, " 0 0 ");
	text_add_number(dictionary, -1 / box[2], 6);
	text_add(dictionary, " 0 ");
	text_add_number(dictionary, box[3] / box[2], 6);
	text_add_char(dictionary, ']');
	for (size_t i = 0; i < vector->step_count; i++) {
		const struct vector_step *step = &vector->steps[i], *use;

		use = is_path(step->kind) && !in_path ? use_of(vector, i) :
			NULL;
		if (use != NULL && use->kind >= VECTOR_FILL &&
			use->kind <= VECTOR_STROKE)
			add_style(operators, use);
		in_path = is_path(step->kind);
		add_step(operators, vector, step);
	}
}
