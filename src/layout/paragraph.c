/*
 * Paragraphs. The runs are joined to one text, shaped as a whole, and broken;
 * where a line's ends fall between glyphs that shaping has fitted to each
 * other, what is around them is shaped again, also when the line is only being
 * measured. So what is measured is always what is set.
 */
#include "layout/paragraph.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "layout/line_break.h"
#include "layout/lines_memo.h"
#include "layout/shape.h"

#define WORD_SHOWN 60 /* bytes of an overlong word shown in a message */

/* A paragraph while it is being set. */
struct setting {
	const struct setter *setter;
	struct text text;
	struct source source;
	struct span *spans;
	size_t *tags; /* by span */
	size_t *forced; /* offsets of forced line ends */
	size_t forced_count;
	size_t *soft; /* offsets at which a hyphen may part a word */
	size_t soft_count, soft_room;
	struct shaped shaped;
	size_t *firsts; /* by byte: the first glyph at or after it */
	double *widths; /* by glyph: of all before it */
	double *heads, *tails; /* by byte: of an end; negative: unknown */
	bool *has_told; /* becomes true with a message */
};

static bool is_blank(uint32_t character)
{
	return character == ' ' || (character >= '\t' && character <= '\r') ||
		character == 0x85 || character == 0x2028 || character == 0x2029;
}

static bool at_line_start(const struct setting *setting)
{
	return setting->text.length == 0 ||
		(setting->forced_count > 0 &&
			setting->forced[setting->forced_count - 1] ==
				setting->text.length);
}

/* Blanks at a line's start are no part of it, and one is enough. */
static bool takes_blank(const struct setting *setting)
{
	return !at_line_start(setting) &&
		setting->text.data[setting->text.length - 1] != ' ';
}

static void add_soft(struct setting *setting, size_t offset)
{
	ARENA_RESERVE(setting->setter->arena, setting->soft,
		setting->soft_count, setting->soft_room);
	setting->soft[setting->soft_count++] = offset;
}

static bool add_text(struct setting *setting, const struct run *run)
{
	const char *at = run->text;
	char bytes[UTF8_MAX];

	while (*at != '\0') {
		uint32_t character = utf8_next(&at);

		if (character == UTF8_INVALID)
			return report_error(setting->setter->report, run->place,
				"%s is not valid UTF-8",
				run->field != NULL ? run->field : "the text");
		if (character == 0xAD) {
			add_soft(setting, setting->text.length);
			continue;
		}
		if (is_blank(character))
			character = ' ';
		if (character != ' ' || takes_blank(setting))
			text_append(&setting->text, bytes,
				utf8_put(character, bytes));
	}
	return true;
}

/* A reader of the text alone still needs a blank between two lines. */
static void end_line(struct setting *setting)
{
	if (at_line_start(setting))
		return;
	if (takes_blank(setting))
		text_add_char(&setting->text, ' ');
	setting->forced[setting->forced_count++] = setting->text.length;
}

