/*
 * The faces of a job. What every letter can print is cut once into the base
 * programs; at a letter's end its other glyphs are gathered from what stands
 * on its pages, cut into supplements, and renumbered.
 */
#include "layout/font_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "layout/alphabet.h"
#include "layout/gauge.h"

/*
 * What layout/ itself and page labels print, and what any recipient's data is
 * likely to bring: a letter that brings more has a program more, of its own.
 */
static const char always[] = " !&'()+,-./0123456789:;?"
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\xE2\x80\xA6";

/*
 * Of remembered lines: those of a few hundred different texts of a few lines
 * each, which is more than letters of one job have in common. Half as much made
 * letters of many figures 3% dearer, twice as much made none cheaper.
 */
#define MEMORY ((size_t)4 << 20)
#define STRETCH_MEMORY (MEMORY / 8) /* and of their parts, half as large */
#define GAUGE_MEMORY (MEMORY / 8)
#define SWARM_MEMORY   (MEMORY / 4) /* of a few thousand dots for each chart */

#define SEEN 0x2100 /* first characters: most that anybody writes */

/* A file named twice is loaded once, so that it is embedded once. */
static bool load_once(struct fonts *fonts, const char *path,
	struct place place, struct typeface **out, struct report *report)
{
	for (size_t i = 0; i < fonts->count; i++) {
		*out = fonts->typefaces[i];
		if (strcmp((*out)->path, path) == 0)
			return true;
	}
	if (!typeface_load(path, place, out, report))
		return false;
	ARRAY_RESERVE(fonts->typefaces, fonts->count, fonts->room);
	fonts->typefaces[fonts->count++] = *out;
	return true;
}

bool fonts_load(const struct font_options *options, struct fonts **out,
	struct report *report)
{
	struct fonts *fonts = memory_new(sizeof(*fonts));
	struct typeface **faces = fonts->faces;
	bool done = true;

	fonts->buffer = hb_buffer_create();
	fonts->memo = memo_new(options->memory ? options->memory : MEMORY);
	fonts->stretches = memo_new(options->memory ? options->memory :
		STRETCH_MEMORY);
	fonts->swarms = memo_new(options->memory ? options->memory :
		SWARM_MEMORY);
	fonts->gauge_memory = options->memory ? options->memory : GAUGE_MEMORY;
	if (options->files[FACE_REGULAR] == NULL)
		done = report_error(report, options->places[FACE_REGULAR],
			"no regular font is named");
	for (size_t i = 0; i < FACE_COUNT; i++)
		if (options->files[i] != NULL)
			done &= load_once(fonts, options->files[i],
				options->places[i], &faces[i], report);
	fonts->fallbacks = memory_resize(NULL, options->fallback_count + 1,
		sizeof(struct typeface *));
	for (size_t i = 0; i < options->fallback_count; i++) {
		done &= load_once(fonts, options->fallbacks[i],
			options->fallback_place,
			&fonts->fallbacks[fonts->fallback_count], report);
		fonts->fallback_count += done;
	}
	if (!done) {
		fonts_free(fonts);
		return false;
	}
	for (size_t i = 0; i < FACE_COUNT; i++)
		if (faces[i] == NULL)
			faces[i] = faces[i == FACE_BOLD_ITALIC ? FACE_BOLD :
								 FACE_REGULAR];
	*out = fonts;
	return true;
}

void fonts_free(struct fonts *fonts)
{
	if (fonts == NULL)
		return;
	alphabets_clear(fonts);
	for (size_t i = 0; i < fonts->count; i++)
		typeface_free(fonts->typefaces[i]);
	free(fonts->typefaces);
	free(fonts->fallbacks);
	hb_buffer_destroy(fonts->buffer);
	memo_free(fonts->memo);
	memo_free(fonts->stretches);
	memo_free(fonts->swarms);
	gauge_free(fonts->gauge);
	text_clear(&fonts->key);
	free(fonts);
}

static bool is_face(const struct fonts *fonts, const struct typeface *typeface)
{
	for (size_t i = 0; i < FACE_COUNT; i++)
		if (fonts->faces[i] == typeface)
			return true;
	return false;
}

/* A fallback's share of the repertoire is what some face has not. */
static bool is_wanted(const struct fonts *fonts,
	const struct typeface *typeface, uint32_t character)
{
	if (is_face(fonts, typeface))
		return true;
	for (size_t i = 0; i < FACE_COUNT; i++)
		if (!typeface_has(fonts->faces[i], character))
			return true;
	return false;
}

static void add_forms(const struct typeface *typeface, uint32_t glyph,
	unsigned figures, hb_set_t *glyphs)
{
	for (unsigned i = 0; i < FIGURES_COUNT; i++)
		if ((figures & 1u << i) != 0)
			hb_set_add(glyphs, typeface_figure(typeface, glyph,
				(enum figures)i));
}

