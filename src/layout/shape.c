/*
 * Shaping. A cluster, that is a character and its marks, takes the first font
 * that has all of it: its face, else the fallbacks in order. Direction, script
 * and language are always given by hand, because HarfBuzz's guesses depend on
 * content and locale. Scripts that run from right to left are refused: set by
 * this code they would come out wrong, which is worse than not at all.
 *
 * What HarfBuzz makes of a stretch is remembered from letter to letter, by all
 * that it sees of it.
 */
#include "layout/shape.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "layout/character.h"
#include "layout/seam.h"

static const char no_font[] =
	"that no font has: correct it, or name a fallback font that has it";

static bool is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* The end of the character at `start` with its marks. */
static size_t cluster_end(const char *text, size_t start, size_t end)
{
	const char *at = text + start;
	uint32_t character;

	if (is_ascii(*at) && (start + 1 == end || is_ascii(at[1])))
		return start + 1;
	character = utf8_next(&at);

	while (at < text + end) {
		const char *next = at;
		bool joined = character == 0x200D;

		character = utf8_next(&next);
		if (!joined && character != 0x200D &&
			!character_of(character)->is_mark)
			break;
		at = next;
	}
	return (size_t)(at - text);
}

/*
 * The first character of the cluster that the font cannot print, or 0. A mark
 * the font lacks is fine where it has the composed character.
 */
static uint32_t find_missing(const struct typeface *typeface,
	const char *text, size_t start, size_t end)
{
	hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
	const char *at = text + start;
	hb_codepoint_t before = 0, composed;
	uint32_t character;

	for (; at < text + end; before = character) {
		character = utf8_next(&at);
		if (character_of(character)->is_invisible)
			continue;
		if (before != 0 && hb_unicode_compose(unicode, before,
			    character, &composed) &&
			typeface_has(typeface, composed))
			character = composed;
		else if (!typeface_has(typeface, character))
			return character;
	}
	return 0;
}

/* A name is printed at many places of a letter: its first is enough. */
static bool is_told(const struct report *report, const char *words)
{
	for (size_t i = report->count; i-- > 0;) {
		const struct problem *problem = &report->problems[i];

		if (report->recipient != NULL && problem->recipient != NULL &&
			strcmp(problem->recipient, report->recipient) != 0)
			break;
		if (strstr(problem->message, words) != NULL)
			return true;
	}
	return false;
}

/* "{{name}}" or "the text", then the rest. */
static const char *tell_of(const struct run *run, const struct text *rest,
	struct text *out)
{
	if (run->field != NULL)
		text_printf(out, "{{%s}}", run->field);
	else
		text_add(out, "the text");
	text_add(out, text_string(rest));
	return text_string(out);
}

/* The character is the data's: the message's form goes without it. */
static bool report_character(const struct run *run, uint32_t character,
	const char *problem, struct report *report)
{
	char shown[UTF8_MAX];
	struct text words = {0}, bare = {0}, message = {0}, form = {0};

	text_add(&words, " has the character ");
	if (!character_is_control(character))
		text_printf(&words, "'%.*s' ",
			(int)utf8_put(character, shown), shown);
	text_printf(&words, "U+%04X %s", (unsigned)character, problem);
	text_printf(&bare, " has the character \xE2\x80\xA6 %s", problem);
	if (!is_told(report, text_string(&words)))
		report_add(report, SEVERITY_ERROR, run->place,
			tell_of(run, &words, &message),
			tell_of(run, &bare, &form));
	text_clear(&words);
	text_clear(&bare);
	text_clear(&message);
	text_clear(&form);
	return false;
}

static const struct typeface *pick_typeface(const struct fonts *fonts,
	const struct source *source, const struct span *span, size_t start,
	size_t end, struct report *report)
{
	const struct typeface *face = fonts->faces[span->face];
	uint32_t missing;

	if (end == start + 1 && typeface_has(face,
		    (unsigned char)source->text[start]))
		return face;
	missing = find_missing(face, source->text, start, end);
	if (missing == 0)
		return face;
	for (size_t i = 0; i < fonts->fallback_count; i++)
		if (find_missing(fonts->fallbacks[i], source->text, start,
			    end) == 0)
			return fonts->fallbacks[i];
	report_character(span->run, missing, no_font, report);
	return NULL;
}

/* Of a cluster. */
static hb_script_t script_at(const char *text, size_t start)
{
	const char *at = text + start;

	return character_of(utf8_next(&at))->script;
}

static bool cannot_be_set(const struct source *source,
	const struct span *span, struct report *report)
{
	const char *at = source->text + span->start;

	while (at < source->text + span->end) {
		uint32_t character;
		const char *fault;

		if (is_ascii(*at)) {
			at++;
			continue;
		}
		character = utf8_next(&at);
		fault = character_of(character)->fault;
		if (fault == NULL)
			continue;
		report_character(span->run, character, fault, report);
		return true;
	}
	return false;
}

/* Grows the last stretch by a cluster, or begins a new one with it. */
static void add_cluster(struct shaped *shaped, struct arena *arena,
	struct stretch cluster)
{
	struct stretch *last = shaped->stretch_count > 0 ?
		&shaped->stretches[shaped->stretch_count - 1] : NULL;