static bool join_runs(struct setting *setting, const struct run *runs,
	size_t count, unsigned style)
{
	bool done = true;

	for (size_t i = 0; i < count; i++) {
		const struct run *run = &runs[i];
		struct span *span = &setting->spans[i];

		span->start = setting->text.length;
		done &= add_text(setting, run);
		if ((run->style & RUN_LINE_BREAK) != 0)
			end_line(setting);
		span->end = setting->text.length;
		span->face = (enum face)((run->style | style) &
			(RUN_BOLD | RUN_ITALIC));
		span->lang = run->lang != NULL ? run->lang :
						 setting->setter->lang;
		span->run = run;
	}
	return done;
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Neighbouring runs of one link, or one foreign language, share an element. */
static void assign_tags(struct setting *setting, size_t count,
	struct paragraph *out)
{
	struct arena *arena = setting->setter->arena;
	const struct inline_tag *before;
	size_t tag = 0;

	out->tags = arena_new(arena, (count + 1) * sizeof(*out->tags));
	out->tags[0].role = ROLE_P;
	out->tag_count = 1;
	for (size_t i = 0; i < count; i++) {
		const struct span *span = &setting->spans[i];
		const struct run *run = span->run;
		const char *lang = is_same(run->lang, setting->setter->lang) ?
			NULL : run->lang;

		if (span->start == span->end)
			continue;
		before = &out->tags[tag];
		if (run->link == NULL && lang == NULL)
			tag = 0;
		else if (!is_same(run->link, before->link) ||
			!is_same(lang, before->lang)) {
			tag = out->tag_count++;
			out->tags[tag].role = run->link != NULL ? ROLE_LINK :
								  ROLE_SPAN;
			out->tags[tag].link = run->link;
			out->tags[tag].lang = lang;
			out->tags[tag].text = "";
		}
		setting->tags[i] = tag;
		if (run->link != NULL)
			out->tags[tag].text = arena_printf(arena, "%s%.*s",
				out->tags[tag].text,
				(int)(span->end - span->start),
				setting->text.data + span->start);
	}
}

static size_t trim_end(const char *text, size_t start, size_t end)
{
	while (end > start && text[end - 1] == ' ')
		end--;
	return end;
}

/* By byte and by glyph, so that measuring a line takes no search. */
static void index_glyphs(struct setting *setting)
{
	struct arena *arena = setting->setter->arena;
	const struct shaped *shaped = &setting->shaped;
	size_t glyph = 0;

	setting->firsts = arena_room(arena,
		(setting->source.length + 1) * sizeof(*setting->firsts));
	setting->widths = arena_room(arena,
		(shaped->count + 1) * sizeof(*setting->widths));
	setting->widths[0] = 0;
	setting->heads = arena_room(arena,
		2 * (setting->source.length + 1) * sizeof(*setting->heads));
	setting->tails = setting->heads + setting->source.length + 1;
	for (size_t i = 0; i < 2 * (setting->source.length + 1); i++)
		setting->heads[i] = -1;
	for (size_t i = 0; i < shaped->count; i++)
		setting->widths[i + 1] = setting->widths[i] +
			shaped->glyphs[i].glyph.advance;
	for (size_t i = 0; i <= setting->source.length; i++) {
		while (glyph < shaped->count &&
			shaped->glyphs[glyph].glyph.cluster < i)
			glyph++;
		setting->firsts[i] = glyph;
	}
}

/* Can a line begin or end at the byte with the glyphs as they are? */
static bool is_safe(const struct setting *setting, size_t offset)
{
	const struct shaped_glyph *glyph;

	if (setting->firsts[offset] == setting->shaped.count)
		return offset == setting->source.length;
	glyph = &setting->shaped.glyphs[setting->firsts[offset]];
	return glyph->glyph.cluster == offset && !glyph->is_unsafe;
}

/*
 * What of the bytes start to end - 1 can stay as it is when they become a
 * line: from *left to *right, and not what is around it.
 */
static void find_safe(const struct setting *setting, size_t start, size_t end,
	size_t *left, size_t *right)
{
	*left = start;
	*right = end;
	while (*left < end && !is_safe(setting, *left))
		++*left;
	while (*right > *left && !is_safe(setting, *right))
		--*right;
	if (*left == *right)
		*left = *right = end;
}

static void shape_edge(const struct setting *setting, size_t from, size_t to,
	size_t start, size_t end, struct shaped *out)
{
	if (from < to)
		shape_part(&setting->source, setting->setter->fonts,
			setting->setter->arena, &setting->shaped, from, to,
			start, end, out);
}

/* Of one end of the line from start to end, which is shaped anew. */
static double edge_width(const struct setting *setting, size_t from, size_t to,
	size_t start, size_t end)
{
	struct shaped edge = {0};
	double width = 0;

	shape_edge(setting, from, to, start, end, &edge);
	for (size_t i = 0; i < edge.count; i++)
		width += edge.glyphs[i].glyph.advance;
	return width;
}

/*
 * Many lines are tried, and begin or end at the same places. What an end is
 * shaped to does not depend on the other one while the two do not meet.
 */
static double width_of(const void *context, size_t start, size_t end)
{
	const struct setting *setting = context;
	double *head = &setting->heads[start], *tail;
	size_t left, right;

	end = trim_end(setting->source.text, start, end);
	find_safe(setting, start, end, &left, &right);
	if (left == right)
		return edge_width(setting, start, end, start, end);
	tail = &setting->tails[end];
	if (*head < 0)
		*head = edge_width(setting, start, left, start, end);
	if (*tail < 0)
		*tail = edge_width(setting, right, end, start, end);
	return *head + setting->widths[setting->firsts[right]] -
		setting->widths[setting->firsts[left]] + *tail;
}

/*
 * The glyphs of a line to be drawn. One blank at its end is kept: it is not
 * seen, but parts the words of two lines for those who read the text alone.
 */
static void take_glyphs(const struct setting *setting, size_t start,
	size_t end, size_t *visible, struct shaped *out)
{
	const struct shaped *shaped = &setting->shaped;
	struct arena *arena = setting->setter->arena;
	size_t stop = trim_end(setting->source.text, start, end);
	size_t blank = setting->firsts[stop], first;
	size_t left, right;

	find_safe(setting, start, stop, &left, &right);
	first = setting->firsts[left];
	shape_edge(setting, start, left, start, stop, out);
	shape_append(out, arena, shaped->glyphs + first,
		setting->firsts[right] - first);
	shape_edge(setting, right, stop, start, stop, out);
	*visible = out->count;
	if (stop < end && blank < shaped->count &&
		shaped->glyphs[blank].glyph.cluster == stop)
		shape_append(out, arena, &shaped->glyphs[blank], 1);
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

static void fill_line(const struct setting *setting, size_t start, size_t end,
	struct line *line)
{
	struct arena *arena = setting->setter->arena;
	struct shaped shaped = {0};
	struct piece *piece = NULL;
	struct glyph *glyphs;
	size_t visible, room = 0;

	take_glyphs(setting, start, end, &visible, &shaped);
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

/* The word that had to be broken inside, a line of which begins at `at`. */
static void report_overlong(const struct setting *setting, size_t at)
{
	const char *text = setting->source.text;
	size_t start = at, end = at, shown, span = 0;
	bool is_address;

	*setting->has_told = true;
	while (start > 0 && text[start - 1] != ' ')
		start--;
	while (end < setting->source.length && text[end] != ' ')
		end++;
	shown = end - start < WORD_SHOWN ? end - start : WORD_SHOWN;
	while ((text[start + shown] & 0xC0) == 0x80)
		shown--;
	while (setting->spans[span].end <= at)
		span++;
	is_address = memchr(text + start, '/', end - start) != NULL ||
		memchr(text + start, '@', end - start) != NULL;
	(is_address ? report_note : report_warning)(setting->setter->report,
		setting->spans[span].run->place,
		"'%.*s%s' is wider than a line and was broken", (int)shown,
		text + start, shown < end - start ? "..." : "");
}

static bool is_letter(const char *text, size_t offset)
{
	unsigned char c = (unsigned char)text[offset];

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= 0xC3 && c <= 0xCA) || (c & 0xC0) == 0x80;
}

/*
 * Names are left whole: words with a capital that come from the data. So are
 * other languages, addresses (a sign stands beside) and what has no letters
 * for two parts.
 */
static bool may_part(const struct setting *setting, size_t start, size_t end)
{
	const char *text = setting->source.text;
	const struct span *span = setting->spans;

	while (span->end <= start)
		span++;
	if (span->end < end || end - start > HYPHENS_WORD ||
		span->run->lang != NULL)
		return false;
	if (start > 0 && strchr(" (\"'", text[start - 1]) == NULL &&
		(unsigned char)text[start - 1] < 0x80)
		return false;
	if (strchr("/@-_", text[end]) != NULL)
		return false;
	return span->run->field == NULL || (text[start] >= 'a' &&
		text[start] <= 'z');
}

/* By the language's patterns; the last word of a paragraph stays whole. */
static void find_hyphens(struct setting *setting)
{
	const struct hyphens *hyphens = setting->setter->options->hyphens;
	const char *text = setting->source.text;
	size_t end, last = trim_end(text, 0, setting->source.length);
	bool marks[HYPHENS_WORD];

	while (last > 0 && text[last - 1] != ' ')
		last--;
	for (size_t at = 0; hyphens != NULL && at < last; at = end) {
		for (end = at; end < last && is_letter(text, end); end++)
			;
		if (end == at) {
			end++;
			continue;
		}
		if (!may_part(setting, at, end))
			continue;
		hyphens_mark(hyphens, text + at, end - at, marks);
		for (size_t i = 0; i < end - at; i++)
			if (marks[i])
				add_soft(setting, at + i);
	}
}

/* Points at which the text has a hyphen to give become such. */
static void mark_hyphens(const struct setting *setting,
	struct break_point *points, size_t count)
{
	bool *soft = arena_new(setting->setter->arena,
		(setting->source.length + 1) * sizeof(*soft));

	for (size_t i = 0; i < setting->soft_count; i++)
		soft[setting->soft[i]] = true;
	for (size_t i = 0; i < count; i++)
		if (soft[points[i].offset] &&
			points[i].kind == BREAK_CHARACTER)
			points[i].kind = BREAK_HYPHEN;
}

/* Break points of the text and the forced ends, which are also among them. */
static size_t find_points(const struct setting *setting,
	struct break_point **out)
{
	size_t count = find_break_points(setting->source.text,
		setting->source.length, setting->setter->lang,
		setting->setter->arena, out);
	size_t forced = 0;

	for (size_t i = 0; i < count; i++) {
		while (forced < setting->forced_count &&
			setting->forced[forced] < (*out)[i].offset)
			forced++;
		if (forced < setting->forced_count &&
			setting->forced[forced] == (*out)[i].offset)
			(*out)[i].kind = BREAK_FORCED;
	}
	if (setting->soft_count > 0)
		mark_hyphens(setting, *out, count);
	return count;
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
static bool add_hyphen(const struct setting *setting, size_t end,
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

/* Do all lines fit that the text itself ends? Then these are its lines. */
static bool fit_lines(const struct setting *setting, double width,
	struct text_line *lines, size_t *count)
{
	size_t length = setting->source.length, start = 0;

	*count = 0;
	for (size_t i = 0; start < length; i++) {
		size_t end = i < setting->forced_count ? setting->forced[i] :
							 length;

		if (width_of(setting, start, end) > width)
			return false;
		if (end > start)
			lines[(*count)++] = (struct text_line){start, end,
				false, false};
		start = end;
	}
	return true;
}

static bool find_lines(struct setting *setting, double width,
	struct text_line **lines, size_t *count)
{
	struct measure measure = {.width = width_of, .context = setting};
	struct arena *arena = setting->setter->arena;
	struct break_point *points;
	size_t point_count;

	*lines = arena_new(arena,
		(setting->forced_count + 1) * sizeof(**lines));
	if (fit_lines(setting, width, *lines, count))
		return true;
	if (width < ONE_LINE)
		find_hyphens(setting);
	point_count = find_points(setting, &points);
	if (setting->soft_count > 0 && !shape_hyphen(setting, 0, NULL,
		&measure.hyphen))
		return false;
	*lines = break_lines(points, point_count, &measure, width, arena,
		count);
	return true;
}

static bool make_lines(struct setting *setting, double width,
	struct paragraph *out)
{
	const struct setter *setter = setting->setter;
	struct text_line *lines;

	if (!find_lines(setting, width, &lines, &out->count))
		return false;
	out->lines = arena_new(setter->arena, out->count * sizeof(*out->lines));
	for (size_t i = 0; i < out->count; i++) {
		struct line *line = &out->lines[i];

		fill_line(setting, lines[i].start, lines[i].end, line);
		if (lines[i].is_hyphenated &&
			!add_hyphen(setting, lines[i].end, line))
			return false;
		if (lines[i].is_emergency && (i == 0 ||
			!lines[i - 1].is_emergency))
			report_overlong(setting, lines[i].start);
		if (line->width > width + 0.01)
			return report_error(setter->report,
				setting->spans[0].run->place, "a column of "
				"%.0f points is too narrow for its text: "
				"lower the margins or the type size", width);
		if (line->width > out->width)
			out->width = line->width;
	}
	return true;
}

struct text_style text_style(const struct layout_options *options, double size,
	struct colour colour, unsigned style)
{
	return (struct text_style){.size = size,
		.leading = size * options->body_leading / options->body_size,
		.style = style, .colour = colour,
		.link_colour = options->accent};
}

/* Lines stand evenly, whatever fallback fonts are in them. */
static void measure_type(const struct setter *setter,
	const struct text_style *style, struct paragraph *out)
{
	const struct layout_options *options = setter->options;
	const struct typeface *typeface = setter->fonts->faces[style->style &
		(RUN_BOLD | RUN_ITALIC)];
	const struct font_program *regular =
		&setter->fonts->faces[FACE_REGULAR]->pending;
	double body = (options->body_leading + (regular->ascent +
		regular->descent) / 1000 * options->body_size) / 2;

	out->style = *style;
	out->ascent = typeface->pending.ascent / 1000 * style->size;
	out->descent = -typeface->pending.descent / 1000 * style->size;
	out->baseline = (style->leading + out->ascent - out->descent) / 2;
	if (style->grid > 0)
		out->baseline = body + style->grid *
			round((out->baseline - body) / style->grid);
	out->underline_offset = typeface->underline_offset * style->size;
	out->underline_width = typeface->underline_width * style->size;
}

static bool set_lines(const struct setter *setter, const struct lines_key *what,
	bool *has_told, struct paragraph *out)
{
	struct arena *arena = setter->arena;
	size_t count = what->run_count;
	struct setting setting = {.setter = setter, .has_told = has_told};
	bool done = false;

	setting.spans = arena_new(arena, count * sizeof(*setting.spans));
	setting.tags = arena_new(arena, count * sizeof(*setting.tags));
	setting.forced = arena_new(arena, count * sizeof(*setting.forced));
	if (!join_runs(&setting, what->runs, count, what->style->style))
		goto out;
	assign_tags(&setting, count, out);
	setting.source = (struct source){.text = arena_strndup(arena,
		text_string(&setting.text), setting.text.length),
		.length = setting.text.length, .spans = setting.spans,
		.span_count = count, .size = what->style->size,
		.figures = what->style->is_column ? FIGURES_TABULAR :
			setter->options->figures,
		.is_column = what->style->is_column};
	if (!shape_text(&setting.source, setter->fonts, arena, &setting.shaped,
		    setter->report))
		goto out;
	index_glyphs(&setting);
	done = make_lines(&setting, what->width, out);
out:
	text_clear(&setting.text);
	return done;
}

/* A message is for this letter: so lines with one are set each time. */
bool paragraph_set(const struct setter *setter, const struct run *runs,
	size_t run_count, const struct text_style *style, double width,
	struct paragraph *out)
{
	struct lines_key what = {runs, run_count, style, width};
	bool is_again, has_told = false;

	*out = (struct paragraph){0};
	measure_type(setter, style, out);
	if (lines_find(setter, &what, &is_again, out))
		return true;
	if (!set_lines(setter, &what, &has_told, out))
		return false;
	if (is_again && !has_told)
		lines_keep(setter, &what, out);
	return true;
}

bool paragraph_set_text(const struct setter *setter, const char *text,
	const char *field, struct place place, const struct text_style *style,
	double width, struct paragraph *out)
{
	struct run run = {.text = text, .field = field, .place = place};

	return paragraph_set(setter, &run, 1, style, width, out);
}

/* Bytes of the text whose glyphs end within `width`, blanks cut off. */
static size_t fitting_length(const struct paragraph *paragraph, double width)
{
	const struct line *line = &paragraph->lines[0];
	const char *text = line->pieces[0].run.text; /* as it is wide */
	size_t fitting = 0;
	double at = 0;

	for (size_t i = 0; i < line->count; i++) {
		const struct glyph_run *run = &line->pieces[i].run;

		for (size_t j = 0; j < run->glyph_count; j++) {
			size_t start = (size_t)(run->text - text) +
				run->glyphs[j].cluster;

			if (at <= width)
				fitting = start;
			at += run->glyphs[j].advance;
		}
	}
	return trim_end(text, 0, fitting);
}

bool paragraph_set_short(const struct setter *setter, const char *text,
	const char *field, struct place place, const struct text_style *style,
	double width, struct paragraph *out)
{
	static const char ellipsis[] = "\xE2\x80\xA6";
	struct paragraph end;

	if (!paragraph_set_text(setter, text, field, place, style, ONE_LINE,
		    out))
		return false;
	if (out->width <= width)
		return true;
	if (!paragraph_set_text(setter, ellipsis, field, place, style, ONE_LINE,
		    &end))
		return false;
	for (double room = width - end.width; out->width > width; room -= 1) {
		size_t length = room > 0 ? fitting_length(out, room) : 0;

		if (length == 0) {
			out->count = 0;
			out->width = 0;
			return true;
		}
		text = arena_printf(setter->arena, "%.*s%s", (int)length,
			out->lines[0].pieces[0].run.text, ellipsis);
		if (!paragraph_set_text(setter, text, field, place, style,
			    ONE_LINE, out))
			return false;
	}
	return true;
}

/* The rule under the pieces of a link, from `first` on, as one. */
static void underline(const struct paragraph *paragraph,
	const struct line *line, size_t first, double x, double y,
	struct sketch *sketch)
{
	const struct piece *piece = &line->pieces[first];
	double end = piece->x + piece->width;

	if (paragraph->tags[piece->tag].link == NULL ||
		(first > 0 && piece[-1].tag == piece->tag))
		return;
	for (size_t i = first; i < line->count; i++)
		if (line->pieces[i].tag == piece->tag)
			end = line->pieces[i].x + line->pieces[i].width;
	y += paragraph->underline_offset;
	sketch_line(sketch, TAG_ARTIFACT, x + piece->x, y, x + end, y,
		paragraph->underline_width, paragraph->style.link_colour);
}

static void draw_piece(const struct paragraph *paragraph,
	const struct piece *piece, double x, double y, int tag,
	struct sketch *sketch)
{
	bool is_link = paragraph->tags[piece->tag].link != NULL;
	struct item *item = sketch_add(sketch, ITEM_TEXT,
		tag == TAG_ARTIFACT ? tag : tag + (int)piece->tag);

	item->x = x + piece->x;
	item->y = y;
	item->run = piece->run;
	item->colour = is_link ? paragraph->style.link_colour :
				 paragraph->style.colour;
}

void paragraph_draw(const struct paragraph *paragraph, size_t first,
	size_t count, double x, double y, int tag, struct sketch *sketch)
{
	double leading = paragraph->style.leading;

	y += paragraph->baseline;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < paragraph->lines[first + i].count; j++)
			draw_piece(paragraph,
				&paragraph->lines[first + i].pieces[j], x,
				y + (double)i * leading, tag, sketch);
	/* Rules come last, so that what a link says stands together. */
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < paragraph->lines[first + i].count; j++)
			underline(paragraph, &paragraph->lines[first + i], j, x,
				y + (double)i * leading, sketch);
}

void paragraph_add_links(const struct paragraph *paragraph, size_t first,
	size_t count, double x, double y, size_t element, struct page *page,
	struct arena *arena)
{
	y += paragraph->baseline;
	for (size_t i = first; i < first + count; i++) {
		const struct line *line = &paragraph->lines[i];

		for (size_t j = 0; j < line->count; j++) {
			const struct piece *piece = &line->pieces[j];
			const struct inline_tag *tag =
				&paragraph->tags[piece->tag];
			struct link_area area = {.uri = tag->link,
				.description = tag->text,
				.element = element + piece->tag};

			if (tag->link == NULL || piece->width <= 0)
				continue;
			area.x = x + piece->x;
			area.x2 = area.x + piece->width;
			area.y = y - paragraph->ascent;
			area.y2 = y + paragraph->descent;
			page_add_link(page, arena, area);
		}
		y += paragraph->style.leading;
	}
}

size_t paragraph_add_elements(const struct paragraph *paragraph,
	enum role role, size_t parent, struct pages *pages,
	struct arena *arena)
{
	size_t first = pages_add_element(pages, arena, role, parent);

	for (size_t i = 1; i < paragraph->tag_count; i++) {
		const struct inline_tag *tag = &paragraph->tags[i];
		size_t element = pages_add_element(pages, arena, tag->role,
			first);

		pages->elements[element].lang = tag->lang;
	}
	return first;
}
