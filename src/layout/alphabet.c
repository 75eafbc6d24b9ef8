/*
 * Each known character has a place in a row of letters; each letter that was
 * met, a row of the same length of what it comes to before every other.
 */
#include "layout/alphabet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "layout/neighbours.h"

#define ALPHABETS 64 /* faces by languages by forms of figures, at most */

/* A letter before another one, or before nothing. */
struct meeting {
	int16_t advance; /* of the first, units of the font */
	bool is_known : 1;
	bool is_unsafe : 1; /* to part the text between them */
	bool is_base : 1;   /* known, and both are in the batch's own program */
};

struct letter {
	const struct font_program *program; /* NULL: it was not met yet */
	uint32_t id;			    /* in the program */
	struct meeting alone;
	struct meeting *before; /* the letter at each place; or NULL */
};

struct alphabet {
	const struct typeface *typeface;
	char *lang;
	enum figures figures;
	bool is_column;
	struct letter letters[NEIGHBOURS_KNOWN]; /* by neighbours_place() */
};

static bool is_of(const struct alphabet *alphabet,
	const struct typeface *typeface, const char *lang,
	const struct source *source)
{
	return alphabet->typeface == typeface &&
		alphabet->figures == source->figures &&
		alphabet->is_column == source->is_column &&
		strcmp(alphabet->lang, lang) == 0;
}

struct alphabet *alphabet_of(struct fonts *fonts, struct typeface *typeface,
	const char *lang, const struct source *source)
{
	struct alphabet *alphabet;

	for (size_t i = 0; i < fonts->alphabet_count; i++)
		if (is_of(fonts->alphabets[i], typeface, lang, source))
			return fonts->alphabets[i];
	if (fonts->alphabet_count == ALPHABETS ||
		hb_set_is_empty(typeface_neighbours(typeface)))
		return NULL;
	alphabet = memory_new(sizeof(*alphabet));
	alphabet->typeface = typeface;
	alphabet->lang = memory_strdup(lang);
	alphabet->figures = source->figures;
	alphabet->is_column = source->is_column;
	ARRAY_RESERVE(fonts->alphabets, fonts->alphabet_count,
		fonts->alphabet_room);
	fonts->alphabets[fonts->alphabet_count++] = alphabet;
	return alphabet;
}

void alphabets_clear(struct fonts *fonts)
{
	for (size_t i = 0; i < fonts->alphabet_count; i++) {
		struct alphabet *alphabet = fonts->alphabets[i];

		for (size_t j = 0; j < NEIGHBOURS_KNOWN; j++)
			free(alphabet->letters[j].before);
		free(alphabet->lang);
		free(alphabet);
	}
	free(fonts->alphabets);
	fonts->alphabets = NULL;
	fonts->alphabet_count = fonts->alphabet_room = 0;
}

/* Moves on; NEIGHBOURS_KNOWN where the character is not known. */
static inline size_t next_place(const char **at)
{
	unsigned char c = (unsigned char)**at;

	if (c >= 0x80)
		return neighbours_place(utf8_next(at));
	++*at;
	return neighbours_place(c);
}

bool alphabet_spell(const struct alphabet *alphabet, const struct view *view,
	struct shaped_glyph *out, size_t *count)
{
	const char *text = view->source->text, *at = text + view->start;
	double scale = view->source->size / alphabet->typeface->units;
	const struct letter *last = NULL;
	struct shaped_glyph *glyph = out;

	for (; at < text + view->end; glyph++) {
		uint32_t cluster = (uint32_t)(at - text);
		size_t place = next_place(&at);
		bool is_unsafe = false;

		if (place == NEIGHBOURS_KNOWN)
			return false;
		if (last != NULL) {
			const struct meeting *meeting;

			if (last->before == NULL)
				return false;
			meeting = &last->before[place];
			if (!meeting->is_known)
				return false;
			glyph[-1].glyph.advance = meeting->advance * scale;
			is_unsafe = meeting->is_unsafe;
		}
		last = &alphabet->letters[place];
		*glyph = (struct shaped_glyph){
			.glyph = {.id = last->id, .cluster = cluster},
			.program = last->program, .span = view->stretch->span,
			.is_unsafe = is_unsafe};
	}
	if (last != NULL) {
		if (!last->alone.is_known)
			return false;
		glyph[-1].glyph.advance = last->alone.advance * scale;
	}
	*count = (size_t)(glyph - out);
	return true;
}

