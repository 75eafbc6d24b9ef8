/* Words that a hyphen may part; see setting.h and lines/hyphens.h. */
#include <string.h>

#include "layout/setting.h"

void setting_add_soft(struct setting *setting, size_t offset)
{
	ARENA_RESERVE(setting->setter->arena, setting->soft,
		setting->soft_count, setting->soft_room);
	setting->soft[setting->soft_count++] = offset;
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
void setting_find_hyphens(struct setting *setting)
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
				setting_add_soft(setting, at + i);
	}
}

/* Points at which the text has a hyphen to give become such. */
void setting_mark_hyphens(const struct setting *setting,
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
