/* Runs to text; see setting.h. */
#include <string.h>

#include "base/utf8.h"
#include "layout/setting.h"

static bool is_blank(uint32_t character)
{
	return character == ' ' || (character >= '\t' && character <= '\r') ||
		character == 0x85 || character == 0x2028 || character == 0x2029;
}

static bool at_line_start(const struct setting *setting)
{
	return setting->source.length == 0 ||
		(setting->forced_count > 0 &&
			setting->forced[setting->forced_count - 1] ==
				setting->source.length);
}

/* Blanks at a line's start are no part of it, and one is enough. */
static bool takes_blank(const struct setting *setting)
{
	return !at_line_start(setting) &&
		setting->source.text[setting->source.length - 1] != ' ';
}

/* Copies what of ASCII is taken as it is; `to` is moved on. */
static const char *copy_plain(const char *from, char **to)
{
	char *out = *to;

	while (*from > ' ' && *from < 0x7F) {
		do
			*out++ = *from++;
		while (*from > ' ' && *from < 0x7F);
		if (*from == ' ' && from[1] > ' ')
			*out++ = *from++;
	}
	*to = out;
	return from;
}

/* The text has room for as many bytes as the run's. */
static bool add_text(struct setting *setting, const struct run *run, char *text)
{
	const char *at = run->text;

	for (;;) {
		char *end = text + setting->source.length;
		uint32_t character;

		at = copy_plain(at, &end);
		setting->source.length = (size_t)(end - text);
		if (*at == '\0')
			return true;
		character = utf8_next(&at);

		if (character == UTF8_INVALID)
			return report_error(setting->setter->report, run->place,
				"%s is not valid UTF-8",
				run->field != NULL ? run->field : "the text");
		if (character == 0xAD) {
			setting_add_soft(setting, setting->source.length);
			continue;
		}
		if (is_blank(character))
			character = ' ';
		if (character != ' ' || takes_blank(setting))
			setting->source.length += utf8_put(character, end);
	}
}

/* A reader of the text alone still needs a blank between two lines. */
static void end_line(struct setting *setting, char *text)
{
	if (at_line_start(setting))
		return;
	if (takes_blank(setting))
		text[setting->source.length++] = ' ';
	setting->forced[setting->forced_count++] = setting->source.length;
}

bool setting_join(struct setting *setting, const struct run *runs,
	size_t count, unsigned style)
{
	size_t room = 1;
	bool done = true;
	char *text;

	for (size_t i = 0; i < count; i++)
		room += strlen(runs[i].text) + 1;
	text = arena_room(setting->setter->arena, room);
	setting->source.text = text;
	for (size_t i = 0; i < count; i++) {
		const struct run *run = &runs[i];
		struct span *span = &setting->spans[i];

		span->start = setting->source.length;
		done &= add_text(setting, run, text);
		if ((run->style & RUN_LINE_BREAK) != 0)
			end_line(setting, text);
		span->end = setting->source.length;
		span->face = (enum face)((run->style | style) &
			(RUN_BOLD | RUN_ITALIC));
		span->lang = run->lang != NULL ? run->lang :
						 setting->setter->lang;
		span->run = run;
	}
	text[setting->source.length] = '\0';
	setting->source.spans = setting->spans;
	setting->source.span_count = count;
	return done;
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Neighbouring runs of one link, or one foreign language, share an element. */
void setting_find_tags(struct setting *setting, size_t count,
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
				setting->source.text + span->start);
	}
}
