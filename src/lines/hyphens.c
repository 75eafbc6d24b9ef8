/*
 * Patterns are in lower case, and some files of them in Latin-1: a word is put
 * so, and for each of its bytes the byte of the text is remembered.
 */
#include "lines/hyphens.h"

#include <hyphen.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"

#define PATTERN_LIMIT ((size_t)1 << 24)
#define BEFORE	   2 /* letters, at least */
#define BEHIND	   3

struct hyphens {
	HyphenDict *patterns;
	unsigned serial;
};

/*
 * A file of patterns names its encoding in the first line. The library takes
 * any file, and of some it does not give all memory back.
 */
static bool has_patterns(const struct text *bytes)
{
	static const char *const encodings[] = {"UTF-8", "ISO8859-1"};
	const char *line = text_string(bytes);
	size_t length = strcspn(line, "\r\n");

	for (size_t i = 0; i < sizeof(encodings) / sizeof(*encodings); i++)
		if (length == strlen(encodings[i]) &&
			strncmp(line, encodings[i], length) == 0)
			return true;
	return false;
}

bool hyphens_load(const char *path, struct place place, struct hyphens **out,
	struct report *report)
{
	static unsigned loaded;
	struct text bytes = {0};
	HyphenDict *patterns = NULL;

	if (!file_read(path, PATTERN_LIMIT, &bytes, report))
		return false;
	if (has_patterns(&bytes))
		patterns = hnj_hyphen_load(path);
	text_clear(&bytes);
	if (patterns == NULL)
		return report_error(report, place, "'%s' holds no patterns in "
			"UTF-8 or ISO8859-1: name a hyph_*.dic file, as the "
			"packages hyphen-* have them", path);
	*out = memory_new(sizeof(**out));
	(*out)->patterns = patterns;
	(*out)->serial = ++loaded;
	return true;
}

unsigned hyphens_serial(const struct hyphens *hyphens)
{
	return hyphens == NULL ? 0 : hyphens->serial;
}

void hyphens_free(struct hyphens *hyphens)
{
	if (hyphens == NULL)
		return;
	hnj_hyphen_free(hyphens->patterns);
	free(hyphens);
}

/* Of Latin letters as far as Latin-1 goes; others stay. */
static uint32_t lower(uint32_t letter)
{
	if ((letter >= 'A' && letter <= 'Z') ||
		(letter >= 0xC0 && letter <= 0xDE && letter != 0xD7))
		return letter + 0x20;
	return letter;
}

/* The word as the patterns are written; its length, 0 if it cannot be. */
static size_t put_word(const struct hyphens *hyphens, const char *word,
	size_t length, char *out, size_t *offsets)
{
	size_t count = 0;

	for (const char *at = word; at < word + length;) {
		size_t offset = (size_t)(at - word);
		uint32_t letter = lower(utf8_next(&at));
		char bytes[UTF8_MAX];
		size_t size = utf8_put(letter, bytes);

		if (!hyphens->patterns->utf8) {
			if (letter > 0xFF)
				return 0;
			bytes[0] = (char)(unsigned char)letter;
			size = 1;
		}
		for (size_t i = 0; i < size; i++) {
			offsets[count] = offset;
			out[count++] = bytes[i];
		}
	}
	out[count] = '\0';
	return count;
}

/* Other spellings at a line's end (Schiffahrt, Schiff-fahrt) are not ours. */
static void clear_spellings(char **spellings, int *places, int *cuts,
	size_t count)
{
	for (size_t i = 0; spellings != NULL && i < count; i++)
		free(spellings[i]);
	free(spellings);
	free(places);
	free(cuts);
}

void hyphens_mark(const struct hyphens *hyphens, const char *word,
	size_t length, bool *marks)
{
	char put[HYPHENS_WORD + 1], found[HYPHENS_WORD + 8] = {0};
	size_t offsets[HYPHENS_WORD], count;
	char **spellings = NULL;
	int *places = NULL, *cuts = NULL;

	memset(marks, 0, length * sizeof(*marks));
	if (length > HYPHENS_WORD)
		return;
	count = put_word(hyphens, word, length, put, offsets);
	if (count == 0 || hnj_hyphen_hyphenate3(hyphens->patterns, put,
		(int)count, found, NULL, &spellings, &places, &cuts, BEFORE,
		BEHIND, BEFORE, BEHIND) != 0)
		goto out;
	for (size_t i = 0, letter = 0; i + 1 < count; i++) {
		bool is_spelt = spellings != NULL && spellings[i] != NULL;

		letter = offsets[i + 1];
		if (found[i] % 2 == 1 && !is_spelt && letter != offsets[i])
			marks[letter] = true;
	}
out:
	clear_spellings(spellings, places, cuts, count);
}