/* A repertoire names most characters many times, which a set takes long for. */
static void add_characters(const char *text, hb_set_t *characters)
{
	bool seen[SEEN] = {false};

	while (*text != '\0') {
		uint32_t character = utf8_next(&text);

		if (character == UTF8_INVALID ||
			(character < SEEN && seen[character]))
			continue;
		if (character < SEEN)
			seen[character] = true;
		hb_set_add(characters, character);
	}
}

static void add_glyphs(const struct fonts *fonts,
	const struct typeface *typeface, const hb_set_t *characters,
	unsigned figures, hb_set_t *glyphs)
{
	hb_codepoint_t character = HB_SET_VALUE_INVALID, glyph;

	while (hb_set_next(characters, &character))
		if (hb_font_get_nominal_glyph(typeface->font, character,
			    &glyph) &&
			is_wanted(fonts, typeface, character))
			add_forms(typeface, glyph, figures, glyphs);
}

bool fonts_prepare(struct fonts *fonts, const char *repertoire,
	unsigned figures, struct report *report)
{
	hb_set_t *characters = hb_set_create(), *glyphs = hb_set_create();
	bool done = true;

	add_characters(always, characters);
	add_characters(repertoire, characters);
	memo_reset(fonts->memo); /* it is of glyphs of the old programs */
	gauge_free(fonts->gauge);
	fonts->gauge = NULL;
	alphabets_clear(fonts);
	for (size_t i = 0; i < fonts->count; i++) {
		struct typeface *typeface = fonts->typefaces[i];

		hb_set_clear(glyphs);
		add_glyphs(fonts, typeface, characters, figures, glyphs);
		done &= typeface_cut_base(typeface, glyphs, report);
	}
	hb_set_destroy(glyphs);
	hb_set_destroy(characters);
	return done;
}

struct gauge *fonts_gauge(struct fonts *fonts)
{
	if (fonts->gauge == NULL)
		fonts->gauge = gauge_new(fonts->gauge_memory);
	return fonts->gauge;
}

void fonts_begin_letter(struct fonts *fonts)
{
	fonts->has_pending = false;
	memo_turn(fonts->memo);
	memo_turn(fonts->stretches);
	memo_turn(fonts->swarms);
	for (size_t i = 0; i < fonts->count; i++)
		typeface_trim(fonts->typefaces[i]);
}

/* Either gathers a typeface's pending glyphs, or moves them to `cut`. */
struct binding {
	const struct typeface *typeface;
	hb_set_t *glyphs;
	const struct cut *cut; /* NULL while gathering */
	struct arena *arena;
};

static void bind_run(const struct binding *binding, struct glyph_run *run)
{
	struct glyph *glyphs;

	if (run->program != &binding->typeface->pending)
		return;
	if (binding->cut == NULL) {
		for (size_t i = 0; i < run->glyph_count; i++)
			hb_set_add(binding->glyphs, run->glyphs[i].id);
		return;
	}
	/* Another run may have the same glyphs. */
	glyphs = arena_new(binding->arena, run->glyph_count * sizeof(*glyphs));
	for (size_t i = 0; i < run->glyph_count; i++) {
		glyphs[i] = run->glyphs[i];
		glyphs[i].id = hb_map_get(binding->cut->ids, glyphs[i].id);
	}
	run->glyphs = glyphs;
	run->program = &binding->cut->program;
}

static void bind_pages(const struct binding *binding,
	const struct pages *pages)
{
	for (size_t p = 0; p < pages->count; p++) {
		const struct page *page = &pages->pages[p];

		for (size_t i = 0; i < page->count; i++) {
			const struct drawing *drawing =
				page->placements[i].drawing;
			struct item *items = (struct item *)drawing->items;

			for (size_t j = 0; j < drawing->count; j++)
				if (items[j].kind == ITEM_TEXT)
					bind_run(binding, &items[j].run);
		}
	}
}

bool fonts_end_letter(struct fonts *fonts, const struct pages *pages,
	struct arena *arena, struct report *report)
{
	bool done = true;

	for (size_t i = 0; done && fonts->has_pending && i < fonts->count;
		i++) {
		struct binding binding = {.typeface = fonts->typefaces[i],
			.glyphs = hb_set_create(), .arena = arena};

		bind_pages(&binding, pages);
		if (!hb_set_is_empty(binding.glyphs)) {
			binding.cut = typeface_supplement(fonts->typefaces[i],
				binding.glyphs, report);
			done = binding.cut != NULL;
			if (done)
				bind_pages(&binding, pages);
		}
		hb_set_destroy(binding.glyphs);
	}
	return done;
}
