/* Text cut to a width; see paragraph.h. */
#include "layout/gauge.h"
#include "layout/setting.h"

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

/* What is cut is not counted. */
static bool cut_in_earnest(const struct setter *setter, const char *text,
	const char *field, struct place place, const struct text_style *style,
	double width, struct paragraph *out)
{
	struct setter earnest = *setter;

	earnest.gauge = NULL;
	if (!paragraph_set_short(&earnest, text, field, place, style, width,
		    out))
		return false;
	gauge_look(setter, out);
	return true;
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
	if (setter->gauge != NULL)
		return cut_in_earnest(setter, text, field, place, style, width,
			out);
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