	if (last != NULL && last->span == cluster.span &&
		last->typeface == cluster.typeface &&
		(last->script == cluster.script ||
			last->script == HB_SCRIPT_COMMON ||
			cluster.script == HB_SCRIPT_COMMON)) {
		last->end = cluster.end;
		if (last->script == HB_SCRIPT_COMMON)
			last->script = cluster.script;
		return;
	}
	ARENA_RESERVE(arena, shaped->stretches, shaped->stretch_count,
		shaped->stretch_room);
	shaped->stretches[shaped->stretch_count++] = cluster;
}

static bool split_span(const struct source *source, struct fonts *fonts,
	struct arena *arena, size_t index, struct shaped *out,
	struct report *report)
{
	const struct span *span = &source->spans[index];
	bool done = true;
	size_t end;

	if (cannot_be_set(source, span, report))
		return false;
	for (size_t at = span->start; at < span->end; at = end) {
		struct stretch cluster = {.start = at, .span = index};

		cluster.end = end = cluster_end(source->text, at, span->end);
		cluster.script = script_at(source->text, at);
		cluster.typeface = pick_typeface(fonts, source, span, at, end,
			report);
		if (cluster.typeface != NULL)
			add_cluster(out, arena, cluster);
		else
			done = false;
	}
	return done;
}

/* A stretch as HarfBuzz gives it back, in units of the font. */
struct stretched {
	size_t count, room;
	struct stretched_glyph {
		uint32_t id;	  /* in the font's file */
		uint32_t cluster; /* from the stretch's first byte */
		int32_t advance, dx, dy;
		bool is_unsafe;
	} *glyphs;
};

/* What of a stretch is shaped, and what HarfBuzz may see around it. */
struct view {
	const struct source *source;
	const struct stretch *stretch;
	size_t start, end, context_start, context_end;
};

static hb_script_t script_of(const struct stretch *stretch)
{
	return stretch->script == HB_SCRIPT_COMMON ? HB_SCRIPT_LATIN :
						     stretch->script;
}

static hb_buffer_t *shape_view(const struct view *view, hb_buffer_t *buffer)
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

	out->count = out->room = count;
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

static struct stretched shape_whole(const struct view *view,
	struct fonts *fonts, struct arena *arena)
{
	struct stretched whole;

	take_stretched(view, shape_view(view, fonts->buffer), arena, &whole);
	return whole;
}

/* Of a view that was asked for in vain; its words may have been since. */
static void keep_stretched(const struct view *view, struct fonts *fonts,
	const struct stretched *stretched)
{
	size_t size = stretched->count * sizeof(*stretched->glyphs);
	struct stretched *kept;

	write_key(view, &fonts->key);
	kept = memo_add(fonts->stretches, fonts->key.data, fonts->key.length,
		sizeof(*kept));
	kept->count = stretched->count;
	kept->glyphs = memcpy(arena_new(memo_arena(fonts->stretches), size),
		stretched->glyphs, size);
}

/* Of what is not to be parted. */
static struct stretched find_whole(const struct view *view,
	struct fonts *fonts, struct arena *arena)
{
	struct text *key = &fonts->key;
	struct stretched *kept, new;
	bool is_again;

	write_key(view, key);
	kept = memo_find(fonts->stretches, key->data, key->length, &is_again);
	if (kept != NULL)
		return *kept;
	new = shape_whole(view, fonts, arena);
	if (is_again)
		keep_stretched(view, fonts, &new);
	return new;
}

static size_t word_end(const struct view *view, size_t at)
{
	const char *text = view->source->text;
	const char *blank = memchr(text + at, ' ', view->end - at);

	return blank == NULL ? view->end : (size_t)(blank + 1 - text);
}

/* A word with the blank before it; none is there to be found after the last. */
static struct stretched find_word(const struct view *view, size_t at,
	struct fonts *fonts, struct arena *arena)
{
	struct view word = *view;

	if (at == view->end)
		return (struct stretched){0};
	word.start = at - 1;
	word.end = word_end(view, at);
	return find_whole(&word, fonts, arena);
}

/* Does a seam lie behind the blank that it begins with? */
static bool has_seam(const struct stretched *word)
{
	return word->count == 0 || (word->count > 1 &&
		word->glyphs[1].cluster == 1 && !word->glyphs[1].is_unsafe);
}

static void append(const struct stretched *part, size_t first, size_t offset,
	struct arena *arena, struct stretched *out)
{
	for (size_t i = first; i < part->count; i++) {
		ARENA_RESERVE(arena, out->glyphs, out->count, out->room);
		out->glyphs[out->count] = part->glyphs[i];
		out->glyphs[out->count++].cluster += (uint32_t)offset;
	}
}

/* From seam to seam; each part but the first has the blank before it. */
static struct stretched join_words(const struct view *view,
	struct fonts *fonts, struct arena *arena)
{
	struct view part = *view;
	struct stretched out = {0}, found, next;
	size_t lead = 0;

