/*
 * Shaping. A cluster, that is a character and its marks, takes the first font
 * that has all of it: its face, else the fallbacks in order. Direction, script
 * and language are always given by hand, because HarfBuzz's guesses depend on
 * content and locale. Scripts that run from right to left are refused: set by
 * this code they would come out wrong, which is worse than not at all.
 *
 * Most text is spelled from an alphabet (alphabet.h): HarfBuzz is called for
 * what is not known from its letters.
 */
#include "layout/shape.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "layout/alphabet.h"
#include "lines/character.h"

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

static void add_stretched(const struct view *view,
	const struct stretched *stretched, struct arena *arena,
	struct shaped *out)
{
	const struct typeface *typeface = view->stretch->typeface;
	double scale = view->source->size / typeface->units;

	reserve_glyphs(out, arena, stretched->count);
	for (size_t i = 0; i < stretched->count; i++) {
		const struct stretched_glyph *from = &stretched->glyphs[i];
		struct shaped_glyph *glyph = &out->glyphs[out->count++];

		glyph->span = view->stretch->span;
		glyph->is_unsafe = from->is_unsafe;
		glyph->program = typeface_program(typeface, from->id,
			&glyph->glyph.id);
		glyph->glyph.cluster = (uint32_t)view->start + from->cluster;
		glyph->glyph.advance = from->advance * scale;
		glyph->glyph.dx = (float)(from->dx * scale);
		glyph->glyph.dy = (float)(from->dy * scale);
	}
}

/* A word with the blanks around it, as far as they are the view's. */
static struct view word_at(const struct view *view, size_t start)
{
	const char *text = view->source->text;
	const char *blank = memchr(text + start + 1, ' ',
		view->end - start - 1);
	struct view word = *view;

	word.start = start;
	if (blank != NULL)
		word.end = (size_t)(blank + 1 - text);
	return word;
}

/* New words are shaped one by one, so that no other is again. */
static bool learn_words(const struct view *view, struct fonts *fonts,
	struct arena *arena, struct shaped_glyph *room)
{
	struct alphabet *alphabet = view->stretch->alphabet;
	struct view word = {.end = view->start + 1};
	size_t count;

	do {
		word = word_at(view, word.end - 1);
		if (!alphabet_spell(alphabet, &word, room, &count) &&
			!alphabet_learn(alphabet, &word,
				stretch_find(&word, fonts, arena)))
			return false;
	} while (word.end < view->end);
	return true;
}

static bool spell(const struct view *view, struct fonts *fonts,
	struct arena *arena, struct shaped *out)
{
	const struct alphabet *alphabet = view->stretch->alphabet;
	struct shaped_glyph *glyphs;
	size_t count;

	if (alphabet == NULL)
		return false;
	reserve_glyphs(out, arena, view->end - view->start);
	glyphs = out->glyphs + out->count;
	if (!alphabet_spell(alphabet, view, glyphs, &count) &&
		!(learn_words(view, fonts, arena, glyphs) &&
			alphabet_spell(alphabet, view, glyphs, &count)))
		return false;
	out->count += count;
	return true;
}

static void shape_view(const struct view *view, struct fonts *fonts,
	struct arena *arena, struct shaped *out)
{
	struct stretched stretched;

	if (spell(view, fonts, arena, out))
		return;
	stretched = stretch_find(view, fonts, arena);
	add_stretched(view, &stretched, arena, out);
}

/* The last word: nothing is drawn that the font has no glyph for. */
static bool check_glyphs(const struct source *source,
	const struct shaped *shaped, size_t first, struct report *report)
{
	bool done = true;

	for (size_t i = first; i < shaped->count; i++) {
		const struct shaped_glyph *glyph = &shaped->glyphs[i];
		const char *at = source->text + glyph->glyph.cluster;

		if (glyph->glyph.id == 0)
			done = report_character(source->spans[glyph->span].run,
				utf8_next(&at), no_font, report);
	}
	return done;
}

/* A span in letters that were all met before is one stretch in its face. */
static bool spell_span(const struct source *source, struct arena *arena,
	struct stretch whole, struct shaped *out)
{
	struct view view = {source, &whole, whole.start, whole.end, 0,
		source->length};
	size_t count;

	if (whole.alphabet == NULL)
		return false;
	reserve_glyphs(out, arena, whole.end - whole.start);
	if (!alphabet_spell(whole.alphabet, &view, out->glyphs + out->count,
		    &count))
		return false;
	out->count += count;
	add_cluster(out, arena, whole);
	return true;
}

static struct stretch whole_span(const struct source *source,
	struct fonts *fonts, size_t index)
{
	const struct span *span = &source->spans[index];
	struct typeface *face = fonts->faces[span->face];

	return (struct stretch){.start = span->start, .end = span->end,
		.span = index, .typeface = face, .script = HB_SCRIPT_LATIN,
		.alphabet = alphabet_of(fonts, face, span->lang, source)};
}

static bool shape_span(const struct source *source, struct fonts *fonts,
	struct arena *arena, size_t index, struct shaped *out,
	struct report *report)
{
	struct stretch whole = whole_span(source, fonts, index);
	size_t first = out->stretch_count, glyph = out->count;

	if (whole.start == whole.end)
		return true;
	if (spell_span(source, arena, whole, out))
		return true;
	if (!split_span(source, fonts, arena, index, out, report))
		return false;
	for (size_t i = first; i < out->stretch_count; i++) {
		struct stretch *stretch = &out->stretches[i];
		struct view view = {source, stretch, stretch->start,
			stretch->end, 0, source->length};

		if (stretch->typeface == whole.typeface &&
			(stretch->script == HB_SCRIPT_LATIN ||
				stretch->script == HB_SCRIPT_COMMON))
			stretch->alphabet = whole.alphabet;
		shape_view(&view, fonts, arena, out);
	}
	return check_glyphs(source, out, glyph, report);
}

bool shape_text(const struct source *source, struct fonts *fonts,
	struct arena *arena, struct shaped *out, struct report *report)
{
	bool done = true;

	for (size_t i = 0; i < source->span_count; i++)
		done &= shape_span(source, fonts, arena, i, out, report);
	return done;
}

bool shape_trace(const struct source *source, struct fonts *fonts,
	struct arena *arena, struct shaped *out, struct pen *pens)
{
	double at = 0;
	bool done = true;

	pens[0].after = 0;
	for (size_t i = 0; done && i < source->span_count; i++) {
		struct stretch whole = whole_span(source, fonts, i);

		if (whole.start == whole.end)
			continue;
		done = whole.alphabet != NULL && alphabet_trace(whole.alphabet,
			source->text, whole.start, whole.end, source->size,
			&at, pens);
		add_cluster(out, arena, whole);
	}
	pens[source->length].before = at;
	if (!done)
		out->stretch_count = 0;
	return done;
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
			shape_view(&view, fonts, arena, out);
	}
}
