/*
 * The key is all bytes that count, one after the other; see lines_memo.h. A
 * text that the letters have from their template is told by its serial: most of
 * a letter's bytes are of that kind, and need not be read to know them again.
 */
#include "layout/lines_memo.h"

#include <string.h>

#include "base/memo.h"
#include "layout/font_set.h"

static void add_string(struct text *key, const char *string)
{
	text_append(key, string, strlen(string) + 1);
}

static void add_run(struct text *key, const struct run *run)
{
	/* Where it comes from counts for what may be hyphenated. */
	const struct {
		unsigned long serial;
		unsigned style;
		bool has_field, has_link, has_lang, unused;
	} fixed = {run->serial, run->style, run->field != NULL,
		run->link != NULL, run->lang != NULL, false};

	text_append(key, &fixed, sizeof(fixed));
	if (run->serial == 0)
		add_string(key, run->text);
	if (run->link != NULL)
		add_string(key, run->link);
	if (run->serial == 0 && run->lang != NULL)
		add_string(key, run->lang);
}

const struct text *lines_write_key(const struct setter *setter,
	const struct lines_key *key)
{
	struct text *out = &setter->fonts->key;
	struct {
		double size, width;
		unsigned style, is_column, figures, hyphens;
		unsigned run_count;
	} fixed;

	memset(&fixed, 0, sizeof(fixed)); /* what pads it counts as well */
	fixed.size = key->style->size;
	fixed.width = key->width;
	fixed.style = key->style->style;
	fixed.is_column = key->style->is_column;
	fixed.figures = setter->options->figures;
	fixed.hyphens = hyphens_serial(setter->options->hyphens);
	fixed.run_count = (unsigned)key->run_count;
	text_reset(out);
	text_append(out, &fixed, sizeof(fixed));
	add_string(out, setter->lang);
	for (size_t i = 0; i < key->run_count; i++)
		add_run(out, &key->runs[i]);
	return out;
}

bool lines_find(const struct setter *setter, const struct lines_key *key,
	bool *is_again, struct paragraph *out)
{
	const struct text *bytes = lines_write_key(setter, key);
	const struct paragraph *found = memo_find(setter->fonts->memo,
		bytes->data, bytes->length, is_again);

	if (found == NULL)
		return false;
	out->lines = found->lines;
	out->count = found->count;
	out->width = found->width;
	out->tags = found->tags;
	out->tag_count = found->tag_count;
	return true;
}

/* Glyphs of a program still to be made are renumbered when the letter ends. */
static bool is_pending(const struct line *line)
{
	for (size_t i = 0; i < line->count; i++)
		if (line->pieces[i].run.program->serial == 0)
			return true;
	return false;
}

bool lines_are_pending(const struct paragraph *paragraph)
{
	for (size_t i = 0; i < paragraph->count; i++)
		if (is_pending(&paragraph->lines[i]))
			return true;
	return false;
}

static const char *copy_string(struct arena *arena, const char *string)
{
	return string == NULL ? NULL : arena_strdup(arena, string);
}

/* All that is read of a paragraph each time stands together. */
static void copy_pieces(struct arena *arena, struct line *lines, size_t count)
{
	struct piece *pieces;
	size_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += lines[i].count;
	pieces = arena_room(arena, all * sizeof(*pieces));
	for (size_t i = 0; i < count; i++) {
		lines[i].pieces = memcpy(pieces, lines[i].pieces,
			lines[i].count * sizeof(*pieces));
		pieces += lines[i].count;
	}
}

/*
 * The pieces' texts follow each other in one: so do their copies. A line that
 * is remembered by itself keeps its serials.
 */
static void copy_glyphs(struct arena *arena, struct line *line)
{
	static unsigned long serial;
	size_t length = 0;
	char *text;

	for (size_t i = 0; i < line->count; i++)
		length += line->pieces[i].run.length;
	text = arena_room(arena, length + 1);
	for (size_t i = 0; i < line->count; i++) {
		struct glyph_run *run = &line->pieces[i].run;

		run->glyphs = arena_copy(arena, run->glyphs,
			run->glyph_count * sizeof(*run->glyphs));
		run->text = memcpy(text, run->text, run->length);
		if (run->serial == 0)
			run->serial = ++serial;
		text += run->length;
	}
	*text = '\0';
}

void lines_keep(const struct setter *setter, const struct lines_key *key,
	const struct paragraph *paragraph)
{
	struct memo *memo = setter->fonts->memo;
	const struct text *bytes = lines_write_key(setter, key);
	struct paragraph *kept;
	struct arena *arena;

	if (lines_are_pending(paragraph))
		return;
	kept = memo_add(memo, bytes->data, bytes->length, sizeof(*kept));
	arena = memo_arena(memo);
	*kept = *paragraph;
	kept->lines = arena_copy(arena, paragraph->lines,
		paragraph->count * sizeof(*kept->lines));
	copy_pieces(arena, kept->lines, kept->count);
	kept->tags = arena_copy(arena, paragraph->tags,
		paragraph->tag_count * sizeof(*kept->tags));
	for (size_t i = 0; i < kept->tag_count; i++) {
		struct inline_tag *tag = &kept->tags[i];

		tag->link = copy_string(arena, tag->link);
		tag->lang = copy_string(arena, tag->lang);
		tag->text = copy_string(arena, tag->text);
	}
	for (size_t i = 0; i < kept->count; i++)
		copy_glyphs(arena, &kept->lines[i]);
}

/* What of a line's text is in one span. */
static void add_span(struct text *key, const struct span *span, size_t tag,
	size_t length)
{
	unsigned parts[] = {(unsigned)length, (unsigned)span->face,
		(unsigned)tag};

	text_append(key, parts, sizeof(parts));
	add_string(key, span->lang);
}

static const struct text *write_line_key(const struct setting *setting,
	const struct text_line *line)
{
	/* No number: a paragraph's key begins with its size. */
	static const unsigned char mark[sizeof(double)] = {0xFF, 0xFF, 0xFF,
		0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
	const struct source *source = &setting->source;
	struct text *key = &setting->setter->fonts->key;
	unsigned parts[] = {source->figures, source->is_column,
		line->is_hyphenated};

	text_reset(key);
	text_append(key, mark, sizeof(mark));
	text_append(key, &source->size, sizeof(source->size));
	text_append(key, parts, sizeof(parts));
	for (size_t i = 0; i < source->span_count; i++) {
		const struct span *span = &source->spans[i];
		size_t start = span->start > line->start ? span->start :
							   line->start;
		size_t end = span->end < line->end ? span->end : line->end;

		if (start < end)
			add_span(key, span, setting->tags[i], end - start);
	}
	text_append(key, source->text + line->start, line->end - line->start);
	return key;
}

bool line_find(const struct setting *setting, const struct text_line *line,
	bool *is_again, struct line *out)
{
	const struct text *key = write_line_key(setting, line);
	const struct line *found = memo_find(setting->setter->fonts->memo,
		key->data, key->length, is_again);

	if (found != NULL)
		*out = *found;
	return found != NULL;
}

void line_keep(const struct setting *setting, const struct text_line *what,
	struct line *line)
{
	const struct fonts *fonts = setting->setter->fonts;
	const struct text *key = write_line_key(setting, what);
	struct line *kept;

	if (is_pending(line))
		return;
	kept = memo_add(fonts->memo, key->data, key->length, sizeof(*kept));
	copy_pieces(memo_arena(fonts->memo), line, 1);
	copy_glyphs(memo_arena(fonts->memo), line);
	*kept = *line;
}