/* Of a letter that ends a line; before another it may stand closer. */
static const struct meeting *ending(const struct letter *last,
	const struct meeting *next)
{
	return next->is_unsafe ? &last->alone : next;
}

static double lift_pen(const struct meeting *meeting, double scale, double at)
{
	return meeting->is_known ? at + meeting->advance * scale : NAN;
}

static bool is_base(const struct alphabet *alphabet,
	const struct letter *letter)
{
	const struct cut *base = alphabet->typeface->base;

	return base != NULL && letter->program == &base->program &&
		letter->id != 0;
}

bool alphabet_trace(const struct alphabet *alphabet, const char *text,
	size_t start, size_t end, double size, double *at, struct pen *pens)
{
	double scale = size / alphabet->typeface->units, pen = *at;
	const char *next = text + start;
	const struct letter *last = NULL;
	size_t place;

	for (size_t i = start; i < end; i = (size_t)(next - text)) {
		struct meeting meeting;
		double moved;

		place = next_place(&next);
		if (place == NEIGHBOURS_KNOWN || (last == NULL &&
			!is_base(alphabet, &alphabet->letters[place])))
			return false;
		if (last != NULL) {
			if (last->before == NULL)
				return false;
			meeting = last->before[place];
			if (!meeting.is_base)
				return false;
			moved = pen + meeting.advance * scale;
			pens[i].after = moved;
			if (meeting.is_unsafe) {
				pens[i].after = lift_pen(&last->alone, scale,
					pen);
				if (text[i] == ' ' && isnan(pens[i].after))
					return false;
			}
			pen = moved;
		}
		pens[i].before = pen;
		last = &alphabet->letters[place];
	}
	if (last != NULL)
		pen = pens[end].after = lift_pen(&last->alone, scale, pen);
	*at = pen;
	return !isnan(pen);
}

size_t alphabet_place(const struct alphabet *alphabet,
	const struct line_part *part, struct glyph *out)
{
	double scale = part->size / alphabet->typeface->units;
	const char *next = part->text + part->start;
	size_t place = next_place(&next), offset = part->start;
	struct glyph *glyph = out;

	while (offset < part->end) {
		const struct letter *letter = &alphabet->letters[place];
		const struct meeting *meeting = &letter->alone;
		uint32_t cluster = (uint32_t)offset;

		offset = (size_t)(next - part->text);
		if (offset < part->traced_end) {
			place = next_place(&next);
			meeting = &letter->before[place];
		}
		if (offset == part->line_end)
			meeting = ending(letter, meeting);
		*glyph++ = (struct glyph){.id = letter->id,
			.advance = meeting->advance * scale,
			.cluster = cluster};
	}
	return (size_t)(glyph - out);
}

/* Is each character one glyph that stands where the pen is? */
static bool is_plain(const struct alphabet *alphabet, const struct view *view,
	struct stretched stretched)
{
	const hb_set_t *neighbours = alphabet->typeface->neighbours;
	const char *start = view->source->text + view->start, *at = start;
	size_t i;

	for (i = 0; at < view->source->text + view->end; i++) {
		const struct stretched_glyph *glyph = &stretched.glyphs[i];

		if (i == stretched.count ||
			glyph->cluster != (size_t)(at - start) ||
			glyph->dx != 0 || glyph->dy != 0 ||
			abs(glyph->advance) > INT16_MAX ||
			!hb_set_has(neighbours, utf8_next(&at)))
			return false;
	}
	return i == stretched.count;
}

bool alphabet_learn(struct alphabet *alphabet, const struct view *view,
	struct stretched stretched)
{
	const char *at = view->source->text + view->start;
	struct letter *last = NULL;

	if (!is_plain(alphabet, view, stretched))
		return false;
	for (size_t i = 0; i < stretched.count; i++) {
		const struct stretched_glyph *glyph = &stretched.glyphs[i];
		size_t place = next_place(&at);
		struct letter *letter = &alphabet->letters[place];

		letter->program = typeface_program(alphabet->typeface,
			glyph->id, &letter->id);
		if (last != NULL)
			last->before[place] = (struct meeting){
				(int16_t)glyph[-1].advance, true,
				glyph->is_unsafe, is_base(alphabet, last) &&
					is_base(alphabet, letter)};
		if (i + 1 == stretched.count)
			letter->alone = (struct meeting){
				(int16_t)glyph->advance, true, false,
				is_base(alphabet, letter)};
		else if (letter->before == NULL)
			letter->before = memory_new(NEIGHBOURS_KNOWN *
				sizeof(*letter->before));
		last = letter;
	}
	return true;
}
