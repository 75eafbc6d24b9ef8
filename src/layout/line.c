/* Glyphs to the pieces of a line; see setting.h. */
#include <string.h>

#include "layout/font_set.h"
#include "layout/setting.h"

/* It is given glyphs of a program when the letter ends (fonts_end_letter()). */
static void note_pending(const struct setting *setting,
	const struct font_program *program)
{
	if (program->serial == 0)
		setting->setter->fonts->has_pending = true;
}

/* A line in the making. */
struct filling {
	const struct setting *setting;
	struct line *line;
	struct piece *piece; /* its last, or NULL */
	size_t room;
	struct glyph *next; /* room for those to come */
	size_t stop; /* byte behind the last that is seen */
};

/* For glyphs of a program and span; if there is none, at the line's end. */
static void take_piece(struct filling *filling,
	const struct font_program *program, size_t span, size_t offset)
{
	const struct setting *setting = filling->setting;
	struct line *line = filling->line;
	size_t tag = setting->tags[span];

	if (filling->piece != NULL && filling->piece->tag == tag &&
		filling->piece->run.program == program)
		return;
	ARENA_RESERVE(setting->setter->arena, line->pieces, line->count,
		filling->room);
	filling->piece = &line->pieces[line->count++];
	*filling->piece = (struct piece){.x = line->width, .tag = tag,
		.run = {.program = program, .size = setting->source.size,
			.glyphs = filling->next,
			.text = setting->source.text + offset}};
	note_pending(setting, program);
}

/* Takes the next glyphs, which are there, into the piece. */
static void add_glyphs(struct filling *filling, size_t count)
{
	struct piece *piece = filling->piece;
	uint32_t offset = (uint32_t)(piece->run.text -
		filling->setting->source.text);
	double width = piece->width, line_width = filling->line->width;
	size_t stop = filling->stop;

	for (size_t i = 0; i < count; i++) {
		struct glyph *glyph = &filling->next[i];

		if (glyph->cluster < stop) {
			width += glyph->advance;
			line_width += glyph->advance;
		}
		glyph->cluster -= offset;
	}
	piece->width = width;
	filling->line->width = line_width;
	filling->next += count;
	piece->run.glyph_count += count;
}

/* Every piece's text reaches to the next one's. */
static void end_pieces(struct line *line, const char *end)
{
	for (size_t i = line->count; i-- > 0;) {
		struct glyph_run *run = &line->pieces[i].run;

		run->length = (size_t)(end - run->text);
		end = run->text;
	}
}

/* Both return the byte behind the last glyph. */
static size_t fill_traced(struct filling *filling, size_t start, size_t end)
{
	const struct setting *setting = filling->setting;
	const struct shaped *shaped = &setting->shaped;

	if (end > filling->stop)
		end = filling->stop + 1;
	filling->next = arena_room(setting->setter->arena,
		(end - start) * sizeof(*filling->next));
	for (size_t i = 0; i < shaped->stretch_count; i++) {
		const struct stretch *stretch = &shaped->stretches[i];
		struct line_part part = {setting->source.text, start, end,
			stretch->end, filling->stop, setting->source.size};

		if (part.start < stretch->start)
			part.start = stretch->start;
		if (part.end > stretch->end)
			part.end = stretch->end;
		if (part.start >= part.end)
			continue;
		take_piece(filling, &stretch->typeface->base->program,
			stretch->span, part.start);
		add_glyphs(filling, alphabet_place(stretch->alphabet, &part,
			filling->next));
	}
	return end;
}

static size_t fill_shaped(struct filling *filling, size_t start, size_t end)
{
	const struct setting *setting = filling->setting;
	struct shaped shaped = {0};
	size_t stop = filling->stop;

	setting_take(setting, start, end, &shaped);
	filling->next = arena_room(setting->setter->arena,
		shaped.count * sizeof(*filling->next));
	for (size_t i = 0; i < shaped.count; i++) {
		const struct shaped_glyph *from = &shaped.glyphs[i];

		if (from->glyph.cluster == stop)
			stop++;
		take_piece(filling, from->program, from->span,
			from->glyph.cluster);
		*filling->next = from->glyph;
		add_glyphs(filling, 1);
	}
	return stop;
}

void line_fill(const struct setting *setting, size_t start, size_t end,
	struct line *line)
{
	struct filling filling = {.setting = setting, .line = line,
		.stop = trim_end(setting->source.text, start, end)};

	end = (setting->pens != NULL ? fill_traced : fill_shaped)(&filling,
		start, end);
	end_pieces(line, setting->source.text + end);
}

/* A hyphen in the face of the text before `offset`. */
static bool shape_hyphen(const struct setting *setting, size_t offset,
	struct shaped_glyph *out, double *width)
{
	struct arena *arena = setting->setter->arena;
	struct shaped shaped = {0};
	struct span *span = arena_new(arena, sizeof(*span));
	struct source source = {.text = "-", .length = 1, .spans = span,
		.span_count = 1, .size = setting->source.size,
		.figures = setting->source.figures,
		.is_column = setting->source.is_column};

	for (size_t i = 0; setting->spans[i].end < offset; )
		*span = setting->spans[++i];
	if (span->run == NULL)
		*span = setting->spans[0];
	span->start = 0;
	span->end = 1;
	if (!shape_text(&source, setting->setter->fonts, arena, &shaped,
		    setting->setter->report))
		return false;
	*width = shaped.glyphs[0].glyph.advance;
	if (out != NULL)
		*out = shaped.glyphs[0];
	return true;
}

/*
 * ISO 32000-1, 14.8.2.2.3: a hyphen that the text has not is a soft one, so
 * that a reader puts the word together again.
 */
bool line_add_hyphen(const struct setting *setting, size_t end,
	struct line *line)
{
	struct arena *arena = setting->setter->arena;
	const struct piece *last = &line->pieces[line->count - 1];
	struct shaped_glyph hyphen;
	struct glyph *glyph = arena_new(arena, sizeof(*glyph));
	struct piece *pieces = arena_new(arena,
		(line->count + 1) * sizeof(*pieces));
	struct piece *piece = &pieces[line->count];

	if (!shape_hyphen(setting, end, &hyphen, &piece->width))
		return false;
	note_pending(setting, hyphen.program);
	*glyph = hyphen.glyph;
	piece->run = (struct glyph_run){.program = hyphen.program,
		.size = setting->source.size, .glyphs = glyph,
		.glyph_count = 1, .text = "\xC2\xAD", .length = 2};
	piece->x = line->width;
	piece->tag = last->tag;
	memcpy(pieces, line->pieces, line->count * sizeof(*pieces));
	line->pieces = pieces;
	line->count++;
	line->width += piece->width;
	line->is_hyphenated = true;
	return true;
}

bool line_hyphen_width(const struct setting *setting, double *out)
{
	return shape_hyphen(setting, 0, NULL, out);
}
