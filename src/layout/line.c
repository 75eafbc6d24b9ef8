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

/* Begins a piece with a glyph's program and element, at the line's end. */
static struct piece *add_piece(const struct setting *setting,
	const struct shaped_glyph *glyph, struct glyph *first,
	struct line *line, size_t *room)
{
	struct piece *piece;

	ARENA_RESERVE(setting->setter->arena, line->pieces, line->count,
		*room);
	piece = &line->pieces[line->count++];
	*piece = (struct piece){0};
	note_pending(setting, glyph->program);
	piece->run.program = glyph->program;
	piece->run.size = setting->source.size;
	piece->run.glyphs = first;
	piece->run.text = setting->source.text + glyph->glyph.cluster;
	piece->x = line->width;
	piece->tag = setting->tags[glyph->span];
	return piece;
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

void line_fill(const struct setting *setting, size_t start, size_t end,
	struct line *line)
{
	struct arena *arena = setting->setter->arena;
	struct shaped shaped = {0};
	struct piece *piece = NULL;
	struct glyph *glyphs;
	size_t visible, room = 0;

	setting_take(setting, start, end, &visible, &shaped);
	glyphs = arena_room(arena, shaped.count * sizeof(*glyphs));
	for (size_t i = 0; i < shaped.count; i++) {
		const struct shaped_glyph *from = &shaped.glyphs[i];

		if (piece == NULL || piece->run.program != from->program ||
			piece->tag != setting->tags[from->span])
			piece = add_piece(setting, from, &glyphs[i], line,
				&room);
		piece->run.glyph_count++;
		glyphs[i] = from->glyph;
		glyphs[i].cluster -= (uint32_t)(piece->run.text -
			setting->source.text);
		if (i < visible) {
			piece->width += glyphs[i].advance;
			line->width += glyphs[i].advance;
		}
	}
	end_pieces(line, setting->source.text +
		trim_end(setting->source.text, start, end) +
		shaped.count - visible);
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