	part.end = word_end(view, view->start);
	found = find_whole(&part, fonts, arena);
	for (;;) {
		size_t words = 1;

		for (; next = find_word(view, part.end, fonts, arena),
			!has_seam(&next); words++)
			part.end = word_end(view, part.end);
		if (words > 1)
			found = find_whole(&part, fonts, arena);
		append(&found, lead, part.start - view->start, arena, &out);
		if (part.end == view->end)
			return out;
		found = next;
		lead = 1;
		part.start = part.end - 1;
		part.end = word_end(view, part.end);
	}
}

/* Has it words that can be shaped one by one? */
static bool is_parted(const struct view *view)
{
	return view->stretch->typeface->has_seams &&
		script_of(view->stretch) == HB_SCRIPT_LATIN &&
		seams_are_in(view->source->text + view->start,
			view->end - view->start);
}

/*
 * Most stretches, a sentence between two figures or a name, come again; else
 * most of their words do.
 */
static struct stretched find_stretched(const struct view *view,
	struct fonts *fonts, struct arena *arena)
{
	struct text *key = &fonts->key;
	struct stretched *kept, new;
	bool is_again;

	if (!is_parted(view))
		return find_whole(view, fonts, arena);
	write_key(view, key);
	kept = memo_find(fonts->stretches, key->data, key->length, &is_again);
	if (kept != NULL)
		return *kept;
	new = join_words(view, fonts, arena);
	if (is_again)
		keep_stretched(view, fonts, &new);
	return new;
}

/* Room for so many glyphs more. */
static void reserve_glyphs(struct shaped *shaped, struct arena *arena,
	size_t count)
{
	size_t room = shaped->count + count;
	struct shaped_glyph *glyphs;

	if (room <= shaped->room)
		return;
	if (shaped->room > 0)
		room += room / 2;
	glyphs = arena_room(arena, room * sizeof(*glyphs));
	if (shaped->count > 0)
		memcpy(glyphs, shaped->glyphs,
			shaped->count * sizeof(*glyphs));
	shaped->glyphs = glyphs;
	shaped->room = room;
}

void shape_append(struct shaped *shaped, struct arena *arena,
	const struct shaped_glyph *glyphs, size_t count)
{
	reserve_glyphs(shaped, arena, count);
	if (count > 0)
		memcpy(shaped->glyphs + shaped->count, glyphs,
			count * sizeof(*glyphs));
	shaped->count += count;
}

static void shape_stretch(const struct view *view, struct fonts *fonts,
	struct arena *arena, struct shaped *out)
{
	struct stretched stretched = find_stretched(view, fonts, arena);
	const struct typeface *typeface = view->stretch->typeface;
	double scale = view->source->size / typeface->units;

	reserve_glyphs(out, arena, stretched.count);
	for (size_t i = 0; i < stretched.count; i++) {
		const struct stretched_glyph *from = &stretched.glyphs[i];
		struct shaped_glyph *glyph = &out->glyphs[out->count++];

		glyph->span = view->stretch->span;
		glyph->is_unsafe = from->is_unsafe;
		glyph->program = typeface_program(typeface, from->id,
			&glyph->glyph.id);
		glyph->glyph.cluster = (uint32_t)view->start + from->cluster;
		glyph->glyph.advance = from->advance * scale;
		glyph->glyph.dx = from->dx * scale;
		glyph->glyph.dy = from->dy * scale;
	}
}

/* The last word: nothing is drawn that the font has no glyph for. */
static bool check_glyphs(const struct source *source,
	const struct shaped *shaped, struct report *report)
{
	bool done = true;

	for (size_t i = 0; i < shaped->count; i++) {
		const struct shaped_glyph *glyph = &shaped->glyphs[i];
		const char *at = source->text + glyph->glyph.cluster;

		if (glyph->glyph.id == 0)
			done = report_character(source->spans[glyph->span].run,
				utf8_next(&at), no_font, report);
	}
	return done;
}

bool shape_text(const struct source *source, struct fonts *fonts,
	struct arena *arena, struct shaped *out, struct report *report)
{
	bool done = true;

	for (size_t i = 0; i < source->span_count; i++)
		done &= split_span(source, fonts, arena, i, out, report);
	for (size_t i = 0; done && i < out->stretch_count; i++) {
		const struct stretch *stretch = &out->stretches[i];
		struct view view = {source, stretch, stretch->start,
			stretch->end, 0, source->length};

		shape_stretch(&view, fonts, arena, out);
	}
	return done && check_glyphs(source, out, report);
}

void shape_part(const struct source *source, struct fonts *fonts,
	struct arena *arena, const struct shaped *shaped, size_t from,
	size_t to, size_t line_start, size_t line_end, struct shaped *out)
{
	for (size_t i = 0; i < shaped->stretch_count; i++) {
		const struct stretch *stretch = &shaped->stretches[i];
		struct view view = {source, stretch,
			stretch->start > from ? stretch->start : from,
			stretch->end < to ? stretch->end : to, line_start,
			line_end};

		if (view.start < view.end)
			shape_stretch(&view, fonts, arena, out);
	}
}
