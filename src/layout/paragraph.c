/*
 * Paragraphs. The runs are joined to one text, shaped as a whole, and broken
 * into lines; setting.h tells where each step is.
 */
#include "layout/paragraph.h"

#include <math.h>
#include <string.h>

#include "layout/gauge.h"
#include "layout/setting.h"

#define WORD_SHOWN 60 /* bytes of an overlong word shown in a message */

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

/* Break points of the text and the forced ends, which are also among them. */
static size_t find_points(const struct setting *setting, bool in_words,
	struct break_point **out)
{
	size_t count = find_break_points(setting->source.text,
		setting->source.length, setting->setter->lang, in_words,
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
	if (in_words && setting->soft_count > 0)
		setting_mark_hyphens(setting, *out, count);
	return count;
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

		if (setting_width(setting, start, end) > width)
			return false;
		if (end > start)
			lines[(*count)++] = (struct text_line){.start = start,
				.end = end};
		start = end;
	}
	return true;
}

/* Might they come out better if words were parted? */
static bool want_parts(const struct setting *setting,
	const struct text_line *lines, size_t count)
{
	bool has_hyphens = setting->soft_count > 0 ||
		setting->setter->options->hyphens != NULL;

	for (size_t i = 0; i < count; i++)
		if (lines[i].is_overfull || (lines[i].is_ragged && has_hyphens))
			return true;
	return false;
}

static struct text_line *break_text(const struct setting *setting,
	const struct measure *measure, double width, bool in_words,
	size_t *count)
{
	struct break_point *points;
	size_t point_count = find_points(setting, in_words, &points);

	return break_lines(points, point_count, measure, width,
		setting->setter->arena, count);
}

static bool find_lines(struct setting *setting, double width,
	struct text_line **lines, size_t *count)
{
	struct measure measure = {setting_begin, setting_end, setting_width,
		setting, 0};

	*lines = arena_new(setting->setter->arena,
		(setting->forced_count + 1) * sizeof(**lines));
	if (fit_lines(setting, width, *lines, count))
		return true;
	*lines = break_text(setting, &measure, width, false, count);
	if (!want_parts(setting, *lines, *count))
		return true;
	setting_find_hyphens(setting);
	if (setting->soft_count > 0 && !line_hyphen_width(setting,
			&measure.hyphen))
		return false;
	*lines = break_text(setting, &measure, width, true, count);
	return true;
}

static bool fill_line(const struct setting *setting,
	const struct text_line *what, struct line *line)
{
	line_fill(setting, what->start, what->end, line);
	return !what->is_hyphenated ||
		line_add_hyphen(setting, what->end, line);
}

static bool is_spelled(const struct shaped *shaped)
{
	for (size_t i = 0; i < shaped->stretch_count; i++)
		if (shaped->stretches[i].alphabet == NULL)
			return false;
	return true;
}

/* Where some words of a long paragraph are new, most of its lines are not. */
static bool make_line(const struct setting *setting,
	const struct text_line *what, struct line *line)
{
	bool is_again;

	if (line_find(setting, what, &is_again, line))
		return true;
	if (!fill_line(setting, what, line))
		return false;
	if (is_again)
		line_keep(setting, what, line);
	return true;
}

static bool check_line(const struct setting *setting, const struct line *line,
	double width)
{
	return line->width <= width + 0.01 || report_error(
		setting->setter->report, setting->spans[0].run->place,
		"a column of %.0f points is too narrow for its text: "
		"lower the margins or the type size", width);
}

static bool make_lines(struct setting *setting, double width,
	struct paragraph *out)
{
	struct text_line *lines;
	bool is_remembered;

	if (!find_lines(setting, width, &lines, &out->count))
		return false;
	out->lines = arena_new(setting->setter->arena,
		out->count * sizeof(*out->lines));
	is_remembered = out->count > 1 && is_spelled(&setting->shaped);
	for (size_t i = 0; i < out->count; i++) {
		struct line *line = &out->lines[i];

		if (!(is_remembered ? make_line : fill_line)(setting, &lines[i],
			    line))
			return false;
		if (lines[i].is_emergency && (i == 0 ||
			!lines[i - 1].is_emergency))
			report_overlong(setting, lines[i].start);
		if (!check_line(setting, line, width))
			return false;
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

static bool shape(struct setting *setting)
{
	const struct setter *setter = setting->setter;

	if (!shape_text(&setting->source, setter->fonts, setter->arena,
		    &setting->shaped, setter->report))
		return false;
	setting_index(setting);
	return true;
}

static bool set_lines(const struct setter *setter, const struct lines_key *what,
	bool *has_told, struct paragraph *out)
{
	struct arena *arena = setter->arena;
	size_t count = what->run_count;
	struct setting setting = {.setter = setter, .has_told = has_told,
		.source = setting_source(setter, what->style)};

	setting.spans = arena_new(arena, count * sizeof(*setting.spans));
	setting.tags = arena_new(arena, count * sizeof(*setting.tags));
	setting.forced = arena_new(arena, count * sizeof(*setting.forced));
	if (!setting_join(&setting, what->runs, count, what->style->style))
		return false;
	setting_find_tags(&setting, count, out);
	if (!setting_trace(&setting) && !shape(&setting))
		return false;
	return make_lines(&setting, what->width, out);
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
	if ((setter->gauge != NULL && gauge_paragraph(setter, &what, out)) ||
		lines_find(setter, &what, &is_again, out))
		return true;
	if (!set_lines(setter, &what, &has_told, out))
		return false;
	if (setter->gauge != NULL) {
		gauge_look(setter, out);
		if (!has_told)
			gauge_keep(setter, &what, out);
	}
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
