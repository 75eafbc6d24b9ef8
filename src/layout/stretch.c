/*
 * Calls of HarfBuzz, and the memo of what came back: by all that it sees of a
 * stretch.
 */
#include "layout/stretch.h"

#include <string.h>

#include "base/text.h"

static hb_script_t script_of(const struct stretch *stretch)
{
	return stretch->script == HB_SCRIPT_COMMON ? HB_SCRIPT_LATIN :
						     stretch->script;
}

static hb_buffer_t *shape(const struct view *view, hb_buffer_t *buffer)
{
	const struct source *source = view->source;
	const hb_feature_t features[] = {
		{HB_TAG('k', 'e', 'r', 'n'), !source->is_column, 0,
			HB_FEATURE_GLOBAL_END},
		{HB_TAG('p', 'n', 'u', 'm'),
			source->figures == FIGURES_PROPORTIONAL, 0,
			HB_FEATURE_GLOBAL_END},
		{HB_TAG('t', 'n', 'u', 'm'),
			source->figures == FIGURES_TABULAR, 0,
			HB_FEATURE_GLOBAL_END},
		{HB_TAG('l', 'i', 'g', 'a'), 0, 0, HB_FEATURE_GLOBAL_END},
		{HB_TAG('c', 'l', 'i', 'g'), 0, 0, HB_FEATURE_GLOBAL_END},
		{HB_TAG('d', 'l', 'i', 'g'), 0, 0, HB_FEATURE_GLOBAL_END}};

	hb_buffer_clear_contents(buffer);
	hb_buffer_set_flags(buffer,
		HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
	hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
	hb_buffer_set_script(buffer, script_of(view->stretch));
	hb_buffer_set_language(buffer, hb_language_from_string(
		source->spans[view->stretch->span].lang, -1));
	hb_buffer_add_utf8(buffer, source->text + view->context_start,
		(int)(view->context_end - view->context_start),
		(unsigned)(view->start - view->context_start),
		(int)(view->end - view->start));
	hb_shape(view->stretch->typeface->font, buffer, features,
		sizeof(features) / sizeof(features[0]));
	return buffer;
}

static void take_stretched(const struct view *view, hb_buffer_t *buffer,
	struct arena *arena, struct stretched *out)
{
	unsigned count;
	const hb_glyph_info_t *infos =
		hb_buffer_get_glyph_infos(buffer, &count);
	const hb_glyph_position_t *positions =
		hb_buffer_get_glyph_positions(buffer, &count);

	out->count = count;
	out->glyphs = arena_new(arena, count * sizeof(*out->glyphs));
	for (unsigned i = 0; i < count; i++)
		out->glyphs[i] = (struct stretched_glyph){
			.id = infos[i].codepoint,
			.cluster = infos[i].cluster -
				(uint32_t)(view->start - view->context_start),
			.advance = positions[i].x_advance,
			.dx = positions[i].x_offset,
			.dy = positions[i].y_offset,
			.is_unsafe = (hb_glyph_info_get_glyph_flags(&infos[i]) &
				HB_GLYPH_FLAG_UNSAFE_TO_BREAK) != 0};
}

/* Letters of these scripts do not join: what is around them is all one. */
static bool stands_alone(hb_script_t script)
{
	return script == HB_SCRIPT_LATIN || script == HB_SCRIPT_GREEK ||
		script == HB_SCRIPT_CYRILLIC;
}

static void write_key(const struct view *view, struct text *key)
{
	const char *text = view->source->text;
	const char *lang = view->source->spans[view->stretch->span].lang;
	const struct typeface *typeface = view->stretch->typeface;
	hb_script_t script = script_of(view->stretch);

	text_reset(key);
	text_append(key, &typeface, sizeof(typeface));
	text_append(key, &script, sizeof(script));
	text_append(key, &view->source->figures, sizeof(enum figures));
	text_add_char(key, view->source->is_column ? 'c' : 't');
	text_append(key, lang, strlen(lang) + 1);
	text_append(key, text + view->start, view->end - view->start);
	if (stands_alone(script))
		return;
	text_append(key, "", 1);
	text_append(key, text + view->context_start,
		view->start - view->context_start);
	text_append(key, "", 1);
	text_append(key, text + view->end, view->context_end - view->end);
}

static void keep(const struct text *key, struct fonts *fonts,
	const struct stretched *stretched)
{
	struct memo *memo = fonts->stretches;
	struct stretched *kept = memo_add(memo, key->data, key->length,
		sizeof(*kept));

	kept->count = stretched->count;
	kept->glyphs = arena_copy(memo_arena(memo), stretched->glyphs,
		stretched->count * sizeof(*stretched->glyphs));
}

struct stretched stretch_find(const struct view *view, struct fonts *fonts,
	struct arena *arena)
{
	struct text *key = &fonts->key;
	struct stretched *kept, new;
	bool is_again;

	write_key(view, key);
	kept = memo_find(fonts->stretches, key->data, key->length, &is_again);
	if (kept != NULL)
		return *kept;
	take_stretched(view, shape(view, fonts->buffer), arena, &new);
	if (is_again)
		keep(key, fonts, &new);
	return new;
}
